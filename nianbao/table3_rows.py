"""The printed rows of table 3, each cut to its seven cells: by column where geometry was kept, else by order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from nianbao.cellvalue import is_valueish, parse_cell
from nianbao.document import Cell
from nianbao.head_words import Place, applicant_words, begins_data, extra_column, is_extra
from nianbao.labels import plain
from nianbao.model import APPLICANT_TYPES
from nianbao.printed_order import applicant_order, total_place
from nianbao.rawrows import RawRow, has_glued_number, known_names

_STEMS = (r"自然人", r"商业|企业", r"科研", r"公益", r"法律", r"其他", r"总计|合计")
_NUMBERED = re.compile(r"\s*\d[.．、]\s*[\u4e00-\u9fff]")  # “3.其他” is a row, “其他” a word of the head
_TWO_CELLS = re.compile(r"\S[ \u3000]{2,}-?\d[\d,.]*\s*$")
Columns = list[tuple[int, int]]


@dataclass
class DataRow:
    """A row of table 3: its names and its seven cells, or the reason why there are not seven."""

    raw: RawRow
    labels: list[str]
    cells: list[Cell | None] | None
    problem: str = ""
    apart: bool = False  # its figures do not follow its name: they may be those of a row without a name

    @property
    def is_blank(self) -> bool:
        return self.cells is not None and not any(cell and cell.text.strip() for cell in self.cells)

    @property
    def text(self) -> str:
        return " ".join(cell.text.strip() for cell in self.raw.values if cell.text.strip())


def data_rows(rows: list[RawRow]) -> list[DataRow]:
    """Rows that carry values, each cut to seven cells."""
    maps = _column_maps(rows)
    word, extra = extra_column(rows)
    if extra == "after" and _is_full_grid(rows):
        rows = [replace(row, values=row.values[:-1]) for row in rows]
        extra = ""
    width = 8 if extra in ("before", "after") else 7
    trims = _usual_trim(rows, width)
    found: list[DataRow] = []
    by_order: list[DataRow] = []
    for row in rows:
        columns = maps.get(row.table) if row.table is not None else None
        for piece in [row] if columns else _in_rows(row, width):
            data = _by_columns(piece, columns) if columns else _by_order(piece, trims, extra)
            if data is None:
                continue
            if data.labels and has_glued_number(data.labels[-1]):
                data.cells, data.problem = None, "行名和数字连在一起"
                data.labels[-1] = re.sub(r"[\d０-９,.，．\s]+$", "", data.labels[-1])
            found.append(data)
            if not columns:
                by_order.append(data)
    _refuse_where_cells_ran_together(by_order)
    _rearrange(by_order, rows, word if extra == "unclear" else "")
    return _with_lone_names(found)


def _refuse_where_cells_ran_together(data: list[DataRow]) -> None:
    """Some cells of the table stand in one (“899  4109”): others may have lost an empty cell, which nothing shows.

    Only a row with a figure in each column, or with as many cells as the longest, is sure to be whole. In a table that
    shows nothing of the kind a row shorter than the most is in doubt where its figures may begin in two places.
    """
    mine = [row for row in data if row.raw.table is not None and not row.raw.folded and row.raw.cells]
    if not mine:
        return
    together = any(_TWO_CELLS.search(cell.text) for row in mine for cell in row.raw.cells)
    sizes = Counter(len(row.raw.cells) for row in mine)
    usual = sizes.most_common(1)[0][0]
    for row in mine:
        size = len(row.raw.cells)
        short = size < max(sizes) if together else size < usual and len(_cuts(row.raw.values, 7)) > 1
        if short and 0 < sum(bool(cell and cell.text.strip()) for cell in row.cells or []) < 7:
            row.cells, row.problem = None, "表中有的格子之间没有分隔，看不出各数属于哪一列"


def missing_columns(rows: list[RawRow]) -> list[str]:
    """Columns that the head leaves out while it names most of the others."""
    named = {name for names in applicant_words(rows) for name in names}
    missing = [name for name in APPLICANT_TYPES.values() if name not in named]
    return missing if len(missing) <= 2 else []


def _rearrange(data: list[DataRow], rows: list[RawRow], extra: str) -> None:
    """Rows cut by order alone, put in the order of the form where the head or the sums show another one."""
    head = applicant_words(rows)
    order = applicant_order([name for names in head for name in names])
    total = total_place([row.cells for row in data if row.cells is not None], head)
    for item in data:
        if item.cells is None or item.is_blank:
            continue
        if extra:
            item.cells, item.problem = None, f"表头另有“{extra}”一列，看不出各数属于哪一列"
        elif order is None:
            item.cells, item.problem = None, "表头列名不全，次序又与表样不同"
        elif total == "unclear":
            item.cells, item.problem = None, "看不出“总计”印在最前还是最后"
        else:
            item.cells = order.arrange([*item.cells[1:], item.cells[0]] if total == "first" else item.cells)


def _is_full_grid(rows: list[RawRow]) -> bool:
    """Every row has a cell in every column, be it part of a merged one: the last column is the last cell."""
    data = [row for row in rows if len(row.values) > 7]
    return len({len(row.cells) for row in data}) == 1 and not any(row.folded for row in data) and len(data[0].cells) > 9


def _in_rows(row: RawRow, width: int) -> list[RawRow]:
    """One cell per line with names lost: 14 or 21 values in a run are two or three rows of seven."""
    count = len(row.values)
    if not row.folded or count < 2 * width or count % width:
        return [row]
    pieces = []
    for start in range(0, count, width):
        values = row.values[start : start + width]
        piece = RawRow(values, values[0].locator, row.table, folded=True, region=row.region)
        piece.labels, piece.values = [] if start else row.labels, values
        pieces.append(piece)
    return pieces


def _with_lone_names(rows: list[DataRow]) -> list[DataRow]:
    """A name without any cell is a row left blank, unless the line next to it has values and no name."""
    kept: list[DataRow] = []
    for index, row in enumerate(rows):
        if row.cells is None or row.raw.values or not row.labels:
            kept.append(row)
            continue
        after = rows[index + 1] if index + 1 < len(rows) else None
        nameless = [
            other for other in (rows[index - 1] if index else None, after) if other and not other.labels and not other.is_blank
        ]
        if nameless == [after] and after is not None:
            beyond = rows[index + 2] if index + 2 < len(rows) else None
            if beyond is None or beyond.labels or beyond.is_blank:  # else all values stand behind all names
                after.labels, after.apart = row.labels, True
        elif not nameless and (plain(row.labels[-1]) not in ("其他", "总计") or _NUMBERED.match(row.labels[-1])):
            kept.append(row)
        else:
            for other in nameless:
                other.apart = True
    return kept


def _column_maps(rows: list[RawRow]) -> dict[int, Columns]:
    """Where each applicant column lies, per table with real geometry; a continuation takes its predecessor's."""
    maps: dict[int, Columns] = {}
    last: tuple[int, Columns] | None = None
    for table in dict.fromkeys(row.table for row in rows if row.table is not None and not row.ragged):
        mine = [row for row in rows if row.table == table]
        width = max(cell.column + cell.colspan for row in mine for cell in row.cells)
        head = []
        for row in mine:
            if begins_data(row):
                break
            head.append(row)
        columns = _columns(head)
        beside = max((cell.column + cell.colspan for row in head for cell in row.cells if is_extra(cell)), default=0)
        if columns and not _is_shifted(mine[len(head) :], columns, beside):
            maps[table] = columns
            last = (width, columns)
        elif last and last[0] == width:
            maps[table] = last[1]
    return maps


