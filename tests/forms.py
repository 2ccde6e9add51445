"""Statutory forms with figures in every cell, and small warehouses of them, for the rules and the culprit cell."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import duckdb

from nianbao import store
from nianbao.catalogue import load_catalogue
from nianbao.checks import load_rules
from nianbao.model import APPLICANT_TYPES
from nianbao.rows import WarehouseRows, reading_row

SIX = [applicant for applicant in APPLICANT_TYPES if applicant != "total"]
FRAME = ("applications_new", "applications_carried_in", "outcomes_total", "applications_carried_out")
Cell = tuple[str, str]


def form(edition: str) -> list[Cell]:
    """Every cell of the statutory form of that edition."""
    cells = []
    for indicator in load_catalogue().indicators:
        if indicator.section is None or not indicator.edition_from <= edition <= (indicator.edition_to or edition):
            continue
        if edition == "2021" and indicator.id == "outcome_other_handling":
            continue
        cells += [(indicator.id, a) for a in (APPLICANT_TYPES if indicator.by_applicant else ["total"])]
    return cells


def table3(edition: str, seed: int = 1) -> dict[Cell, int]:
    """A valid table 3 with figures everywhere."""
    dice = random.Random(seed)
    section = {i.id: i.section for i in load_catalogue().indicators}
    rows = dict.fromkeys(row for row, _ in form(edition) if section[row] == "table3")
    details = [row for row in rows if row not in FRAME]
    cells: dict[Cell, int] = {}
    for applicant in SIX:
        for row in details:
            cells[row, applicant] = dice.randrange(0, 40)
        cells["outcomes_total", applicant] = sum(cells[row, applicant] for row in details)
        cells["applications_carried_out", applicant] = dice.randrange(0, 30)
        cells["applications_carried_in", applicant] = dice.randrange(0, 20)
        cells["applications_new", applicant] = (
            cells["outcomes_total", applicant]
            + cells["applications_carried_out", applicant]
            - cells["applications_carried_in", applicant]
        )
    for row in rows:
        cells[row, "total"] = sum(cells[row, applicant] for applicant in SIX)
    return cells


class Sample:
    """Reports of one invented agency, put into a warehouse in memory."""

    def __init__(self) -> None:
        self.rows = WarehouseRows()
        self.agency("demo-slsh-a")

    def agency(self, agency_id: str) -> None:
        self.rows.agency.append(
            {
                "agency_id": agency_id, "name": "示例市数据局", "short_name": "示例市", "kind": "department",
                "level": "city", "aliases": "", "consolidates": "own",
            }
        )  # fmt: skip

    def report(
        self,
        year: int,
        edition: str | None,
        cells: dict[Cell, Any],
        agency_id: str = "demo-slsh-a",
        source: str = "a",
    ) -> Sample:
        """A report of these cells; a string instead of a number is a state or a bound."""
        report_id = f"{source}/{agency_id}/{year}"
        self.rows.source.append(
            {
                "source_id": report_id,
                "kind": "document",
                "title": f"示例市{year}年报告",
                "source_kind": "official",
            }
        )
        self.rows.report.append(
            {
                "report_id": report_id, "agency_id": agency_id, "report_year": year, "edition": edition,
                "version": 1, "status": "published", "source_id": report_id,
            }
        )  # fmt: skip
        for (indicator_id, applicant), printed in cells.items():
            indicator = load_catalogue()[indicator_id]
            state = printed if isinstance(printed, str) else "reported"
            self.rows.reading.append(
                reading_row(
                    reading_id=f"{report_id}/{indicator_id}/{applicant}",
                    report_id=report_id,
                    agency_id=agency_id,
                    year=year + indicator.year_offset,
                    indicator_id=indicator_id,
                    applicant_type=applicant,
                    period_kind=indicator.period_kind,
                    state=state,
                    raw_text=str(printed),
                    value=Decimal(printed) if state == "reported" else None,
                )
            )
        return self

    def checked(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        store._fill(con, "demo", self.rows, load_catalogue(), "test", 1)
        return con


def compared(con: duckdb.DuckDBPyConnection, rule: str, subject: str | None = None) -> list[tuple[Any, ...]]:
    assert rule in {r.name for r in load_rules()}
    rows = con.execute(
        "select subject, expected, actual, outcome from comparison where rule = ? order by year, subject",
        [rule],
    ).fetchall()
    return [row for row in rows if subject in (None, row[0])]


def outcomes(con: duckdb.DuckDBPyConnection, rule: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for *_, outcome in compared(con, rule):
        found[outcome] = found.get(outcome, 0) + 1
    return found


def zeros(edition: str) -> dict[Cell, Any]:
    return dict.fromkeys(form(edition), 0)
