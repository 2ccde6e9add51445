"""导出 in the filter bar: the page's charts as a workbook, the one-page brief, the statutory tables; made only when asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from nianbao.access import may_export, require_export
from nianbao.errors import NianbaoError
from nianbao.screen.actor import current_actor
from nianbao.screen.data import rows
from nianbao.screen.literal import as_text
from nianbao.store import Generation

if TYPE_CHECKING:
    from nianbao.screen.page import Screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
FIRST_NEXT = 2021
"""The first year of the form that the tables are written on."""


def may_take() -> bool:
    """May the visitor take files away? Asked again when each file is made."""
    return may_export(current_actor())


def export_panel(screen: Screen, title: str) -> None:
    """The files of one page."""
    plots, name = tuple(screen.drawn), f"{screen.focus['short_name']}_{screen.view.year}{'_演示数据' if screen.demo else ''}"
    if plots:
        st.download_button(
            f"本页 {len(plots)} 张图的数据（Excel）", lambda: _workbook(screen, title, plots), _file(f"{title}_{name}.xlsx"), XLSX,
            icon=":material/table:", on_click="ignore", key="nb-export-book", width="stretch",
        )  # fmt: skip
    else:
        st.caption("本页没有图；表格在页面上有下载按钮。")
    about = (str(screen.generation.path), screen.view.focus, screen.view.year, screen.targets)
    made_first("一页纸 PDF", ("pdf", *about), _file(f"一页纸_{name}.pdf"), PDF, lambda: _brief(screen, "pdf"))
    made_first("一页纸 Word", ("docx", *about), _file(f"一页纸_{name}.docx"), DOCX, lambda: _brief(screen, "docx"))
    if screen.view.year >= FIRST_NEXT:  # earlier years had another form
        agency = str(screen.focus["name"])
        statutory_button(screen.generation, screen.view.focus, agency, screen.view.year, _file(f"法定表_{name}.docx"))
    st.caption("文件里的数与页面相同，附来源、口径和数据版本。")


def statutory_button(generation: Generation, agency_id: str, agency: str, year: int, file: str, width: Any = "stretch") -> None:
    """The statutory tables of one agency and year in Word, blanks left to the writer."""
    made_first(
        "法定表 Word",
        ("tables", str(generation.path), agency_id, year),
        file,
        DOCX,
        lambda: _statutory(generation, agency_id, agency, year),
        width,
    )


def next_report(generation: Generation) -> None:
    """For the office's own agencies: the statutory tables of a year, what is held filled in, the rest left to the writer."""
    known = rows(generation, "agencies", covered_only=True)
    if not len(known):
        st.caption("还没有导入任何报告。导入上一年的报告后，这里预填上年结转等已知的数。")
        return
    names = dict(zip(known["agency_id"], known["name"], strict=True))
    newest = dict(zip(known["agency_id"], known["last_year"], strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        agency = st.selectbox("机构", list(names), format_func=names.get, key="nb-next-agency", width=320)
        coming = max(FIRST_NEXT, int(newest[agency]) + 1)  # after a report of 2019 the next form is still today's
        year = int(st.number_input("报告年度", FIRST_NEXT, 2100, coming, key=f"nb-next-year-{agency}", width=140))
        statutory_button(generation, agency, names[agency], year, _file(f"法定表_{names[agency]}_{year}.docx"), "content")


def made_first(
    label: str, about: tuple[Any, ...], file: str, mime: str, make: Callable[[], bytes], width: Any = "stretch"
) -> None:
    """Two steps: 生成 makes the file, 保存 hands it over; `about` decides whether a made one is still the right one.

    What goes wrong (no browser for a PDF, a year without figures) is said in its place.
    """
    key = f"nb-export-{about[0]}"
    made = st.session_state.get(f"_{key}")
    if made and made[0] == about:
        st.download_button(f"保存{label}", made[1], file, mime, icon=":material/download:", type="primary", key=key, width=width)
        return
    if not st.button(f"生成{label}", icon=":material/description:", key=f"{key}-make", width=width):
        return
    bar = st.progress(0.1, f"正在生成{label}，约需几秒到十几秒……")
    try:
        require_export(current_actor())
        data = make()
    except NianbaoError as error:
        bar.empty()
        st.error(as_text(str(error)), icon=":material/error:")
        return
    st.session_state[f"_{key}"] = (about, data)
    st.rerun()


def _file(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "_", name)


# The document and drawing libraries take a second, so they are fetched by the first export and not by the first page.


def _workbook(screen: Screen, title: str, plots: tuple[Any, ...]) -> bytes:
    from nianbao.handout import page_workbook

    return page_workbook(screen, title, plots)


def _brief(screen: Screen, kind: str) -> bytes:
    from nianbao.handout import brief_file

    return brief_file(screen, kind)[0]


def _statutory(generation: Generation, agency_id: str, agency: str, year: int) -> bytes:
    from nianbao.exporters.statutory_docx import write_statutory_docx
    from nianbao.next_report import gather_form

    return write_statutory_docx(gather_form(generation, agency_id, agency, year))
