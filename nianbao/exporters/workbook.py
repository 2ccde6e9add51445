"""A view as one Excel workbook: a sheet per chart with its numbers and a native chart, and a sheet that explains them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from nianbao.catalogue import load_catalogue
from nianbao.charts import Plot
from nianbao.exporters.chart_table import QUALIFIERS, ChartTable, chart_table, clean
from nianbao.exporters.native_chart import insert_chart
from nianbao.model import STATES
from nianbao.wording import missing

ABOUT = "说明"
_HEAD = 4  # the rows above the table: title, subtitle, remarks, table head
_KINDS = {
    "trend": "走势", "ranked": "位次", "composition": "构成", "profile": "各项", "heat_table": "历年", "small_multiples": "小图",
    "scatter": "散点",
}  # fmt: skip
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_READING = (
    ("空着不等于零", "没有数的格空着，“状态”一列写明原因；图上断开，不连线。"),
    ("已填报", "原文有数，0 也是数。"),
    ("未填", "原文这一格空着。"),
    ("不适用", "原文写“/”“无此项”等。"),
    ("存疑", "原文这一格不是数字，没有采用。"),
    ("未收录", "没有收录该机构该年的这一项。"),
    ("限定词", "原文写“超、余、不少于、约”等的，数值是印出的数，限定词写明是哪一种界限；“下限、上限”是由此得出的范围。"),
    ("推算", "由几项原文数字相加或相除得出，不是原文印出的数。"),
)


def write_workbook(charts: Sequence[Plot], about: Mapping[str, str], tables: Mapping[str, pd.DataFrame] | None = None) -> bytes:
    """The workbook's bytes. `about`: lines for 说明 (data set, version, filters); `tables`: further sheets as they are."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = _Sheet(book)
        names = _sheet_names([*(_chart_name(chart) for chart in charts), *(tables or {})])
        explained = book.add_worksheet(ABOUT)
        for chart, name in zip(charts, names, strict=False):
            sheet.draw(book.add_worksheet(name), chart)
        for name, table in zip(names[len(charts) :], (tables or {}).values(), strict=True):
            sheet.copy(book.add_worksheet(name), table)
        _explain(sheet, explained, charts, names, about)
    return stream.getvalue()


def _chart_name(chart: Plot) -> str:
    rows = chart.rows
    column = next((name for name in ("indicator_short", "indicator") if name in rows), None)
    named = list(dict.fromkeys(rows[column].dropna())) if column else []
    what = str(named[0]) if len(named) == 1 and chart.kind != "composition" else str(chart.frame.title)
    return f"{_KINDS.get(chart.kind, '图')} {what}"


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Valid and different sheet names: 31 characters at most, none of Excel's signs, case does not tell them apart."""
    taken, names = {ABOUT.lower(), "history"}, []
    for text in wanted:
        bare = re.sub(r"\s+", " ", _FORBIDDEN.sub("", text)).strip() or "图"
        name, number = bare[:31].rstrip(), 1
        while name.lower() in taken:
            number += 1
            tail = f"（{number}）"
            name = bare[: 31 - len(tail)].rstrip() + tail
        taken.add(name.lower())
        names.append(name)
    return names


