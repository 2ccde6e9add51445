"""What stands where years are few: ways to agencies that have more of them."""

from __future__ import annotations

import streamlit as st

from nianbao.model import TOPICS
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen
from nianbao.screen.state import change


def elsewhere(screen: Screen, topic: str) -> None:
    """Buttons to the agencies with the longest series on this topic."""
    found = screen.rows("longest_series", topic=topic, but=screen.view.focus).drop_duplicates("agency_id").head(4)
    if not len(found):
        return
    with st.container(key="nb-screen-only"):  # buttons only: nothing for paper
        st.caption(f"{TOPICS[topic]}方面年份较多、看得出走势的机构：")
        with st.container(horizontal=True):
            for row in found.itertuples():
                st.button(
                    f"看 {as_text(row.agency_short)}",
                    key=f"elsewhere-{topic}-{row.agency_id}",
                    on_click=change,
                    kwargs={
                        "agencies": (row.agency_id,),
                        "year": int(row.last_year),
                        "year_from": 0,
                        "year_to": 0,
                        "indicator": row.indicator_id,
                    },
                )
