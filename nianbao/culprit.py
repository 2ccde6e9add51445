"""Names the one wrong cell of table 3 when one explains every relation that does not hold."""

from __future__ import annotations

from decimal import Decimal

from nianbao.checks import find_culprit
from nianbao.findings import Finding
from nianbao.model import APPLICANT_TYPES, Edition
from nianbao.relations import Cells, Comparison, number_text
from nianbao.slips import shape_of
from nianbao.templates import load_templates

_RULES = ("new_plus_carried_in_equals_handled_plus_carried_out", "details_sum_to_handled_total", "applicant_types_sum_to_total")


def culprit_findings(cells: Cells, comparisons: list[Comparison], edition: Edition) -> list[Finding]:
    """The culprit cell with the value it should have; with blanks in the table only as a possibility."""
    if not any(item.rule in _RULES and item.outcome in ("fails", "not_assessable") for item in comparisons):
        return []
    rows = {row for template in load_templates().values() for row in template.table3}
    split = any(row.startswith("closed_") for row, _ in cells)
    rows -= {"outcome_other_handling"} if split else {"closed_no_correction", "closed_unpaid_fee", "closed_other"}
    table = {place: item for place, item in cells.items() if place[0] in rows and place[1] in APPLICANT_TYPES}
    if any(item.state == "unreadable" for item in table.values()):
        return []
    values = {place: item.value for place, item in table.items()}
    found = find_culprit(values, edition)
    blanks = [place for place, item in table.items() if item.state in ("blank", "not_applicable")]
    if found is None and blanks:
        found = find_culprit({place: value or Decimal(0) for place, value in values.items()}, edition)
    if found is None:
        return []
    item = cells[found.indicator, found.applicant_type]
    should, printed = number_text(found.should_be), number_text(found.printed)
    where = item.locator.cell
    if item.state != "reported":
        message = f"{where}为空；如填 {should}，各项关系都成立，请核对原文。"
        return [Finding("culprit_cell", "warning", (item.locator,), should, "", message)]
    condition = "（其余空格按零计）" if blanks else ""
    shape = shape_of(found.printed, found.should_be, _neighbours(cells, found.indicator, found.applicant_type))
    message = f"{where}：此格应为 {should}，现为 {printed}；改正后各项关系都成立{condition}。{shape}"
    return [Finding("culprit_cell", "error", (item.locator,), should, printed, message)]


def _neighbours(cells: Cells, indicator: str, applicant: str) -> list[Decimal]:
    """The other figures of the row and the column of a cell."""
    return [
        item.value
        for (row, kind), item in cells.items()
        if item.value and ((row == indicator) != (kind == applicant)) and kind in APPLICANT_TYPES
    ]