def _is_shifted(rows: list[RawRow], columns: Columns, beside: int) -> bool:
    """Tables retyped from flattened text keep a grid, but names and values no longer stand under the header.

    Values left of `beside` stand under a head that is not the form's.
    """
    first, last = min(start for start, _ in columns), max(beside, *(end for _, end in columns))
    for row in rows:
        if _is_header(row):
            continue
        for cell in row.cells:
            name = plain(cell.text)
            if cell.column >= first and name in known_names() and name not in ("其他", "总计"):
                return True
            if cell.column >= last and cell.text.strip() and is_valueish(cell.text):
                return True
    return _begins_left(rows, columns)


def _begins_left(rows: list[RawRow], columns: Columns) -> bool:
    """Numbers left of the first column, and nothing under the last: the head stands too far to the right."""
    (first, _), (last, end) = columns[0], columns[-1]
    early = named = 0
    for row in rows:
        filled = [cell for cell in row.cells if cell.text.strip()]
        if sum(is_valueish(cell.text) for cell in filled) < 4:
            continue
        named += 1
        left = any(cell.column < first and is_valueish(cell.text) for cell in filled)
        early += left and not any(last <= cell.column < end for cell in filled)
    return early > 0.5 * named


def _is_header(row: RawRow) -> bool:
    return not any(is_valueish(cell.text) for cell in row.filled)


