"""The component that draws a figure in the browser with the light chart library, and the fallback without it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from nianbao.assets import ASSETS, chart_library
from nianbao.charts import Frame, plain_text


@dataclass(frozen=True)
class Drawn:
    """What happened at a chart in this run: the key of a clicked point, a pin set."""

    point: tuple[Any, ...] = ()
    pin: bool = False


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any] | None:
    """None where the board runs without being installed, or without a chart library: then Streamlit's own chart stands in."""
    if chart_library() is None:
        return None
    try:
        markup = (ASSETS / "chart.html").read_text(encoding="utf-8")
        return st.components.v2.component("nianbao.chart", html=markup, js="chart.js", isolate_styles=False)
    except StreamlitAPIException:
        return None


def canvas(
    key: str,
    figure_json: str,
    height: int,
    words: Frame,
    may: Collection[str],
    picture: Callable[[Mapping[str, Any]], Mapping[str, Any] | None],
) -> Drawn:
    """Draws a finished figure. `figure_json` is its JSON; `may` are the buttons shown over it (picture, pin).

    `picture` makes the one that a visitor asked the browser to save, or None where it may not be had.
    """
    component = _component()
    if component is None:
        return _streamlit_chart(key, figure_json, words, "picture" in may)
    told = {
        "bundle": chart_library(),
        "title": words.title,
        "alt": plain_text(words),
        "height": height,
        "may": [*may],
        "picture": picture(asked) if (asked := st.session_state.pop(f"{key}-asked", None)) else None,
    }
    # The figure is JSON already: spliced in, so that nothing is parsed or written twice on a rerun.
    body = f'{json.dumps(told, ensure_ascii=False)[:-1]}, "figure": {figure_json}}}'
    result = component(
        key=key,
        data=body.encode(),
        on_point_change=_nothing,
        on_pin_change=_nothing,
        on_picture_change=lambda: _asked(key),
    )
    return Drawn(tuple(result.point or ()), bool(result.pin))


def _asked(key: str) -> None:
    st.session_state[f"{key}-asked"] = dict(st.session_state[key].picture)


def _nothing() -> None:
    """The rerun itself is what is wanted."""


def _streamlit_chart(key: str, figure_json: str, words: Frame, picture: bool) -> Drawn:
    picked = st.plotly_chart(
        json.loads(figure_json),
        theme=None,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config={"displaylogo": False, "scrollZoom": False, "doubleClick": False, **_modebar(picture)},
        alt=plain_text(words),
    )
    points = picked.selection.points if picked and picked.selection else []
    data = next((p.get("customdata") for p in points if p.get("customdata")), ())
    return Drawn(tuple(data.values() if isinstance(data, dict) else data))


def _modebar(picture: bool) -> dict[str, Any]:
    return {"modeBarButtons": [["toImage"]]} if picture else {"displayModeBar": False}
