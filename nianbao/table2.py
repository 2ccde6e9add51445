"""Table 2 of the form: documents, decisions and money, read by the header above each row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from nianbao.catalogue import load_catalogue
from nianbao.cellvalue import is_valueish
from nianbao.document import Cell
from nianbao.labels import likeness, plain
from nianbao.model import Observation
from nianbao.money_units import unit_in, unit_of_captions
from nianbao.rawrows import RawRow, has_glued_number, known_names
from nianbao.statutory_cells import Reading
from nianbao.table2_short import ShortRow, fill_short
from nianbao.templates import TABLES, Template, official_place

_STEMS = {
    "_made": r"制发|制定",
    "_repealed": r"废止|失效",
    "_valid": r"有效",
    "_new": r"制作",
    "_newly_disclosed": r"新公开|本年公开|年公开|^公开的?数?量$",
    "_disclosed_total": r"对外公开|公开总",
    "_items_previous": r"上一?年",
    "_items_change": r"增.{0,2}减|增减",
    "_decisions": r"决定",
    "administrative_fees": r"金额",
    "procurement_items": r"项目",
    "procurement_amount": r"金额",
}
_LAST_YEAR = re.compile(r"上一?年|去年|上期|前一?年|[上下]半年|年初|同期|较上|同比|累计")
_ROW_HEADS = ("信息内容", "项目", "类别", "信息类别", "内容", "事项", "名称")  # what stands above the names of the rows
_LARGE = 1000 * 10_000  # what 1000 comes to in 元 when it is read in 万元
_MISSING = Cell("", -1, -1)  # stands for a cell that cannot be told for certain


@dataclass
class _Header:
    """The header in force: its cells that name columns."""

    table: int | None = None
    cells: list[Cell] = field(default_factory=list)
    size: int = 0
    used: bool = False


def read_table2(rows: list[RawRow], templates: dict[str, Template], edition: str, reading: Reading) -> bool:
    """Adds the cells of table 2 to `reading`; False when none of its rows is there."""
    names = _row_names(templates)
    header = _Header()
    seen: dict[str, str] = {}  # indicator -> the name of its row as printed
    short: list[ShortRow] = []
    caption = unit_of_captions(row.text for row in rows)
    for row in rows:
        label = _row_label(row, names)
        if label is None:
            header = _next_header(row, header)
            continue
        candidates = names[label]
        pairs, unit = _columns(row, header, candidates, templates[edition], label)
        if not pairs:
            continue
        header.used = True
        if has_glued_number(row.labels[-1].text):
            pairs = [(name, _MISSING) for name, _ in pairs]
        printed = _printed_name(row)
        if pairs[0][0] in seen:
            _repeat(row, pairs, reading, _same_name(printed, seen[pairs[0][0]], names))
            continue
        seen |= {name: printed for name, _ in pairs}
        if any(cell is _MISSING for _, cell in pairs):
            short.append(ShortRow(row, [name for name, _ in pairs]))
            continue
        for name, cell in pairs:
            units = (unit, unit_in(row.labels[-1].text), caption)
            printed_unit = "或".join(dict.fromkeys(word for word in units if word))  # two of them are refused
            item = reading.add(name, "total", cell, "table2", printed_unit, row_place=row.locator)
            _ask_for_unit(item, printed_unit, reading)
    fill_short(short, rows, reading)
    if seen:
        _name_what_is_missing(templates[edition], names, set(seen), reading)
    return bool(seen)


def _name_what_is_missing(template: Template, names: dict[str, list[str]], seen: set[str], reading: Reading) -> None:
    """Rows of the form that are not printed, in the words of either edition, and columns that a printed row lacks."""
    for label, ids in template.table2.items():
        absent = [name for name in ids if name not in seen]
        places = tuple(official_place(name, "total", template.edition) for name in absent)
        if absent and not any(name in seen for name in [*ids, *names[plain(label)]]):
            reading.find("row_is_printed", "warning", f"{TABLES['table2']}缺少“{label}”一行。", places, label, "")
        elif 0 < len(absent) < len(ids):
            columns = "”“".join(place.column or "" for place in places)
            message = f"{TABLES['table2']}“{label}”一行缺少“{columns}”一栏。"
            reading.find("column_is_printed", "warning", message, places, columns, "")


def _ask_for_unit(item: Observation, printed_unit: str, reading: Reading) -> None:
    """An amount without a unit anywhere is read in 万元; the form of 2021 prints that unit, the one of 2019 does not.

    There an amount is a question only where it may be in 元: no purchase costs less than 1000 元.
    """
    if printed_unit or re.search("[万亿元]", item.raw_text) or load_catalogue()[item.indicator].value_type != "money":
        return
    purchases = max([other.value or 1 for other in reading.observations if other.indicator == "procurement_items"], default=1)
    if item.value and (item.indicator == "administrative_fees" or item.value >= _LARGE * max(1, purchases)):
        message = f"{item.locator.cell}为 {item.raw_text.strip()}，表中没有写单位，按万元读入，请确认。"
        reading.find("amount_has_a_unit", "question", message, (item.locator,), "万元", item.raw_text.strip())


def _row_names(templates: dict[str, Template]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for template in templates.values():
        for label, ids in template.table2.items():
            key = "行政规范性文件" if "规范性文件" in label else label
            names.setdefault(plain(key), [])
            names[plain(key)] += [name for name in ids if name not in names[plain(key)]]
    names["规范性文件"] = names["行政规范性文件"]
    return names


def _row_label(row: RawRow, names: dict[str, list[str]]) -> str | None:
    if not row.labels or len(row.labels) > 2 or (not row.values and row.table is None):
        return None
    name = _printed_name(row)
    if name in names:
        return name
    if len(name) > 16 or len(name) < 2 or name.startswith("其中"):
        return None
    if name.endswith("规章") and len(name) <= 6:
        return "规章"
    if sum(word in name for word in names if len(word) > 2 and word != "规范性文件") > 1:
        return None  # two rows in one: whose figures they are cannot be told
    best = max(names, key=lambda word: likeness(name, word) if len(word) > 2 else 0.0)
    return best if likeness(name, best) >= 0.62 else None


def _printed_name(row: RawRow) -> str:
    return plain(re.sub(r"[（(].*?[）)]|[\d０-９,.，．\s]+$", "", row.labels[-1].text))


def _next_header(row: RawRow, header: _Header) -> _Header:
    text = row.text
    cells = [cell for cell in row.cells if cell.text.strip()]
    pieces = [piece for cell in cells for piece in cell.text.split()]
    begins = any(plain(piece) in _ROW_HEADS for piece in pieces) and (row.folded or len(pieces) > 1)
    goes_on = row.folded and not header.used and header.table == row.table and len(text) <= 16
    stem = any(re.search(stem, text) for stem in _STEMS.values())
    if len(text) > 90 or any(is_valueish(cell.text) for cell in row.filled) or not (stem or begins or goes_on):
        return header
    if row.table is None and len(cells) == 1 and plain(text) not in _ROW_HEADS:
        cells = _split_header(cells[0])
    elif row.table is not None and row.ragged and not row.folded and any(map(_holds_heads, cells)):
        # Cells parted by spaces within a line parted by tabs: how many columns there are is known, not where they begin.
        return _Header(row.table, [part for cell in cells for part in _split_header(cell)])
    # One cell per line: each header word is a row of its own, so they add up until a row uses them.
    if row.folded:
        known = header.cells if header.table == row.table and not header.used and not begins else []
        return _Header(row.table, _joined(known + cells), 1)
    return _Header(row.table, cells, len(row.cells))


def _joined(cells: list[Cell]) -> list[Cell]:
    """Heads of one cell a line, the two halves of one that was cut put together again."""
    joined: list[Cell] = []
    for cell in cells:
        whole = joined[-1].text + cell.text if joined else ""
        halves = bool(joined) and plain(joined[-1].text) not in known_names()
        if halves and any(name.startswith(plain(whole)) for name in known_names()):
            joined[-1] = replace(cell, text=whole)
        else:
            joined.append(cell)
    return joined


def _holds_heads(cell: Cell) -> bool:
    """Several heads in one cell: set off by two spaces, or by one where each is worded as in the form."""
    pieces = re.split(r"[ \u3000]{2,}", cell.text.strip())
    if len(pieces) > 1 and all(any(re.search(stem, piece) for stem in _STEMS.values()) for piece in pieces[1:]):
        return True
    words = re.split(r"[ \u3000]", cell.text.strip())
    return len(words) > 1 and all(plain(word) in known_names() for word in words)


def _split_header(cell: Cell) -> list[Cell]:
    """“信息内容本年制发件数本年废止件数” printed as one line."""
    ends = r"(?=本年|现行|上一?年|去年|上期|处理决定|采购|对外公开)|(?<=数量)|(?<=件数)"
    parts = [part for piece in cell.text.split() for part in re.split(ends, piece)]
    merged: list[str] = []
    for part in parts:
        if merged and merged[-1] == "本年":
            merged[-1] += part
        elif part:
            merged.append(part)
    return [Cell(part, cell.row, index) for index, part in enumerate(merged)]


def _columns(
    row: RawRow, header: _Header, candidates: list[str], template: Template, label: str
) -> tuple[list[tuple[str, Cell | None]], str]:
    """(indicator, cell) for each column that the header names for this row, and the unit it announces."""
    named = _named(header, candidates)
    if named is None:
        return [(name, _MISSING) for name in candidates if name in _ids(template)], ""
    named = _of_one_edition(named, template, candidates)
    unit = next((found for _, cell in named if (found := unit_in(cell.text))), "")
    if not named:
        ids = [name for name in candidates if name in _ids(template)]
        if len(ids) > 1 and _speaks_otherwise(header, template):
            return [(name, _MISSING) for name in ids], ""
        named = _by_edition(row, candidates, template)
        if not named:
            return [], ""
    ids = [name for name, _ in named]
    placed = _by_place(row, header, named)
    if placed is not None:
        return placed, unit
    values = list(row.values)
    words = {plain(head.text) for _, head in named}
    columns = [cell for cell in _heads(header) if plain(cell.text) not in words or any(cell is head for _, head in named)]
    if len(columns) > len(named) and all(head in columns for _, head in named):  # figures of other columns stand among them
        while len(values) > len(columns) and not values[-1].text.strip():
            values.pop()
        fits = len(values) == len(columns)
        return [(name, values[columns.index(head)] if fits else _MISSING) for name, head in named], unit
    while len(values) > len(ids) and not values[-1].text.strip():
        values.pop()
    while len(values) > len(ids) and not values[0].text.strip():
        values.pop(0)
    filled = [cell for cell in values if cell.text.strip()]
    if not filled:
        return [(name, None) for name in ids], unit
    if len(ids) == 1 and len({cell.text for cell in filled}) == 1 and len(filled) <= _repeats(header, named):
        return [(ids[0], filled[0])], unit
    if len(values) == len(ids):
        return list(zip(ids, values, strict=True)), unit
    return [(name, _MISSING) for name in ids], unit


def _ids(template: Template) -> set[str]:
    return {name for ids in template.table2.values() for name in ids}


def _heads(header: _Header) -> list[Cell]:
    """The heads of the columns of figures: all but the one above the names of the rows."""
    return [cell for cell in header.cells if plain(cell.text) not in _ROW_HEADS]


def _speaks_otherwise(header: _Header, template: Template) -> bool:
    """The columns are named in words that are not known: they may stand in any order."""
    strange = [cell for cell in _heads(header) if not any(_names(plain(cell.text), name) for name in _ids(template))]
    return len(strange) > 1


def _named(header: _Header, candidates: list[str]) -> list[tuple[str, Cell]] | None:
    """The indicators that the heads name; None where two heads name the same one and neither is worded as in the form."""
    heads: dict[str, list[Cell]] = {}
    for cell in header.cells:
        name = next((name for name in candidates if _names(plain(cell.text), name)), None)
        if name and plain(cell.text) not in [plain(known.text) for known in heads.get(name, [])]:
            heads.setdefault(name, []).append(cell)
    chosen = []
    for name, cells in heads.items():
        words = {plain(word) for word in load_catalogue()[name].columns}
        exact = [cell for cell in cells if plain(re.sub(r"[（(].*", "", cell.text)) in words] or cells
        if len(exact) > 1:
            return None
        chosen.append((name, exact[0]))
    return sorted(chosen, key=lambda item: header.cells.index(item[1]))


def _of_one_edition(named: list[tuple[str, Cell]], template: Template, candidates: list[str]) -> list[tuple[str, Cell]]:
    """Columns of the other edition count only where its row is there as a whole: a column of last year's figures is none."""
    own = _ids(template)
    others = [name for name in candidates if name not in own]
    if all(name in [known for known, _ in named] for name in others):
        return named
    return [(name, cell) for name, cell in named if name in own]


