"""Trends: one line per agency, gaps as gaps, bounds as open marks, breaks drawn and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nianbao.charts.bands import draw_band, within
from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.goals import Goal, draw_goals
from nianbao.charts.sketch import Sketch, builder
from nianbao.charts.theme import SYMBOLS
from nianbao.model import STATES
from nianbao.wording import BOUND_SIGNS, corrected, figure, in_words, missing, plain, scale_for

CIRCLED = "①②③④⑤⑥⑦⑧⑨"


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
) -> Sketch:
    """Lines over years.

    `series` has one row per `by` and year with value, low, high, qualifier, state, unit, value_type, disagree,
    failures and the cell key (as queries/series.sql gives it); values in the indicator's unit. `focus` is the `by`
    value drawn strong; without it all are coloured. `breaks` has year, reason and agency_id (null: all). `year` is
    the year the page is about: its number is written at the focus line where the line runs on beyond it. `band` has
    year, lower_quartile, median, upper_quartile and peers of like agencies (queries/peer_bands.sql), drawn behind.
    `goals` are targets of the focus agency.
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
    low, high = _range([v / divisor for v in shown], rate)
    breaks = _relevant(breaks, drawn, first, last)
    names = list(dict.fromkeys(drawn[by])) if len(drawn) else []
    names.sort(key=lambda name: name != focus)
    ends: list[_End] = []
    draw_band(fig, band, divisor, p)
    coloured = focus is None or len(names) <= 5
    room = frame.pixels * (0.4 if frame.width in ("narrow", "third") else 0.3) - 26
    for position, name in enumerate(names):
        cells = by_year(drawn[drawn[by] == name], first, last)
        strong = name == focus or focus is None
        colour = p.focus if name == focus else p.series[position % len(p.series)] if coloured else p.other
        _draw_one(fig, cells, divisor, colour, SYMBOLS[position % len(SYMBOLS)], strong, breaks, name)
        known = {y: row for y, row in cells if row is not None and height_of(row) is not None}
        if known:
            last_year = max(known)
            end = known[last_year]
            number = _label(end, divisor, word)
            text = _shortened(str(end[label]), number, room) if len(names) > 1 or len(band) else number
            if len(names) <= 12 or strong:
                ends.append(_End(last_year, (height_of(end) or 0.0) / divisor, escape(text), colour, strong))
            if strong and year is not None and year in known and year != last_year:
                _mark_year(fig, known[year], year, divisor, word, colour)
        if name == focus or len(names) == 1:
            _mark_gaps(fig, cells, low, p.faint)
    if len(band):
        end = band.iloc[-1]
        text = f"中位数 {in_words(float(end['median']), divisor, '%' if rate else word)}"
        ends.append(_End(int(end["year"]), float(end["median"]) / divisor, text, p.muted, False))
    right = max([24, *(int(text_width(end.text, 12.5)) + 26 for end in ends if end.year == last)])
    column = (frame.pixels - 80 - right) / (last - first + 0.7)
    right = max([right, *(int(text_width(e.text, 12.5) + 30 - (last + 0.35 - e.year) * column) for e in ends if e.year < last)])
    for at in sorted({end.year for end in ends}):
        _end_labels(fig, [end for end in ends if end.year == at], at == last, low, high, plot_height)
    draw_goals(fig, goals, divisor, p.ink)
    marks = _draw_breaks(fig, breaks, p.warn, dict(zip(drawn["agency_id"], drawn["agency_short"], strict=True)))
    if len(drawn) and drawn["qualifier"].isin(list(BOUND_SIGNS)).any():
        marks.append("空心点为“超、余、约”等不确切的数，按印出的数画出。")
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
    fig.update_yaxes(range=[low, high], tickformat=",.2~f", nticks=6)
    framed = replace(frame, subtitle=_with_unit(frame.subtitle, word + unit), marks=(*marks, *frame.marks))
    left = 22 + int(max(text_width(plain(v, 1), 12) for v in (low, high))) + 10
    return finish(fig, framed, plot_height, left=left, right=right)


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


def _range(values: list[float], rate: bool) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if rate:
        spread = max(high - low, 2.0)
        return max(0.0, low - spread * 0.35), min(high + spread * 0.35, 104.0 if high <= 100 else high * 1.1)
    if low < 0:
        return low * 1.2, max(high, 0) * 1.2 + 0.5
    return 0.0, high * 1.18 or 1.0


Cells = list[tuple[int, dict[str, Any] | None]]


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts: a hundred times faster to read than a frame's own rows, and made faster than by to_dict."""
    names = rows.columns.tolist()
    return [dict(zip(names, values, strict=True)) for values in rows.to_numpy(dtype=object).tolist()]


