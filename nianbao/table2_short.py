"""Rows of table 2 that have fewer values than columns: completed where a cell that fell out says its place, else refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from nianbao.document import Cell
from nianbao.rawrows import RawRow
from nianbao.statutory_cells import Reading
from nianbao.templates import TABLES, official_place

# What a remark inside a cell that lost its place says about its column.
_REMARKS = {"_repealed": r"失效|废止", "_valid": r"有效", "_made": r"修订|修改|制定|新制"}


@dataclass
class ShortRow:
    """A row that has fewer values than columns."""

    row: RawRow
    ids: list[str]


def fill_short(short: list[ShortRow], rows: list[RawRow], reading: Reading) -> None:
    """A cell whose text fell out of the table is put back where its remark says, and marked; else refused."""
    strays = _stray_cells(rows)
    fits = len(strays) == len(short) and all(len(item.row.filled) == len(item.ids) - 1 for item in short)
    for index, item in enumerate(short):
        target = _remark_column(strays[index], item.ids) if fits else None
        if target is None:
            raw = " ".join(cell.text.strip() for cell in item.row.filled)
            for name in item.ids:
                reading.refuse(name, "total", raw, item.row.locator, "table2.refused")
            places = tuple(official_place(name, "total", reading.edition, item.row.locator) for name in item.ids)
            reading.find(
                "row_has_all_cells",
                "error",
                f"{TABLES['table2']}“{item.row.labels[-1].text.strip()}”一行应有 "
                f"{len(item.ids)} 个数，实有 {len(item.row.filled)} 个，看不出各属于哪一列；该行未读入，请核对原文。",
                places,
                f"{len(item.ids)} 个数",
                raw,
            )
            continue
        rest = list(item.row.filled)
        stray = strays[index]
        for name in item.ids:
            cell = stray if name == target else rest.pop(0)
            reading.add(name, "total", cell, "table2.reattached", doubtful=True)
        places = tuple(official_place(name, "total", reading.edition) for name in item.ids)
        message = f"“{stray.text}”脱离了表格，按附注认作“{item.row.labels[-1].text.strip()}”一行的一格，请核对原文。"
        reading.find("cell_reattached", "warning", message, places, "", stray.text)


def _remark_column(stray: Cell, ids: list[str]) -> str | None:
    for ending, words in _REMARKS.items():
        if re.search(words, stray.text):
            return next((name for name in ids if name.endswith(ending)), None)
    return None


def _stray_cells(rows: list[RawRow]) -> list[Cell]:
    """Loose numbers with a remark on the next line: cells of two lines that lost their table."""
    found = []
    for row, after in pairwise(rows):
        if row.table is None and len(row.cells) == 1 and row.cells[0].text.strip().isdigit():
            remark = after.text if after.table is None and re.match(r"^[（(].*[）)]$", after.text) else ""
            found.append(Cell(row.cells[0].text.strip() + remark, 0, 0, locator=row.cells[0].locator))
    return found
