"""What stands where years are few: another agency's longest series, with a way to it."""

from __future__ import annotations

import streamlit as st

from nianbao.charts import Plot
from nianbao.screen.chart import show
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen
from nianbao.screen.state import change


def elsewhere(screen: Screen, topic: str, width: str) -> None:
    """The longest series of another agency on this topic, named as such, with ways to it and to others like it."""
    if not isinstance(show(screen, "elsewhere", f"elsewhere-{topic}", width, topic=topic), Plot):
        return
    found = screen.rows("longest_series", topic=topic, but=screen.view.focus)
    with st.container(horizontal=True):
        for row in found.drop_duplicates("agency_id").head(4).itertuples():
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
