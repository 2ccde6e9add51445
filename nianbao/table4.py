"""Table 4 of the form: reviews and lawsuits, three groups of five results, usually fifteen cells in one row."""

from __future__ import annotations

import re
from itertools import takewhile

from nianbao.cellvalue import is_valueish
from nianbao.document import Cell
from nianbao.head_words import begins_data, names_of_reviews, review_words
from nianbao.labels import plain
from nianbao.printed_order import GROUPS as _GROUPS
from nianbao.printed_order import RESULTS as _RESULTS
from nianbao.printed_order import Order, result_order
from nianbao.rawrows import RawRow, known_names
from nianbao.statutory_cells import Reading
from nianbao.templates import TABLES, Template, official_place

_FORM = "行政复议诉讼未经直接起后结果维持纠正其他尚审总合计件数量"
_OTHER_WORDS = re.compile(rf"(?!.*单位)(?=.{{1,10}}$)\w*[^{_FORM}\W\d]\w*")
_USUAL = Order(tuple(range(15)))
Printed = tuple[list[Cell], Order | None]  # the cells as printed, and their order if the head tells it


def read_table4(rows: list[RawRow], template: Template, reading: Reading) -> bool:
    """Adds the fifteen cells to `reading`; False when the report has no such table."""
    header = any(_result_cells([row]) or "结果" in row.text for row in rows)
    ids = [name for group in _GROUPS for name in template.table4[group]]
    data = [
        row
        for row in rows
        if len(row.values) >= 5 and (row.filled or len(row.values) >= 15) and (len(row.filled) >= 5 or not _result_cells([row]))
    ]
    filled = [row for row in data if row.filled and 2 * _numbers(row) >= len(row.filled)]
    empty = [row for row in data if not row.filled]
    data = filled or empty
    if not header and not any(len(row.filled) >= 15 for row in filled):
        return False
    cells = _by_columns(rows, data)
    order: Order | None = _USUAL
    if cells is None and not _has_a_sum_of_groups(rows) and not _reaches_past_the_head(rows, filled):
        cells, order = _in_one_row(rows, data) or _in_two_rows(rows, data) or _by_groups(rows, filled) or (None, None)
    if cells is None:
        _refuse(ids, filled, reading)
        return True
    for name, cell in zip(ids, (order or _USUAL).arrange(cells), strict=True):
        reading.add(name, "total", cell, "table4")
    if order is None:
        message = f"{TABLES['table4']}的表头字样不合表样，各数按表样的次序读入，是否属于所在的列请核对原文。"
        reading.find("head_names_every_column", "error", message, tuple(official_place(name) for name in ids))
    printed = [cell.text.strip() for cell in cells if cell.text.strip()]
    others = [
        row
        for row in filled
        if not any(cell in row.cells for cell in cells) and [cell.text.strip() for cell in row.filled] != printed
    ]
    if not others and len(_result_cells(rows)) >= 30:  # a second table under a head of its own
        others = [row for row in empty if filled]
    if others:
        figures = "还有一行数" if others[0].filled else "还有一行空格"
        reading.find(
            "table_is_printed_once",
            "error",
            f"{TABLES['table4']}：除已读入的一行外，{others[0].locator}{figures}，看不出以哪一行为准。",
            tuple(official_place(name) for name in ids),
            "",
            others[0].text,
        )
    return True


def _numbers(row: RawRow) -> int:
    return sum(is_valueish(cell.text) for cell in row.filled)


def _name(cell: Cell) -> str:
    """The one group or result that a cell names, in the words of the form."""
    names = names_of_reviews(cell.text)
    return names[0] if len(names) == 1 else ""


def _result_cells(rows: list[RawRow]) -> list[Cell]:
    return [cell for row in rows for cell in row.cells if _name(cell) in _RESULTS]


def _heads(rows: list[RawRow], table: int) -> list[Cell]:
    return sorted(_result_cells([row for row in rows if row.table == table]), key=lambda cell: cell.column)