def _by_place(row: RawRow, header: _Header, named: list[tuple[str, Cell]]) -> list[tuple[str, Cell | None]] | None:
    """By position, where the header stands in the same table and geometry was kept."""
    if row.table is None or header.table != row.table or len(header.cells) < 2 or header.size < 2:
        return None
    if row.ragged and len(row.cells) != header.size:
        return None
    pairs: list[tuple[str, Cell | None]] = []
    used = []
    for name, head in named:
        under = [
            cell for cell in row.cells if cell.column < head.column + head.colspan and cell.column + cell.colspan > head.column
        ]
        here = [cell for cell in under if cell in row.values]
        if len(here) < len(under) or (not here and row.filled):
            return [(other, _MISSING) for other, _ in named]  # shifted: a name, or no cell at all, under the header
        filled = [cell for cell in here if cell.text.strip()]
        if len(filled) > 1:
            return [(other, _MISSING) for other, _ in named]
        pairs.append((name, filled[0] if filled else here[0] if here else None))
        used += filled
    spare = [cell for cell in row.filled if cell not in used]
    if spare or len({id(cell) for cell in used}) < len(used):
        if len(named) == 1 and len({cell.text for cell in row.filled}) == 1 and len(row.filled) <= _repeats(header, named):
            return [(named[0][0], row.filled[0])]
        return [(name, _MISSING) for name, _ in named]
    return pairs


