"""What stands where years are few: ways to agencies that have more of them."""

from __future__ import annotations

import streamlit as st

from nianbao.model import TOPICS
from nianbao.screen.chart import show
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen, section
from nianbao.screen.state import visit


def elsewhere(screen: Screen, topic: str, example: bool = False) -> None:
    """Buttons to the agencies with the longest series on this topic, under a heading of their own; the longest as an example."""
    found = screen.rows("longest_series", topic=topic, but=screen.view.focus).drop_duplicates("agency_id").head(4)
    if not len(found):
        return
    if example:
        section("有走势可看的机构")
    with st.container(key="nb-screen-only"):  # buttons only: nothing for paper
        st.caption(f"{TOPICS[topic]}方面年份较多、看得出走势的机构：")
        with st.container(horizontal=True):
            for row in found.itertuples():
                st.button(
                    f"看 {as_text(row.agency_short)}",
                    key=f"elsewhere-{topic}-{row.agency_id}",
                    on_click=visit,
                    args=(row.agency_id, int(row.last_year), row.indicator_id),
                )
    if example:
        show(screen, "elsewhere", f"elsewhere-{topic}", screen.width, topic=topic)
