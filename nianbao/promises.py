"""Public promises: what a rate ought to be, each with the sentence and its source, and the years in which it was not kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.catalogue import Catalogue, load_agencies, load_catalogue
from nianbao.datafiles import entries, need, read_yaml, short
from nianbao.errors import DataError
from nianbao.paths import DATA
from nianbao.targets import SENSES, verdict
from nianbao.wording import figure


@dataclass(frozen=True)
class Promise:
    """One line of data/promises.yml; without an agency it binds all, from `first_year` on."""

    indicator: str
    sentence: str
    sense: str
    threshold: Decimal
    source: str
    agency: str = ""
    first_year: int = 0

    def binds(self, row: Mapping[str, Any]) -> bool:
        """Does it speak of this cell?"""
        return (
            row["indicator_id"] == self.indicator
            and row["applicant_type"] == "total"
            and self.agency in ("", row["agency_id"])
            and int(row["year"]) >= self.first_year
        )


@lru_cache(maxsize=2)
def load_promises(data: Path = DATA) -> tuple[Promise, ...]:
    """All promises in file order. Raises DataError naming file, line and field."""
    path = data / "promises.yml"
    if not path.exists():
        return ()
    catalogue, agencies = load_catalogue(), {a.agency_id for a in load_agencies()}
    return tuple(_promise(entry, path, catalogue, agencies) for entry in entries(read_yaml(path), "promises", path))


def _promise(entry: dict[str, Any], path: Path, catalogue: Catalogue, agencies: set[str]) -> Promise:
    line = entry.get("__line__")
    indicator = str(need(entry, "indicator", path))
    if indicator not in catalogue:
        raise DataError(short(path), line, "indicator", indicator, "没有这个指标；可用 nianbao query indicators 列出指标。")
    agency = str(entry.get("agency") or "")
    if agency and agency not in agencies:
        raise DataError(short(path), line, "agency", agency, "data/agencies.csv 里没有这个编号。")
    try:
        threshold = Decimal(str(need(entry, "threshold", path)))
        first_year = int(entry.get("from") or 0)
    except (InvalidOperation, ValueError):
        raise DataError(short(path), line, "threshold", entry.get("threshold"), "threshold 和 from 应为数字。") from None
    return Promise(
        indicator, str(need(entry, "sentence", path)), str(need(entry, "sense", path, choices=SENSES)), threshold,
        str(need(entry, "source", path)), agency, first_year,
    )  # fmt: skip


def verdicts(row: Mapping[str, Any]) -> list[tuple[Promise, str]]:
    """The promises that bind a cell (columns of queries/series.sql), each met | missed | undecidable | no_number."""
    return [(promise, verdict(row, promise.threshold, promise.sense)) for promise in load_promises() if promise.binds(row)]


def broken(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Promise]]:
    """The cells that keep a promise certainly not."""
    return [(row, promise) for row in rows for promise, state in verdicts(row) if state == "missed"]


def broken_words(row: Mapping[str, Any], promise: Promise) -> str:
    """“事项在承诺时限内全部办结：应不低于 100%，实为 93.6%”."""
    return f"{promise.sentence}：应{SENSES[promise.sense]} {promise.threshold:f}{row['unit']}，实为 {figure(row)}"
