"""The order in which a table prints its columns, where its cells kept only their order: not always that of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nianbao.cellvalue import parse_cell
from nianbao.document import Cell
from nianbao.head_words import ORGANISATIONS
from nianbao.model import APPLICANT_TYPES

RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")

_APPLICANTS = tuple(APPLICANT_TYPES.values())[:6]


@dataclass(frozen=True)
class Order:
    """`places[n]` is where the form's column n stands among the printed ones."""

    places: tuple[int, ...]

    def arrange(self, cells: Sequence[Cell | None]) -> list[Cell | None]:
        """The cells in the order of the form."""
        return [cells[place] for place in self.places]


def applicant_order(head: Sequence[str]) -> Order | None:
    """From the words of the head of table 3 in printed order; None where it names only some applicants, in another order.

    The head of the form runs over two rows, so that 总计 may be read before 商业企业: its place is not taken from here.
    """
    place = {name: number for number, name in enumerate(head)}  # named twice: the word next to the figures counts
    named = [name for name in _APPLICANTS if name in place]
    lower = min((place[name] for name in named[1:]), default=len(head))
    # 自然人 in the upper row, right of the group of the other five; 总计 closes that row.
    if place.get(ORGANISATIONS, lower) < place.get("自然人", lower) < place.get("总计", lower) < lower:
        place["自然人"] = len(head)
    printed = sorted(named, key=lambda name: place[name])
    if printed == named:
        printed = list(_APPLICANTS)  # those that are named in no known words stand where the form has them
    return Order((*(printed.index(name) for name in _APPLICANTS), 6)) if len(printed) == len(_APPLICANTS) else None


def total_place(rows: Sequence[Sequence[Cell | None]], head: Sequence[Sequence[str]]) -> Literal["first", "last", "unclear"]:
    """Where 总计 stands among the seven columns: by the sums, else by the head, whose words come row by row.

    Empty cells count as zero. The sums prove the first place where all rows fit it, at least five, and not all fit the last.
    A head of one word a row says nothing for certain: 总计 before 自然人 may have stood above it or to the left of it.
    """
    last_holds = first_holds = filled = 0
    for row in rows:
        numbers = [_value(cell) or Decimal(0) for cell in row]
        if any(numbers) and len(numbers) == len(_APPLICANTS) + 1:
            filled += 1
            last_holds += sum(numbers[:-1]) == numbers[-1]
            first_holds += sum(numbers[1:]) == numbers[0]
    if filled >= 5 and first_holds == filled and last_holds < filled:
        return "first"
    if 2 * last_holds >= filled:
        return "last"
    words = [name for names in head for name in names]
    if not {"总计", "自然人"} <= set(words) or words.index("总计") > words.index("自然人"):
        return "last"
    beside = any("总计" in names and "自然人" in names for names in head)
    return "first" if beside else "unclear" if all(len(names) <= 1 for names in head) else "last"


def result_order(results: Sequence[str], groups: Sequence[str]) -> Order | None:
    """From the heads of table 4 in printed order; None unless each group names its five results once, and all groups or none."""
    if len(results) != 15:
        return None
    named = list(dict.fromkeys(name for name in groups if name in GROUPS))
    if named and sorted(named) != sorted(GROUPS):
        return None
    places = []
    for group in GROUPS:
        start = 5 * (named or list(GROUPS)).index(group)
        part = list(results[start : start + 5])
        if sorted(part) != sorted(RESULTS):
            return None
        places += [start + part.index(name) for name in RESULTS]
    return Order(tuple(places))


def _value(cell: Cell | None) -> Decimal | None:
    return None if cell is None else parse_cell(cell.text).value
