"""Trends: one line per agency, gaps as gaps, printed bounds as arrows without a line, breaks drawn and explained."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd

from nianbao.charts.axis import axis_of
from nianbao.charts.bands import draw_band, within
from nianbao.charts.breaks import cuts_of, draw_breaks, relevant
from nianbao.charts.ends import ARROW, Cells, End, Said, arrow, end_labels, mark_gaps, point_labels
from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.goals import Goal, draw_goals
from nianbao.charts.sketch import Sketch, builder
from nianbao.charts.theme import SYMBOLS, Palette
from nianbao.wording import BOUND_SIGNS, corrected, figure, in_words, missing, plain, sample_words, scale_for

ONE_SIDED = {"more_than": 1, "at_least": 1, "less_than": -1, "at_most": -1}
"""On which side of a printed bound the true number lies."""
BOUNDS_NAMED = 6
"""Where more lines are drawn, only the strong one's bounds are written out."""


@builder
def trend(
    series: pd.DataFrame,
    frame: Frame,
    *,
    focus: str | None = None,
    breaks: pd.DataFrame | None = None,
    years: tuple[int, int] | None = None,
    plot_height: int = 280,
    year: int | None = None,
    by: str = "agency_id",
    label: str = "agency_short",
    goals: Sequence[Goal] = (),
    band: pd.DataFrame | None = None,
    gaps: Mapping[int, str] | None = None,
) -> Sketch:
    """Lines over years.

    `series` has one row per `by` and year with value, low, high, qualifier, state, unit, value_type, disagree,
    failures and the cell key (as queries/series.sql gives it), and may have `sample`, what a rate was worked out of;
    values in the indicator's unit. `focus` is the `by` value drawn strong; without it all are coloured. `breaks` has
    year, reason and agency_id (null: all). `year` is the year the page is about: its number is written at the focus
    line where the line runs on beyond it. `band` has year, lower_quartile, median, upper_quartile and peers of like
    agencies (queries/peer_bands.sql), drawn behind. `goals` are targets of the focus agency. `gaps` are the reasons
    why the focus line has no number in a year, where the rows themselves do not say it.
    """
    p = frame.colours
    fig = Sketch()
    first, last = years or (int(series["year"].min()), int(series["year"].max()))
    drawn = series[series["year"].between(first, last)]
    band = within(band, first, last)
    goals = [goal for goal in goals if first <= goal.year <= last]
    shown = [float(v) for v in (*heights(drawn).dropna(), *band["lower_quartile"], *band["upper_quartile"])]
    shown += [goal.height for goal in goals]
    unit = str(drawn["unit"].iloc[0]) if len(drawn) else ""
    rate = bool(len(drawn)) and drawn["value_type"].iloc[0] == "rate"
    divisor, word = (1.0, "") if rate else scale_for(shown)
    axis = axis_of([v / divisor for v in shown], rate)
    low, high = axis.low, axis.high
    breaks = relevant(breaks, drawn, first, last)
    names = list(dict.fromkeys(drawn[by])) if len(drawn) else []
    names.sort(key=lambda name: name != focus)
    stranger = focus is not None and len(names) == 1 and names[0] != focus
    cells_of = {name: by_year(drawn[drawn[by] == name], first, last) for name in names}
    room = frame.pixels * (0.4 if frame.width in ("narrow", "third") else 0.3) - 26
    ends: list[End] = []
    told: list[Said] = []
    dotted = False
    draw_band(fig, band, divisor, p)
    for position, name in reversed([*enumerate(names)]):  # the focus comes last: nothing covers it
        cells = cells_of[name]
        strong = name == focus or focus is None
        colour = _colour(p, position, name == focus, stranger, focus is None or len(names) <= 5)
        ink = p.muted if colour == p.other else colour
        dotted |= _draw_one(fig, cells, divisor, colour, SYMBOLS[position % len(SYMBOLS)], strong, cuts_of(breaks, name), name)
        known = {y: row for y, row in cells if row is not None and height_of(row) is not None}
        if not known:
            continue
        last_year = max(known)
        end = known[last_year]
        number = label_of(end, divisor, word)
        text = _shortened(str(end[label]), number, room) if len(names) > 1 or len(band) or stranger else number
        named = len(names) <= 12 or strong
        if named:
            ends.append(End(last_year, (height_of(end) or 0.0) / divisor, escape(text), ink, strong))
        for y, row in known.items():
            way, height = way_of(row), (height_of(row) or 0.0) / divisor
            if way:
                arrow(fig, y, height, way, colour)
            asked = strong and y == year
            inexact = way or (strong and not missing(row["qualifier"]) and row["qualifier"] != "exact")
            if (y != last_year or not named) and (asked or (inexact and (strong or len(names) <= BOUNDS_NAMED))):
                clear = ARROW + 3 if way else 8
                told.append(Said(y, height, escape(label_of(row, divisor, word)), ink, way or 1, asked, clear))
    if len(band):
        end = band.iloc[-1]
        text = f"中位数 {in_words(float(end['median']), divisor, '%' if rate else word)}"
        ends.append(End(int(end["year"]), float(end["median"]) / divisor, text, p.muted, False))
    left = 22 + int(max(text_width(plain(v, 1), 12) for v in (low, high))) + 10
    right = max([24, *(int(text_width(end.text, 12.5)) + 26 for end in ends if end.year == last)])
    column = (frame.pixels - left - right) / (last - first + 0.7)
    right = max([right, *(int(text_width(e.text, 12.5) + 30 - (last + 0.35 - e.year) * column) for e in ends if e.year < last)])
    column = (frame.pixels - left - right) / (last - first + 0.7)
    for at in sorted({end.year for end in ends}):
        end_labels(fig, [end for end in ends if end.year == at], at == last, low, high, plot_height)
    point_labels(fig, told, low, high, plot_height, column)
    draw_goals(fig, goals, divisor, p.ink)
    marks = draw_breaks(fig, breaks, p.warn, dict(zip(drawn["agency_id"], drawn["agency_short"], strict=True)))
    whose = focus if focus in cells_of else names[0] if len(names) == 1 else None
    if whose is not None:
        marks += mark_gaps(fig, cells_of[whose], gaps or {}, low, column, p.muted)
    marks += inexact_marks(drawn, dotted)
    if len(drawn) and (drawn["disagree"].fillna(False).astype(bool) | (drawn["failures"].fillna(0) > 0)).any():
        marks.append("带红圈的点：来源互相矛盾，或所在报告有勾稽不符，详见“数据与来源”。")
    step = 1 if (last - first + 1) * 44 <= frame.pixels - 76 - right else 2
    fig.update_xaxes(
        tickmode="array",
        tickvals=list(range(last, first - 1, -step)),
        ticktext=[str(y) for y in range(last, first - 1, -step)],
        range=[first - 0.35, last + 0.35],
        showgrid=False,
        showline=True,
    )
    ticks = {"tickmode": "array", "tickvals": [*axis.ticks]} if axis.ticks else {"nticks": 6}
    fig.update_yaxes(range=[low, high], tickformat=",.2~f", **ticks)
    subtitle = " · ".join(part for part in (_with_unit(frame.subtitle, word + unit), axis.cut) if part)
    framed = replace(frame, subtitle=subtitle, marks=(*marks, *frame.marks))
    return finish(fig, framed, plot_height, left=left, right=right, top=30 if len(breaks) else 18)


