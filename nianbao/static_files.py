"""The files of the page, compressed once and kept: who loads the board fetches a third of the bytes."""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import logging
import os
import re
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

import brotli

from nianbao import logs
from nianbao.assets import ASSETS, chart_library
from nianbao.paths import state_dir

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
# A browser asks for br on https and on this machine only; over plain http in an office it asks for gzip.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=11),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}
SMALL = 600  # bytes that fit into one packet anyway
YEAR = "public, max-age=31536000, immutable"
CHARTS = "/_stcore/bidi-components/nianbao.chart/"
_HASHED = re.compile(r"\.[\w-]{8}\.\w+$")


class Shelf:
    """Originals by address, and their compressed copies in one folder; made once, read once per process."""

    def __init__(self, folder: Path, originals: dict[str, Path]) -> None:
        self.folder = folder
        self.originals = originals
        self._read: dict[tuple[str, str], bytes] = {}

    def body(self, address: str, coding: str) -> bytes | None:
        """The compressed copy; None while it is not made yet."""
        key = (address, coding)
        if key not in self._read:
            if address not in self.originals:
                return None
            try:
                self._read[key] = self._copy(address, coding).read_bytes()
            except OSError:
                return None
        return self._read[key]

    def fill(self) -> int:
        """Makes the copies that are missing, the smallest files first; returns how many. Raises OSError."""
        made = 0
        for address, original in sorted(self.originals.items(), key=lambda item: item[1].stat().st_size):
            for coding, compress in CODINGS.items():
                target = self._copy(address, coding)
                if target.exists():
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                draft = target.with_name(f"{target.name}.{os.getpid()}.part")
                draft.write_bytes(compress(original.read_bytes()))
                os.replace(draft, target)
                made += 1
        return made

    def _copy(self, address: str, coding: str) -> Path:
        return self.folder / f"{address.strip('/').replace('/', '_')}.{coding}"


def shelf(state: Path) -> Shelf:
    """The shelf of Streamlit's files and the chart library: beside the assets where that can be written, else under `state`."""
    static = streamlit_files()
    originals = {
        f"/{path.relative_to(static).as_posix()}": path
        for path in static.rglob("*")
        if path.suffix in TYPES and _HASHED.search(path.name) and path.stat().st_size > SMALL
    }
    library = chart_library()
    if library:
        originals[CHARTS + library] = ASSETS / library
    home = ASSETS / "packed"
    if not home.is_dir() and not os.access(ASSETS, os.W_OK):
        home = state / "packed"
    return Shelf(home / f"streamlit-{importlib.metadata.version('streamlit')}", originals)


def streamlit_files() -> Path:
    """The folder of files that Streamlit sends to browsers, found without loading Streamlit."""
    spec = importlib.util.find_spec("streamlit")
    assert spec and spec.origin
    return Path(spec.origin).parent / "static"


def chart_scripts() -> list[str]:
    """Addresses of what draws the charts, without the leading slash."""
    library = chart_library()
    return [f"{CHARTS}{library}".lstrip("/")] if library else []


def fill_beside(found: Shelf) -> threading.Thread:
    """Fills the shelf while the board already serves; until then a file goes out as it is."""

    def work() -> None:
        try:
            found.fill()
        except OSError as error:
            logs.tell("static_files_not_packed", logging.WARNING, kind=type(error).__name__)

    thread = threading.Thread(target=work, name="pack-static-files", daemon=True)
    thread.start()
    return thread


class Packed:
    """Answers for the files on the shelf in the coding a browser accepts, and for the page itself; all else goes on."""

    def __init__(self, app: App, shelf: Shelf, page: bytes, addresses: Iterable[str] = ("/",)) -> None:
        self.app = app
        self.shelf = shelf
        self.addresses = frozenset(addresses)
        self.page = {"": page, **{coding: compress(page) for coding, compress in CODINGS.items()}}

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path, accepted = str(scope["path"]), _accepted(scope)
            if path in self.addresses:
                coding = accepted[0] if accepted else ""
                await _answer(scope, send, self.page[coding], "text/html; charset=utf-8", coding, "no-cache")
                return
            for coding in accepted:
                body = self.shelf.body(path, coding)
                if body is not None:
                    await _answer(scope, send, body, TYPES[Path(path).suffix], coding, YEAR)
                    return
        await self.app(scope, receive, send)


def _accepted(scope: Scope) -> list[str]:
    """Our codings that the browser accepts, the better first."""
    told = ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-encoding")
    wanted = {}
    for part in told.split(","):
        name, _, weight = part.partition(";")
        wanted[name.strip().lower()] = not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight)
    return [coding for coding in CODINGS if wanted.get(coding, False)]


async def _answer(scope: Scope, send: Send, body: bytes, kind: str, coding: str, caching: str) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", caching.encode()),
        (b"vary", b"Accept-Encoding"),
    ]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


if __name__ == "__main__":
    print(f"已压缩 {shelf(state_dir()).fill()} 个文件，供浏览器下载。")