def _repeats(header: _Header, named: list[tuple[str, Cell]]) -> int:
    """A merged header cell may have been written out once per column, and the value below it as often; 0 beside other columns."""
    if any(plain(cell.text) != plain(named[0][1].text) for cell in _heads(header)):
        return 0
    return max(1, sum(plain(cell.text) == plain(named[0][1].text) for cell in header.cells))


def _by_edition(row: RawRow, candidates: list[str], template: Template) -> list[tuple[str, Cell]]:
    """Without a header the count of values must fit the edition that the rest of the report uses."""
    ids = [name for name in candidates if name in _ids(template)]
    if ids and len(row.filled) == len(ids):
        return [(name, Cell("", -1, -1)) for name in ids]
    return []


def _ending(indicator: str) -> str:
    return next(ending for ending in _STEMS if indicator.endswith(ending))


def _names(head: str, indicator: str) -> bool:
    """Whether a head (in plain words) may name the column of an indicator; one of last year names only such columns."""
    ending = _ending(indicator)
    last_year = ending == "_items_previous" or not _LAST_YEAR.search(head)
    return last_year and bool(re.search(_STEMS[ending], head))


def _same_name(one: str, other: str, names: dict[str, list[str]]) -> bool:
    return one == other or (one in names and other in names)


def _repeat(row: RawRow, pairs: list[tuple[str, Cell | None]], reading: Reading, same_name: bool) -> None:
    """The same row once more: fine when it says the same, not as another part (“行政强制执行” beside “行政强制措施”)."""
    read = {item.indicator: item for item in reading.observations}
    for name, cell in pairs:
        known = read.get(name)
        text = "".join(cell.text.split()) if cell else ""
        if known and cell is not None and (text != "".join(known.raw_text.split()) or (text and not same_name)):
            difference = "而数字不同" if same_name else "而名称不同"
            reading.find(
                "row_is_printed_once",
                "error",
                f"{TABLES['table2']}：{row.locator}再次出现同一行{difference}，看不出以哪一行为准。",
                tuple(read[other].locator for other, _ in pairs if other in read),
                known.raw_text,
                cell.text,
            )
            return
