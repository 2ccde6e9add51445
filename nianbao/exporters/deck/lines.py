"""Native line charts: a series for each agency, cut where its definition changes; many agencies as small charts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.frame import Frame, text_width
from nianbao.charts.lines import CIRCLED, heights
from nianbao.charts.plot import Plot
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import (
    Box,
    add_chart,
    category_axis,
    dashed,
    label_point,
    no_leaders,
    number_format,
    place_plot,
    rgb,
    text_box,
    value_axis,
)  # fmt: skip
from nianbao.exporters.deck.scales import apart, axis_ends
from nianbao.exporters.numbers import scaled, years_of
from nianbao.model import STATES
from nianbao.wording import BOUND_SIGNS, missing, scale_for

MARKERS = (
    XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE,
    XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE,
)  # fmt: skip
SMALL_AT_MOST = 20
BOUNDS_NAMED = 6


@dataclass(frozen=True)
class _Line:
    """One agency: its rows by year, and how it looks; `quiet` are the quartiles of others, dashed or thin and unmarked."""

    name: str
    rows: pd.DataFrame
    colour: str
    marker: Any
    strong: bool
    quiet: bool = False

    def segments(self) -> list[tuple[str, list[int]]]:
        """(series name, years): from each break on a series of its own, so that no line runs through it."""
        known = heights(self.rows).notna()
        found: list[tuple[str, list[int]]] = []
        for _, part in self.rows.groupby(self.rows["segment"].ffill().fillna(0)):
            years = [int(year) for year in part.index]
            if known.loc[years].any():
                found.append((f"{self.name}（{years[0]}年起口径变化）" if found else self.name, years))
        return found or [(self.name, [int(year) for year in self.rows.index])]


def trend_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """The trend as one native line chart; end labels in the line's colour, breaks as dashed lines with their number."""
    years = years_of(plot)
    focus = plot.options.get("focus")
    agencies, peers = _lines(plot, years), _peers(plot, years)
    lines = [*agencies, *peers]
    divisor, word, rate = _scale(plot, years)
    low, high, step = axis_ends(_known(lines), rate)
    many = len(lines) > 1
    named = [line for line in agencies if len(agencies) <= 12 or line.strong] + peers[1:2]
    ends = {line.name: _end(line, divisor, word, rate, many) for line in named}
    right = 14 + max((text_width(text, 12.5) for _, text, year in ends.values() if year == years[-1]), default=30)
    left = 16 + max(text_width(scaled(value, divisor, "", rate), 12.5) for value in (low, high))
    inner = box.inner(left + 8, 20, min(right, box.width * 0.32), 26)
    chart = add_chart(page, XL_CHART_TYPE.LINE_MARKERS, box, _data(lines, years), "走势图")
    place_plot(chart, box, inner)
    value_axis(chart.value_axis, low, high, number_format(divisor, high))
    chart.value_axis.major_unit = step
    category_axis(chart.category_axis)
    series = iter(chart.plots[0].series)
    drawn = {line.name: [(next(series), used) for _, used in line.segments()] for line in lines}
    for line in lines:
        for one, used in drawn[line.name]:
            _style(one, line, used, years)
    nudges: dict[str, float] = {}
    for at in {end[2] for end in ends.values()}:
        nudges |= apart({n: e[0] for n, e in ends.items() if e[1] and e[2] == at}, low, high, inner.height)
    for line in lines:
        if line.name in ends and ends[line.name][1]:
            _, text, year, one = *ends[line.name][:3], _holding(drawn[line.name], ends[line.name][2])
            label_point(
                one.points[years.index(year)],
                text,
                12,
                line.colour,
                bold=line.strong and many,
                nudge=nudges[line.name] / box.height,
            )
        if len(agencies) <= BOUNDS_NAMED:
            _bounds(line, drawn[line.name], years, divisor, word, rate, but=ends.get(line.name, (0, "", 0))[2])
        if line.strong:
            _this_year(line, drawn[line.name], years, plot.options.get("year"), divisor, word, rate)
        for one, _ in drawn[line.name]:
            no_leaders(one)
        if line.name == _name_of(plot, focus) or not many:
            _reasons(page, line, years, inner)
    _break_marks(page, plot, frame, years, inner)


