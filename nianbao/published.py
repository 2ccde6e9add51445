"""Loads data/published/: the shipped real figures, each with its source and its place there."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from nianbao.catalogue import load_agencies, load_breaks, load_catalogue
from nianbao.datafiles import need, read_csv, short
from nianbao.errors import DataError
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES, interval
from nianbao.paths import DATA
from nianbao.rows import Row, WarehouseRows, reading_row

SOURCE_COLUMNS = ("source_id", "kind", "title", "url", "sha256", "published", "source_kind", "edition")
READING_COLUMNS = (
    "reading_id", "source_id", "agency_id", "report_year", "year", "indicator", "applicant_type", "scope",
    "period_kind", "period_start", "as_of", "value", "low", "high", "qualifier", "state", "raw_text",
    "unit_printed", "locator", "locator_table", "locator_row", "locator_column", "evidence",
)  # fmt: skip
QUALIFIERS = ("exact", "more_than", "at_least", "less_than", "at_most", "about", "range")


def published_rows(data: Path = DATA) -> WarehouseRows:
    """Everything under data/published/ as warehouse rows. Raises DataError naming file, line and field."""
    rows = WarehouseRows(agency=agency_rows(data), series_break=break_rows(data))
    sources = _sources(data / "published" / "sources.csv")
    rows.source = [{k: v for k, v in source.items() if k != "edition"} for source in sources.values()]
    agencies = {row["agency_id"] for row in rows.agency}
    catalogue = load_catalogue(data)
    reports: dict[str, Row] = {}
    seen: set[str] = set()
    for path in sorted((data / "published").glob("*.csv")):
        if path.name in ("sources.csv", "ledger.csv"):
            continue
        for line, row in read_csv(path, READING_COLUMNS):
            need(row, "agency_id", path, line)
            if row["agency_id"] not in agencies:
                raise DataError(short(path), line, "agency_id", row["agency_id"], "data/agencies.csv 中没有这个机构。")
            if row["indicator"] not in catalogue:
                raise DataError(short(path), line, "indicator", row["indicator"], "指标目录中没有这个编号。")
            if row["source_id"] not in sources:
                raise DataError(short(path), line, "source_id", row["source_id"], "sources.csv 中没有这个来源。")
            if row["reading_id"] in seen:
                raise DataError(short(path), line, "reading_id", row["reading_id"], "编号重复。")
            seen.add(row["reading_id"])
            report = _report(row, sources[row["source_id"]], path, line)
            reports.setdefault(report["report_id"], report)
            rows.reading.append(_reading(row, report["report_id"], path, line))
    rows.report = list(reports.values())
    return rows


def agency_rows(data: Path = DATA) -> list[Row]:
    """Table `agency` from data/agencies.csv."""
    rows = []
    for agency in load_agencies(data):
        row = {name: value or None for name, value in asdict(agency).items()}
        row["aliases"] = ";".join(agency.aliases)
        rows.append(row)
    return rows


def break_rows(data: Path = DATA) -> list[Row]:
    """Table `series_break` from data/breaks.yml."""
    return [{"indicator_id": b.indicator, "agency_id": b.agency, "year": b.year, "reason": b.reason} for b in load_breaks(data)]


def _sources(path: Path) -> dict[str, Row]:
    sources: dict[str, Row] = {}
    for line, row in read_csv(path, SOURCE_COLUMNS):
        need(row, "source_id", path, line)
        need(row, "title", path, line)
        need(row, "kind", path, line, ("page", "document", "entry"))
        need(row, "source_kind", path, line, ("official", "press", "own"))
        sources[row["source_id"]] = {name: row[name] or None for name in SOURCE_COLUMNS}
    return sources


def _report(row: dict[str, str], source: Row, path: Path, line: int) -> Row:
    year = _year(row, "report_year", path, line)
    return {
        "report_id": f"{row['source_id']}/{row['agency_id']}/{year}",
        "agency_id": row["agency_id"],
        "report_year": year,
        "edition": source["edition"],
        "version": 1,
        "supersedes": None,
        "status": "published",
        "source_id": row["source_id"],
    }


def _reading(row: dict[str, str], report_id: str, path: Path, line: int) -> Row:
    need(row, "applicant_type", path, line, APPLICANT_TYPES)
    need(row, "scope", path, line, SCOPES)
    need(row, "period_kind", path, line, PERIOD_KINDS)
    need(row, "qualifier", path, line, QUALIFIERS)
    state = need(row, "state", path, line, ("reported", "blank", "not_applicable", "unreadable"))
    value = _decimal(row, "value", path, line)
    low, high = _decimal(row, "low", path, line), _decimal(row, "high", path, line)
    if state == "reported" and value is None and row["qualifier"] != "range":
        raise DataError(short(path), line, "value", "（空）", "状态为 reported 时必须有数值；没有数值请改状态。")
    if state != "reported" and value is not None:
        raise DataError(short(path), line, "value", value, f"状态为 {state} 时不应有数值。")
    if row["qualifier"] != "range":
        span = interval(value, row["qualifier"])  # type: ignore[arg-type]
        if (low, high) != (span.low, span.high):
            raise DataError(short(path), line, "low/high", f"{low}, {high}", f"按数值和限定词应为 {span.low}, {span.high}。")
    return reading_row(
        reading_id=row["reading_id"],
        report_id=report_id,
        agency_id=row["agency_id"],
        year=_year(row, "year", path, line),
        indicator_id=row["indicator"],
        value=value,
        state=state,
        qualifier=row["qualifier"],  # type: ignore[arg-type]
        low=low,
        high=high,
        applicant_type=row["applicant_type"],
        scope=row["scope"],  # type: ignore[arg-type]
        period_kind=row["period_kind"],  # type: ignore[arg-type]
        period_start=row["period_start"] or None,
        as_of=row["as_of"] or None,
        raw_text=row["raw_text"],
        unit_printed=row["unit_printed"],
        locator=row["locator"],
        locator_table=row["locator_table"] or None,
        locator_row=row["locator_row"] or None,
        locator_column=row["locator_column"] or None,
        evidence=row["evidence"],
        rule="published",
    )


def _year(row: dict[str, str], field: str, path: Path, line: int) -> int:
    text = row[field]
    if not (text.isdigit() and 2000 <= int(text) <= 2100):
        raise DataError(short(path), line, field, text or "（空）", "应为四位年份，如 2024。")
    return int(text)


def _decimal(row: dict[str, str], field: str, path: Path, line: int) -> Decimal | None:
    if row[field] == "":
        return None
    try:
        value = Decimal(row[field])
        if abs(value) < 10**16:  # no NaN, no infinity, and what decimal(20, 4) holds
            return value
        raise InvalidOperation
    except InvalidOperation:
        raise DataError(short(path), line, field, row[field], "应为数字（不带千分位和单位），空着表示没有。") from None
