"""Choices that reach over all topics."""

from __future__ import annotations

import streamlit as st

from nianbao.model import TOPICS
from nianbao.screen.page import Screen
from nianbao.screen.state import change


def indicator_of_any_topic(screen: Screen, label: str = "指标", field: str = "indicator", comparable: bool = False) -> str | None:
    """A search box over the indicators that are held, those of the chosen agencies first."""
    held = screen.rows("indicators", held_only=True)
    if comparable:
        held = held[held["comparable"].astype(bool)]
    if not len(held):
        return None
    mine = screen.series()
    own = mine[mine["state"] == "reported"].groupby("indicator_id")["year"].nunique()
    held = held.assign(own=held["indicator_id"].map(own).fillna(0), weight=held["headline"].astype("float64").fillna(99.0))
    names = {
        row.indicator_id: f"{TOPICS[row.topic]}｜{row.name}（{row.agencies} 家 {row.years} 年）" for row in held.itertuples()
    }
    best = held.sort_values(["own", "weight", "agencies"], ascending=[False, True, False]) if not comparable else held.sort_values(
        ["agencies", "weight"], ascending=[False, True]
    )
    asked = getattr(screen.view, field)
    chosen = asked if asked in names else str(best["indicator_id"].iloc[0])
    key = f"nb-any-{field}"
    st.session_state[key] = chosen
    st.selectbox(
        label,
        list(held.sort_values(["own", "position"], ascending=[False, True])["indicator_id"]),
        format_func=lambda i: names.get(i, i),
        key=key,
        on_change=lambda: change(**{field: st.session_state[key]}),
    )
    return chosen
