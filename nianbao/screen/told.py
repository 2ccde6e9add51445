"""Sentences on a page: every number a link to its source, or to the comparison it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from nianbao.desk import Desk
from nianbao.plots.bands import standings
from nianbao.plots.peers import peers, with_changes
from nianbao.plots.told import Piece, line_pieces, plain_words, ranking_pieces, topic_pieces
from nianbao.screen.cards import link
from nianbao.screen.data import kept
from nianbao.screen.page import Screen
from nianbao.view import to_params


def paragraph(screen: Desk, pieces: Iterable[Piece]) -> str:
    """The sentence as HTML, escaped; empty for no pieces."""
    pieces = list(pieces)
    if not pieces:
        return ""
    return f'<p class="nb-sentence" title="{escape(plain_words(pieces))}">{"".join(_piece(screen, p) for p in pieces)}</p>'


def _piece(screen: Desk, piece: Piece) -> str:
    text = escape(piece.text)
    if piece.cell is not None:
        return f'<a href="{link(screen, piece.cell)}" target="_self">{text}</a>'
    if piece.among:
        asked = urlencode(to_params(replace(screen.view, indicator=piece.among, cell="")))
        return f'<a href="compare?{escape(asked)}" target="_self">{text}</a>'
    return text


def _write(html: str) -> None:
    """Nothing to say is no element: Streamlit refuses an empty one."""
    if html:
        st.html(html)


def topic_paragraph(screen: Desk, now: pd.DataFrame, most: int = 4, beside: int = 1) -> str:
    """The year's most important figures of one topic, beside last year; the first `beside` of them beside their like."""
    told = now[now["state"] == "reported"].head(most)
    peers_ = standings(screen, told.head(beside)) if beside else None
    return paragraph(screen, topic_pieces(told, screen.view.year, most, peers_))


def line_sentence(screen: Screen, indicator: str) -> None:
    """What the focus agency's line says, above the chart of it."""
    _write(_line(screen, indicator))


@kept
def _line(screen: Screen, indicator: str) -> str:
    mine = screen.series((screen.view.focus,), indicators=(indicator,))
    now = mine[mine["year"] == screen.view.year]
    return paragraph(screen, line_pieces(mine, screen.view.year, standings(screen, now) if len(now) else None))


def ranking_sentence(screen: Screen, indicator: str, scope: str, period_kind: str, year: int) -> None:
    """What a ranking says, above the chart of it."""
    _write(_ranking(screen, indicator, scope, period_kind, year))


@kept
def _ranking(screen: Screen, indicator: str, scope: str, period_kind: str, year: int) -> str:
    if not screen.indicator(indicator)["comparable"]:
        return ""
    found = peers(screen, indicator, scope, period_kind, year)
    rows, compared = with_changes(screen, found, indicator, scope, period_kind)
    return paragraph(screen, ranking_pieces(rows, screen.view.focus, compared))
