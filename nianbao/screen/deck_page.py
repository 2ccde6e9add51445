"""The skeleton of 演示: a heading over the list, nothing at all around the show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from nianbao.errors import NianbaoError
from nianbao.screen.office_page import trouble
from nianbao.screen.page import enter_by_app, is_dark
from nianbao.screen.style import DARK_STYLE, STYLE


@contextmanager
def deck_page(title: str, lead: str) -> Iterator[None]:
    """Opens the page; an error becomes a sentence."""
    enter_by_app()
    st.html(STYLE + (DARK_STYLE if is_dark() else ""))
    if not st.query_params.get("show"):
        st.html(
            f'<div class="nb-head"><h1 class="nb-title">{escape(title)}</h1>'
            f'<div class="nb-tags"><span class="nb-lead">{escape(lead)}</span></div></div>'
        )
    try:
        yield
    except NianbaoError as error:
        trouble(error)
