"""What is neither a line nor a bar: the scatter as an XY chart, the heat table as a native table."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.frame import Frame, text_width
from nianbao.charts.lines import heights
from nianbao.charts.plot import Plot
from nianbao.charts.scatter import Ends, ends
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import (
    Box,
    add_chart,
    label_point,
    number_format,
    place_plot,
    rgb,
    text_box,
    value_axis,
    write,
)  # fmt: skip
from nianbao.model import STATES
from nianbao.wording import BOUND_SIGNS, missing, plain, scale_for

NAMED = 25
TALLEST = 60.0
"""Points of a row at most, so that a few agencies fill the slide without becoming slabs."""
# Where along the sequential scale white text begins to stand out more than dark text (WCAG contrast).
DARK_FROM = 0.68


def scatter_chart(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """Two series, the focus agency and the others; bounds as open marks, names where they do not cover each other."""
    rows, focus = plot.rows, plot.options.get("focus")
    dx, wx = scale_for(rows["x"])
    dy, wy = scale_for(rows["y"])
    data = XyChartData()
    groups = [("其他机构" if focus else "各机构", rows[rows["agency_id"] != focus])]
    mine = rows[rows["agency_id"] == focus]
    if len(mine):
        groups.append((str(mine["agency_short"].iloc[0]), mine))
    for name, part in groups:
        series = data.add_series(name)
        for row in part.itertuples():
            series.add_data_point(float(row.x), float(row.y))
    chart = add_chart(page, XL_CHART_TYPE.XY_SCATTER, box, data, "散点图")
    across, up = ends(rows["x"]), ends(rows["y"])
    left = 20 + max(text_width(plain(end / dy), 12.5) for end in (up.low, up.high))
    inner = box.inner(left, 22, 24, 44)
    place_plot(chart, box, inner)
    for axis, span, divisor in ((chart.category_axis, across, dx), (chart.value_axis, up, dy)):
        value_axis(axis, span.low, span.high, number_format(divisor, span.high, span.step))
        axis.major_unit = span.step
    chart.category_axis.has_title = True
    _axis_title(chart.category_axis, f"{plot.options['x_name']}{f'（{wx}）' if wx else ''}")
    text_box(
        page, Box(box.left, box.top, box.width, 16), f"↑ {plot.options['y_name']}{f'（{wy}）' if wy else ''}", 12, LIGHT.muted,
        name="纵轴名",
    )  # fmt: skip
    places = _places(rows, focus, across, up, inner)
    for series, (_, part) in zip(chart.plots[0].series, groups, strict=True):
        strong = part is mine
        series.format.line.fill.background()
        for index, row in enumerate(part.itertuples()):
            point = series.points[index]
            exact = row.x_qualifier == "exact" and row.y_qualifier == "exact"
            _mark(point.marker, LIGHT.focus if strong else LIGHT.other, 12 if strong else 8, hollow=not exact)
            if row.agency_id in places:
                where, down = places[row.agency_id]
                label_point(
                    point, f"{row.agency_short}{_bounds(row)}", 12 if strong else 11, LIGHT.focus if strong else LIGHT.muted,
                    bold=strong, place=where, nudge=down / box.height,
                )  # fmt: skip


def _bounds(row: Any) -> str:
    """“（横轴＞30）” behind a name whose printed number is a bound."""
    axes = (("横轴", row.x, row.x_qualifier), ("纵轴", row.y, row.y_qualifier))
    said = [f"{name}{BOUND_SIGNS[q].strip()}{plain(value)}" for name, value, q in axes if q in BOUND_SIGNS]
    return f"（{'，'.join(said)}）" if said else ""


def _mark(marker: Any, colour: str, size: int, *, hollow: bool) -> None:
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, size
    marker.format.fill.solid()
    # pale, not white: some programs draw no border around a mark
    marker.format.fill.fore_color.rgb = rgb(LIGHT.grid if hollow else colour)
    marker.format.line.color.rgb = rgb(colour if colour == LIGHT.focus else LIGHT.muted)


def _axis_title(axis: Any, text: str) -> None:
    write(axis.axis_title.text_frame, text, 12, LIGHT.muted)


Side = tuple[Any, float, float, float]  # where the label stands, how far down it is moved (points), and its middle from the point


def _places(rows: pd.DataFrame, focus: Any, across: Ends, up: Ends, inner: Box) -> dict[str, tuple[Any, float]]:
    """Whose name is written, on which side and how far moved down; one that would cover another is left out, the focus never."""
    named = [*rows[rows["agency_id"] == focus].itertuples(), *rows[rows["agency_id"] != focus].head(NAMED).itertuples()]
    points = {
        row.agency_id: (
            (float(row.x) - across.low) / (across.high - across.low) * inner.width,
            (float(row.y) - up.low) / (up.high - up.low) * inner.height,
        )
        for row in rows.itertuples()
    }
    taken: list[tuple[float, float, float]] = []
    found: dict[str, tuple[Any, float]] = {}

    def free(x: float, y: float, half: float, mine: str) -> bool:
        return (
            x - half > -30
            and x + half < inner.width + 24
            and all(abs(x - ox) > half + oh + 3 or abs(y - oy) > 13 for ox, oy, oh in taken)
            and all(agency == mine or abs(x - px) > half + 4 or abs(y - py) > 9 for agency, (px, py) in points.items())
        )

    for row in named:
        x, y = points[row.agency_id]
        half = text_width(f"{row.agency_short}{_bounds(row)}", 11.5) / 2
        fitting = [side for side in _sides(half) if free(x + side[2], y + side[3], half, row.agency_id)]
        if not fitting and row.agency_id == focus:
            fitting = list(_sides(half)[:1])
        if fitting:
            where, down, dx, dy = fitting[0]
            taken.append((x + dx, y + dy, half))
            found[str(row.agency_id)] = (where, down)
    return found


def _sides(half: float) -> tuple[Side, ...]:
    right, left = XL_LABEL_POSITION.RIGHT, XL_LABEL_POSITION.LEFT
    return (
        (XL_LABEL_POSITION.ABOVE, 0.0, 0.0, 13.0), (right, 0.0, half + 9, 0.0), (left, 0.0, -half - 9, 0.0),
        (XL_LABEL_POSITION.BELOW, 0.0, 0.0, -13.0), (right, -12.0, half + 9, 12.0), (left, -12.0, -half - 9, 12.0),
        (right, 12.0, half + 9, -12.0), (left, 12.0, -half - 9, -12.0),
    )  # fmt: skip


def heat_cells(page: Page, plot: Plot, frame: Frame, box: Box) -> None:
    """Agency × year as a native table; the fill follows the number, a cell without one is not filled."""
    years = [int(year) for year in plot.options["years"]]
    rows = plot.rows[plot.rows["year"].isin(years)]
    rows = rows.assign(height=heights(rows))
    agencies = list(dict.fromkeys(rows["agency_id"]))
    names = rows.drop_duplicates("agency_id").set_index("agency_id")["agency_short"].to_dict()
    cells = {(row["agency_id"], int(row["year"])): row for _, row in rows.iterrows()}
    divisor = _divisor(rows)
    shades = [_shade(h) for h in rows["height"].dropna()]
    low, high = min(shades, default=0.0), max(shades, default=1.0)
    first = min(max((text_width(str(names[a]), 14) for a in agencies), default=60) + 16, box.width * 0.35)
    height = min(TALLEST, box.height / (len(agencies) + 1))
    shape = page.shapes.add_table(
        len(agencies) + 1, len(years) + 1, Pt(box.left), Pt(box.top), Pt(box.width), Pt(height * (len(agencies) + 1))
    )
    shape.name = "历年对照表"
    table = shape.table
    table.horz_banding = table.first_row = False
    table.columns[0].width = Pt(first)
    for column in range(1, len(years) + 1):
        table.columns[column].width = Pt((box.width - first) / len(years))
    size = max(7.5, min(14.0, height * 0.5))
    for column, text in enumerate(["", *map(str, years)]):
        _cell(table.cell(0, column), text, size, LIGHT.muted, None)
    for line, agency in enumerate(agencies, start=1):
        table.rows[line].height = Pt(height)
        focus = agency == plot.options.get("focus")
        _cell(
            table.cell(line, 0),
            str(names[agency]),
            size,
            LIGHT.focus if focus else LIGHT.ink,
            None,
            bold=focus,
            align=PP_ALIGN.RIGHT,
        )
        for column, year in enumerate(years, start=1):
            row = cells.get((agency, year))
            text, colour, fill = _said(row, divisor, low, high)
            _cell(table.cell(line, column), text, size, colour, fill)
    table.rows[0].height = Pt(height)


def _divisor(rows: pd.DataFrame) -> float:
    """One scale for the whole table, as in the figure: not so large that small numbers vanish."""
    if len(rows) and rows["value_type"].iloc[0] == "rate":
        return 1.0
    known = [float(h) for h in rows["height"].dropna()]
    divisor, _ = scale_for(known)
    if divisor > 1 and known and min(known) < divisor / 100:
        return 1e4 if divisor > 1e4 else 1.0
    return divisor


def _shade(height: float) -> float:
    return math.copysign(math.log10(1 + abs(height)), height)


def _said(row: Any, divisor: float, low: float, high: float) -> tuple[str, str, str | None]:
    """Text, its colour and the fill of one cell."""
    if row is None:
        return "·", LIGHT.faint, None
    if missing(row["height"]):
        return STATES[row["state"]], LIGHT.faint, None
    share = (_shade(float(row["height"])) - low) / ((high - low) or 1.0)
    fill = _between(share)
    text = f"{BOUND_SIGNS.get(str(row['qualifier']), '')}{plain(float(row['height']) / divisor, 1 if divisor > 1 else 2)}"
    return text, LIGHT.paper if share > DARK_FROM else LIGHT.ink, fill


def _between(share: float) -> str:
    """A colour of the sequential scale."""
    for (start, left), (end, right) in zip(LIGHT.sequential, LIGHT.sequential[1:], strict=False):
        if share <= end:
            part = max(0.0, (share - start) / (end - start))
            mixed = [
                round(int(left[i : i + 2], 16) + (int(right[i : i + 2], 16) - int(left[i : i + 2], 16)) * part) for i in (1, 3, 5)
            ]
            return "#" + "".join(f"{value:02X}" for value in mixed)
    return LIGHT.sequential[-1][1]


def _cell(
    cell: Any, text: str, size: float, colour: str, fill: str | None, *, bold: bool = False, align: Any = PP_ALIGN.CENTER
) -> None:
    cell.margin_left = cell.margin_right = Pt(4)
    cell.margin_top = cell.margin_bottom = 0
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    write(cell.text_frame, text, size, colour, bold, align)
    if fill is None:
        cell.fill.background()
    else:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(fill)
