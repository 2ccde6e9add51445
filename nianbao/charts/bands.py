"""The band behind a trend: where the middle half of like agencies lies, and their median."""

from __future__ import annotations

import pandas as pd

from nianbao.charts.sketch import Sketch
from nianbao.charts.theme import Palette

AREA = 3
"""Years that a band has at least: one or two years have no middle half to show, only a median each."""
MARK = 10
"""Pixels of the short line that stands for one year's median."""


def within(band: pd.DataFrame | None, first: int, last: int) -> pd.DataFrame:
    """The years of the axis, in order; empty columns where there is no band."""
    if band is None or not len(band):
        return pd.DataFrame(columns=["year", "lower_quartile", "median", "upper_quartile", "peers"])
    return band[band["year"].between(first, last)].sort_values("year")


def draw_band(fig: Sketch, band: pd.DataFrame, divisor: float, p: Palette) -> None:
    """One filled area and one dashed line per run of years, years without peers a gap; a short line for a year alone.

    Fewer than AREA years in all are medians only, a short line each.
    """
    lone: list[tuple[float, float]] = []
    for run in _runs(band):
        years = [float(year) for year in run["year"]]
        low, middle, high = ([float(v) / divisor for v in run[name]] for name in ("lower_quartile", "median", "upper_quartile"))
        if len(band) < AREA or len(years) == 1:
            lone += zip(years, middle, strict=True)
            continue
        fig.add(
            "scatter", x=[*years, *reversed(years)], y=[*low, *reversed(high)], mode="lines", fill="toself",
            fillcolor=p.band, line={"width": 0, "color": p.band}, hoverinfo="skip",
        )  # fmt: skip
        fig.add(
            "scatter", x=years, y=middle, mode="lines", line={"width": 1.6, "color": p.muted, "dash": "dash"}, hoverinfo="skip"
        )
    if lone:
        marker = {"symbol": "line-ew-open", "size": MARK, "color": p.muted, "line": {"width": 2, "color": p.muted}}
        fig.add(
            "scatter", x=[x for x, _ in lone], y=[y for _, y in lone], mode="markers", marker=marker, hoverinfo="skip",
        )  # fmt: skip


def _runs(band: pd.DataFrame) -> list[pd.DataFrame]:
    """Neighbouring years together."""
    if not len(band):
        return []
    breaks = (band["year"].diff() != 1).cumsum()
    return [run for _, run in band.groupby(breaks)]