def _colour(p: Palette, position: int, mine: bool, stranger: bool, coloured: bool) -> str:
    """A lone line of another agency is grey: the strong colour is the focus agency's."""
    if mine:
        return p.focus
    return p.muted if stranger else p.series[position % len(p.series)] if coloured else p.other


def inexact_marks(drawn: pd.DataFrame, dotted: bool) -> list[str]:
    """What the arrows, the dotted lines and the open points mean."""
    used = set(drawn[drawn["state"] == "reported"]["qualifier"].dropna()) if len(drawn) else set()
    arrows = ["↑ 为下限（“超、余、以上”）"] * bool(used & {"more_than", "at_least"})
    arrows += ["↓ 为上限（“不足、以内”）"] * bool(used & {"less_than", "at_most"})
    said = [f"{'，'.join(arrows)}，与前后年不连实线{'，点线只表示增减的方向' if dotted else ''}。"] if arrows else []
    return said + ["空心点为“约、近”等不确切的数，按印出的数画出。"] * bool(used & {"about", "range"})


def _with_unit(subtitle: str, unit: str) -> str:
    return subtitle.replace("{unit}", unit) if "{unit}" in subtitle else f"{subtitle} · 单位：{unit}" if unit else subtitle


def height_of(row: Any) -> float | None:
    if row is None or row["state"] != "reported":
        return None
    for field in ("value", "low", "high"):
        if not missing(row[field]):
            return float(row[field])
    return None


def heights(rows: pd.DataFrame) -> pd.Series:
    """Where each row is drawn: its value, or the one bound that was printed; NaN unless a number was reported."""
    known = rows["value"].fillna(rows["low"]).fillna(rows["high"]).astype("float64")
    return known.where(rows["state"] == "reported")


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts: a hundred times faster to read than a frame's own rows, and made faster than by to_dict."""
    names = rows.columns.tolist()
    return [dict(zip(names, values, strict=True)) for values in rows.to_numpy(dtype=object).tolist()]


def by_year(rows: pd.DataFrame, first: int, last: int) -> Cells:
    """(year, row) for every year of the axis; None where no report is held."""
    held = {int(row["year"]): row for row in records(rows)}
    return [(year, held.get(year)) for year in range(first, last + 1)]


