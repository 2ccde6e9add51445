"""Native bar charts: ranked bars with the focus strong, the figures of one year, stacked compositions."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.bars import Label, bar_label
from nianbao.charts.composition import shades
from nianbao.charts.frame import Frame, text_width
from nianbao.charts.lines import heights
from nianbao.charts.plot import Plot
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import Box, add_chart, category_axis, label_point, place_plot, rgb, text_box, value_axis
from nianbao.exporters.numbers import scaled
from nianbao.wording import BOUND_SIGNS, plain, sample_words, scale_for


def ranked_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """Largest first, shared places named, bounds as hollow bars with their sign; places and moves in columns beside the names."""
    shown = _shown(plot)
    placed = plot.kind == "ranked" and bool(plot.options.get("placed", True))
    rows = [row for _, row in shown.iterrows()]
    labels = [bar_label(row, placed) if plot.kind == "ranked" else Label("", str(row["indicator_short"])) for row in rows]
    values = [float(value) for value in heights(shown)]
    rate = bool(rows) and rows[0]["value_type"] == "rate"
    divisor, word = (1.0, "") if rate else scale_for(values)
    data = CategoryChartData(number_format="General")
    data.categories = [label.name for label in labels]
    data.add_series(str(rows[0]["indicator"]) if plot.kind == "ranked" and rows else "数值", values)
    chart = add_chart(page, XL_CHART_TYPE.BAR_CLUSTERED, box, data, "排名图" if plot.kind == "ranked" else "构成图")
    size = _size(len(labels), box)
    columns = [max((text_width(getattr(label, part), size + 0.5) for label in labels), default=0) for part in ("place", "moved")]
    beside = sum(width + 8 for width in columns if width)
    names = min(max((text_width(label.name, size + 0.5) for label in labels), default=60) + 14, box.width * 0.45 - beside)
    inner = box.inner(beside + names, 2, 10, 2)
    place_plot(chart, box, inner)
    low, high = min([0.0, *values]), max([0.0, *values])
    pad = ((high - low) or 1.0) * 0.14
    value_axis(
        chart.value_axis, low - pad if low < 0 else 0.0, high + pad if high > 0 or not low else pad, "General", shown=False
    )
    _names_down(chart, size)
    bars = chart.plots[0]
    bars.gap_width, bars.vary_by_categories = _gap(len(labels), box.height), False
    focus = plot.options.get("focus")
    series = bars.series[0]
    series.invert_if_negative = False
    for position, row in enumerate(rows):
        strong = focus is None or row["agency_id"] == focus
        colour = LIGHT.focus if strong else LIGHT.named if row["named"] else LIGHT.other
        point = series.points[position]
        _fill(point, colour, hollow=row["qualifier"] != "exact")
        text = (
            BOUND_SIGNS.get(str(row["qualifier"]), "")
            + scaled(values[position], divisor, word, rate)
            + sample_words(row.get("denominator"))
        )
        label_point(
            point, text, size, LIGHT.ink, bold=strong and focus is not None, place=XL_LABEL_POSITION.OUTSIDE_END
        )  # fmt: skip
        at = inner.top + inner.height / len(rows) * position
        _beside(
            page, labels[position], columns, Box(box.left, at, 0, inner.height / len(rows)), size, strong and focus is not None
        )


def _beside(page: Page, label: Label, columns: list[float], row: Box, size: float, bold: bool) -> None:
    """Place and move of one bar, flush right, each in its own column."""
    left = row.left
    for part, width, colour in (("place", columns[0], LIGHT.ink), ("moved", columns[1], LIGHT.muted)):
        if text := getattr(label, part):
            shape = text_box(
                page, Box(left, row.top, width + 2, row.height), text, size, colour, bold=bold, align=PP_ALIGN.RIGHT, name=f"名次：{label.name}",
            )  # fmt: skip
            shape.text_frame.vertical_anchor, shape.text_frame.word_wrap = MSO_ANCHOR.MIDDLE, False
        left += width + 8 if width else 0


def _shown(plot: Plot) -> pd.DataFrame:
    """The rows that get a bar: those with a number, as many as the plot asks for, the focus and the named among them."""
    held = plot.rows[heights(plot.rows).notna()]
    if plot.kind != "ranked":
        return held.assign(named=False)
    most, focus = int(plot.options.get("most", 20)), plot.options.get("focus")
    kept = held["named"].astype(bool) | (held["agency_id"] == focus)
    return pd.concat([held[kept], held[~kept].head(max(most - int(kept.sum()), 0))]).sort_index().head(most)


def stacked_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """One bar for each group, a series for each part; empty pieces stay empty, totals stand in the names.

    With the option `shares` all bars are of one length.
    """
    group, part = plot.options["group"], plot.options["part"]
    rows = plot.rows.assign(height=heights(plot.rows))
    totals = rows.groupby(group)["height"].sum(min_count=1)
    shares = bool(plot.options.get("shares"))
    groups = [name for name in dict.fromkeys(rows[group]) if totals[name] > 0 or not shares]
    cells = {(row[group], row[part]): row for _, row in rows.iterrows()}
    sums = {name: float(held["height"].sum()) for name, held in rows.groupby(part)}
    order = plot.options.get("order") or list(dict.fromkeys(rows[part]))
    parts = [name for name in order if sums.get(name)] or [name for name in order if name in sums]
    colours = shades(parts, sums, frame)
    names = [f"{name}　{plain(totals[name])}" if totals[name] == totals[name] else str(name) for name in groups]
    data = CategoryChartData(number_format="#,##0.##")
    data.categories = names
    for one in parts:
        data.add_series(str(one), [_height(cells.get((name, one))) for name in groups])
    kind = XL_CHART_TYPE.BAR_STACKED_100 if shares else XL_CHART_TYPE.BAR_STACKED
    chart = add_chart(page, kind, box, data, "构成图")
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = Pt(12)
    size = _size(len(names), box)
    left = min(max((text_width(name, size + 0.5) for name in names), default=60) + 14, box.width * 0.4)
    inner = box.inner(left, 30, 10, 2)
    place_plot(chart, box, inner)
    high = float(totals.max()) if len(totals) and totals.max() > 0 else 1.0
    ends = (0.0, 1.0) if shares else (min(0.0, float(rows["height"].min() or 0)), high * 1.02)
    value_axis(chart.value_axis, *ends, "General", shown=False)
    _names_down(chart, size)
    bars = chart.plots[0]
    bars.gap_width, bars.overlap = _gap(len(names), inner.height), 100
    for one, series in zip(parts, bars.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colours[one][0])
        series.format.line.color.rgb = rgb(LIGHT.paper)
        for index, name in enumerate(groups):
            row = cells.get((name, one))
            height = _height(row)
            if row is None or not height:
                continue
            text = BOUND_SIGNS.get(str(row["qualifier"]), "") + plain(height)
            small = min(size, 11.0)
            whole = float(totals[name]) if shares else high
            if height / whole * inner.width > text_width(text, small) * 0.8:
                label_point(series.points[index], text, small, colours[one][1], place=XL_LABEL_POSITION.CENTER)


def _height(row: Any) -> float | None:
    return None if row is None or row["height"] != row["height"] else float(row["height"])


def _size(count: int, box: Box) -> float:
    """Type that fits the height of one bar."""
    return max(8.0, min(13.0, box.height / max(count, 1) * 0.62))


def _gap(count: int, height: float, thickest: float = 36.0) -> int:
    """Per cent of a bar left free between bars: few bars do not become slabs."""
    return int(min(500, max(45, (height / max(count, 1) / thickest - 1) * 100)))


def _names_down(chart: Any, size: float) -> None:
    category_axis(chart.category_axis, size=size, colour=LIGHT.ink)
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()


def _fill(point: Any, colour: str, *, hollow: bool) -> None:
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = rgb(LIGHT.paper if hollow else colour)
    point.format.line.color.rgb, point.format.line.width = rgb(colour), Pt(1.5)
