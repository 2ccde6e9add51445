"""The server: Streamlit's ASGI application behind our gate, with its probes, and a stop that lets a write finish."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NoReturn

from nianbao import gate, logs, static_files, store
from nianbao.access_settings import Access, load_access
from nianbao.counters import ERRORS
from nianbao.datasets import OFFICE, readable_dataset
from nianbao.errors import AccessError, NianbaoError, reason
from nianbao.first_visit import visit_soon
from nianbao.front_page import front_page
from nianbao.journal import last_event
from nianbao.metrics import exposition
from nianbao.paths import APP, PAGES, state_dir

UNEXPECTED = (
    "这一页出了意料之外的错误，没有画完。数据没有因此改动；请刷新再试。若仍出现，请把所在页面和时间告诉管理员，"
    "管理员可查看服务器日志，或运行 nianbao doctor。"
)
NOT_FOR_YOU = "您没有打开这一页的权限，现在显示的是总览。如有需要请联系管理员。"
HOME = "overview"  # the page that stands at / itself
GRACE = 25  # seconds for open requests and a running write before the process ends


def decide(address: str, access: Access) -> None:
    """Raises AccessError unless somebody has decided who may come in at this address."""
    if access.mode == "local" and not gate.local(address):
        raise AccessError(
            f"没有启动：{address} 不是本机地址，别的电脑也能打开看板，而设置里没有写明谁可以进来。"
            f"请在 {state_dir() / 'settings.yml'} 的 access 下写 mode: oidc（统一身份登录）、proxy（由可信代理告知身份）"
            "或 public（只读公开）；只在本机使用就不要写 --address。写法见 docs/security.md。"
        )
    if access.mode == "oidc":
        wanted = ("server_metadata_url", "client_id", "client_secret", "redirect_uri")
        if missing := [name for name in wanted if not getattr(access.oidc, name)]:
            raise AccessError(f"没有启动：access.mode 是 oidc，但 access.oidc 里缺少 {'、'.join(missing)}。请补上。")
        if not access.oidc.redirect_uri.endswith("/oauth2callback"):
            raise AccessError(
                f"没有启动：access.oidc.redirect_uri 现为“{access.oidc.redirect_uri}”，应为看板地址加 /oauth2callback，"
                "如 https://board.example.gov.cn/oauth2callback。"
            )
    if access.mode == "proxy" and not access.proxy.addresses:
        raise AccessError(
            "没有启动：access.mode 是 proxy，但 access.proxy.addresses 没有写可信代理的地址，如 [127.0.0.1]。请补上。"
        )


def application(access: Access) -> Any:
    """The ASGI application of the board."""
    import streamlit
    from starlette.middleware import Middleware
    from starlette.routing import Route
    from streamlit.runtime.pages_manager import PagesManager

    gate.guarded = True
    _unexpected_in_chinese()
    # app.py names the pages. Until it has run once, Streamlit would run a page asked for by its address alone, and with
    # two first visitors at once our page would not notice.
    PagesManager.uses_pages_directory = False
    packed = static_files.shelf(state_dir())
    static_files.fill_beside(packed)
    page = front_page(static_files.streamlit_files(), static_files.chart_scripts())
    # From the outside in; what compresses or shortens answers belongs at the end, next to Streamlit.
    middleware = [
        Middleware(gate.RequestLog),
        Middleware(gate.SecurityHeaders, script_hashes=_inline_scripts(page)),
        Middleware(gate.Gate),
        Middleware(
            static_files.Packed,
            shelf=packed,
            page=page.encode(),
            addresses=("/", *(f"/{p.stem}" for p in PAGES.glob("*.py") if p.stem != HOME)),
        ),
    ]
    routes = [
        Route("/healthz", _alive),
        Route("/readyz", _ready),
        Route("/metrics", _metrics),
        Route(f"/{HOME}", _home),
    ]
    return streamlit.App(
        APP, routes=routes, middleware=middleware, lifespan=_lifespan, on_script_error=_script_error, secrets=_secrets(access)
    )


def _inline_scripts(page: str) -> list[str]:
    """The hashes of the scripts that stand in Streamlit's own page, so that no other inline script runs."""
    found = re.findall(r"<script>(.*?)</script>", page, re.S)
    return [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found]


def _secrets(access: Access) -> dict[str, Any] | None:
    """What st.login reads; none but in oidc mode."""
    if access.mode != "oidc":
        return None
    found = access.oidc
    return {
        "auth": {
            "redirect_uri": found.redirect_uri, "cookie_secret": os.environ["STREAMLIT_SERVER_COOKIE_SECRET"],
            "client_id": found.client_id, "client_secret": found.client_secret,
            "server_metadata_url": found.server_metadata_url,
        }
    }  # fmt: skip


async def _alive(request: Any) -> Any:
    from starlette.responses import JSONResponse

    return JSONResponse({"status": "ok"})


async def _home(request: Any) -> Any:
    """The first page by its own name: whoever types it, as the other pages have one, gets the page with what was chosen."""
    from starlette.responses import RedirectResponse

    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


async def _ready(request: Any) -> Any:
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    told = await run_in_threadpool(readiness)
    return JSONResponse(told, status_code=200 if told["status"] == "ready" else 503)


async def _metrics(request: Any) -> Any:
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    body, kind = await run_in_threadpool(exposition)
    return Response(body, headers={"content-type": kind})


