"""The fill-in form as a workbook, prefilled with the agency, the year and its indicators."""

from __future__ import annotations

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from nianbao.catalogue import load_catalogue
from nianbao.fillform import COLUMNS
from nianbao.model import SCOPES

_WIDTHS = (30, 8, 40, 14, 8, 10, 14, 34, 30)
_QUALIFIERS = ("准确", "超过", "以上", "不足", "不超过", "约")


def write_fill_form(agency: str, year: int, indicators: Iterable[str]) -> bytes:
    """The workbook's bytes; `indicators` are ids of the catalogue, one line each."""
    catalogue = load_catalogue()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "填报"
    sheet.append(list(COLUMNS))
    for name in indicators:
        indicator = catalogue[name]
        sheet.append([_text(agency), year, indicator.name, None, indicator.unit, None, None, None, None])
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        head = sheet.cell(1, column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        head.alignment = Alignment(horizontal="center")
    last = max(2, sheet.max_row + 200)
    for letter, words in (("F", _QUALIFIERS), ("G", tuple(SCOPES.values()))):
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("说明")
    for line in (
        "一份表只填一个机构、一个年度；只填“数值”等列，不改动表头和指标名称。",
        "没有的数留空，不要填 0；不适用的填“/”。",
        "数值只填数字；单位可在原单位前加“万”或“亿”（数值里已写“1.2万”的，单位不再加）。",
        "限定词：原文写“超119万件”的，数值填 119，单位填 万件，限定词选“超过”；照原文写“超119万”也可以。",
        "口径范围：只含本机关、本机关及所属，或全辖区（全市、全区）；留空按本机关。",
        "出处请写明文件或网页名称和位置，备注可写其他说明。",
    ):
        notes.append([line])
    notes.column_dimensions["A"].width = 90
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(value: str) -> str:
    """A name that would start a formula is kept as text."""
    return f"'{value}" if value[:1] in "=+-@\t\r＝＋－＠" else value
