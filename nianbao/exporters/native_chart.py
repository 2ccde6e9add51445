"""Excel's own chart beside the numbers of a sheet: editable, gaps as gaps, lines cut where a definition changes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nianbao.charts import Plot
from nianbao.exporters.chart_table import ChartTable, clean

_MOST_BARS = 40
_TEN_THOUSANDS, _HUNDRED_MILLIONS = '0!.0,"万"', '0!.00,,"亿"'


def insert_chart(book: Any, sheet: Any, chart: Plot, table: ChartTable, top: int) -> None:
    """Draws `table`, whose first row stands in sheet row `top`, to the right of its columns."""
    draw = {
        "trend": _lines, "small_multiples": _lines, "ranked": _bars, "profile": _bars, "composition": _stack, "scatter": _points,
    }.get(chart.kind)  # fmt: skip
    if chart.kind == "heat_table":
        _matrix(book, sheet, table, top)
    if draw is None:
        return
    native = draw(book, sheet.get_name(), chart, table, top)
    if native is None:
        return
    words = str(chart.frame.title)
    native.set_title({"name": f" {words}" if words[:1] == "=" else words, "name_font": {"size": 12}, "overlay": False})
    _keep_gaps(native)
    sheet.insert_chart(top - 1, len(table.columns) + 1, native)


def _keep_gaps(native: Any) -> None:
    """Says in the file that blanks are gaps: XlsxWriter leaves the default out, and not every reader has the same one."""
    native._write_disp_blanks_as = lambda: native._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])


def _heights(table: ChartTable) -> int:
    """The column with what is drawn: the value, or the bound where only a range was printed."""
    keys = [column.key for column in table.columns]
    return keys.index("drawn") if "drawn" in keys else keys.index("value")


def _scaled(table: ChartTable, key: str = "value") -> str:
    """The number format of an axis: 万 and 亿 as on screen, percent for rates."""
    column = table.columns[table.place(key)]
    if column.format == "percent":
        return '0"%"'
    top = max((abs(row[key]) for row in table.rows if isinstance(row.get(key), int | float)), default=0)
    return _HUNDRED_MILLIONS if top >= 1e8 else _TEN_THOUSANDS if top >= 1e5 else "#,##0"


def _colours(chart: Plot) -> Any:
    return replace(chart.frame, dark=False).colours


def _lines(book: Any, name: str, chart: Plot, table: ChartTable, top: int) -> Any:
    """A scatter chart with lines: each series has its own years, so a line can end and begin again."""
    native = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    years, values, colours = table.place("year"), _heights(table), _colours(chart)
    repeated: list[int] = []
    for number, ((label, first, last), cuts) in enumerate(zip(table.blocks, table.cuts, strict=True)):
        focus = first in table.ahead
        colour = colours.focus if focus else colours.series[number % len(colours.series)]
        starts = [first, *sorted(cuts), last + 1]
        for piece, (start, after) in enumerate(itertools.pairwise(starts)):
            if piece:
                repeated.append(len(native.series))
            native.add_series(
                {
                    "name": _plain(label),
                    "categories": [name, top + start, years, top + after - 1, years],
                    "values": [name, top + start, values, top + after - 1, values],
                    "line": {"color": colour, "width": 2.5 if focus else 1.5},
                    "marker": {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
                    "points": _inexact(table, start, after, colour),
                }
            )
    all_years = [row["year"] for row in table.rows]
    native.set_x_axis(
        {"min": min(all_years), "max": max(all_years), "major_unit": 1, "num_format": "0", "major_gridlines": {"visible": False}}
    )
    native.set_y_axis(_value_axis(table))
    legend = {"position": "bottom", "delete_series": repeated} if len(table.blocks) > 1 else {"none": True}
    native.set_legend(legend)
    native.set_size({"width": 760, "height": 400})
    return native


def _plain(text: str) -> str:
    """A series name that starts with “=” would be taken for a reference."""
    return f" {text}" if text[:1] == "=" else text


def _inexact(table: ChartTable, start: int, after: int, colour: str) -> list[dict[str, Any] | None]:
    """Open marks for figures with a bound, as on screen."""
    hollow = {"fill": {"color": "#FFFFFF"}, "border": {"color": colour}}
    return [hollow if table.rows[index]["qualifier"] else None for index in range(start, after)]


def _value_axis(table: ChartTable) -> dict[str, Any]:
    return {
        "num_format": _scaled(table),
        "major_gridlines": {"visible": True, "line": {"color": "#E4E8EC"}},
        "line": {"none": True},
    }


def _bars(book: Any, name: str, chart: Plot, table: ChartTable, top: int) -> Any:
    """Bars from the top down; members without a number stand in the table only."""
    held = sum(row["drawn"] is not None for row in table.rows)
    last = min(held, _MOST_BARS) - 1
    if last < 0:
        return None
    native = book.add_chart({"type": "bar"})
    colours, values = _colours(chart), _heights(table)
    labels = table.place("indicator" if chart.kind == "profile" else "agency")
    strong = chart.options.get("focus") is None
    native.add_series(
        {
            "name": _plain(str(chart.frame.title)),
            "categories": [name, top, labels, top + last, labels],
            "values": [name, top, values, top + last, values],
            "fill": {"color": colours.focus if strong else colours.other},
            "points": [
                {"fill": {"color": "#FFFFFF" if table.rows[i]["qualifier"] else shade}, "border": {"color": shade}}
                for i in range(last + 1)
                for shade in [colours.focus if strong or i in table.ahead else colours.other]
            ],
            "data_labels": {"value": True, "num_format": _exact(table), "custom": _bounds(table, last)},
            "gap": 45,
        }
    )
    native.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    native.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    native.set_legend({"none": True})
    native.set_size({"width": 760, "height": 130 + 24 * (last + 1)})
    return native


def _exact(table: ChartTable) -> str:
    """The number format of labels: all digits, since 万 would round small numbers away."""
    percent = table.columns[table.place("value")].format == "percent"
    whole = all(float(row["drawn"]).is_integer() for row in table.rows if row["drawn"] is not None)
    return '0.0"%"' if percent else "#,##0" if whole else "#,##0.00"


def _bounds(table: ChartTable, last: int) -> list[dict[str, Any] | None]:
    """Labels of figures with a bound say so; the others follow their cell."""
    return [{"value": row["figure"]} if row["qualifier"] else None for row in table.rows[: last + 1]]


def _stack(book: Any, name: str, chart: Plot, table: ChartTable, top: int) -> Any:
    native = book.add_chart({"type": "bar", "subtype": "stacked"})
    groups, values, colours = table.place("group"), _heights(table), _colours(chart)
    for number, (label, first, last) in enumerate(table.blocks):
        native.add_series(
            {
                "name": _plain(label),
                "categories": [name, top + first, groups, top + last, groups],
                "values": [name, top + first, values, top + last, values],
                "fill": {"color": colours.series[number % len(colours.series)]},
                "gap": 45,
            }
        )
    count = table.blocks[0][2] - table.blocks[0][1] + 1
    native.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    native.set_x_axis(_value_axis(table))
    native.set_legend({"position": "bottom"})
    native.set_size({"width": 760, "height": 190 + 32 * count})
    return native


def _points(book: Any, name: str, chart: Plot, table: ChartTable, top: int) -> Any:
    native = book.add_chart({"type": "scatter"})
    x, y, colours = table.place("x"), table.place("y"), _colours(chart)
    last = top + len(table.rows) - 1
    native.add_series(
        {
            "name": _plain(str(chart.frame.title)),
            "categories": [name, top, x, last, x],
            "values": [name, top, y, last, y],
            "marker": {"type": "circle", "size": 8, "fill": {"color": colours.other}, "border": {"color": colours.muted}},
            "points": [
                {"fill": {"color": colours.focus}, "border": {"color": colours.focus}} if i in table.ahead else None
                for i in range(len(table.rows))
            ],
            "data_labels": {"custom": _named(table), "value": True, "position": "above"},
        }
    )
    native.set_x_axis({"name": _plain(str(chart.options["x_name"])), "num_format": _scaled(table, "x")})
    native.set_y_axis({"name": _plain(str(chart.options["y_name"])), "num_format": _scaled(table, "y")})
    native.set_legend({"none": True})
    native.set_size({"width": 760, "height": 480})
    return native


def _named(table: ChartTable) -> list[dict[str, Any]]:
    """The agency's name at the first points and at the focus."""
    shown = set(range(14)) | table.ahead
    return [{"value": _plain(str(row["short"]))} if i in shown else {"delete": True} for i, row in enumerate(table.rows)]