def _head_order(rows: list[RawRow], table: int) -> tuple[list[Cell], Order | None]:
    """The result heads of one table from left to right, and which column of the form each is."""
    heads = _heads(rows, table)
    groups = [cell for row in rows if row.table == table for cell in row.cells if _name(cell) in _GROUPS]
    groups.sort(key=lambda cell: cell.column)
    return heads, result_order([_name(cell) for cell in heads], [_name(cell) for cell in groups])


def _by_columns(rows: list[RawRow], data: list[RawRow]) -> list[Cell] | None:
    """By the headers of a table with real geometry."""
    known: dict[int, tuple[list[Cell], Order | None]] = {}
    for row in data:
        if row.ragged or row.table is None:
            continue
        if row.table not in known:
            known[row.table] = _head_order(rows, row.table)
        heads, order = known[row.table]
        if order is None:
            continue
        found = []
        for head in heads:
            here = [
                cell
                for cell in row.cells
                if cell.column < head.column + head.colspan and cell.column + cell.colspan > head.column
            ]
            if len(here) == 1 and here[0].colspan <= head.colspan:
                found.append(here[0])
        outside = [cell for cell in row.cells if cell not in found and cell.text.strip() and is_valueish(cell.text)]
        if len(found) == 15 and not outside:
            return [found[place] for place in order.places]
    return None


def _reaches_past_the_head(rows: list[RawRow], data: list[RawRow]) -> bool:
    """A value right of the last header, or none under the first: the whole row has slipped."""
    known: dict[int, list[Cell]] = {}
    for row in data:
        if row.ragged or row.table is None:
            continue
        if row.table not in known:
            known[row.table] = _heads(rows, row.table)
        heads = known[row.table]
        if len(heads) == 15 and any(cell.column >= heads[-1].column + heads[-1].colspan for cell in row.filled):
            return True
    return False


def _has_a_sum_of_groups(rows: list[RawRow]) -> bool:
    """A column that adds up two groups or three: beside empty cells nobody can tell by order which number is whose."""
    words = {plain(cell.text) for row in rows for cell in row.cells}
    return any(re.fullmatch(r"(?:行政)?诉讼(?:合计|总计|小计)", word) for word in words) or {"总计", "合计"} <= words


def _printed_order(rows: list[RawRow]) -> Order | None:
    """The order of the fifteen columns as the head prints them; a head written out per column stands in one row.

    Without any head it is that of the form; None for a head in other words.
    """
    head = review_words(rows)
    named = [[name for name in row if name in _RESULTS] for row in head]
    whole = next((results for results in reversed(named) if len(results) == 15), None)
    words = [name for row in head for name in row]
    groups = [name for name in words if name in _GROUPS]
    place = {name: number for number, name in enumerate(words)}  # named twice: the word next to the figures counts
    if place.get("行政诉讼", len(words)) < place.get("行政复议", -1):  # the two groups of lawsuits are named in the row below
        groups = [name for name in groups if name != _GROUPS[0]] + [_GROUPS[0]]
    order = result_order(whole or [name for results in named for name in results], groups)
    return order or (_USUAL if _follows_the_form(rows) else None)


def _follows_the_form(rows: list[RawRow]) -> bool:
    """What is left of a head names groups and results in the form's order and says nothing else; 总计 may stand a row higher."""
    above = list(takewhile(lambda row: not begins_data(row), rows))
    names = list(dict.fromkeys(name for row in above for cell in row.cells for name in names_of_reviews(cell.text)))
    pieces = [[piece for cell in row.cells for piece in cell.text.split()] for row in above]
    heads = [
        word for row, words in zip(above, pieces, strict=True) if row.table is not None or _names_some(words) for word in words
    ]
    in_order = all(
        [name for name in names if name in words] == [name for name in words if name in names]
        for words in (_GROUPS, _RESULTS[:-1])
    )
    return in_order and not any(_OTHER_WORDS.fullmatch(plain(word)) for word in heads)


