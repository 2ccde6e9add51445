"""Reads .xlsx and .csv as tables: our own fill-in form, or a report whose tables stand in a workbook."""

from __future__ import annotations

import csv
import io
import zipfile

from openpyxl import load_workbook

from nianbao.document import Block, Cell, Table
from nianbao.errors import ReadError
from nianbao.readers.archive import open_archive
from nianbao.readers.encoding import decode_text
from nianbao.readers.sheet_shown import paled, paling, shown

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 5000, 60, 20


def read_xlsx(data: bytes, name: str) -> list[Block]:
    """One table per sheet. Raises ReadError when the workbook is damaged."""
    open_archive(data, name)  # refuses bombs before openpyxl unpacks anything
    try:
        book = load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
        formulas = _formulas(data)
    except Exception as error:  # a damaged workbook fails in many places inside the library
        raise ReadError(f"“{name}”已损坏或不是有效的 Excel 文件：请用 Excel 或 WPS 打开另存后再导入。") from error
    blocks: list[Block] = []
    for number, sheet in enumerate(book.worksheets[:MAX_SHEETS], start=1):
        if sheet.sheet_state != "visible":
            continue
        hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        hidden_columns = {
            column
            for item in sheet.column_dimensions.values()
            if item.hidden and item.min and item.max
            for column in range(item.min, item.max + 1)
        }
        spans = {}  # by the first place of each that is shown: there stands its text
        for span in sheet.merged_cells.ranges:
            top = next((row for row in range(span.min_row, span.max_row + 1) if row not in hidden_rows), None)
            left = next((column for column in range(span.min_col, span.max_col + 1) if column not in hidden_columns), None)
            spans[top, left] = span
        no_zeros, pale = sheet.sheet_view.showZeros is False, paling(sheet)
        rows = []
        for index, row in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MAX_ROWS), max_col=MAX_COLUMNS)):
            cells = []
            for cell in row:
                span = spans.get((cell.row, cell.column))
                if cell.column is None or (span is None and cell.__class__.__name__ == "MergedCell"):
                    continue
                if cell.row in hidden_rows or cell.column in hidden_columns:
                    continue
                height = span.max_row - cell.row + 1 if span else 1
                width = span.max_col - cell.column + 1 if span else 1
                place = f"表{number} 第{cell.row}行第{cell.column}列"
                said = sheet.cell(span.min_row, span.min_col) if span else cell
                text = "" if said.value == 0 and no_zeros else paled(shown(said), said, pale)
                text = text or formulas.get((sheet.title, said.coordinate), "")
                cells.append(Cell(text, index, cell.column - 1, height, width, place))
            if any(cell.text for cell in cells):
                rows.append(tuple(_without_tail(cells)))
        if rows:
            blocks.append(Table(tuple(rows), f"表{number}"))
    return blocks


def read_csv_table(data: bytes, name: str) -> list[Block]:
    """The one table of a CSV file."""
    text = decode_text(data, name)
    try:
        lines = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise ReadError(f"“{name}”不是有效的 CSV 文件：引号或换行不成对，请另存后再导入。") from error
    rows = tuple(
        tuple(
            Cell(value.strip(), index, column, locator=f"表1 第{index + 1}行第{column + 1}列")
            for column, value in enumerate(line)
        )
        for index, line in enumerate(lines[:MAX_ROWS])
    )
    return [Table(tuple(row for row in rows if any(cell.text for cell in row)), "表1")] if rows else []


def _formulas(data: bytes) -> dict[tuple[str, str], str]:
    """The formulas of a workbook: one that no office program has worked out has no value, and must not pass for blank."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        if not any(b"<f>" in body or b"<f " in body for body in map(archive.read, sheets)):
            return {}
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in load_workbook(io.BytesIO(data)).worksheets[:MAX_SHEETS]
        for row in sheet.iter_rows(max_row=min(sheet.max_row, MAX_ROWS), max_col=MAX_COLUMNS)
        for cell in row
        if cell.data_type == "f"
    }


def _without_tail(cells: list[Cell]) -> list[Cell]:
    """Empty cells beyond the last used one are the sheet's, not the table's."""
    last = max((index for index, cell in enumerate(cells) if cell.text), default=-1)
    return cells[: max(last + 1, min(len(cells), 10))]