def readiness() -> dict[str, Any]:
    """Can the board answer: does each warehouse that was built open and reply, and can the journal be read?"""
    states = {dataset: _state(dataset) for dataset in store.DATASETS}
    try:
        last_event()
        journal = "ok"
    except NianbaoError:
        journal = "broken"
    fine = states["public"] in ("ok", "older") and "broken" not in states.values() and journal == "ok"
    return {"status": "ready" if fine else "not ready", "warehouses": states, "journal": journal}


def _state(dataset: str) -> str:
    try:
        live = store.current(dataset)
        if live is None:
            return "absent"
        store.fetch(live, "years")
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is not ready
        return "broken"
    return "older" if live.notice else "ok"


def _unexpected_in_chinese() -> None:
    """What a visitor sees of an error no page expected, or of an address without a page.

    Streamlit has no setting for its English words; its dialog would also stand over the page shown instead.
    """
    from streamlit.commands import navigation
    from streamlit.elements import exception

    exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT = UNEXPECTED
    navigation.send_page_not_found = _page_not_offered


def _page_not_offered(context: Any) -> None:
    """A page that is there but not for this visitor; of an address without any page the first page speaks itself."""
    import streamlit

    if (PAGES / f"{Path(context.pages_manager.intended_page_name or '').name}.py").exists():
        streamlit.toast(NOT_FOR_YOU, icon=":material/lock:", duration="long")


def _script_error(error: Exception) -> None:
    """An error no page expected: counted and noted by kind and place; the visitor sees the usual message."""
    ERRORS.labels("script").inc()
    logs.tell("script_error", logging.ERROR, **logs.failure(error))


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    from starlette.concurrency import run_in_threadpool

    logs.tell("started", mode=load_access().mode)
    yield {}
    await run_in_threadpool(_let_writes_finish)
    logs.tell("stopped")


def _let_writes_finish() -> None:
    """An import in this process goes on in its own thread: wait until it has let go of the warehouses."""
    for dataset in OFFICE:
        if store.folder(dataset).exists():
            try:
                with store.writer_lock(dataset):
                    pass
            except NianbaoError:
                logs.tell("write_not_finished", logging.WARNING)


def run(address: str, port: int, browser: bool, structured: bool) -> int:
    """Serves until told to stop (Ctrl+C or SIGTERM). Raises NianbaoError if it may or can not start."""
    access = load_access()
    decide(address, access)
    for dataset in ("public", "demo"):
        readable_dataset(dataset)  # a read-only disk is no reason not to show what is there
    logs.configure(structured)
    os.environ.update(
        STREAMLIT_SERVER_ADDRESS=address, STREAMLIT_SERVER_PORT=str(port), STREAMLIT_SERVER_HEADLESS="true",
        STREAMLIT_BROWSER_GATHER_USAGE_STATS="false", STREAMLIT_SERVER_COOKIE_SECRET=_cookie_secret(access),
        STREAMLIT_SERVER_ENABLE_AGENT_API="false",
    )  # fmt: skip
    import uvicorn

    with _listening(address, port) as sock:
        server = uvicorn.Server(
            uvicorn.Config(
                application(access),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # the gate must see the true other end of a connection
                ws="websockets-sansio",
                ws_max_size=200 * 1024 * 1024,
                ws_ping_interval=30,
                ws_ping_timeout=30,
                timeout_graceful_shutdown=GRACE,
            )
        )
        url = f"http://{f'[{address}]' if ':' in address else address}:{sock.getsockname()[1]}"
        print(f"看板地址：{url}（按 Ctrl+C 结束）", flush=True)
        if browser:
            opener = threading.Timer(1.5, webbrowser.open, (url,))
            opener.daemon = True
            opener.start()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, _stopped_already)
        visit_soon({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address), sock.getsockname()[1])
        server.run(sockets=[sock])
    if server.started:
        _leave()
    return 1


def _leave() -> NoReturn:
    """Ends the process once the server has stopped and every write is done.

    DuckDB's bindings print a page of English about leaks when the interpreter is taken apart with worker threads about.
    """
    if "nianbao.renderer" in sys.modules:
        sys.modules["nianbao.renderer"].close_shared()  # its browser would outlive us
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _stopped_already(number: int, frame: Any) -> None:
    """uvicorn raises the signal once more when all is stopped; to be told to stop is no failure."""


@contextmanager
def _listening(address: str, port: int) -> Any:
    try:
        # asyncio turns Nagle's algorithm off only for sockets that say they are TCP: else the body of an answer waits
        # up to 40 ms for the receipt of its head, and so does each small message to an open page.
        sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name != "nt":  # on Windows this would let two servers share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
    except OSError as error:
        raise NianbaoError(
            f"没有启动：地址 {address} 端口 {port} 用不了（{reason(error)}）。可能已有一个看板在运行；请换一个端口，如 --port {port + 1}。"
        ) from error
    with sock:
        yield sock


def _cookie_secret(access: Access) -> str:
    """The key that signs sign-in cookies: configured, or made once and kept in the state directory for its owner only."""
    if access.oidc.cookie_secret:
        return access.oidc.cookie_secret
    path = state_dir() / "cookie_secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        return path.read_text(encoding="ascii").strip()
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return secrets.token_hex(32)  # a read-only disk: visitors sign in again after a restart
