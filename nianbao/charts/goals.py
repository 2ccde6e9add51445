"""Targets in a trend: a short line at the height asked for, in its year, with its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nianbao.charts.frame import escape
from nianbao.charts.sketch import Sketch

HALF = 0.3  # of a year to each side


@dataclass(frozen=True)
class Goal:
    """A target of the focus agency: `height` in the indicator's unit, `words` as they stand beside the line."""

    year: int
    height: float
    words: str
    above: bool = False  # the words stand above the line: the figure is below it


def draw_goals(fig: Sketch, goals: Iterable[Goal], divisor: float, colour: str) -> None:
    """Each as a short dotted line; its words stand on the side where the agency's own line is not."""
    for goal in goals:
        height = goal.height / divisor
        fig.add(
            "scatter",
            x=[goal.year - HALF, goal.year + HALF],
            y=[height, height],
            mode="lines",
            line={"color": colour, "width": 2.2, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )
        fig.add_annotation(
            x=goal.year, y=height, text=escape(goal.words), showarrow=False, xanchor="center", 
            yanchor="bottom" if goal.above else "top", yshift=3 if goal.above else -3,
            font={"size": 11, "color": colour},
        )  # fmt: skip
