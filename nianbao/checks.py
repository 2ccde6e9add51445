"""Runs the consistency rules of queries/checks/ and names the one cell that breaks a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

from nianbao.errors import QueryError
from nianbao.model import APPLICANT_TYPES
from nianbao.paths import QUERIES
from nianbao.queries import load_query

SEVERITIES = {"error": "错误", "warning": "提醒", "question": "疑问"}
OUTCOMES = {
    "holds": "相符",
    "fails": "不符",
    "holds_if_blank_is_zero": "空格按零计则相符",
    "not_assessable": "无法判定",
}
_HEADER = re.compile(r"^-- (rule|severity|sentence): (.+)$", re.MULTILINE)
_MARKER = "/* rule */"
_SOME, _SOME_END = ("touched_observation", "touched_reading"), ("touched_end", "touched_end_reading")

Cells = dict[tuple[str, str], Decimal | None]


class Connection(Protocol):
    """As much of a database connection as the rules need."""

    def execute(self, query: str, parameters: Any = ...) -> Any: ...


@dataclass(frozen=True)
class Rule:
    """One file of queries/checks/: `name` is the true sentence, `sentence` the same in Chinese."""

    name: str
    code: str
    severity: str
    sentence: str
    row: str
    sql: str


@dataclass(frozen=True)
class Culprit:
    """The only cell of a table 3 that, corrected, makes every equation hold."""

    indicator: str
    applicant_type: str
    printed: Decimal
    should_be: Decimal


@lru_cache(maxsize=2)
def load_rules(folder: Path = QUERIES) -> tuple[Rule, ...]:
    """All rules in file order. Raises QueryError for a file without rule, severity or sentence."""
    rules = []
    for path in sorted((folder / "checks").glob("*.sql")):
        query = load_query(f"checks/{path.stem}", folder)
        header = dict(_HEADER.findall(query.sql))
        if set(header) != {"rule", "severity", "sentence"} or header["severity"] not in SEVERITIES:
            raise QueryError(f"queries/checks/{path.name} 的开头须写明 rule、severity、sentence。")
        rules.append(Rule(path.stem, header["rule"], header["severity"], header["sentence"], query.row, query.sql))
    return tuple(rules)


def run_checks(con: Connection, agencies: Iterable[str] | None = None, years: Iterable[int] | None = None) -> None:
    """Fills table `comparison` anew: for these agencies and years (and the year after each), or for all."""
    agencies = list(agencies or [])
    touched = load_query("build/touched_agencies")
    con.execute(touched.sql, touched.bind({"agencies": agencies, "years": years}))
    some = bool(agencies)
    for step in ("forget_comparisons", *(_SOME if some else ()), "statutory_sheet", "statutory_cell"):
        con.execute(load_query(f"build/{step}").sql)
    keep = load_query("build/keep_comparisons")
    for rule in load_rules():
        con.execute(keep.sql.replace(_MARKER, rule.sql), keep.bind({"rule": rule.name, "severity": rule.severity}))
    for step in _SOME_END if some else ():
        con.execute(load_query(f"build/{step}").sql)


def culprits(con: Connection, report_id: str) -> list[Culprit]:
    """The single wrong cell of this report's table 3, listed; empty when none explains all failures."""
    query = load_query("build/table3_of_report")
    rows = con.execute(query.sql, query.bind({"report_id": report_id})).fetchall()
    if not rows or rows[0][2] is None:
        return []
    found = find_culprit({(indicator, applicant): value for indicator, applicant, _, value in rows}, rows[0][2])
    return [found] if found else []


def find_culprit(cells: Cells, edition: Literal["2019", "2021"]) -> Culprit | None:
    """The one cell of table 3 whose correction makes rules A, B and C hold everywhere.

    None if all of them hold, if several cells or none would do, or if a cell of the form is blank or absent:
    then candidates could be listed but nothing can be asserted.
    """
    rows = list(dict.fromkeys(indicator for indicator, _ in cells))
    split = any(row.startswith("closed_") for row in rows)
    if edition == "2021" and split and "outcome_other_handling" in rows:
        rows.remove("outcome_other_handling")  # a subtotal beside its three rows
    if len(rows) != (25 if split else 23):
        return None
    table = {(row, applicant): cells.get((row, applicant)) for row in rows for applicant in APPLICANT_TYPES}
    values = {cell: value for cell, value in table.items() if value is not None}
    if len(values) != len(table):
        return None
    equations = _equations(rows)
    off = [sum(sign * values[cell] for cell, sign in equation.items()) for equation in equations]
    broken = {number for number, difference in enumerate(off) if difference}
    found = []
    for cell, printed in values.items():
        touching = {number for number, equation in enumerate(equations) if cell in equation}
        # a change mends everything only if the cell stands in every broken equation, and in no other
        if not broken or touching != broken:
            continue
        errors = {off[number] * equations[number][cell] for number in broken}
        if len(errors) == 1 and printed - (error := errors.pop()) >= 0:
            found.append(Culprit(*cell, printed=printed, should_be=printed - error))
    return found[0] if len(found) == 1 else None


def _equations(rows: list[str]) -> list[dict[tuple[str, str], int]]:
    """Rules A and B per applicant column and C per row, as the signs of their cells in a sum of 0."""
    frame = {
        "applications_new": 1,
        "applications_carried_in": 1,
        "outcomes_total": -1,
        "applications_carried_out": -1,
    }
    details = [row for row in rows if row not in frame]
    equations = []
    for applicant in APPLICANT_TYPES:
        equations.append({(row, applicant): sign for row, sign in frame.items()})
        equations.append({(row, applicant): 1 for row in details} | {("outcomes_total", applicant): -1})
    for row in rows:
        equations.append({(row, applicant): -1 if applicant == "total" else 1 for applicant in APPLICANT_TYPES})
    return equations
