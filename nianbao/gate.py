"""The door of the server: who may connect at all, what every answer says about itself, and a line in the log."""

from __future__ import annotations

import ipaddress
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from nianbao import logs
from nianbao.access_settings import Access, Network, load_access
from nianbao.counters import ERRORS, REFUSALS, REQUESTS
from nianbao.errors import NianbaoError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
PROBES = ("/healthz", "/readyz")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_UPLOAD = "/_stcore/upload_file/"
_HOST = re.compile(r"^[A-Za-z0-9.\-]{1,253}(:\d{1,5})?$|^\[[0-9A-Fa-f:]{2,45}\](:\d{1,5})?$")
_KEPT = 10_000


class Uploaders:
    """Sessions whose person may import: only they may send files to the server."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()
        self._guard = threading.Lock()

    def set(self, session: str, allowed: bool) -> None:
        with self._guard:
            self._known.pop(session, None)
            if allowed:
                self._known[session] = None
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)

    def __contains__(self, session: str) -> bool:
        with self._guard:
            return session in self._known


UPLOADERS = Uploaders()
guarded = False  # set by the server that stands behind this gate: pages trust a proxy's word only then


def peer(scope: Scope) -> str:
    """The address at the other end of the connection itself, never what a header says of it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def within(address: str, networks: Iterable[Network]) -> bool:
    """Is this address in one of the networks? An IPv4 address written as IPv6 is the same address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed.version == network.version and parsed in network for network in networks)


def local(address: str) -> bool:
    """Does only this machine reach that address?"""
    return address == "localhost" or within(address, LOOPBACK)


def values(scope: Scope, name: str) -> list[str]:
    """All values of a header, in order."""
    wanted = name.lower().encode()
    return [value.decode("latin-1") for key, value in scope.get("headers", []) if key == wanted]


def refusal(scope: Scope, access: Access) -> tuple[int, str] | None:
    """Why this connection may not come in, as status and sentence; None if it may."""
    path = str(scope.get("path", ""))
    if path in PROBES:
        return None
    address = peer(scope)
    forwarded = any(values(scope, name) for name in _FORWARDED)
    if path == "/metrics":
        inside = within(address, access.metrics_from) or (within(address, LOOPBACK) and not forwarded)
        return None if inside else (403, "运行指标只供本机和设置 server.metrics_from 中的地址读取。")
    if access.mode == "local":
        return _local(scope, address, forwarded)
    if access.mode == "proxy":
        if not within(address, access.proxy.addresses):
            return 403, "请由统一入口进入本看板：直接连接不被接受。"
        if len(values(scope, access.proxy.user_header)) > 1 or len(values(scope, access.proxy.groups_header)) > 1:
            return 400, f"请求头 {access.proxy.user_header} 出现了不止一次，身份不能采用。请核对代理服务器的配置。"
    if _UPLOAD in path and scope.get("method") != "OPTIONS":
        session = path.partition(_UPLOAD)[2].partition("/")[0]
        if session not in UPLOADERS:
            return 403, "上传文件需要“编辑”角色。"
    return None


def _local(scope: Scope, address: str, forwarded: bool) -> tuple[int, str] | None:
    """On this machine only: a page of another site, or a proxy in front, must not make everyone its administrator."""
    host = (values(scope, "host") or [""])[0]
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    named_local = name.strip("[]").lower() == "localhost" or within(name.strip("[]"), LOOPBACK)
    if within(address, LOOPBACK) and named_local and not forwarded:
        return None
    return 403, (
        "看板现在只许本机使用（未设登录）。经代理或用其他名称访问，请先在设置中写明 access.mode："
        "oidc（统一身份登录）、proxy（可信代理）或 public（只读公开），再重新启动。"
    )


class Gate:
    """Refuses before anything of the board is reached, a WebSocket before it is accepted."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        try:
            found = refusal(scope, load_access())
        except NianbaoError:
            logs.tell("settings_broken", logging.ERROR)
            found = 503, "设置文件有误，看板暂不接受访问。请管理员查看服务器上 nianbao serve 的提示。"
        if found is None:
            await self.app(scope, receive, send)
            return
        REFUSALS.labels("gate").inc()
        logs.tell("refused", logging.WARNING, route=route(scope), status=found[0])
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        await _answer(send, *found)


async def _answer(send: Send, status: int, sentence: str) -> None:
    body = f'<!doctype html><meta charset="utf-8"><title>年报看板</title><p>{sentence}</p>'.encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class SecurityHeaders:
    """What the browser is told not to do: load from elsewhere, guess types, tell addresses, be framed by strangers."""

    def __init__(self, app: App, script_hashes: Iterable[str] = ()) -> None:
        self.app = app
        self.scripts = " ".join(f"'sha256-{found}'" for found in script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = self.headers((values(scope, "host") or [""])[0])
        names = {name for name, _ in added}

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
                message["headers"] = [*kept, *added]
            await send(message)

        await self.app(scope, receive, with_headers)

    def headers(self, host: str) -> list[tuple[bytes, bytes]]:
        """The headers for a page asked for under this host name."""
        try:
            framing = load_access().frame_ancestors
        except NianbaoError:
            framing = ()
        told = {
            "content-security-policy": self.policy(host, framing),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "cross-origin-opener-policy": "same-origin",
        }
        if not framing:
            told["x-frame-options"] = "SAMEORIGIN"
        return [(name.encode(), value.encode()) for name, value in told.items()]

    def policy(self, host: str, framing: tuple[str, ...]) -> str:
        """Everything from this server itself; styles inline, because Streamlit and Plotly write them so."""
        sockets = f" ws://{host} wss://{host}" if _HOST.match(host) else ""
        return "; ".join(
            (
                "default-src 'self'",
                f"script-src 'self' blob: {self.scripts}".rstrip(),  # blob: is how a component's own script comes
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                f"connect-src 'self' data: blob:{sockets}",
                "worker-src 'self' blob:",
                "media-src 'self' data: blob:",
                "frame-src 'self'",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                " ".join(("frame-ancestors 'self'", *framing)),
            )
        )


_ROUTES = ("healthz", "readyz", "metrics", "_stcore", "media", "static", "auth", "oauth2callback", "component", "app")
_QUIET = ("static", "healthz", "readyz", "metrics", "component")


def route(scope: Scope) -> str:
    """The kind of address asked for, without what stands behind it: no session, file name or page of a visitor."""
    first = str(scope.get("path", "")).strip("/").partition("/")[0]
    return first if first in _ROUTES else "page"


class RequestLog:
    """Counts every answer and writes a line for it; static files and probes only when they fail."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            where = route(scope)
            REQUESTS.labels(f"{status // 100}xx").inc()
            if status >= 500 and where != "readyz":
                ERRORS.labels("http").inc()
            if status >= 400 or where not in _QUIET:
                took = round((time.perf_counter() - started) * 1000, 1)
                logs.tell("request", method=scope["method"], route=where, status=status, milliseconds=took)
