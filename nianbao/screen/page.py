"""The skeleton of every page: style, width, filter bar, messages; pages fill in the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from nianbao.catalogue import KINDS, LEVELS
from nianbao.charts import Plot
from nianbao.desk import Desk, names_of, stamp
from nianbao.errors import NianbaoError
from nianbao.grades import FORMULA, grade
from nianbao.model import SCOPES
from nianbao.paths import PAGES
from nianbao.screen import bar
from nianbao.screen.data import kept, meta, rows
from nianbao.screen.literal import as_text
from nianbao.screen.state import asking, current_view, enter, link_problems, write_address
from nianbao.screen.style import DARK_STYLE, STYLE
from nianbao.screen.width import viewport
from nianbao.targets import read_targets
from nianbao.view import View

HOME = "总览"


@dataclass(frozen=True)
class Screen(Desk):
    """A desk on the board: its queries are kept per generation, it knows Streamlit's columns and what was drawn in this run."""

    drawn: list[Plot] = field(default_factory=list, compare=False)

    def ask(self, name: str, **parameters: Any) -> pd.DataFrame:
        return rows(self.generation, name, **parameters)

    def columns(self, count: int) -> list[Any]:
        """Streamlit columns, or one below the other where the window is narrow."""
        return st.columns(count) if self.size != "narrow" else [st.container() for _ in range(count)]


@contextmanager
def page(title: str, lead: str = "") -> Iterator[Screen]:
    """Opens a page: every page body runs inside, so that an error becomes a sentence and not a traceback."""
    enter_by_app()
    st.html(STYLE + (DARK_STYLE if is_dark() else ""))
    try:
        enter(title)
        view, generation = current_view()
        write_address(view)
        for problem in link_problems():
            st.warning(as_text(problem), icon=":material/link_off:")
        if title == HOME and (elsewhere := _unknown_address()):
            st.warning(
                as_text(f"地址里的“{elsewhere}”不是看板的页面，现在显示的是总览；请从上面的菜单里选。"),
                icon=":material/link_off:",
            )
        if generation.notice:
            st.warning(as_text(generation.notice), icon=":material/history:")
        screen = Screen(
            view=view,
            generation=generation,
            agencies=names_of(asking(generation), view.agencies),
            size=viewport(),
            dark=is_dark(),
            version=stamp(view.dataset, meta(generation)),
            targets=read_targets(view.dataset, view.agencies),
        )
        place = bar.draw(screen)
        if not len(screen.agencies):
            _empty(view)
            st.stop()
        _heading(screen, title, lead)
        yield screen
        bar.draw_exports(screen, title, place)
        bar.link_notice(screen)
    except NianbaoError as error:
        st.error(as_text(str(error)), icon=":material/error:")
        st.stop()


def enter_by_app() -> None:
    """Leads the very first visit, when it is a deep link to a sub-page, through app.py.

    Until st.navigation has run once in this process, Streamlit takes the folder pages/ for its old kind of
    multi-page app and runs the page alone, with file names as a menu.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def _unknown_address() -> str:
    """What stands in the address where a page's name should; Streamlit shows the first page for a name it does not know."""
    path = unquote(urlsplit(st.context.url or "").path).strip("/")
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    asked = path.removeprefix(base).strip("/")
    # A click in the menu may still be sent from the address of the page before.
    return "" if asked in {file.stem for file in PAGES.glob("*.py")} else asked[:40]


def is_dark() -> bool:
    try:
        return st.context.theme.type == "dark"
    except Exception:  # noqa: BLE001  outside a browser session there is no theme
        return False


def _heading(screen: Screen, title: str, lead: str) -> None:
    focus = screen.focus
    stamps = {"demo": "演示数据（虚构）", "draft": "含未发布的草稿"}
    stamp = f'<span class="nb-demo">{stamps[screen.view.dataset]}</span>' if screen.view.dataset in stamps else ""
    year = f"<b>{screen.view.year}</b> 年" if len(focus["years"]) else '<span class="nb-tag">尚未收录</span>'
    others = f'<span class="nb-tag">对比 {len(screen.agencies) - 1} 家</span>' if len(screen.agencies) > 1 else ""
    st.html(
        f'<div class="nb-head"><div class="nb-kicker">{escape(title)}</div>'
        f'<h1 class="nb-title">{escape(focus["name"])} {year}{stamp}</h1>'
        f'<div class="nb-tags"><span class="nb-tag">{escape(LEVELS[focus["level"]])}</span>'
        f'<span class="nb-tag">{escape(KINDS[focus["kind"]])}</span>'
        f'<span class="nb-tag">默认口径：{escape(SCOPES[focus["consolidates"]])}</span>{_grade(screen)}{others}'
        f"{f'<span class=nb-lead>{escape(lead)}</span>' if lead else ''}</div></div>"
    )


@kept
def _grade(screen: Desk) -> str:
    """The quality of the year's figures as a tag, its parts and formula on pointing at it."""
    year = screen.view.year
    found = screen.ask("grades", agencies=(screen.view.focus,))  # all years: the next year chosen has its answer already
    found = found[found["year"] == year]
    if not len(found):
        return ""
    held = grade(found.iloc[0])
    return (
        f'<span class="nb-tag g{held.letter}" title="{escape(held.words)}。&#10;{escape(FORMULA)}">数据质量 {held.letter}</span>'
    )


def _empty(view: View) -> None:
    messages = {
        "own": "本单位还没有已发布的数据。在“导入”页放入年报并发布后，这里显示本单位自己的指标；现在可以先看公开数据或演示数据。",
        "draft": "本单位还没有导入任何年报。请到“导入”页放入文件。",
        "public": "公开数据为空：data/published/ 里没有可用的记录。请核对数据文件后运行 nianbao build。",
        "demo": "演示数据为空。请运行 nianbao build --dataset demo。",
    }
    st.info(messages[view.dataset], icon=":material/database:")


def section(title: str, sentence: str = "") -> None:
    """A heading inside a page with one sentence of numbers."""
    tail = f'<p class="nb-sentence">{escape(sentence)}</p>' if sentence else ""
    st.html(f'<div class="nb-section"><h2>{escape(title)}</h2>{tail}</div>')


def nothing(what: str, advice: str = "") -> None:
    """An empty place that says what would stand there and why it does not."""
    tail = f"<span>{escape(advice)}</span>" if advice else ""
    st.html(f'<div class="nb-nothing"><b>{escape(what)}</b>{tail}</div>')