def _matrix(book: Any, sheet: Any, table: ChartTable, top: int) -> None:
    """Agency × year beside the list, coloured by value: a heat table that Excel keeps alive."""
    left = len(table.columns) + 1
    years: Sequence[int] = sorted({row["year"] for row in table.rows})
    agencies = list(dict.fromkeys(row["agency"] for row in table.rows))
    formats: dict[str, Any] = {}
    words = book.add_format({"align": "center", "font_color": "#8A96A1"})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "align": "center"})
    shape = _exact(table)
    sheet.write_string(top - 1, left, "机构", head)
    sheet.set_column(left, left, 28)
    sheet.set_column(left + 1, left + len(years), 12)
    for column, year in enumerate(years, left + 1):
        sheet.write_number(top - 1, column, year, head)
    for row in table.rows:
        line, column = top + agencies.index(row["agency"]), left + 1 + years.index(row["year"])
        sheet.write_string(line, left, clean(row["agency"]))
        if row["value"] is None:
            sheet.write_string(line, column, clean(row["figure"] or row["state"]), words)
            continue
        written = f'"{row["sign"]}"{shape}' if row["sign"] else shape
        if written not in formats:
            formats[written] = book.add_format({"num_format": written, "align": "center"})
        sheet.write_number(line, column, row["value"], formats[written])
    sheet.conditional_format(
        top, left + 1, top + len(agencies) - 1, left + len(years),
        {"type": "2_color_scale", "min_color": "#EAF2FA", "max_color": "#6BA3D6"},
    )  # fmt: skip
