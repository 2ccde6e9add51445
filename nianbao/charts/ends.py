"""What is written at the points of a line: its name and last number, the year that is asked about, printed bounds, gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nianbao.charts.frame import text_width
from nianbao.charts.sketch import Sketch
from nianbao.model import STATES
from nianbao.wording import years_in_words

Cells = list[tuple[int, dict[str, Any] | None]]
GAP = 17.0  # pixels between two labels
ARROW = 15  # pixels from a printed bound to the head of its arrow


@dataclass(frozen=True)
class End:
    """The last number of a line, where its name stands."""

    year: int
    height: float
    text: str
    colour: str
    strong: bool


@dataclass(frozen=True)
class Said:
    """A number written at its own point; `side` is 1 above it, -1 below."""

    year: int
    height: float
    text: str
    colour: str
    side: int = 1
    bold: bool = False
    clear: int = 8  # pixels between the point and its number


def end_labels(fig: Sketch, ends: list[End], at_edge: bool, low: float, high: float, plot_height: int) -> None:
    """Labels behind the lines' last numbers in their colours, pushed apart so that none covers another.

    Lines that end at the right edge are named there, one that ended earlier beside its own last point: a name at the
    edge would say that the number is the newest year's.
    """
    placed: list[float] = []
    scale = plot_height / (high - low or 1)
    ends = sorted(ends, key=lambda end: end.height)
    for end in ends:
        at = (end.height - low) * scale
        at = max(at, placed[-1] + GAP) if placed else at
        placed.append(at)
    overflow = max((placed[-1] - plot_height), 0) if placed else 0
    for i in range(len(placed) - 1, -1, -1):
        if overflow <= 0:
            break
        limit = plot_height if i == len(placed) - 1 else placed[i + 1] - GAP
        placed[i] = min(placed[i], limit)
    for at, end in zip(placed, ends, strict=True):
        place = {"xref": "paper", "x": 1, "xshift": 4} if at_edge else {"xref": "x", "x": end.year, "xshift": 8}
        fig.add_annotation(
            **place, yref="y", y=low + at / scale, xanchor="left", yanchor="middle", showarrow=False,
            text=f"<b>{end.text}</b>" if end.strong else end.text, font={"size": 12, "color": end.colour}, align="left",
        )  # fmt: skip


def arrow(fig: Sketch, year: int, height: float, way: int, colour: str) -> None:
    """From a printed bound to the side on which the true number lies: up from a lower one, down from an upper one."""
    fig.add_annotation(
        x=year, y=height, text="", showarrow=True, arrowhead=2, arrowsize=1, arrowwidth=1.8, arrowcolor=colour,
        ax=0, ay=way * ARROW, yshift=way * ARROW,
    )  # fmt: skip


def point_labels(fig: Sketch, told: list[Said], low: float, high: float, plot_height: int, column: float) -> None:
    """The numbers at their points; one that would cover another is left to the tooltip."""
    scale = plot_height / (high - low or 1)
    placed: list[tuple[float, float, float]] = []
    for one in sorted(told, key=lambda one: (not one.bold, -one.year)):
        x, half = one.year * column, text_width(one.text, 12) / 2
        y = (one.height - low) * scale + one.side * (one.clear + 8)
        side, clear = (1, 8) if y < 0 else (one.side, one.clear)
        y = (one.height - low) * scale + side * (clear + 8)
        if any(abs(x - ox) < half + oh + 3 and abs(y - oy) < GAP for ox, oy, oh in placed):
            continue
        placed.append((x, y, half))
        fig.add_annotation(
            x=one.year, y=one.height, text=f"<b>{one.text}</b>" if one.bold else one.text, showarrow=False,
            yanchor="bottom" if side > 0 else "top", yshift=side * clear, font={"size": 12, "color": one.colour},
        )  # fmt: skip


def mark_gaps(fig: Sketch, cells: Cells, reasons: Mapping[int, str], low: float, column: float, colour: str) -> list[str]:
    """Says in each gap why there is no number; returns for the footer what has no room there."""
    runs: list[tuple[str, list[int]]] = []
    for year, row in cells:
        if row is not None and row["state"] == "reported":
            continue
        why = reasons.get(year) or (STATES["not_collected"] if row is None else STATES[row["state"]])
        if runs and runs[-1][0] == why and runs[-1][1][-1] == year - 1:
            runs[-1][1].append(year)
        else:
            runs.append((why, [year]))
    left: dict[str, list[int]] = {}
    for why, years in runs:
        if text_width(why, 11) > len(years) * column:
            left.setdefault(why, []).extend(years)
            continue
        fig.add_annotation(
            x=(years[0] + years[-1]) / 2, y=low, text=why, showarrow=False, yanchor="bottom", yshift=2,
            font={"size": 11, "color": colour},
        )  # fmt: skip
    return [f"{years_in_words(years)} 年{why}。" for why, years in left.items()]