def _columns(head: list[RawRow]) -> Columns | None:
    found: dict[int, tuple[int, int]] = {}
    for row in head:
        for cell in row.cells:
            text = plain(cell.text)
            if not text or len(text) > 10 or "法人" in text or "申请人" in text:
                continue
            for index, stem in enumerate(_STEMS):
                if re.search(stem, text):
                    place = (cell.column, cell.column + cell.colspan)
                    if found.setdefault(index, place)[0] != place[0]:
                        return None  # one name over two columns
                    break
    if len(found) < 7 or len(set(found.values())) < 7:
        return None
    if min(found[index] for index in range(6)) < found[6] < max(found[index] for index in range(6)):
        return None  # 总计 among its parts: the cell above the organisations is too narrow and has pushed the others along
    return [found[index] for index in range(7)]


def _by_columns(row: RawRow, columns: Columns) -> DataRow | None:
    first = min(start for start, _ in columns)
    labels = [cell.text for cell in row.cells if cell.column < first and cell.text.strip()]
    cells: list[Cell | None] = []
    problem = ""
    for start, end in columns:
        here = [
            cell
            for cell in row.cells
            if cell.column < end and cell.column + cell.colspan > start and cell.column + cell.colspan > first
        ]
        filled = [cell for cell in here if cell.text.strip()]
        if len(filled) > 1 or (filled and _covers_two(filled[0], columns)):
            problem = "单元格合并或错位，看不出数属于哪一列"
        cells.append(filled[0] if filled else here[0] if here else None)
    texts = [cell.text for cell in cells if cell and cell.text.strip()]
    if not labels and not texts:
        return None
    if texts and not any(is_valueish(text) for text in texts):
        return None  # a header row
    if any(cell is None for cell in cells) and texts:
        problem = problem or "行内缺少单元格"
    return DataRow(row, labels, None if problem else cells, problem)


def _covers_two(cell: Cell, columns: Columns) -> bool:
    return sum(cell.column < end and cell.column + cell.colspan > start for start, end in columns) > 1


def _shape(row: RawRow) -> tuple[int, int]:
    """Rows of one shape put their values in the same place; one cell per line has only one shape."""
    return (0, 0) if row.folded else (len(row.cells), len(row.values))


def _usual_trim(rows: list[RawRow], width: int) -> dict[tuple[int, int], int]:
    """How many empty cells stand before the values, by the shape of a row, where it is beyond doubt."""
    seen: dict[tuple[int, int], Counter[int]] = {}
    for row in rows:
        options = _cuts(row.values, width)
        if len(options) == 1 and row.filled:
            seen.setdefault(_shape(row), Counter())[options[0]] += 1
    return {shape: counts.most_common(1)[0][0] for shape, counts in seen.items() if len(counts) == 1}


def _cuts(values: list[Cell], width: int) -> list[int]:
    """Possible starts of the values, `width` of them, cutting only empty cells."""
    texts = [bool(cell.text.strip()) for cell in values]
    return [start for start in range(len(texts) - width + 1) if not any(texts[:start]) and not any(texts[start + width :])]


def _by_order(row: RawRow, trims: dict[tuple[int, int], int], extra: Place) -> DataRow | None:
    labels = [cell.text for cell in row.labels]
    if not row.values and not labels:
        return None
    if not row.filled:
        if sum(plain(label) in APPLICANT_TYPES.values() for label in labels) > 1:
            return None  # words of the head
        if not labels or (row.table is None and plain(labels[-1]) not in known_names()):
            return None
        return DataRow(row, labels, [None] * 7)
    if labels and plain(labels[-1]) in APPLICANT_TYPES.values() and not any(is_valueish(cell.text) for cell in row.filled):
        return None  # words of the head
    width = 8 if extra in ("before", "after") else 7
    cuts = _cuts(row.values, width)
    usual = trims.get(_shape(row), 0 if row.folded else None)
    if len(cuts) > 1 and usual is not None and usual in cuts:
        cuts = [usual]
    if len(cuts) == 1:
        start = cuts[0] + (extra == "before")
        behind_a_blank_row = row.folded and bool(labels) and cuts[0] >= width
        return DataRow(row, labels, list(row.values[start : start + 7]), apart=behind_a_blank_row)
    count = len(row.filled)
    if extra == "after" and count == 7 == len(row.values) and _sums_up(row.values):
        return DataRow(row, labels, list(row.values))  # the cell of the other column is not there
    return DataRow(row, labels, None, f"应有 {width} 个数，实有 {count} 个，看不出各属于哪一列")


def _sums_up(values: list[Cell]) -> bool:
    """Six applicants and their total, by the numbers alone."""
    numbers = [parse_cell(cell.text).value for cell in values]
    known = [number for number in numbers if number is not None]
    return len(known) == len(values) and sum(known[:-1]) == known[-1] != 0
