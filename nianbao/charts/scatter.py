"""Two indicators of one year, an agency a point: round axes that say where they begin, names that cover nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nianbao.charts.axis import round_step
from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.lines import records
from nianbao.charts.sketch import Sketch, builder
from nianbao.wording import plain, scale_for

NAMED, NAMED_NARROW = 25, 12
HEIGHT = 340
TYPE = 11.5
Place = tuple[str, float, float]  # a text position of Plotly, and where the middle of the name then lies from its point


@dataclass(frozen=True)
class Ends:
    """A round axis: its ends and the step between its labels, in the indicator's own unit."""

    low: float
    high: float
    step: float

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * index for index in range(count + 1)]


@builder
def scatter(rows: pd.DataFrame, frame: Frame, *, x_name: str, y_name: str, focus: str | None = None) -> Sketch:
    """Two indicators of one year; as many agencies are named as there is room for, the focus agency always and in bold.

    `rows` as queries/pairs.sql gives them; axis titles carry name and unit.
    """
    p = frame.colours
    points = records(rows)
    dx, wx = scale_for(rows["x"])
    dy, wy = scale_for(rows["y"])
    across, up = ends(rows["x"]), ends(rows["y"])
    left = int(max(text_width(plain(v / dy), 12) for v in (up.low, up.high))) + 32
    size = (frame.pixels - left - 30.0, frame.canvas[1] * 0.6 if frame.canvas else float(HEIGHT))
    labels = _labels(points, focus, across, up, size, NAMED if frame.width != "narrow" else NAMED_NARROW)
    strong = [row["agency_id"] == focus for row in points]
    exact = [row["x_qualifier"] == "exact" and row["y_qualifier"] == "exact" for row in points]
    fig = Sketch()
    fig.add(
        "scatter",
        x=[row["x"] / dx for row in points],
        y=[row["y"] / dy for row in points],
        mode="markers+text",
        marker={
            "size": [13 if s else 9 for s in strong],
            "color": [p.focus if s else p.other for s in strong],
            "symbol": ["circle" if e else "circle-open" for e in exact],
            "line": {"width": 1.4, "color": [p.focus if s else p.muted for s in strong]},
        },
        text=[f"<b>{escape(name)}</b>" if s else escape(name) for (name, _), s in zip(labels, strong, strict=True)],
        textposition=[place for _, place in labels],
        textfont={"size": [13 if s else 11 for s in strong], "color": [p.focus if s else p.muted for s in strong]},
        hovertext=[
            f"<b>{escape(row['agency'])}</b><br>{escape(x_name)}：{plain(row['x'])}<br>{escape(y_name)}：{plain(row['y'])}"
            for row in points
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )
    for name, axis, divisor in (("xaxis", across, dx), ("yaxis", up, dy)):
        ticks = axis.ticks()
        fig.layout[name] = {
            "range": [axis.low / divisor, axis.high / divisor], "tickmode": "array", "tickvals": [v / divisor for v in ticks],
            "ticktext": [plain(v / divisor) for v in ticks], "showline": True,
        }  # fmt: skip
    fig.update_xaxes(title={"text": f"{escape(x_name)}{f'（{wx}）' if wx else ''}", "standoff": 6})
    fig.add_annotation(
        text=f"↑ {escape(y_name)}{f'（{wy}）' if wy else ''}", xref="paper", yref="paper", x=0, y=1, xanchor="left",
        yanchor="bottom", yshift=4, xshift=14 - left, showarrow=False, font={"size": 12, "color": p.muted},
    )  # fmt: skip
    marks = [] if all(exact) else ["空心点为“超、余、约”等不确切的数，按印出的数画出。"]
    base = [x_name] * (across.low > 0) + [y_name] * (up.low > 0)
    marks += [f"{'、'.join(base)}的轴不从 0 起。"] if base else []
    framed = replace(frame, marks=(*marks, *frame.marks))
    return finish(fig, framed, HEIGHT, left=left, right=30, below=52, top=34)


def ends(values: Iterable[Any]) -> Ends:
    """From zero, or near the values where these lie close together far from it; room for marks and names at both ends."""
    known = [float(value) for value in values] or [0.0]
    low, high = min(known), max(known)
    near = low > 0 and high - low < 0.25 * high
    spread = (high - low) or abs(high) * 0.2 or 1.0
    bottom = low - spread * 0.2 if near or low < 0 else 0.0
    step = round_step((high + spread * 0.1 - bottom) / 4)
    floor = math.floor(bottom / step) * step
    top = math.ceil((high + spread * 0.1) / step - 1e-9) * step
    return Ends(floor, top, step)


def _labels(
    points: list[dict[str, Any]], focus: str | None, across: Ends, up: Ends, size: tuple[float, float], most: int
) -> list[tuple[str, str]]:
    """A name and its side for each point; one that would cover a point or another name on every side is left out."""
    width, height = size
    at = [
        ((row["x"] - across.low) / (across.high - across.low) * width, (row["y"] - up.low) / (up.high - up.low) * height)
        for row in points
    ]
    taken: list[tuple[float, float, float]] = []
    found: dict[int, tuple[str, str]] = {}

    def free(x: float, y: float, half: float, mine: int) -> bool:
        return (
            x + half < width + 24
            and x - half > -10
            and all(abs(x - ox) > half + oh + 3 or abs(y - oy) > 14 for ox, oy, oh in taken)
            and all(i == mine or abs(x - px) > half + 6 or abs(y - py) > 11 for i, (px, py) in enumerate(at))
        )

    order = sorted(range(len(points)), key=lambda i: points[i]["agency_id"] != focus)
    for i in order[:most]:
        name = str(points[i]["agency_short"])
        half = text_width(name, 13.5 if points[i]["agency_id"] == focus else TYPE) / 2
        x, y = at[i]
        fitting = [place for place, dx, dy in _sides(half) if free(x + dx, y + dy, half, i)]
        if not fitting and points[i]["agency_id"] == focus:
            fitting = ["top center"]
        if fitting:
            found[i] = (name, fitting[0])
            dx, dy = next((dx, dy) for place, dx, dy in _sides(half) if place == fitting[0])
            taken.append((x + dx, y + dy, half))
    return [found.get(i, ("", "top center")) for i in range(len(points))]


def _sides(half: float) -> tuple[Place, ...]:
    return (
        ("top center", 0, 14), ("middle right", half + 9, 0), ("middle left", -half - 9, 0), ("bottom center", 0, -14),
        ("top right", half + 3, 12), ("top left", -half - 3, 12), ("bottom right", half + 3, -12), ("bottom left", -half - 3, -12),
    )  # fmt: skip