def small_charts(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """One small native chart for each agency on a common axis; one chart of many lines when there are too many."""
    years = years_of(plot)
    lines = _lines(plot, years, grey=LIGHT.muted)
    if len(lines) > SMALL_AT_MOST:
        trend_chart(page, plot, frame, box)
        return
    divisor, word, rate = _scale(plot, years)
    low, high, _ = axis_ends(_known(lines), rate)
    columns = max(1, min(len(lines), round(math.sqrt(len(lines) * box.width / max(box.height, 1) / 1.6))))
    columns = math.ceil(len(lines) / math.ceil(len(lines) / columns))
    width, height = box.width / columns, box.height / math.ceil(len(lines) / columns)
    left = 18 + max(text_width(scaled(value, divisor, "", rate), 10) for value in (low, high))
    for position, line in enumerate(lines):
        place = Box(box.left + position % columns * width, box.top + position // columns * height, width - 6, height - 4)
        text_box(
            page, Box(place.left, place.top, place.width, 16), line.name, 11, LIGHT.focus if line.strong else LIGHT.ink,
            bold=line.strong, align=PP_ALIGN.CENTER, name=f"小图名：{line.name}",
        )  # fmt: skip
        inside = place.inner(0, 16, 0, 0)
        chart = add_chart(page, XL_CHART_TYPE.LINE_MARKERS, inside, _data([line], years), f"小图：{line.name}")
        place_plot(chart, inside, inside.inner(left, 6, 10, 18))
        value_axis(chart.value_axis, low, high, number_format(divisor, high), size=9)
        chart.value_axis.major_unit = (high - low) / 2
        category_axis(chart.category_axis, size=9)
        _sparse(chart.category_axis, len(years))
        drawn = [(one, used) for one, (_, used) in zip(chart.plots[0].series, line.segments(), strict=True)]
        for one, used in drawn:
            _style(one, line, used, years, size=5)
        if len(lines) <= BOUNDS_NAMED:
            _bounds(line, drawn, years, divisor, word, rate, but=0)


def _lines(plot: Plot, years: list[int], grey: str = LIGHT.other) -> list[_Line]:
    """As the figure draws them: the focus first and strong, a few others in colours, many in grey."""
    by, label = plot.options.get("by", "agency_id"), plot.options.get("label", "agency_short")
    focus = plot.options.get("focus")
    rows = plot.rows[plot.rows["year"].isin(years)]
    names = list(dict.fromkeys(rows[by]))
    if plot.kind == "trend":
        names.sort(key=lambda name: name != focus)
    coloured = plot.kind == "trend" and (focus is None or len(names) <= 5)
    made = []
    for position, name in enumerate(names):
        own = rows[rows[by] == name]
        colour = LIGHT.focus if name == focus else LIGHT.series[position % 8] if coloured else grey
        if plot.kind != "trend" and focus is None:
            colour = LIGHT.focus
        made.append(
            _Line(
                name=str(own[label].iloc[0]),
                rows=own.set_index("year").reindex(years),
                colour=colour,
                marker=MARKERS[position % len(MARKERS)] if plot.kind == "trend" else XL_MARKER_STYLE.CIRCLE,
                strong=name == focus or focus is None,
            )
        )
    return made


def _peers(plot: Plot, years: list[int]) -> list[_Line]:
    """The peers' quartiles as grey lines of their own, which the presenter can restyle or delete."""
    band = plot.options.get("band")
    if band is None or not band["year"].isin(years).any():
        return []
    made = []
    for column, name in (("upper_quartile", "同类上四分位"), ("median", "同类中位数"), ("lower_quartile", "同类下四分位")):
        rows = band.assign(
            value=band[column], low=band[column], high=band[column], segment=0, qualifier="exact", state="reported"
        )
        colour = LIGHT.muted if column == "median" else LIGHT.other
        made.append(_Line(name, rows.set_index("year").reindex(years), colour, XL_MARKER_STYLE.NONE, strong=False, quiet=True))
    return made


def _data(lines: list[_Line], years: list[int]) -> CategoryChartData:
    data = CategoryChartData(number_format="General")
    data.categories = [str(year) for year in years]
    for line in lines:
        known = heights(line.rows)
        for name, used in line.segments():
            data.add_series(name, [_number(known.loc[year]) if year in used else None for year in years])
    return data


def _known(lines: list[_Line]) -> list[float]:
    return [float(value) for line in lines for value in heights(line.rows).dropna()]


def _number(value: Any) -> float | None:
    return None if missing(value) else float(value)


def _scale(plot: Plot, years: list[int]) -> tuple[float, str, bool]:
    """Divisor, its word, and whether these are rates, as the figure scales them."""
    rows = plot.rows[plot.rows["year"].isin(years)]
    rate = bool(len(rows)) and rows["value_type"].iloc[0] == "rate"
    divisor, word = (1.0, "") if rate else scale_for(heights(rows).dropna())
    return divisor, word, rate


def _style(series: Any, line: _Line, used: list[int], years: list[int], size: int = 0) -> None:
    series.smooth = False
    series.format.line.color.rgb = rgb(line.colour)
    series.format.line.width = Pt(3 if line.strong else 1 if line.quiet else 1.75)
    if line.quiet:
        series.format.line.dash_style = MSO_LINE.DASH if line.name == "同类中位数" else MSO_LINE.SOLID
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = line.marker, size or (9 if line.strong else 7)
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(line.colour)
    series.marker.format.line.color.rgb = rgb(line.colour)
    for year in used:
        row = line.rows.loc[year]
        if not missing(row["qualifier"]) and row["qualifier"] != "exact" and row["state"] == "reported":
            point = series.points[years.index(year)]
            # a point that is written at all needs its line again, or the program draws it in a colour of its own
            point.format.line.color.rgb, point.format.line.width = rgb(line.colour), Pt(3 if line.strong else 1.75)
            marker = point.marker
            marker.style, marker.size = line.marker, size or (9 if line.strong else 7)
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = rgb(LIGHT.paper)
            marker.format.line.color.rgb, marker.format.line.width = rgb(line.colour), Pt(1.75)


def _bounds(
    line: _Line, segments: list[tuple[Any, list[int]]], years: list[int], divisor: float, word: str, rate: bool, but: int
) -> None:
    """Writes ≥, ＞, 约 above every inexact point, so that the bound is read and not only seen; `but` has its end label."""
    for one, used in segments:
        for year in used:
            row = line.rows.loc[year]
            height = heights(line.rows.loc[[year]]).iloc[0]
            if year != but and not missing(height) and not missing(row["qualifier"]) and row["qualifier"] in BOUND_SIGNS:
                text = BOUND_SIGNS[row["qualifier"]] + scaled(float(height), divisor, word, rate)
                label_point(one.points[years.index(year)], text, 10, line.colour, place=XL_LABEL_POSITION.ABOVE)


def _this_year(
    line: _Line, segments: list[tuple[Any, list[int]]], years: list[int], year: int | None, divisor: float, word: str, rate: bool
) -> None:
    """The number of the year the view is about, where the line runs on beyond it."""
    known = heights(line.rows).dropna()
    if year is not None and year in known.index and year != known.index[-1]:
        sign = BOUND_SIGNS.get(str(line.rows.loc[year, "qualifier"]), "")
        text = sign + scaled(float(known.loc[year]), divisor, word, rate)
        point = _holding(segments, int(year)).points[years.index(int(year))]
        label_point(point, text, 12, line.colour, bold=True, place=XL_LABEL_POSITION.ABOVE)


def _end(line: _Line, divisor: float, word: str, rate: bool, named: bool) -> tuple[float, str, int]:
    """The last number of a line: its height, what is written beside it, its year."""
    known = heights(line.rows).dropna()
    if not len(known):
        return 0.0, "", 0
    year, height = int(known.index[-1]), float(known.iloc[-1])
    qualifier = line.rows.loc[year, "qualifier"]
    sign = "" if missing(qualifier) else BOUND_SIGNS.get(str(qualifier), "")
    text = f"{sign}{scaled(height, divisor, word, rate)}"
    return height, f"{line.name} {text}" if named else text, year


def _holding(segments: list[tuple[Any, list[int]]], year: int) -> Any:
    return next(series for series, used in segments if year in used)


def _x_of(years: list[int], year: float, inner: Box) -> float:
    """Each year has a band of its own; its point stands in the middle."""
    return inner.left + (year - years[0] + 0.5) * inner.width / len(years)


def _reasons(page: Page, line: _Line, years: list[int], inner: Box) -> None:
    """In a gap of the focus line the reason for it: 未填, 不适用, 存疑."""
    for year, row in line.rows.iterrows():
        if not missing(row["state"]) and row["state"] != "reported":
            at = _x_of(years, float(str(year)), inner)
            text_box(
                page, Box(at - 30, inner.top + inner.height - 17, 60, 14), STATES[row["state"]], 10, LIGHT.faint,
                align=PP_ALIGN.CENTER, name=f"{year}年缺数原因",
            )  # fmt: skip


def _break_marks(page: Page, plot: Plot, frame: Frame, years: list[int], inner: Box) -> None:
    """The dashed lines of the figure with the numbers under which the footer explains them."""
    for mark in frame.marks:
        number, year = mark[:1], mark[1:].strip()[:4]
        if number in CIRCLED and year.isdigit() and years[0] < int(year) <= years[-1]:
            at = _x_of(years, int(year) - 0.5, inner)
            dashed(page, at, inner.top, inner.top + inner.height, LIGHT.warn)
            shift = 14 * sum(1 for m in frame.marks if m[1:].strip()[:4] == year and m[:1] in CIRCLED and m[:1] < number)
            text_box(page, Box(at - 8 + shift, inner.top - 18, 18, 16), number, 12, LIGHT.warn, name=f"口径变化{number}")


def _name_of(plot: Plot, focus: Any) -> str:
    by, label = plot.options.get("by", "agency_id"), plot.options.get("label", "agency_short")
    held = plot.rows[plot.rows[by] == focus]
    return str(held[label].iloc[0]) if len(held) else ""


def _sparse(axis: Any, count: int) -> None:
    """Only the first and the last year fit under a small chart, and they lie flat."""
    ends = axis._element.find(qn("c:noMultiLvlLbl"))
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        ends.addprevious(parse_xml(f'<{tag} {nsdecls("c")} val="{max(count - 1, 1)}"/>'))
    axis._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("rot", "0")
