"""The one door through which every chart reaches a page: same figure as exported, alt text, a click leads to the source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from nianbao.access import may, may_export
from nianbao.charts import Nothing, Plot
from nianbao.charts.picture import SIZES, laid_out
from nianbao.plots import PLOTS
from nianbao.screen.actor import current_actor
from nianbao.screen.canvas import canvas
from nianbao.screen.deck_state import pin
from nianbao.screen.page import Screen, nothing
from nianbao.screen.state import change
from nianbao.settings import load_export
from nianbao.view import View, cell_key

DATA_PAGE = "pages/data.py"
SHARP = 2  # a picture has twice the pixels its format names: it stays sharp on a large slide


def show(screen: Screen, name: str, key: str, width: str, **arguments: Any) -> Plot | Nothing | None:
    """Draws the chart of that name from nianbao.plots, or says why there is none; returns that, or None for a failure.

    If its builder fails the place says so and the rest of the page stands. `rows` among the arguments is asked for
    the frame to draw from when the chart must be made; it spares a question and is no part of the recipe.
    """
    try:
        plot, figure, height = _made(screen, name, width, arguments)
    except Exception as error:  # noqa: BLE001  one bad panel must not stop the page
        nothing("这张图没能画出", f"原因：{type(error).__name__}。其他内容不受影响，数值可在“数据与来源”中查看。")
        return None
    if isinstance(plot, Nothing):
        nothing(plot.what, plot.advice)
        return plot
    screen.drawn.append(plot)
    drawn = canvas(f"chart-{key}", figure, height, plot.frame, _buttons(), lambda asked: _picture(plot, asked))
    if drawn.pin:
        pin(screen, plot)
    _follow(key, drawn.point)
    return plot


def _made(screen: Screen, name: str, width: str, arguments: Mapping[str, Any]) -> tuple[Plot | Nothing, str, int]:
    recipe = json.dumps({k: v for k, v in arguments.items() if k != "rows"}, sort_keys=True)
    look = (screen.size, screen.dark, screen.version, screen.targets, width)
    view = replace(screen.view, cell="")

    def make() -> Plot | Nothing:
        given = {k: v() if k == "rows" else v for k, v in arguments.items()}
        return PLOTS[name](screen, width=width, **given)

    return _drawn(str(screen.generation.path), name, recipe, view, look, make)


@st.cache_resource(show_spinner=False, max_entries=600, ttl=3600)
def _drawn(
    path: str, name: str, recipe: str, view: View, look: tuple[Any, ...], _make: Callable[[], Plot | Nothing]
) -> tuple[Plot | Nothing, str, int]:
    """Plot, figure as JSON and its height, built once per generation, view and look: these decide all that it shows."""
    plot = _make()
    if isinstance(plot, Nothing):
        return plot, "", 0
    sketch = plot.sketch()
    return plot, sketch.to_json(), int(sketch.layout["height"])


def _buttons() -> list[str]:
    """What the visitor may do with a chart."""
    actor = current_actor()
    return ["picture"] * may_export(actor) + ["pin"] * may(actor, "deck")


def _picture(plot: Plot, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """The figure laid out for the shape that was asked for, with the visitor's title; drawn and saved by the browser.

    None for a visitor who may not take data away: the button is not shown to them, and asking without it gives nothing.
    """
    if not may_export(current_actor()):
        return None
    title = str(asked.get("title") or "")[:120] or plot.frame.title
    shape = SIZES.get(str(asked.get("shape")), SIZES["wide"])
    figure, (width, height) = laid_out(plot.titled(title), shape.canvas, load_export().watermark)
    return {
        "id": str(asked.get("id")),
        "how": str(asked.get("how")),
        "figure": json.loads(figure.to_json()),
        "width": width,
        "height": height,
        "scale": SHARP * shape.width / width,
        "name": re.sub(r'[\\/:*?"<>|]+', "_", re.sub(r"\s+", "", title))[:60],
    }


def _follow(key: str, point: tuple[Any, ...]) -> None:
    """A click on a point opens the cell it stands for."""
    if len(point) < 6 or st.session_state.get(f"_followed-{key}") == point:
        return
    st.session_state[f"_followed-{key}"] = point
    change(cell=cell_key(str(point[0]), int(point[1]), *[str(part) for part in point[2:6]]))
    st.switch_page(DATA_PAGE)
