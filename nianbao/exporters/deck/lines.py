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

from nianbao.charts.bands import within
from nianbao.charts.frame import Frame, text_width
from nianbao.charts.lines import heights, way_of
from nianbao.charts.plot import Plot
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import (
    Box,
    add_chart,
    category_axis,
    label_point,
    no_leaders,
    number_format,
    place_plot,
    rgb,
    text_box,
    value_axis,
)  # fmt: skip
from nianbao.exporters.deck.over import Place, draw_band, draw_breaks, draw_gaps, draw_ways, lone_years
from nianbao.exporters.deck.scales import apart, axis_ends
from nianbao.exporters.numbers import scaled, years_of
from nianbao.wording import BOUND_SIGNS, missing, sample_words, scale_for

MARKERS = (
    XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE,
    XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE,
)  # fmt: skip
SMALL_AT_MOST = 20
BOUNDS_NAMED = 6


@dataclass(frozen=True)
class _Line:
    """One agency: its rows by year, and how it looks; `quiet` is the median of others, dashed and unmarked."""

    name: str
    rows: pd.DataFrame
    colour: str
    marker: Any
    strong: bool
    quiet: bool = False

    @property
    def ink(self) -> str:
        """Its colour in writing: the pale grey of many lines is too faint to read."""
        return LIGHT.muted if self.colour == LIGHT.other else self.colour

    def segments(self) -> list[tuple[str, list[int]]]:
        """(series name, years): from each break on a series of its own, so that no line runs through it; printed bounds apart.

        A bound leaves a gap in its line and stands in a series without a line.
        """
        known = heights(self.rows).notna()
        bounds = [int(year) for year, row in self.rows.iterrows() if known.loc[year] and way_of(row)]
        found: list[tuple[str, list[int]]] = []
        for _, part in self.rows.groupby(self.rows["segment"].ffill().fillna(0)):
            years = [int(year) for year in part.index if year not in bounds]
            if known.loc[years].any():
                found.append((f"{self.name}（{part.index[0]}年起口径变化）" if found else self.name, years))
        if bounds:
            found.append((f"{self.name}（只印了界限）", bounds))
        return found or [(self.name, [int(year) for year in self.rows.index])]


