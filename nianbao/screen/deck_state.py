"""Pinning from a page: which deck this visitor pins to, and the pin itself."""

from __future__ import annotations

import streamlit as st

from nianbao import decks
from nianbao.charts import Plot
from nianbao.errors import NianbaoError
from nianbao.screen.office_page import who
from nianbao.screen.page import Screen
from nianbao.view import to_params

FIRST = "我的演示"


def current_deck() -> decks.Deck | None:
    """The deck this visitor last pinned to or opened, else the newest."""
    found = decks.read_decks()
    return found.get(st.session_state.get("_deck", "")) or next(reversed(found.values()), None)


def use(deck: str) -> None:
    st.session_state["_deck"] = deck


def pin(screen: Screen, plot: Plot) -> None:
    """Adds the chart to the visitor's deck, made first if there is none, and says so."""
    try:
        deck = current_deck()
        use(deck.id if deck else decks.create(FIRST, who()))
        count = decks.pin(st.session_state["_deck"], plot, to_params(screen.view), screen.generation, who())
    except NianbaoError as error:
        st.toast(str(error), icon=":material/error:")
        return
    name = deck.name if deck else FIRST
    st.toast(f"已钉到“{name}”第 {count} 张。在“演示”页放映、排序、下载。", icon=":material/keep:")