def _names_some(words: list[str]) -> bool:
    return len(words) > 1 and any(names_of_reviews(word) for word in words)


def _in_one_row(rows: list[RawRow], data: list[RawRow]) -> Printed | None:
    """Fifteen values in a row."""
    for row in data:
        named = any(plain(cell.text) in known_names() for cell in row.labels)
        if any(len(name) > 1 and name in "、".join(_RESULTS) for name in (plain(cell.text) for cell in row.filled)):
            continue  # words of the head among the figures
        values = _trim(row.values, 15, row.folded) or (None if named else _trim(row.cells, 15, row.folded))
        if values:
            return values, _printed_order(rows)
    return None


def _in_two_rows(rows: list[RawRow], data: list[RawRow]) -> Printed | None:
    """Five values and ten, as a rule in two tables, each below its own head."""
    if len(data) != 2:
        return None
    first, second = data
    left, right = _trim(first.values, 5, first.folded), _trim(second.values, 10, second.folded)
    names = {plain(cell.text) for cell in (*first.labels, *second.labels)}
    if not left or not right or not names <= {*_RESULTS, "数量", "件数"}:
        return None
    head, below = _names_above(rows, first), _names_above(rows, second, first)
    results = [name for name in head if name in _RESULTS][-5:] + [name for name in below if name in _RESULTS][-10:]
    groups = [name for name in below if name in _GROUPS[1:]]
    order = result_order(results, [_GROUPS[0], *groups] if groups else []) if head or below else _USUAL
    return left + right, order


def _by_groups(rows: list[RawRow], data: list[RawRow]) -> Printed | None:
    """Three rows of five values, each named after its group."""
    found: dict[str, list[Cell]] = {}
    for row in data:
        values = _trim(row.values, 5)
        name = plain(row.labels[-1].text) if row.labels else ""
        group = next((group for group in reversed(_GROUPS) if group in name), None)
        if group is None and re.search("复议", name) and "起诉" not in name:
            group = "行政复议"
        if values and group and group not in found:
            found[group] = values
    if len(found) < 3:
        return None
    results = [name for name in _names_above(rows, data[0]) if name in _RESULTS]
    order = result_order(3 * results[-5:], []) if results else _USUAL
    return [cell for group in _GROUPS for cell in found[group]], order


def _names_above(rows: list[RawRow], row: RawRow, below: RawRow | None = None) -> list[str]:
    """What the head of a row names, from the row `below` which it begins; one cell a line, its last word opens the row."""
    places = {id(other): number for number, other in enumerate(rows)}
    head = rows[places[id(below)] + 1 if below else 0 : places[id(row)]]
    cells = [cell for other in head for cell in other.cells] + (row.labels if row.folded else [])
    return [name for cell in cells for name in names_of_reviews(cell.text)]


def _trim(values: list[Cell], wanted: int, only_tail: bool = False) -> list[Cell] | None:
    """`values` without surplus empty cells at one end; None if the rest is not `wanted` long."""
    surplus = len(values) - wanted
    if surplus < 0:
        return None
    if surplus == 0:
        return list(values)
    head = all(not cell.text.strip() for cell in values[:surplus])
    tail = all(not cell.text.strip() for cell in values[-surplus:])
    if only_tail and tail:
        return list(values[:-surplus])
    if head == tail:
        return None
    return list(values[surplus:] if head else values[:-surplus])


def _refuse(ids: list[str], filled: list[RawRow], reading: Reading) -> None:
    raw = " ".join(cell.text.strip() for row in filled for cell in row.filled)
    locator = filled[0].locator if filled else ""
    for name in ids:
        reading.refuse(name, "total", raw, locator, "table4.refused")
    count = sum(len(row.filled) for row in filled)
    reading.find(
        "table4_has_fifteen_cells",
        "error",
        f"{TABLES['table4']}：应有 15 个数，实有 {count} 个，看不出各属于哪一列；该表未读入，请核对原文。",
        tuple(official_place(name, text=locator) for name in ids),
        "15 个数",
        raw,
    )
