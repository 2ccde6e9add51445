"""Rows on their way into a warehouse, one list per table, before any of them is chosen or checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nianbao.model import PeriodKind, Qualifier, Scope, State, interval

Row = dict[str, Any]


@dataclass
class WarehouseRows:
    """Everything a data set brings itself; the catalogue tables come from data/."""

    source: list[Row] = field(default_factory=list)
    agency: list[Row] = field(default_factory=list)
    report: list[Row] = field(default_factory=list)
    reading: list[Row] = field(default_factory=list)
    series_break: list[Row] = field(default_factory=list)


def reading_row(
    *,
    reading_id: str,
    report_id: str,
    agency_id: str,
    year: int,
    indicator_id: str,
    value: Decimal | None,
    state: State = "reported",
    qualifier: Qualifier = "exact",
    low: Decimal | None = None,
    high: Decimal | None = None,
    applicant_type: str = "total",
    scope: Scope = "own",
    period_kind: PeriodKind = "year",
    period_start: str | None = None,
    as_of: str | None = None,
    raw_text: str = "",
    unit_printed: str = "",
    locator: str = "",
    locator_table: str | None = None,
    locator_row: str | None = None,
    locator_column: str | None = None,
    evidence: str = "",
    rule: str = "",
) -> Row:
    """One row of table `reading`; the interval follows from value and qualifier unless it is a range."""
    span = interval(value if state == "reported" else None, qualifier)
    return {
        "reading_id": reading_id,
        "report_id": report_id,
        "agency_id": agency_id,
        "year": year,
        "indicator_id": indicator_id,
        "applicant_type": applicant_type,
        "scope": scope,
        "period_kind": period_kind,
        "period_start": period_start,
        "as_of": as_of,
        "value": value if state == "reported" else None,
        "low": low if qualifier == "range" else span.low,
        "high": high if qualifier == "range" else span.high,
        "low_open": span.low_open,
        "high_open": span.high_open,
        "qualifier": qualifier,
        "state": state,
        "raw_text": raw_text,
        "unit_printed": unit_printed,
        "locator": locator,
        "locator_table": locator_table,
        "locator_row": locator_row,
        "locator_column": locator_column,
        "evidence": evidence,
        "rule": rule,
    }
