"""The same page six ways: an empty Streamlit page, a static one, a naive one, Dash, and the board served twice."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from nianbao import store
from nianbao.desk import open_desk
from nianbao.view import View
from tests.bench.rivals.static_page import write_static_page
from tests.bench.servers import RIVALS, Running, dash, nianbao_serve, static_server, streamlit_run
from tests.browser.server import ROOT

AGENCY, RANKED = "demo-slsh-xzspfwj", "applications_new"
LINES = ("consultations_desk_phone", "cases_received_year", "npc_suggestions")
YEARS = tuple(range(2024, 2016, -1))
"""What the year is changed to; the page opens with 2025."""


@dataclass
class Subject:
    """One way to show the page: how to start it, where it is, how many charts it has, how a visitor picks a year."""

    name: str
    start: Callable[[], AbstractContextManager[Running]]
    path: str
    charts: int
    pick: Callable[[Page, int], object] | None
    cold: list = field(default_factory=list)
    warm: list = field(default_factory=list)
    slow: list = field(default_factory=list)
    new: tuple[float, float] | None = None  # seconds to the last mark, server CPU ms, of a change to a new view
    seen: tuple[float, float] | None = None


def subjects(state: Path, folder: Path) -> list[Subject]:
    """All that can be measured here, in the order of the table. `state` holds the demonstration warehouse."""
    generation = store.current("demo")
    assert generation
    env = {
        "NIANBAO_STATE": str(state), "BENCH_WAREHOUSE": str(generation.path), "BENCH_AGENCY": AGENCY,
        "BENCH_LINES": ",".join(LINES), "BENCH_RANKED": RANKED,
    }  # fmt: skip
    site = write_static_page(folder, open_desk(View(dataset="demo"), generation), list(LINES), RANKED)
    found = [
        Subject("(0) 空的 Streamlit 页", lambda: streamlit_run(RIVALS / "empty.py", env), "/", 0, None),
        Subject("(1) 静态 HTML + plotly.js", lambda: static_server(site), "/index.html", 4, pick_static),
        Subject("(2) 照教程写的 Streamlit 页", lambda: streamlit_run(RIVALS / "naive.py", env), "/", 4, pick_streamlit),
    ]
    if importlib.util.find_spec("dash"):
        served = "gunicorn ×2" if importlib.util.find_spec("gunicorn") else "自带服务器"
        found.append(Subject(f"(3) Plotly Dash（{served}）", lambda: dash(env), "/", 4, pick_dash))
    found += [
        Subject("(4) 年报看板，nianbao serve", lambda: nianbao_serve(env), "/?data=demo", 4, pick_streamlit),
        Subject("(4) 年报看板，streamlit run", lambda: streamlit_run(ROOT / "app.py", env), "/?data=demo", 4, pick_streamlit),
    ]
    return found


def pick_static(page: Page, year: int) -> None:
    page.select_option("#year", str(year))


def pick_streamlit(page: Page, year: int) -> None:
    box = page.get_by_role("combobox", name="年份").first
    box.click()
    box.fill(str(year))
    box.press("Enter")


def pick_dash(page: Page, year: int) -> None:
    page.locator("#year").click()
    page.locator(".dash-dropdown-option", has_text=str(year)).first.click()
