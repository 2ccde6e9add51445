"""A reading as people amend it: their values put in, the rules asked again, and two readings compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from nianbao.catalogue import load_catalogue
from nianbao.extract import Extraction, check, finish
from nianbao.findings import Finding
from nianbao.model import APPLICANT_TYPES, SCOPES, STATES, Observation, State
from nianbao.office import absent_cell, cell_of
from nianbao.templates import load_templates, statutory_indicators
from nianbao.wording import BOUND_SIGNS, plain


@dataclass(frozen=True)
class Change:
    """One cell of two readings of the same report; `before` or `after` is “没有” where it is not in one of them."""

    name: str
    where: str
    before: str
    after: str


def amended(result: Extraction, corrections: Mapping[str, Mapping[str, Any]]) -> Extraction:
    """A copy with the corrected values in place and every rule asked again about them."""
    copy = replace(result, observations=list(result.observations), findings=list(result.findings))
    if result.status == "rejected" or not corrections:
        return copy
    probe = replace(result, findings=[])
    check(probe)
    computed = set(probe.findings)
    read = {cell_of(o) for o in result.observations}
    filled = [o for cell in corrections if cell not in read and (o := absent_cell(cell, result.edition))]
    copy.observations = [_corrected(o, corrections.get(cell_of(o))) for o in [*result.observations, *filled]]
    places = {_place(o) for o in result.observations if cell_of(o) in corrections}
    copy.findings = [f for f in result.findings if f not in computed and not _settled(f, places)]
    check(copy)
    return finish(copy)


def _corrected(observation: Observation, correction: Mapping[str, Any] | None) -> Observation:
    if correction is None:
        return observation
    value = Decimal(correction["value"]) if correction["value"] else None
    state: State = "blank" if value is None else "reported"
    # raw_text stays: it is what the paper says
    return replace(observation, value=value, state=state, qualifier="exact", low=None, high=None, doubtful=False)


def _place(observation: Observation) -> tuple[str | None, ...]:
    place = observation.locator
    return (place.table, place.row, place.column) if place.table else (place.text,)


def _settled(finding: Finding, places: set[tuple[str | None, ...]]) -> bool:
    """A doubt about single cells is gone once each of them is corrected."""
    if finding.severity == "info" or not finding.cells:
        return False
    return all(((c.table, c.row, c.column) if c.table else (c.text,)) in places for c in finding.cells)


def absent_cells(result: Extraction) -> list[Observation]:
    """The cells of the form that this report should print and does not."""
    if result.edition not in load_templates():
        return []
    catalogue = load_catalogue()
    read = {cell_of(o) for o in result.observations}
    printed = {o.indicator for o in result.observations}
    other = (
        ("closed_",) if "outcome_other_handling" in printed else ("outcome_other_handling",) if "closed_other" in printed else ()
    )
    names = [
        f"{name}/{applicant}/own/{catalogue[name].period_kind}"
        for name in statutory_indicators(catalogue, result.edition)
        if not name.startswith(other)  # （六） is printed in three rows or in one
        for applicant in (APPLICANT_TYPES if catalogue[name].section == "table3" else ("total",))
    ]
    return [o for name in names if name not in read and (o := absent_cell(name, result.edition))]


def cell_name(observation: Observation) -> str:
    """“本年新收政府信息公开申请数量（自然人）”, with the scope where it is not the agency's own."""
    name = load_catalogue()[observation.indicator].name
    if observation.applicant_type != "total":
        name += f"（{APPLICANT_TYPES[observation.applicant_type]}）"
    if observation.scope != "own":
        name += f"（{SCOPES[observation.scope]}）"
    return name


def shown(observation: Observation) -> str:
    """The value in the indicator's unit, or the word for its state."""
    unit = load_catalogue()[observation.indicator].unit
    if observation.state != "reported":
        return STATES[observation.state]
    if observation.value is None:
        return f"{plain(observation.low or 0, 4)}—{plain(observation.high or 0, 4)}{unit}"
    return f"{BOUND_SIGNS.get(observation.qualifier, '')}{plain(observation.value, 4)}{unit}"


def value_changes(old: Iterable[Observation], new: Iterable[Observation]) -> list[Change]:
    """Every cell whose value or state differs, in the order of the new reading."""
    before = {cell_of(o): o for o in old}
    after = {cell_of(o): o for o in new}
    changes = []
    for cell, now in after.items():
        was = before.get(cell)
        if was is None or shown(was) != shown(now):
            changes.append(Change(cell_name(now), _where(now), shown(was) if was else "没有", shown(now)))
    for cell, was in before.items():
        if cell not in after:
            changes.append(Change(cell_name(was), _where(was), shown(was), "没有"))
    return changes


def _where(observation: Observation) -> str:
    return observation.locator.table or observation.locator.text or "正文"
