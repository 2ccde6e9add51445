"""The shapes that slips of the pen leave: a row moved by one place, a number cut in two, digits changed about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from nianbao.findings import Finding
from nianbao.model import APPLICANT_TYPES, Observation
from nianbao.relations import Cells, Comparison
from nianbao.templates import load_templates

_GOOD = ("holds", "holds_if_blank_is_zero")
Row = list[Observation]


def slip_findings(cells: Cells, comparisons: Iterable[Comparison], edition: str) -> list[Finding]:
    """Rows that may have moved, as findings that name every cell of the row."""
    made = list(comparisons)
    bad_rows = {item.cells[0][0] for item in made if item.rule == "applicant_types_sum_to_total" and item.outcome not in _GOOD}
    bad_results = any(item.rule == "results_sum_to_total" and item.outcome not in _GOOD for item in made)
    names = dict.fromkeys(name for name, applicant in cells if applicant == "natural_person")
    rows = [
        [cells[name, kind] for kind in APPLICANT_TYPES]
        for name in names
        if all((name, kind) in cells for kind in APPLICANT_TYPES)
    ]
    suspects = [row for row in rows if row[0].indicator in bad_rows and _empty_at_the_edge(row)]
    if len(suspects) > 3:  # an office that leaves a whole column empty did not move all its rows
        suspects = []
    found = [_moved(row, f"“{row[0].locator.row}”一行", "error") for row in suspects]
    others = [row for row in rows if row not in suspects]
    found += _slid_columns(rows, bad_rows) + _gathered(others) + _begun_late(others) + _two_in_one(others, bad_rows)
    found += _one_total_empty(others)
    template = load_templates()["2021"]
    results = [cells[name, "total"] for ids in template.table4.values() for name in ids if (name, "total") in cells]
    if bad_results and len(results) == 15 and _empty_at_the_edge(results):
        found.append(_moved(results, "一行", "error"))
    for label, ids in load_templates()[edition].table2.items():
        row = [cells[name, "total"] for name in ids if (name, "total") in cells]
        if len(row) == len(ids) > 1 and len({item.state == "blank" for item in row}) == 2:
            found.append(_moved(row, f"“{label}”一行", "question"))
    return found


def _gathered(rows: list[Row]) -> list[Finding]:
    """Empty cells that fell out of the rows: the sum of a row stands right behind its parts, and the last cell is empty."""
    short = [row for row in rows if row[-1].state == "blank" and row[0].state != "blank"]
    figures = [[item.value for item in row if item.value is not None] for row in short]
    shown = [values for values in figures if any(values)]  # a row of zeros sums up wherever its cells stand
    summed = [values for values in shown if len(values) > 1 and sum(values[:-1]) == values[-1]]
    if not summed or len(summed) < 0.8 * len(shown):  # a few by chance, in a table without totals
        return []
    cells = tuple(item.locator for row in short for item in row if item.state == "reported")
    message = f"{cells[0].table}有 {len(short)} 行末格为空，而其中末一个数等于前面各数之和，可能空格脱落、各数左移；请对照原文。"
    return [Finding("row_stands_under_its_head", "error", cells, "每格都有数", "末格为空", message)]


def _begun_late(rows: list[Row]) -> list[Finding]:
    """Rows whose first cell alone is empty, beside rows where it is not: a cell of the name may have been taken for it.

    Where no row has seven numbers and others have six, the last cell alone being empty says that a column is missing, if in
    some row the sixth number is the sum of the five before it. Sums that come right clear the rows.
    """
    numbers = [_numbers(row) for row in rows]
    six = any(row[0].rule.endswith(".refused") and len(found) == 6 for row, found in zip(rows, numbers, strict=True))
    six = six and all(len(found) < 7 for found in numbers)
    six = six and any(len(found) == 6 and sum(found[:5]) == found[5] != 0 for found in numbers)
    single = [row for row in rows if sum(item.state == "blank" for item in row) == 1]
    early = [row for row in single if row[0].state == "blank"]
    if not six and (all(_sums_up(row) for row in early) or all(row[0].state == "blank" for row in rows)):
        return []
    late = early + [row for row in single if six and row[-1].state == "blank"]
    if not late:
        return []
    cells = tuple(item.locator for row in late for item in row)
    message = f"{cells[0].table}“{cells[0].row}”等 {len(late)} 行只有首格或末格为空，可能少了一列、各数移了一格；请对照原文。"
    return [Finding("row_stands_under_its_head", "error", cells, "每格都有数", "首格或末格为空", message)]


def _numbers(row: Row) -> list[Decimal]:
    """What a row prints, be it placed or not."""
    if row[0].rule.endswith(".refused"):
        return [Decimal(text) for text in row[0].raw_text.split() if text.isdecimal()]
    return [item.value for item in row if item.value is not None]


def _sums_up(row: Row) -> bool:
    """The parts of a row give its total, empty cells counted as zero."""
    values = [item.value or Decimal(0) for item in row]
    return sum(values[:-1]) == values[-1]


def _one_total_empty(rows: list[Row]) -> list[Finding]:
    """A row of zeros whose total alone is empty in a table of totals: a cell may be missing anywhere in it."""
    odd = [row for row in rows if row[-1].state == "blank" and all(item.value == 0 for item in row[:-1])]
    filled = sum(row[-1].state == "reported" for row in rows)
    if len(odd) > 2 or filled < 10:  # an office that leaves totals of zeros empty means it
        return []
    return [_moved(row, f"“{row[0].locator.row}”一行", "question") for row in odd]


def _two_in_one(rows: list[Row], bad_rows: set[str]) -> list[Finding]:
    """Two rows in one: several cells hold two numbers, and the sums do not come right."""
    found = []
    for row in rows:
        if row[0].indicator in bad_rows and sum(_is_pair(item) for item in row) >= 2:
            raw = "、".join(" ".join(item.raw_text.split()) for item in row)
            message = f"{row[0].locator.table}“{row[0].locator.row}”一行有几格各印了两个数，可能是两行并成了一行；请对照原文。"
            found.append(Finding("row_stands_alone", "error", tuple(item.locator for item in row), "一格一个数", raw, message))
    return found


def _is_pair(item: Observation) -> bool:
    return not item.rule.endswith(".refused") and bool(re.search(r"\d\s+\d", item.raw_text))


def _slid_columns(rows: list[Row], bad_rows: set[str]) -> list[Finding]:
    """A run of rows whose sums come right once one column is moved up or down by a row: it was filled in one row off."""
    found = []
    for start, end in _runs([row[0].indicator in bad_rows for row in rows]):
        for column in range(7):
            for step, way in ((1, "下"), (-1, "上")):
                moved = [_sum_holds(rows, number, column, step) for number in range(start, end)]
                # The outermost row of the run has no neighbour that could have given its figure.
                inner = moved[:-1] if step == 1 else moved[1:]
                if len(inner) >= 2 and all(inner):
                    cells = [rows[number][column] for number in range(start, end)]
                    first, last = cells[0].locator, cells[-1].locator
                    found.append(
                        Finding(
                            "column_is_not_slid",
                            "error",
                            tuple(item.locator for item in cells),
                            f"{first.column}各行与行名对应",
                            " ".join(item.raw_text.strip() for item in cells),
                            f"{first.table}“{first.column}”一列自“{first.row}”至“{last.row}”"
                            f"疑似整体向{way}错了一行：移回后各行之和都成立，请核对原文。",
                        )
                    )
    return found


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Stretches of at least three rows in a row that are flagged, as (first, one past the last)."""
    runs, begin = [], None
    for number, flag in enumerate([*flags, False]):
        if flag and begin is None:
            begin = number
        if not flag and begin is not None:
            if number - begin >= 3:
                runs.append((begin, number))
            begin = None
    return runs


