"""A plot laid out for a picture of fixed shape: the same figure as on screen, filling its format, nothing clipped."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nianbao.charts.plot import Plot

ROOMY = (1.0, 1.2, 1.4)
LEAST_PLOT = 0.42
# Pixels a row, bar or line of small charts needs to be read.
ROW = {"ranked": 18.0, "profile": 18.0, "heat_table": 18.0, "composition": 21.0, "small_multiples": 78.0}


@dataclass(frozen=True)
class Size:
    """A picture format: its pixels, and its name in Chinese."""

    width: int
    height: int
    title: str

    @property
    def canvas(self) -> tuple[int, int]:
        """Where it is laid out: at half its size, so that its text is large enough for a slide."""
        return self.width // 2, self.height // 2


SIZES = {
    "wide": Size(1920, 1080, "宽屏 16:9"),
    "classic": Size(1600, 1200, "普屏 4:3"),
    "square": Size(1200, 1200, "方形 1:1"),
    "vertical": Size(1080, 1440, "竖版 3:4"),
}


def laid_out(plot: Plot, canvas: tuple[int, int], watermark: str = "") -> tuple[go.Figure, tuple[int, int]]:
    """The figure filling a picture of this shape, and the canvas it is laid out on: `canvas` or a larger one alike.

    Long lists and long footers get a larger canvas (their text is then smaller in the picture); what still does not
    fit is cut, and a mark says how much.
    """
    for factor in ROOMY:
        width, height = round(canvas[0] * factor), round(canvas[1] * factor)
        figure = _drawn(plot, (width, height), watermark)
        if _room(figure) >= max(LEAST_PLOT * height, _needed(plot, figure)):
            return figure, (width, height)
    fewer = _shortened(plot, figure)
    return _drawn(fewer, (width, height), watermark), (width, height)


def _drawn(plot: Plot, canvas: tuple[int, int], watermark: str) -> go.Figure:
    """Twice where the builder places labels by the height of its plot, which the words around it decide."""
    width = "narrow" if canvas[0] < 420 else "half" if canvas[0] < 1000 else "full"
    frame = replace(plot.frame, canvas=canvas, watermark=watermark, dark=False, width=width)
    fitted = _columns(plot, canvas)
    figure = fitted.figure(frame)
    if plot.kind in ("trend", "composition", "ranked", "profile"):
        options = {**fitted.options, "plot_height": max(round(_room(figure)), 60)}
        figure = replace(fitted, options=options).figure(frame)
    return figure


def _room(figure: go.Figure) -> float:
    """Pixels of height the words leave to the plot."""
    return float(figure.layout.height - figure.layout.margin.t - figure.layout.margin.b)


def _needed(plot: Plot, figure: go.Figure) -> float:
    return ROW.get(plot.kind, 0.0) * _lines(plot, figure)


def _lines(plot: Plot, figure: go.Figure) -> int:
    """Rows of bars, cells or small charts one above the other."""
    if plot.kind in ("ranked", "profile"):
        return len(figure.data[0].y)
    if plot.kind == "heat_table":
        return plot.rows["agency_id"].nunique()
    if plot.kind == "composition":
        return len({str(y) for bar in figure.data for y in bar.y})
    if plot.kind == "small_multiples":
        columns = _columns(plot, (figure.layout.width, figure.layout.height)).options["columns"]
        return math.ceil(plot.rows["agency_id"].nunique() / columns)
    return 0


def _columns(plot: Plot, canvas: tuple[int, int]) -> Plot:
    """Small charts in a grid of about the picture's own shape."""
    if plot.kind != "small_multiples":
        return plot
    count = max(plot.rows["agency_id"].nunique(), 1)
    columns = max(1, min(count, round(math.sqrt(count * canvas[0] / canvas[1] / 1.5)), canvas[0] // 130))
    return _with(plot, columns=columns)


def _shortened(plot: Plot, figure: go.Figure) -> Plot:
    """Keeps the rows that fit, the focus first of all; then as many marks as leave the plot its share."""
    fits = int(_room(figure) // ROW[plot.kind]) if plot.kind in ROW else 0
    lines = _lines(plot, figure)
    if fits and lines > fits:
        if plot.kind == "ranked":
            return _with(plot, most=fits)
        if plot.kind in ("heat_table", "small_multiples"):
            per_line = plot.rows["agency_id"].nunique() / lines if plot.kind == "small_multiples" else 1
            return _fewer_agencies(plot, max(1, int(fits * math.ceil(per_line))))
    if _room(figure) >= LEAST_PLOT * figure.layout.height:
        return plot
    marks = plot.frame.marks
    breaks = plot.options.get("breaks")
    if breaks is not None and len(breaks):
        return _with(_marked(plot, "口径变化的原因较多，此图未逐条列出，见看板。"), breaks=_unexplained(breaks))
    return replace(plot, frame=replace(plot.frame, marks=marks[:2]))


def _unexplained(breaks: pd.DataFrame) -> pd.DataFrame:
    """The same breaks, one reason for all of a year: the lines stay cut, the footer stays short."""
    return breaks.assign(reason="原因见看板")


def _fewer_agencies(plot: Plot, most: int) -> Plot:
    agencies = list(dict.fromkeys(plot.rows["agency_id"]))
    focus = plot.options.get("focus")
    kept = [a for a in agencies if a == focus] + [a for a in agencies if a != focus]
    kept = kept[:most]
    rows = plot.rows[plot.rows["agency_id"].isin(kept)]
    return _marked(replace(plot, rows=rows), f"共 {len(agencies)} 家，此图列出 {len(kept)} 家。")


def _marked(plot: Plot, mark: str) -> Plot:
    return replace(plot, frame=replace(plot.frame, marks=(*plot.frame.marks, mark)))


def _with(plot: Plot, **options: Any) -> Plot:
    merged: Mapping[str, Any] = {**plot.options, **options}
    return replace(plot, options=merged)
