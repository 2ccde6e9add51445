"""Breaks of a series: a dashed line before the first year of a new definition, its reason in the footer."""

from __future__ import annotations

import pandas as pd

from nianbao.charts.sketch import Sketch
from nianbao.wording import missing

CIRCLED = "①②③④⑤⑥⑦⑧⑨"


def relevant(breaks: pd.DataFrame | None, drawn: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Breaks of the drawn indicators and agencies that have data on both sides, or at the break itself."""
    if breaks is None or not len(breaks) or not len(drawn):
        return pd.DataFrame(columns=["indicator_id", "agency_id", "year", "reason"])
    agencies, indicators = set(drawn["agency_id"]), set(drawn["indicator_id"])
    held = drawn["year"].tolist()
    keep = [
        indicator in indicators
        and first < year <= last
        and (missing(agency) or agency in agencies)
        and min(held) < year <= max(held)
        for indicator, agency, year in zip(breaks["indicator_id"], breaks["agency_id"], breaks["year"].tolist(), strict=True)
    ]
    return breaks[keep]


def cuts_of(breaks: pd.DataFrame, name: str) -> set[int]:
    """The years from which one agency's line begins anew."""
    return {int(b.year) for b in breaks.itertuples() if missing(b.agency_id) or b.agency_id == name} if len(breaks) else set()


def draw_breaks(fig: Sketch, breaks: pd.DataFrame, colour: str, names: dict[str, str]) -> list[str]:
    """A dashed line before the first year of the new definition, numbered; returns the reasons for the footer."""
    if not len(breaks):
        return []
    notes: dict[tuple[int, str], int] = {}
    for b in breaks.itertuples():
        notes.setdefault((int(b.year), str(b.reason)), len(notes))
    drawn: set[int] = set()
    for (year, _), number in notes.items():
        mark = CIRCLED[number % len(CIRCLED)]
        if year not in drawn:
            fig.add_vline(x=year - 0.5, line={"color": colour, "width": 1.4, "dash": "dash"})
        fig.add_annotation(
            x=year - 0.5, xref="x", yref="paper", y=1, yanchor="bottom", showarrow=False, text=mark,
            xshift=14 * sum(1 for (y, _), n in notes.items() if y == year and n < number),
            font={"size": 13, "color": colour},
        )  # fmt: skip
        drawn.add(year)
    return [
        f"{CIRCLED[n % len(CIRCLED)]} {year}年起口径变化{_whose(breaks, year, reason, names)}：{reason}"
        for (year, reason), n in notes.items()
    ]


def _whose(breaks: pd.DataFrame, year: int, reason: str, names: dict[str, str]) -> str:
    """Which of several agencies a break belongs to; nothing when it is everyone's or only one is drawn."""
    mine = breaks[(breaks["year"] == year) & (breaks["reason"] == reason)]["agency_id"]
    if len(names) < 2 or mine.isna().any():
        return ""
    return f"（{'、'.join(dict.fromkeys(names.get(a, a) for a in mine))}）"