def _sum_holds(rows: list[Row], number: int, column: int, step: int) -> bool:
    """Whether a row sums up with the figure of `column` taken from the row `step` further on."""
    if not 0 <= number + step < len(rows):
        return False
    values = [item.value for item in rows[number]]
    values[column] = rows[number + step][column].value
    known = [value for value in values if value is not None]
    return len(known) == 7 and any(known) and sum(known[:-1]) == known[-1]


def _empty_at_the_edge(row: Row) -> bool:
    """The first or the last cell is empty and most of the others are not."""
    edge = row[0].state == "blank" or row[-1].state == "blank"
    return edge and sum(item.state != "blank" for item in row) * 2 >= len(row) - 1


def _moved(row: Row, name: str, severity: str) -> Finding:
    which = "首格" if row[0].state == "blank" else "末格" if row[-1].state == "blank" else "中间有一格"
    reason = "而各数之和对不上，可能整行错开了一格" if severity == "error" else "其余有数，请确认没有错格或连写"
    return Finding(
        "row_stands_under_its_head" if severity == "error" else "row_is_filled_or_empty",
        severity,  # type: ignore[arg-type]
        tuple(item.locator for item in row),
        "每格都有数",
        " ".join(item.raw_text.strip() or "空" for item in row),
        f"{row[0].locator.table}{name}：{which}为空，{reason}；请对照原文。",
    )


def split_cell(texts: list[str]) -> str:
    """拆格: which two neighbours of a row with one cell too many, joined, make its sum right; empty if not exactly one pair."""
    if len(texts) != 8 or not all(text.isdecimal() for text in texts):
        return ""
    joined = []
    for at in range(7):
        row = [*texts[:at], texts[at] + texts[at + 1], *texts[at + 2 :]]
        numbers = [int(text) for text in row]
        if sum(numbers[:-1]) == numbers[-1] and texts[at] != "0":
            joined.append(f"“{texts[at]}”和“{texts[at + 1]}”合为“{row[at]}”")
    return joined[0] if len(joined) == 1 else ""


def shape_of(printed: Decimal, should: Decimal, others: Iterable[Decimal] = ()) -> str:
    """What kind of slip turns `should` into `printed`; `others` are the other cells of the same row and column."""
    first, second = f"{printed.normalize():f}", f"{should.normalize():f}"
    delta = abs(printed - should)
    if sorted(first) == sorted(second) and len(first) == len(second):
        return "像是数字前后颠倒。"
    if should and printed and {printed / should, should / printed} & {Decimal(10_000)}:
        return "相差一万倍，像是把元和万元弄混了。"
    if first and (printed == should * 10 or should == printed * 10):
        return "像是多写或漏写了一个 0。"
    if len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) == 1:
        return "像是写错了一位数字。"
    if len(first) > len(second) >= 1 and second and first.startswith(second) and Decimal(first[len(second) :]) in set(others):
        return "像是把旁边一格的数连写了进来。"
    if delta and delta in set(others):
        return f"相差的 {delta.normalize():f} 正好等于旁边一格的数，像是漏计或重计了那一格。"
    if delta and delta % 9 == 0:
        return f"相差 {delta.normalize():f}，能被 9 整除，像是数字错位。"
    return ""
