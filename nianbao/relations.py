"""The relations that hold inside one report (rules A to F), compared in plain Python over the cells just read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nianbao.findings import Finding, Severity
from nianbao.model import APPLICANT_TYPES, Locator, Observation
from nianbao.templates import TABLES, load_templates, official_place

Outcome = Literal["holds", "fails", "holds_if_blank_is_zero", "not_assessable"]
Place = tuple[str, str]
Cells = dict[Place, Observation]

_SENTENCES = {
    "new_plus_carried_in_equals_handled_plus_carried_out": "本年新收＋上年结转＝办理总计＋结转下年度",
    "details_sum_to_handled_total": "各项办理结果之和＝办理总计",
    "applicant_types_sum_to_total": "六类申请人之和＝总计",
    "results_sum_to_total": "结果维持＋结果纠正＋其他结果＋尚未审结＝总计",
    "printed_sum_equals_its_parts": "印出的小计＝各项之和",
}
_KINDS = [applicant for applicant in APPLICANT_TYPES if applicant != "total"]
_TAIL = re.compile(r"0\d+$")
_SIGNS = {"blank": "空", "not_applicable": "／", "unreadable": "？"}


@dataclass(frozen=True)
class Comparison:
    """One comparison made: `subject` is the column, row or group in official words."""

    rule: str
    subject: str
    cells: tuple[Place, ...]
    expected: str
    actual: str
    outcome: Outcome


def statutory_cells(observations: Iterable[Observation]) -> Cells:
    """The cells of the form by indicator and applicant type; prose is left out."""
    return {(item.indicator, item.applicant_type): item for item in observations if item.locator.table}


def compare_within(cells: Cells) -> list[Comparison]:
    """A and B per column, C per row, D per group, F per printed subtotal; only rows that the report prints."""
    rows = _table3_rows(cells)
    found: list[Comparison] = []
    if rows:
        details = [row for row in rows if row not in _FRAME]
        for applicant, name in APPLICANT_TYPES.items():
            left = [("applications_new", applicant), ("applications_carried_in", applicant)]
            right = [("outcomes_total", applicant), ("applications_carried_out", applicant)]
            found.append(_compare("new_plus_carried_in_equals_handled_plus_carried_out", name, cells, left, right))
            parts = [(row, applicant) for row in details]
            total = [("outcomes_total", applicant)]
            found.append(_compare("details_sum_to_handled_total", name, cells, parts, total))
        for row in rows:
            parts = [(row, applicant) for applicant in _KINDS]
            subject = official_place(row).row or row
            found.append(_compare("applicant_types_sum_to_total", subject, cells, parts, [(row, "total")]))
        found += _subtotals(cells, rows)
    for group, ids in load_templates()["2021"].table4.items():
        if any((name, "total") in cells for name in ids):
            parts = [(name, "total") for name in ids[:-1]]
            found.append(_compare("results_sum_to_total", group, cells, parts, [(ids[-1], "total")]))
    return found


_FRAME = ("applications_new", "applications_carried_in", "outcomes_total", "applications_carried_out")


def _table3_rows(cells: Cells) -> list[str]:
    """The rows this report should have: (六) in three rows, or in one as in 2019."""
    seen = {row for row, _ in cells}
    if not any(row in seen for row in load_templates()["2021"].table3):
        return []
    split = any(row.startswith("closed_") for row in seen)
    single = "outcome_other_handling" in seen
    return list(load_templates()["2021" if split or not single else "2019"].table3)


def _subtotals(cells: Cells, rows: list[str]) -> list[Comparison]:
    groups = {
        "applications_refused": "refused_",
        "applications_unavailable": "unavailable_",
        "applications_not_processed": "unprocessed_",
        "outcome_other_handling": "closed_",
    }
    found = []
    for subtotal, prefix in groups.items():
        parts = [row for row in rows if row.startswith(prefix)]
        if subtotal in rows or not parts:
            continue
        for applicant in APPLICANT_TYPES:
            if (subtotal, applicant) in cells:
                subject = f"{official_place(subtotal).row} {APPLICANT_TYPES[applicant]}"
                found.append(
                    _compare(
                        "printed_sum_equals_its_parts",
                        subject,
                        cells,
                        [(row, applicant) for row in parts],
                        [(subtotal, applicant)],
                    )
                )
    return found


def _compare(rule: str, subject: str, cells: Cells, left: list[Place], right: list[Place]) -> Comparison:
    places = (*left, *right)
    items = [cells.get(place) for place in places]
    unknown = any(item is None or item.state == "unreadable" or item.qualifier != "exact" for item in items)
    empty = any(item is not None and item.state in ("blank", "not_applicable") for item in items)
    expected, actual = items[: len(left)], items[len(left) :]
    outcome: Outcome
    if unknown:
        outcome = "not_assessable"
    elif _sum(expected) == _sum(actual):
        outcome = "holds_if_blank_is_zero" if empty else "holds"
    else:
        outcome = "not_assessable" if empty else "fails"
    return Comparison(rule, subject, places, _side(expected), _side(actual), outcome)


def _sum(items: list[Observation | None]) -> Decimal:
    return sum([item.value for item in items if item is not None and item.value], Decimal(0))


def _side(items: list[Observation | None]) -> str:
    texts = [_shown(item) for item in items]
    if len(texts) == 1:
        return texts[0]
    known = all(item is not None and item.state != "unreadable" for item in items)
    return f"{'+'.join(texts)}={number_text(_sum(items)) if known else '？'}"


def _shown(item: Observation | None) -> str:
    if item is None:
        return "缺"
    return number_text(item.value) if item.state == "reported" else _SIGNS[item.state]


def number_text(value: Decimal | None) -> str:
    """Plain digits without trailing zeros."""
    if value is None:
        return ""
    return f"{value.normalize():f}"


def relation_findings(comparisons: Iterable[Comparison], cells: Cells) -> list[Finding]:
    """One finding per comparison that does not hold or holds only with blanks as zero."""
    found = []
    totals = _prints_totals(cells)
    for item in comparisons:
        if item.outcome == "holds":
            continue
        table = TABLES["table4" if item.rule == "results_sum_to_total" else "table3"]
        sentence = f"{table}“{item.subject}”：{_SENTENCES[item.rule]}"
        severity: Severity = "warning" if item.rule == "printed_sum_equals_its_parts" else "error"
        places = tuple(_locator(cells, place) for place in item.cells)
        sums = f"应为 {item.expected}，实为 {item.actual}"
        if item.outcome == "fails":
            found.append(
                Finding(
                    item.rule,
                    severity,
                    places,
                    item.expected,
                    item.actual,
                    f"{sentence}，不成立：{sums}。",
                )
            )
        elif item.outcome == "holds_if_blank_is_zero":
            found.append(
                Finding(
                    item.rule,
                    "warning",
                    _gaps(cells, item),
                    item.expected,
                    item.actual,
                    f"{sentence}：有空格，空格按零计则相符。",
                )
            )
        elif any(place in cells for place in item.cells):
            found.append(
                Finding(
                    item.rule,
                    "warning",
                    places if _contradicts(cells, item, totals) else _gaps(cells, item),
                    item.expected,
                    item.actual,
                    f"{sentence}：有空格、缺行或存疑的数，无法判定（{sums}）。",
                )
            )
    return found


def _gaps(cells: Cells, item: Comparison) -> tuple[Locator, ...]:
    """The cells without a number that stand in the way."""
    return tuple(cells[place].locator for place in item.cells if place in cells and cells[place].value is None)


def _contradicts(cells: Cells, item: Comparison, totals: bool) -> bool:
    """Only empty cells stand in the way, yet the printed figures cannot all be right or all be there.

    An empty cell may hold any number: it explains a side that is too small, never one that is too large.
    """
    found = [cells.get(place) for place in item.cells]
    known = [cell for cell in found if cell is not None and cell.state != "unreadable"]
    if item.rule == "applicant_types_sum_to_total" and any(cell and _TAIL.match(cell.raw_text.strip()) for cell in found):
        return True  # the end of a number cut in two: what follows it may have been pushed on
    if item.rule == "applicant_types_sum_to_total" and _has_slipped(known):
        return True
    if len(known) < len(found):
        return False
    figures = any(cell.value for cell in known[:-1])
    if item.rule == "results_sum_to_total":  # a group whose total is empty beside figures may hold two in one cell
        return known[-1].state == "reported" or figures
    if item.rule == "applicant_types_sum_to_total":
        return known[-1].state == "reported" or (totals and figures)
    if item.rule == "printed_sum_equals_its_parts":
        return known[-1].state == "reported"
    at = 2 if item.rule == "new_plus_carried_in_equals_handled_plus_carried_out" else -1
    left, right = known[:at], known[at:]
    small = right if _sum([*left]) > _sum([*right]) else left
    return all(cell.state == "reported" for cell in small)


def _has_slipped(row: list[Observation]) -> bool:
    """A row whose total is empty: its last figure is the sum of those before it, or one of them may be two run together."""
    if not row or row[-1].state == "reported":
        return False
    figures = [cell.value for cell in row if cell.value]
    doubtful = any(cell.doubtful for cell in row)
    return len(figures) > 1 and (doubtful or sum(figures[:-1]) == figures[-1])


def _prints_totals(cells: Cells) -> bool:
    """Whether the rows of table 3 with figures have a total: then a row without one has lost it or has slipped."""
    rows = {row for (row, applicant), item in cells.items() if applicant in _KINDS and item.value}
    totals = [cells[row, "total"].state == "reported" for row in rows if (row, "total") in cells]
    return len(totals) >= 3 and 2 * sum(totals) > len(totals)


def _locator(cells: Cells, place: Place) -> Locator:
    return cells[place].locator if place in cells else official_place(*place)