def _draw_one(
    fig: Sketch, cells: Cells, divisor: float, colour: str, symbol: str, strong: bool, cuts: set[int], name: str
) -> bool:
    """The line in pieces: cut at breaks and around printed bounds; True where a dotted piece says which way it went."""
    dotted = False
    for (_, before), (year, row) in pairwise(cells):
        if (way_of(row) or way_of(before)) and year not in cuts and certain(before, row):
            dotted = True
            fig.add(
                "scatter", x=[year - 1, year], y=[(height_of(part) or 0.0) / divisor for part in (before, row)], mode="lines",
                connectgaps=False, line={"color": colour, "width": 1, "dash": "dot"}, opacity=0.6, hoverinfo="skip", name=str(name),
            )  # fmt: skip
    pieces = apart(cells, cuts)
    for part in [piece for piece in pieces if any(height_of(row) is not None for _, row in piece)] or pieces[:1]:
        heights = [height_of(row) for _, row in part]
        bound = any(way_of(row) for _, row in part)
        fig.add(
            "scatter",
            x=[year for year, _ in part],
            y=[None if h is None else h / divisor for h in heights],
            mode="lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 3 if strong else 1.8},
            marker={
                "size": 13 if bound else 9 if strong else 7,
                "symbol": ["line-ew-open" if bound else symbol + _openness(row) for _, row in part],
                "color": colour,
                "line": {
                    "width": [2.4 if _suspect(row) or bound else 1.2 for _, row in part],
                    "color": ["#DC2626" if _suspect(row) else colour for _, row in part],
                },
            },
            customdata=[_key(row, year) for year, row in part],
            text=[_hover(row, year) for year, row in part],
            hovertemplate="%{text}<extra></extra>",
            name=str(name),
            cliponaxis=False,
        )
    return dotted


def apart(cells: Cells, cuts: Collection[int] = ()) -> list[Cells]:
    """The pieces that a line may join: cut before the years of `cuts` and around every printed bound."""
    pieces: list[Cells] = [[]]
    before: Any = None
    for year, row in cells:
        if (year in cuts or way_of(row) or way_of(before)) and pieces[-1]:
            pieces.append([])
        pieces[-1].append((year, row))
        before = row
    return pieces


def way_of(row: Any) -> int:
    """1 for a printed lower bound, -1 for an upper one, 0 for every other number and for none."""
    return 0 if height_of(row) is None or missing(row["qualifier"]) else ONE_SIDED.get(row["qualifier"], 0)


def certain(before: Any, row: Any) -> bool:
    """Do the bounds of two neighbouring years lie apart, so that the direction is known?"""
    if height_of(before) is None or height_of(row) is None or "about" in (before["qualifier"], row["qualifier"]):
        return False
    ends = [(row["low"], before["high"]), (before["low"], row["high"])]
    return any(not missing(low) and not missing(high) and float(low) > float(high) for low, high in ends)


def _openness(row: Any) -> str:
    return "" if row is None or missing(row["qualifier"]) or row["qualifier"] == "exact" else "-open"


def _suspect(row: Any) -> bool:
    if row is None:
        return False
    return (not missing(row["disagree"]) and bool(row["disagree"])) or (not missing(row["failures"]) and row["failures"] > 0)


def _key(row: Any, year: int) -> list[Any]:
    """The cell a click leads to: agency, year, indicator, applicant type, scope, period kind."""
    if row is None or missing(row["agency_id"]):
        return []
    held_by = row.get("held_by")  # before a renaming the cell is the old agency's
    agency = row["agency_id"] if missing(held_by) else held_by
    return [agency, int(year), row["indicator_id"], row["applicant_type"], row["scope"], row["period_kind"]]


def _hover(row: Any, year: int) -> str:
    if row is None or missing(row["agency_id"]):
        return ""
    return (
        f"<b>{escape(str(row['agency']))}</b> {year}年<br>{escape(str(row['indicator']))}："
        f"{figure(row, exact=True)}{_corrected(row)}<br>"
        f"{escape(str(row['source_title'])) if not missing(row['source_title']) else '推算值'}"
    )


def _corrected(row: Any) -> str:
    words = corrected(row)
    return f"<br>{escape(words)}" if words else ""


def label_of(row: Any, divisor: float, word: str) -> str:
    """The number as it stands beside its point: bound, sign, unit word, and the sample of a rate worked out of few."""
    height = height_of(row)
    if height is None:
        return ""
    sign = "" if missing(row["qualifier"]) else BOUND_SIGNS.get(row["qualifier"], "")
    if row["value_type"] == "index":
        return f"{sign}{plain(height, 1)}"
    return f"{sign}{in_words(height, divisor, '%' if row['value_type'] == 'rate' else word)}{sample_words(row.get('sample'))}"


def _shortened(name: str, number: str, room: float) -> str:
    """“名称 数”, the name cut with … where the margin has no room for all of it."""
    cut = name
    while len(cut) > 2 and text_width(f"{cut}… {number}", 12.5) > room:
        cut = cut[:-1]
    return f"{name} {number}" if text_width(f"{name} {number}", 12.5) <= room else f"{cut}… {number}"