def trend_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """The trend as one native line chart; end labels in the line's colour, breaks as dashed lines with their number."""
    years = years_of(plot)
    focus = plot.options.get("focus")
    agencies, band = _lines(plot, years), within(plot.options.get("band"), years[0], years[-1])
    peers = _median(band, years)
    lines = [*peers, *reversed(agencies)]  # the focus comes last: nothing covers it
    divisor, word, rate = _scale(plot, years)
    quartiles = [float(value) for name in ("lower_quartile", "upper_quartile") for value in band[name]]
    low, high, step = axis_ends([*_known(lines), *quartiles], rate)
    many = len(lines) > 1 or _stranger(plot, agencies)
    named = [line for line in agencies if len(agencies) <= 12 or line.strong] + peers
    ends = {line.name: _end(line, divisor, word, rate, many) for line in named}
    right = 14 + max((text_width(text, 12.5) for _, text, year in ends.values() if year == years[-1]), default=30)
    left = 16 + max(text_width(scaled(value, divisor, "", rate), 12.5) for value in (low, high))
    inner = box.inner(left + 8, 20, min(right, box.width * 0.32), 26)
    place = Place(years, inner, low, high)
    draw_band(page, band, place)
    chart = add_chart(page, XL_CHART_TYPE.LINE_MARKERS, box, _data(lines, years), "走势图")
    place_plot(chart, box, inner)
    value_axis(chart.value_axis, low, high, number_format(divisor, high, step))
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
                line.ink,
                bold=line.strong and many,
                nudge=nudges[line.name] / box.height,
            )
        if len(agencies) <= BOUNDS_NAMED or line.strong:
            _bounds(line, drawn[line.name], years, divisor, word, rate, but=ends.get(line.name, (0, "", 0))[2])
        if line.strong:
            _this_year(line, drawn[line.name], years, plot.options.get("year"), divisor, word, rate)
        for one, _ in drawn[line.name]:
            no_leaders(one)
        if not line.quiet:
            draw_ways(page, line.rows, place, line.colour)
        if not line.quiet and (line.name == _name_of(plot, focus) or len(agencies) == 1):
            draw_gaps(page, line.rows, plot.options.get("gaps") or {}, place)
    draw_breaks(page, frame, place)


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
    most = max(_known(lines), default=high) * 1.1 if plot.options.get("own") else high
    left = 18 + max(text_width(scaled(value, divisor, "", rate), 10) for value in (low, most))
    for position, line in enumerate(lines):
        if plot.options.get("own"):
            low, high, _ = axis_ends(_known([line]), rate)
        place = Box(box.left + position % columns * width, box.top + position // columns * height, width - 6, height - 4)
        text_box(
            page, Box(place.left, place.top, place.width, 16), line.name, 11, LIGHT.focus if line.strong else LIGHT.ink,
            bold=line.strong, align=PP_ALIGN.CENTER, name=f"小图名：{line.name}",
        )  # fmt: skip
        inside = place.inner(0, 16, 0, 0)
        chart = add_chart(page, XL_CHART_TYPE.LINE_MARKERS, inside, _data([line], years), f"小图：{line.name}")
        place_plot(chart, inside, inside.inner(left, 6, 10, 18))
        value_axis(chart.value_axis, low, high, number_format(divisor, high, (high - low) / 2), size=9)
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
    if plot.kind == "trend" and names and focus is not None and names == [name for name in names if name != focus][:1]:
        coloured, grey = False, LIGHT.muted  # a lone line of another agency
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


def _stranger(plot: Plot, agencies: list[_Line]) -> bool:
    """Is the only line that of another agency? Then it needs its name."""
    return plot.options.get("focus") is not None and len(agencies) == 1 and not agencies[0].strong


def _median(band: pd.DataFrame, years: list[int]) -> list[_Line]:
    """The peers' median as a dashed line of its own, which the presenter can restyle or delete."""
    if not len(band):
        return []
    middle = band["median"]
    rows = band.assign(value=middle, low=middle, high=middle, segment=0, qualifier="exact", state="reported")
    return [
        _Line("同类中位数", rows.set_index("year").reindex(years), LIGHT.muted, XL_MARKER_STYLE.NONE, strong=False, quiet=True)
    ]


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
        series.format.line.dash_style = MSO_LINE.DASH
        series.marker.style = XL_MARKER_STYLE.NONE
        for year in lone_years(heights(line.rows).dropna().index):  # a line of one point would not be seen
            marker = series.points[years.index(year)].marker
            marker.style, marker.size = XL_MARKER_STYLE.DASH, 16
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = rgb(line.colour)
        return
    if any(way_of(line.rows.loc[year]) for year in used):
        series.format.line.fill.background()
        series.marker.style, series.marker.size = XL_MARKER_STYLE.DASH, (size or 9) + 3
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(line.colour)
        series.marker.format.line.color.rgb = rgb(line.colour)
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
    """Writes ≥, ＞, 约 at every inexact point, the arrow of a bound between it and its number; `but` has its end label."""
    for one, used in segments:
        for year in used:
            row = line.rows.loc[year]
            height = heights(line.rows.loc[[year]]).iloc[0]
            if year != but and not missing(height) and not missing(row["qualifier"]) and row["qualifier"] in BOUND_SIGNS:
                text = BOUND_SIGNS[row["qualifier"]] + scaled(float(height), divisor, word, rate)
                way = way_of(row)
                text = f"{text}\n↑" if way > 0 else f"↓\n{text}" if way < 0 else text
                place = XL_LABEL_POSITION.BELOW if way < 0 else XL_LABEL_POSITION.ABOVE
                label_point(one.points[years.index(year)], text, 10, line.ink, place=place)


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
    arrow = {1: " ↑", -1: " ↓"}.get(way_of(line.rows.loc[year]), "")
    text = f"{sign}{scaled(height, divisor, word, rate)}{arrow}{sample_words(line.rows.loc[year].get('sample'))}"
    return height, f"{line.name} {text}" if named else text, year


def _holding(segments: list[tuple[Any, list[int]]], year: int) -> Any:
    return next(series for series, used in segments if year in used)


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
