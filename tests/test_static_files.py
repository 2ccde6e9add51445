"""What a browser fetches: compressed once, in the coding it accepts, kept for good by name, and the page itself never."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import brotli
import pytest

from nianbao.front_page import front_page
from nianbao.static_files import Packed, Shelf, shelf, streamlit_files

SCRIPT = b"export const answer = 42;\n" * 100
ADDRESS = "/static/js/index.AbCd1234.js"


@pytest.fixture
def filled(tmp_path: Path) -> Shelf:
    original = tmp_path / "index.AbCd1234.js"
    original.write_bytes(SCRIPT)
    found = Shelf(tmp_path / "packed", {ADDRESS: original})
    assert found.fill() == 2
    return found


def answer(app: Packed, path: str, accept: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request to the middleware in front of a server that answers 404."""
    told: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        told.append(message)

    headers = [(b"accept-encoding", accept.encode())] if accept else []
    asyncio.run(app({"type": "http", "method": method, "path": path, "headers": headers}, None, send))
    start, body = told
    return start["status"], {k.decode(): v.decode() for k, v in start.get("headers", [])}, body["body"]


async def behind(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


def packed(found: Shelf) -> Packed:
    return Packed(behind, found, b"<!doctype html>page", ("/", "/disclosure"))


@pytest.mark.parametrize(("accept", "coding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")])
def test_a_file_goes_out_in_the_best_coding_a_browser_accepts(filled: Shelf, accept: str, coding: str) -> None:
    status, headers, body = answer(packed(filled), ADDRESS, accept)
    unpacked = brotli.decompress(body) if coding == "br" else gzip.decompress(body)
    assert (status, headers["content-encoding"], unpacked) == (200, coding, SCRIPT)
    assert headers["cache-control"] == "public, max-age=31536000, immutable" and headers["vary"] == "Accept-Encoding"
    assert headers["content-length"] == str(len(body)) and headers["content-type"].startswith("text/javascript")


def test_what_is_not_on_the_shelf_or_not_wanted_compressed_goes_on(filled: Shelf, tmp_path: Path) -> None:
    assert answer(packed(filled), "/_stcore/health", "br")[2] == b"behind"
    assert answer(packed(filled), ADDRESS)[2] == b"behind"
    assert answer(packed(filled), ADDRESS, "br", "POST")[2] == b"behind"
    assert answer(packed(Shelf(tmp_path / "nothing yet", filled.originals)), ADDRESS, "br")[2] == b"behind"


def test_the_page_is_asked_for_anew_each_time(filled: Shelf) -> None:
    for path in ("/", "/disclosure"):
        status, headers, body = answer(packed(filled), path, "br")
        assert (status, headers["cache-control"], brotli.decompress(body)) == (200, "no-cache", b"<!doctype html>page")
    assert answer(packed(filled), "/")[2] == b"<!doctype html>page"
    assert answer(packed(filled), "/", "br", "HEAD")[2] == b""


def test_a_file_is_compressed_once(filled: Shelf) -> None:
    made = {path.name: path.stat().st_mtime_ns for path in filled.folder.iterdir()}
    assert filled.fill() == 0
    assert {path.name: path.stat().st_mtime_ns for path in filled.folder.iterdir()} == made


def test_everything_streamlit_sends_by_hash_has_its_place(tmp_path: Path) -> None:
    places = shelf(tmp_path).originals
    entry = [name for name in places if name.startswith("/static/js/index.")]
    assert entry and not [name for name in places if name.endswith("index.html")]


def test_the_page_has_our_name_and_asks_at_once_for_what_it_shows_first() -> None:
    page = front_page(streamlit_files(), ["_stcore/bidi-components/nianbao.chart/plotly.min.js"])
    assert "<title>年报看板</title>" in page and '<html lang="zh-CN">' in page and 'as="font"' not in page
    asked = [line for line in page.splitlines() if "modulepreload" in line and "/Selectbox." in line]
    assert len(asked) == 1
    assert '<link rel="preload" as="script" href="./_stcore/bidi-components/nianbao.chart/plotly.min.js">' in page
    assert page.count("<script") == (streamlit_files() / "index.html").read_text("utf-8").count("<script")