def by_year(rows: pd.DataFrame, first: int, last: int) -> Cells:
    """(year, row) for every year of the axis; None where no report is held."""
    held = {int(row["year"]): row for row in records(rows)}
    return [(year, held.get(year)) for year in range(first, last + 1)]


def _draw_one(
    fig: Sketch, cells: Cells, divisor: float, colour: str, symbol: str, strong: bool, breaks: pd.DataFrame, name: str
) -> None:
    cuts = {int(b.year) for b in breaks.itertuples() if missing(b.agency_id) or b.agency_id == name} if len(breaks) else set()
    segments: list[Cells] = [[]]
    for year, row in cells:
        if year in cuts and segments[-1]:
            segments.append([])
        segments[-1].append((year, row))
    for part in segments:
        heights = [height_of(row) for _, row in part]
        fig.add(
            "scatter",
            x=[year for year, _ in part],
            y=[None if h is None else h / divisor for h in heights],
            mode="lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 3 if strong else 1.8},
            marker={
                "size": 9 if strong else 7,
                "symbol": [symbol + _openness(row) for _, row in part],
                "color": colour,
                "line": {
                    "width": [2.4 if _suspect(row) else 1.2 for _, row in part],
                    "color": ["#DC2626" if _suspect(row) else colour for _, row in part],
                },
            },
            customdata=[_key(row, year) for year, row in part],
            text=[_hover(row, year) for year, row in part],
            hovertemplate="%{text}<extra></extra>",
            name=str(name),
            cliponaxis=False,
        )


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


def _label(row: Any, divisor: float, word: str) -> str:
    height = height_of(row)
    sign = BOUND_SIGNS.get(row["qualifier"], "")
    tail = "%" if row["value_type"] == "rate" else word
    return f"{sign}{in_words(height, divisor, tail)}" if height is not None else ""


def _shortened(name: str, number: str, room: float) -> str:
    """“名称 数”, the name cut with … where the margin has no room for all of it."""
    cut = name
    while len(cut) > 2 and text_width(f"{cut}… {number}", 12.5) > room:
        cut = cut[:-1]
    return f"{name} {number}" if text_width(f"{name} {number}", 12.5) <= room else f"{cut}… {number}"


def _mark_gaps(fig: Sketch, cells: Cells, low: float, colour: str) -> None:
    """Says in the gap why there is no number, where a report was held but the cell was not a number."""
    for year, row in cells:
        if row is not None and row["state"] != "reported":
            fig.add_annotation(
                x=year, y=low, text=STATES[row["state"]], showarrow=False, yanchor="bottom", yshift=2,
                font={"size": 11, "color": colour},
            )  # fmt: skip


@dataclass(frozen=True)
class _End:
    """The last number of a line, where its name stands."""

    year: int
    height: float
    text: str
    colour: str
    strong: bool


def _end_labels(fig: Sketch, ends: list[_End], at_edge: bool, low: float, high: float, plot_height: int) -> None:
    """Labels behind the lines' last numbers in their colours, pushed apart so that none covers another.

    Lines that end at the right edge are named there, one that ended earlier beside its own last point: a name at the
    edge would say that the number is the newest year's.
    """
    gap = 17.0
    placed: list[float] = []
    scale = plot_height / (high - low or 1)
    ends = sorted(ends, key=lambda end: end.height)
    for end in ends:
        at = (end.height - low) * scale
        at = max(at, placed[-1] + gap) if placed else at
        placed.append(at)
    overflow = max((placed[-1] - plot_height), 0) if placed else 0
    for i in range(len(placed) - 1, -1, -1):
        if overflow <= 0:
            break
        limit = plot_height if i == len(placed) - 1 else placed[i + 1] - gap
        placed[i] = min(placed[i], limit)
    for at, end in zip(placed, ends, strict=True):
        place = {"xref": "paper", "x": 1, "xshift": 4} if at_edge else {"xref": "x", "x": end.year, "xshift": 8}
        fig.add_annotation(
            **place, yref="y", y=low + at / scale, xanchor="left", yanchor="middle", showarrow=False,
            text=f"<b>{end.text}</b>" if end.strong else end.text, font={"size": 12, "color": end.colour}, align="left",
        )  # fmt: skip


def _mark_year(fig: Sketch, row: Any, year: int, divisor: float, word: str, colour: str) -> None:
    """The number of the year the page is about, above its point."""
    fig.add_annotation(
        x=year, y=(height_of(row) or 0.0) / divisor, text=f"<b>{_label(row, divisor, word)}</b>", showarrow=False,
        yanchor="bottom", yshift=8, font={"size": 12, "color": colour},
    )  # fmt: skip


def _relevant(breaks: pd.DataFrame | None, drawn: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
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


def _draw_breaks(fig: Sketch, breaks: pd.DataFrame, colour: str, names: dict[str, str]) -> list[str]:
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