class _Sheet:
    """Writes sheets of one book with its formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        font = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
        book.formats[0].set_font_name("微软雅黑")
        book.formats[0].set_font_size(10)
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.muted = book.add_format({**font, "font_color": "#55636F"})
        self.head = book.add_format({**font, "bold": True, "bg_color": "#DDEBF7", "bottom": 1})
        self.head_right = book.add_format({**font, "bold": True, "bg_color": "#DDEBF7", "bottom": 1, "align": "right"})
        self.text = book.add_format(font)
        self.wrap = book.add_format({**font, "text_wrap": True, "valign": "top"})
        self.bold = book.add_format({**font, "bold": True, "valign": "top"})
        self.link = book.add_format({**font, "font_color": "#0B57A4", "underline": 1})
        shapes = {"#,##0": "#,##0", "#,##0.00": "#,##0.00", "0.0%": '0.0"%"', "0.00%": '0.00"%"', "0": "0"}
        self.numbers = {name: book.add_format({**font, "num_format": shape}) for name, shape in shapes.items()}

    def number(self, value: float, shape: str) -> Any:
        """The format of one number: no decimals where it has none, a percent sign that does not multiply."""
        if shape in ("plain", "integer"):
            return self.numbers["0" if shape == "plain" else "#,##0"]
        if shape == "percent":
            return self.numbers["0.0%" if round(value, 1) == round(value, 4) else "0.00%"]
        return self.numbers["#,##0" if float(value).is_integer() else "#,##0.00"]

    def cell(self, sheet: Any, row: int, column: int, value: Any, shape: str = "text") -> None:
        """A number as a number, anything else as text: no text can become a formula or a link."""
        if value is None or value == "":
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            sheet.write_string(row, column, clean(value), self.text)
        else:
            sheet.write_number(row, column, value, self.number(value, shape))

    def draw(self, sheet: Any, chart: Plot) -> None:
        table, frame = chart_table(chart), chart.frame
        sheet.write_string(0, 0, clean(frame.title), self.title)
        unit = next((str(row["unit"]) for row in table.rows if row.get("unit")), "")
        subtitle = str(frame.subtitle).replace("{unit}", f"单位：{unit}")
        sheet.write_string(1, 0, clean("　".join(part for part in (subtitle, table.same) if part)), self.muted)
        sheet.write_string(2, 0, clean("　".join(_remarks(frame))), self.muted)
        for index, column in enumerate(table.columns):
            sheet.write_string(_HEAD - 1, index, clean(column.title), self.head if column.format == "text" else self.head_right)
            sheet.set_column(index, index, _width(table, index))
            for number, row in enumerate(table.rows, _HEAD):
                self.cell(sheet, number, index, row.get(column.key), column.format)
        sheet.freeze_panes(_HEAD, 0)
        if table.rows:
            sheet.autofilter(_HEAD - 1, 0, _HEAD + len(table.rows) - 1, len(table.columns) - 1)
            insert_chart(self.book, sheet, chart, table, _HEAD)
        _page(sheet)

    def copy(self, sheet: Any, table: pd.DataFrame) -> None:
        """A frame as it is, its columns already named for a reader."""
        for index, name in enumerate(table.columns):
            sheet.write_string(0, index, clean(name), self.head)
            values = list(table[name])
            longest = max([len(str(name)) * 2, *(_cells(value) for value in values[:200])])
            sheet.set_column(index, index, min(max(longest + 1, 8), 48))
            shape = "plain" if "年" in str(name) else "number"
            for row, value in enumerate(values, 1):
                plain = value.item() if hasattr(value, "item") else value
                self.cell(sheet, row, index, None if missing(plain) else plain, shape)
        sheet.freeze_panes(1, 0)
        if len(table):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        _page(sheet)


def _remarks(frame: Any) -> list[str]:
    parts = [*frame.marks, frame.note and f"口径：{frame.note}", frame.missing and f"未收录：{frame.missing}"]
    parts += [
        frame.source and f"数据来源：{frame.source}",
        ("演示数据（虚构，不代表任何机构）　" if frame.demo else "") + frame.version,
    ]
    return [part for part in parts if part]


def _cells(value: object) -> int:
    """How many characters wide a value is: an ideograph takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in str(value))


def _width(table: ChartTable, index: int) -> float:
    column = table.columns[index]
    values = [row.get(column.key) for row in table.rows[:400]]
    if column.format != "text":
        longest = max((len(f"{value:,.2f}") for value in values if isinstance(value, int | float)), default=0)
        return max(longest + 2, _cells(column.title) + 3, 8)
    return min(
        max([_cells(column.title) + 3, *(_cells(value or "") + 1 for value in values)]),
        max(column.width, _cells(column.title) + 3),
    )


def _page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _explain(sheet: _Sheet, page: Any, charts: Sequence[Plot], names: Sequence[str], about: Mapping[str, str]) -> None:
    """说明: what was asked, what each sheet holds, what the figures mean, where they come from, how to read them."""
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    row = 0

    def block(title: str, lines: Sequence[tuple[str, str]], linked: bool = False) -> None:
        nonlocal row
        if not lines:
            return
        page.write_string(row, 0, title, sheet.title)
        row += 1
        for name, text in lines:
            if linked:
                quoted = clean(name).replace("'", "''")
                page.write_url(row, 0, f"internal:'{quoted}'!A1", sheet.link, clean(name))
            else:
                page.write_string(row, 0, clean(name), sheet.bold)
            page.write_string(row, 1, clean(text), sheet.wrap)
            row += 1
        row += 1

    block("本工作簿", [(name, text) for name, text in about.items() if text])
    block("各表", [(name, clean(chart.frame.title)) for name, chart in zip(names, charts, strict=False)], linked=True)
    block("指标口径", _definitions(charts))
    block("口径变化", _breaks(charts))
    block("数据来源", _sources(charts))
    block("怎么读", [*_READING, ("限定词写法", "、".join(word for word in QUALIFIERS.values() if word))])
    assert {name for name, _ in _READING} >= set(STATES.values())
    _page(page)


def _definitions(charts: Sequence[Plot]) -> list[tuple[str, str]]:
    catalogue = load_catalogue()
    used: dict[str, None] = {}
    for chart in charts:
        ids = list(chart.rows["indicator_id"].dropna()) if "indicator_id" in chart.rows else []
        ids += [value for value in chart.arguments.values() if isinstance(value, str)]
        used |= dict.fromkeys(name for name in ids if name in catalogue)
    return [(catalogue[name].name, f"单位：{catalogue[name].unit}。{catalogue[name].definition}") for name in used]


def _breaks(charts: Sequence[Plot]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for chart in charts:
        if "break_reason" not in chart.rows:
            continue
        for row in chart.rows[chart.rows["break_reason"].notna()].itertuples():
            found[f"{row.agency_short} {row.year}年 {row.indicator_short}", str(row.break_reason)] = None
    return list(found)


def _sources(charts: Sequence[Plot]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for chart in charts:
        if "source_title" not in chart.rows:
            continue
        for row in chart.rows[chart.rows["source_title"].notna()].itertuples():
            found.setdefault(str(row.source_title), str(row.agency))
    return [(agency, title) for title, agency in found.items()]
