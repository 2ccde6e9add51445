"""The one door through which every chart reaches a page: same figure as exported, alt text, a click leads to the source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nianbao.charts import Frame, Nothing, Plot, plain_text
from nianbao.plots import PLOTS
from nianbao.screen.page import Screen, nothing
from nianbao.screen.state import change
from nianbao.view import View, cell_key

DATA_PAGE = "pages/data.py"


def show(screen: Screen, name: str, key: str, width: str, **arguments: Any) -> Plot | Nothing | None:
    """Draws the chart of that name from nianbao.plots, or says why there is none; returns that, or None for a failure.

    If its builder fails the place says so and the rest of the page stands. `rows` among the arguments spares a
    question and is no part of the recipe.
    """
    try:
        plot, figure = _made(screen, name, width, arguments)
    except Exception as error:  # noqa: BLE001  one bad panel must not stop the page
        nothing("这张图没能画出", f"原因：{type(error).__name__}。其他内容不受影响，数值可在“数据与来源”中查看。")
        return None
    if isinstance(plot, Nothing):
        nothing(plot.what, plot.advice)
        return plot
    picked = st.plotly_chart(
        figure,
        theme=None,
        key=f"chart-{key}",
        on_select="rerun",
        selection_mode="points",
        config=_config(plot.frame),
        alt=plain_text(plot.frame),
    )
    _follow(key, picked)
    return plot


def _made(screen: Screen, name: str, width: str, arguments: Mapping[str, Any]) -> tuple[Plot | Nothing, dict[str, Any]]:
    recipe = json.dumps({k: v for k, v in arguments.items() if k != "rows"}, sort_keys=True)
    look = (screen.size, screen.dark, screen.version, width)
    return _drawn(
        str(screen.generation.path), name, recipe, screen.view, look, lambda: PLOTS[name](screen, width=width, **arguments)
    )


@st.cache_resource(show_spinner=False, max_entries=600, ttl=3600)
def _drawn(
    path: str, name: str, recipe: str, view: View, look: tuple[Any, ...], _make: Callable[[], Plot | Nothing]
) -> tuple[Plot | Nothing, dict[str, Any]]:
    """Plot and figure as a plain dict, built once per generation, view and look: these decide all that it shows."""
    plot = _make()
    return plot, {} if isinstance(plot, Nothing) else plot.figure().to_plotly_json()


def _config(words: Frame) -> dict[str, Any]:
    """One button, the picture: laid out at a fixed 1280 × 720 and drawn at 1.5 ×, whatever the window (1920 × 1080)."""
    name = re.sub(r'[\\/:*?"<>|\s]+', "_", words.title)[:60]
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "width": 1280, "height": 720, "scale": 1.5, "filename": name},
    }


def _follow(key: str, picked: Any) -> None:
    """A click on a point opens the cell it stands for."""
    points = picked.selection.points if picked and picked.selection else []
    data = next((p.get("customdata") for p in points if p.get("customdata")), None)
    if isinstance(data, dict):
        data = list(data.values())
    if not data or len(data) < 6 or st.session_state.get(f"_followed-{key}") == data:
        return
    st.session_state[f"_followed-{key}"] = data
    change(cell=cell_key(str(data[0]), int(data[1]), *[str(part) for part in data[2:6]]))
    st.switch_page(DATA_PAGE)
