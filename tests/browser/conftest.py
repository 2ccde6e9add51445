"""A board and a Chromium for the whole folder, and visitors that note what the browser complained about."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from .looks import settle
from .server import ADVICE, FLAGS, ROOT, Server, chromium, streamlit

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests skip by name; under CI they run and fail."""
    if chromium() or os.environ.get("CI") == "true":
        return
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=ADVICE))


@pytest.fixture(scope="package")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The board with a state directory of its own, which it fills by itself at the first visit."""
    with streamlit(ROOT / "app.py", tmp_path_factory.mktemp("board")) as server:
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@dataclass
class Visitor:
    """One person with a fresh browser profile: the page, and what it asked for and complained about."""

    page: Page
    board: Server
    fresh: bool = False
    hosts: set[str] = field(default_factory=set)
    probes: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def opens(self, path: str = "") -> Page:
        """Goes to an address of the board (or a whole link) and waits until the page stands."""
        self.page.goto(path if path.startswith("http") else f"{self.board.url}/{path}")
        return settle(self.page)

    def note_console(self, message: ConsoleMessage) -> None:
        """An error counts, unless it is the client's search for its server: it asks below the page's own path first."""
        if message.type != "error":
            return
        path = urlsplit(message.location.get("url", "")).path
        if "404" in message.text and path.endswith(("/_stcore/health", "/_stcore/host-config")) and path.count("/") == 3:
            self.probes.add(path)
        else:
            self.errors.append(f"{message.text} {path}")


@pytest.fixture(scope="package")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for visitors that need no fresh one: its cache spares each of them the loading of scripts."""
    context = browser.new_context(locale="zh-CN", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visitor(browser: Browser, profile: BrowserContext, board: Server) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visitor(width=390, dark=True)`. At the end none of them may have met an error or a foreign host.

    Each has a window of its own, which is a session of its own; `fresh` means a browser that never was here.
    """
    made: list[Visitor] = []

    def make(width: int = 1440, height: int = 900, dark: bool = False, fresh: bool = False) -> Visitor:
        page = browser.new_context(locale="zh-CN").new_page() if fresh else profile.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        one = Visitor(page, board, fresh)
        page.on("request", lambda request: one.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("console", one.note_console)
        page.on("pageerror", lambda error: one.errors.append(str(error)))
        made.append(one)
        return one

    yield make
    for one in made:
        if one.fresh:
            one.page.context.close()
        else:
            one.page.close()
    assert not [error for one in made for error in one.errors], "浏览器控制台有错误"
    assert {host for one in made for host in one.hosts} <= {"127.0.0.1", ""}, "向外部主机发出了请求"
