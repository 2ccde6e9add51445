"""The page 操作记录: the newest acts first, found by kind, person and words, and the whole of it to download."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from nianbao.access import may_export
from nianbao.audit import COLUMNS, entries, table
from nianbao.exporters.table import to_csv
from nianbao.journal import KINDS, counts, journal_path
from nianbao.screen.actor import current_actor
from nianbao.screen.page import nothing, section

ROWS = 500


def record() -> None:
    """The filters, the table, the download."""
    every = _entries(str(journal_path()), sum(counts().values()))
    section("逐条记录", f"共 {len(every)} 条，新的在前；时间按服务器的时区。" if len(every) else "")
    if not len(every):
        nothing("还没有任何操作", "导入、更正、处理意见、发布、撤回、撤销之后，这里逐条列出。")
        return
    found = every[_wanted(every)]
    shown = found.iloc[::-1].head(ROWS)
    shown = shown.assign(时间=shown["时间"].str[:19])
    st.dataframe(shown, hide_index=True, width="stretch", height=min(520, 36 * (len(shown) + 1) + 2), key="nb-audit-table")
    if len(found) > ROWS:
        st.caption(f"表里只列最近 {ROWS} 条；下载的文件里有全部 {len(found)} 条。")
    if may_export(current_actor()):
        st.download_button(
            "下载 CSV（当前条件）",
            lambda: to_csv(found),
            f"操作记录-{date.today():%Y%m%d}.csv",
            "text/csv",
            icon=":material/download:",
        )


def _wanted(every: pd.DataFrame) -> pd.Series:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kinds = [word for word in KINDS.values() if (every["操作"] == word).any()]
        kind = st.segmented_control("操作", kinds, key="nb-audit-kind", label_visibility="collapsed")
        words = st.text_input(
            "查找", key="nb-audit-words", placeholder="机构、操作人、文件名、指标", label_visibility="collapsed", width=280
        )
    chosen = (every["操作"] == kind) if kind else pd.Series(True, index=every.index)
    text = every[list(COLUMNS[1:])].agg(" ".join, axis=1)
    for word in words.split():
        chosen &= text.str.contains(word, regex=False)
    return chosen


@st.cache_data(show_spinner=False, max_entries=2)
def _entries(journal: str, events: int) -> pd.DataFrame:
    return table(entries())
