"""An extraction as the plain JSON object that `nianbao extract --json` prints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nianbao.catalogue import load_catalogue
from nianbao.extract import Extraction
from nianbao.model import Observation


def to_json(result: Extraction) -> dict[str, Any]:
    """Values normalised; statutory money in the table's 万元; `doubtful` only where it is true.

    Scope and period stand beside the printed place: without them a figure of the prose is not known whole.
    """
    return {
        "file": result.file,
        "status": result.status,
        "message": result.message,
        "agency": result.agency,
        "year": result.year,
        "template": result.edition,
        "observations": [_observation(item) for item in result.observations],
        "findings": [
            {
                "rule": item.rule,
                "severity": item.severity,
                "cells": [{"table": cell.table, "row": cell.row, "column": cell.column} for cell in item.cells if cell.table],
                "expected": item.expected,
                "actual": item.actual,
                "message": item.message,
            }
            for item in result.findings
        ],
    }


def _observation(item: Observation) -> dict[str, Any]:
    indicator = load_catalogue()[item.indicator]
    in_table_unit = indicator.value_type == "money" and bool(item.locator.table)
    scale, unit = (10_000, "万元") if in_table_unit else (1, indicator.unit)
    entry: dict[str, Any] = {
        "indicator": item.indicator,
        "name": indicator.name,
        "topic": indicator.topic,
        "table": item.locator.table,
        "row": item.locator.row,
        "column": item.locator.column,
        "value": _plain(item.value, scale),
        "state": item.state,
        "qualifier": item.qualifier,
        "unit": unit,
        "raw": item.raw_text,
        "locator": item.locator.text,
        "evidence": item.evidence,
        "scope": item.scope,
        "period_kind": item.period_kind,
    }
    if item.period_start:
        entry["period_start"] = item.period_start
    if item.qualifier == "range":
        entry["low"], entry["high"] = _plain(item.low, scale), _plain(item.high, scale)
    if item.doubtful:
        entry["doubtful"] = True
    return entry


def _plain(value: Decimal | None, scale: int) -> int | float | None:
    if value is None:
        return None
    value = value / scale
    return int(value) if value == value.to_integral_value() else float(value)
