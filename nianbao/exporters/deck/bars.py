"""Native bar charts: ranked bars with the focus strong, the figures of one year, stacked compositions."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.bars import bar_name
from nianbao.charts.frame import Frame, text_width
from nianbao.charts.lines import heights
from nianbao.charts.plot import Plot
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import Box, add_chart, category_axis, label_point, place_plot, rgb, value_axis
from nianbao.exporters.numbers import scaled
from nianbao.wording import BOUND_SIGNS, plain, sample_text, scale_for


def ranked_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """Largest first, shared places named, bounds as hollow bars with their sign."""
    shown = _shown(plot)
    names = [bar_name(row) if plot.kind == "ranked" else str(row["indicator_short"]) for _, row in shown.iterrows()]
    values = [float(value) for value in heights(shown)]
    rate = bool(len(shown)) and shown["value_type"].iloc[0] == "rate"
    divisor, word = (1.0, "") if rate else scale_for(values)
    data = CategoryChartData(number_format="General")
    data.categories = names
    data.add_series(str(shown["indicator"].iloc[0]) if plot.kind == "ranked" and len(shown) else "数值", values)
    chart = add_chart(page, XL_CHART_TYPE.BAR_CLUSTERED, box, data, "排名图" if plot.kind == "ranked" else "构成图")
    size = _size(len(names), box)
    left = min(max((text_width(name, size + 0.5) for name in names), default=60) + 14, box.width * 0.45)
    place_plot(chart, box, box.inner(left, 2, 10, 2))
    low, high = min([0.0, *values]), max([0.0, *values])
    pad = ((high - low) or 1.0) * 0.14
    value_axis(
        chart.value_axis, low - pad if low < 0 else 0.0, high + pad if high > 0 or not low else pad, "General", shown=False
    )
    _names_down(chart, size)
    bars = chart.plots[0]
    bars.gap_width, bars.vary_by_categories = _gap(len(names), box.height), False
    focus = plot.options.get("focus")
    series = bars.series[0]
    series.invert_if_negative = False
    for position, (_, row) in enumerate(shown.iterrows()):
        strong = focus is None or row["agency_id"] == focus
        colour = LIGHT.focus if strong else LIGHT.named if row["named"] else LIGHT.other
        point = series.points[position]
        _fill(point, colour, hollow=row["qualifier"] != "exact")
        text = BOUND_SIGNS.get(str(row["qualifier"]), "") + scaled(values[position], divisor, word, rate) + sample_text(row)
        label_point(
            point, text, size, LIGHT.ink, bold=strong and focus is not None, place=XL_LABEL_POSITION.OUTSIDE_END
        )  # fmt: skip


def _shown(plot: Plot) -> pd.DataFrame:
    """The rows that get a bar: those with a number, as many as the plot asks for, the focus and the named among them."""
    held = plot.rows[heights(plot.rows).notna()]
    if plot.kind != "ranked":
        return held.assign(named=False)
    most, focus = int(plot.options.get("most", 20)), plot.options.get("focus")
    kept = held["named"].astype(bool) | (held["agency_id"] == focus)
    return pd.concat([held[kept], held[~kept].head(max(most - int(kept.sum()), 0))]).sort_index().head(most)


def stacked_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """One bar for each group, a series for each part; empty pieces stay empty, totals stand in the names."""
    group, part = plot.options["group"], plot.options["part"]
    rows = plot.rows.assign(height=heights(plot.rows))
    groups = list(dict.fromkeys(rows[group]))
    parts = plot.options.get("order") or list(dict.fromkeys(rows[part]))
    cells = {(row[group], row[part]): row for _, row in rows.iterrows()}
    totals = rows.groupby(group)["height"].sum(min_count=1)
    names = [f"{name}　{plain(totals[name])}" if totals[name] == totals[name] else str(name) for name in groups]
    data = CategoryChartData(number_format="#,##0.##")
    data.categories = names
    for one in parts:
        data.add_series(str(one), [_height(cells.get((name, one))) for name in groups])
    chart = add_chart(page, XL_CHART_TYPE.BAR_STACKED, box, data, "构成图")
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = Pt(12)
    size = _size(len(names), box)
    left = min(max((text_width(name, size + 0.5) for name in names), default=60) + 14, box.width * 0.4)
    inner = box.inner(left, 30, 10, 2)
    place_plot(chart, box, inner)
    high = float(totals.max()) if len(totals) and totals.max() > 0 else 1.0
    value_axis(chart.value_axis, min(0.0, float(rows["height"].min() or 0)), high * 1.02, "General", shown=False)
    _names_down(chart, size)
    bars = chart.plots[0]
    bars.gap_width, bars.overlap = _gap(len(names), inner.height), 100
    for position, (one, series) in enumerate(zip(parts, bars.series, strict=True)):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(LIGHT.series[position % len(LIGHT.series)])
        series.format.line.color.rgb = rgb(LIGHT.paper)
        for index, name in enumerate(groups):
            row = cells.get((name, one))
            height = _height(row)
            if row is None or not height:
                continue
            text = BOUND_SIGNS.get(str(row["qualifier"]), "") + plain(height)
            if height / high * inner.width > text_width(text, size) + 6:
                label_point(series.points[index], text, size, LIGHT.paper, place=XL_LABEL_POSITION.CENTER)


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
