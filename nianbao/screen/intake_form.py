"""The fill-in form for figures without a report: prefilled with agency, year and the chosen topics' indicators."""

from __future__ import annotations

from datetime import date

import streamlit as st

from nianbao.catalogue import load_catalogue
from nianbao.exporters.fill_form import write_fill_form
from nianbao.model import TOPICS
from nianbao.screen.page import section

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def fill_form() -> None:
    """Choose, download, fill in, put it into the box above."""
    section("没有年报的数：下载填报表", "填好后像年报一样放到上面的框里。空着表示没有数，不要填 0。")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        agency = st.text_input("机构名称", key="nb-form-agency", max_chars=60, width=320).strip()
        year = int(st.number_input("年度", 2008, 2099, value=date.today().year - 1, key="nb-form-year", format="%d", width=130))
        topics = st.multiselect(
            "主题",
            list(TOPICS),
            default=["consultation", "online_services"],
            format_func=TOPICS.get,
            key="nb-form-topics",
            width=420,
        )
        statutory = st.toggle("含法定表各行", key="nb-form-statutory", help="法定表通常直接放年报；只有数没有年报时再填。")
    wanted = form_indicators(topics, statutory)
    st.download_button(
        f"下载填报表（{len(wanted)} 个指标）",
        lambda: write_fill_form(agency, year, wanted),
        f"填报表_{year}.xlsx",
        _XLSX,
        key="nb-form",
        icon=":material/download:",
        on_click="ignore",
        disabled=not (agency and wanted),
    )
    if not agency:
        st.caption("先写机构名称。")


def form_indicators(topics: list[str], statutory: bool) -> list[str]:
    """Ids in catalogue order; derived ones are never filled in."""
    catalogue = load_catalogue()
    derived = {d.indicator for d in catalogue.derivations}
    return [i.id for i in catalogue.indicators if i.topic in topics and i.id not in derived and (statutory or i.section is None)]
