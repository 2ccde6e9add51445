"""A table as CSV that Excel opens in Chinese, and as XLSX with real numbers; no cell can become a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# Spreadsheets in Chinese and Japanese take the full-width signs for the others.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark; text that would start a formula is quoted with an apostrophe."""
    return table.map(harmless).rename(columns=harmless).to_csv(index=False).encode("utf-8-sig")


def to_xlsx(table: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """Two sheets: 数据 (numbers as numbers, header fixed, filter on) and 说明 (`about`, one line each)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "数据"
    sheet.append([_cell(str(name)) for name in table.columns])
    for row in table.itertuples(index=False):
        sheet.append([None if pd.isna(value) else _cell(value) for value in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, float):
                cell.number_format = "#,##0.##" if cell.value % 1 else "#,##0"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for position, name in enumerate(table.columns, 1):
        longest = max([len(str(name)) * 2, *(len(str(v)) * 1.3 for v in table[name].head(200))])
        sheet.column_dimensions[get_column_letter(position)].width = min(max(longest, 8), 48)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    notes = book.create_sheet("说明")
    for name, text in about.items():
        notes.append([_cell(name), _cell(text)])
    notes.append(["读法", "“数值”只在已填报时有数；“下限/上限”是“超、不少于”等印出的界限；空着不等于零。"])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 16, 90
    for line in notes.iter_rows():
        line[1].alignment = Alignment(wrap_text=True)
        for cell in line:
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", value)  # text taken from a PDF may hold control characters
    return value.item() if hasattr(value, "item") else value


def harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula, behind an apostrophe; anything else as it is."""
    if not isinstance(value, str):
        return value
    # A bare carriage return is not quoted in a CSV but begins a new line for its reader.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if value.startswith(_FORMULA) and len(value) > 1 else text
