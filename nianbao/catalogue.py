"""The catalogue of indicators: what each figure is called, counted in, and may be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nianbao.datafiles import entries, listed, need, need_whole, read_csv, read_yaml, short
from nianbao.errors import DataError
from nianbao.model import PERIOD_KINDS, SCOPES, TOPICS, PeriodKind
from nianbao.paths import DATA

VALUE_TYPES = ("count", "signed", "money", "rate")
DIRECTIONS = ("up", "down", "neutral")
AGGREGATIONS = ("sum", "last", "none")
LEVELS = {"national": "国家", "province": "省级", "city": "市级", "district": "区级", "county": "县级", "street": "街镇"}
KINDS = {
    "government": "人民政府",
    "government_office": "政府办公厅（室）",
    "approval_service": "审批服务机构",
    "department": "政府部门",
    "congress": "人大",
    "cppcc": "政协",
    "hotline": "热线平台",
    "street_town": "街道乡镇",
    "zone": "开发区管委会",
    "place": "地区整体",
    "government_system": "政府系统",
    "institution": "事业单位及其他",
}


@dataclass(frozen=True)
class Indicator:
    """One yearly figure of the trade; `rows`, `columns` and `row_group` are wordings of the statutory form."""

    id: str
    topic: str
    name: str
    short: str
    unit: str
    value_type: str
    direction: str
    aggregation: str
    period_kind: PeriodKind
    definition: str
    comparable: bool
    section: str | None = None
    edition_from: str | None = None
    edition_to: str | None = None
    by_applicant: bool = False
    headline: int | None = None
    year_offset: int = 0
    wordings: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    row_group: str | None = None


@dataclass(frozen=True)
class Operand:
    """One term of a derived indicator, `year_offset` years away from the derived year."""

    indicator: str
    year_offset: int = 0


@dataclass(frozen=True)
class Derivation:
    """A derived indicator: a sum of operands, or numerator ÷ denominator (each a sum)."""

    indicator: str
    sum: tuple[Operand, ...] = ()
    numerator: tuple[Operand, ...] = ()
    denominator: tuple[Operand, ...] = ()

    def parts(self) -> Iterator[tuple[str, tuple[Operand, ...]]]:
        for part in ("sum", "numerator", "denominator"):
            if operands := getattr(self, part):
                yield part, operands


@dataclass(frozen=True)
class Break:
    """From `year` on the series of `indicator` is no longer comparable with the years before."""

    indicator: str
    agency: str | None
    year: int
    reason: str


@dataclass(frozen=True)
class Agency:
    """One line of data/agencies.csv."""

    agency_id: str
    name: str
    short_name: str
    kind: str
    level: str
    region_code: str
    region_name: str
    province: str
    parent_id: str
    aliases: tuple[str, ...]
    successor_of: str
    consolidates: str


class Catalogue:
    """All indicators and derivations of one data folder, in catalogue order."""

    def __init__(self, indicators: list[Indicator], derivations: list[Derivation]) -> None:
        self.indicators = indicators
        self.derivations = derivations

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    def __getitem__(self, indicator_id: str) -> Indicator:
        return self.by_id[indicator_id]

    def get(self, indicator_id: str) -> Indicator | None:
        return self.by_id.get(indicator_id)

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self.by_id

    def of_topic(self, topic: str) -> list[Indicator]:
        return [indicator for indicator in self.indicators if indicator.topic == topic]


@lru_cache(maxsize=4)
def load_catalogue(data: Path = DATA) -> Catalogue:
    """Reads data/indicators/*.yml. Raises DataError naming file, line and field."""
    folder = data / "indicators"
    seen: dict[str, Indicator] = {}
    for path in sorted(folder.glob("*.yml"), key=_reading_order):
        content = read_yaml(path)
        if path.name == "derived.yml":
            continue
        for entry in entries(content, "indicators", path):
            indicator = _indicator(entry, content.get("topic"), path)
            if indicator.id in seen:
                raise DataError(short(path), entry["__line__"], "id", indicator.id, "与另一指标重名，请改名。")
            seen[indicator.id] = indicator
    derivations = []
    path = folder / "derived.yml"
    for entry in entries(read_yaml(path), "derived", path) if path.exists() else []:
        derivation = _derivation(entry, path)
        derivations.append(derivation)
        if derivation.indicator not in seen:
            seen[derivation.indicator] = _indicator(entry, entry.get("topic"), path)
    for derivation in derivations:
        for _, operands in derivation.parts():
            for operand in operands:
                if operand.indicator not in seen:
                    raise DataError(short(path), None, derivation.indicator, operand.indicator, "目录中没有这个指标。")
    return Catalogue(list(seen.values()), derivations)


def load_breaks(data: Path = DATA) -> list[Break]:
    """Reads data/breaks.yml. Raises DataError for an unknown indicator or agency, or a year that is none."""
    path = data / "breaks.yml"
    if not path.exists():
        return []
    catalogue = load_catalogue(data)
    agencies = {agency.agency_id for agency in load_agencies(data)}
    breaks = []
    for entry in listed(read_yaml(path), path):
        for field, known, where in (("indicator", catalogue, "指标目录"), ("agency", agencies, "data/agencies.csv ")):
            name = need(entry, field, path) if field == "indicator" else entry.get(field)
            if name and str(name) not in known:
                raise DataError(short(path), entry["__line__"], field, name, f"{where}中没有这个编号。")
        year = need_whole(entry, "year", path)
        breaks.append(Break(entry["indicator"], entry.get("agency"), year, need(entry, "reason", path)))
    return breaks


def load_agencies(data: Path = DATA) -> list[Agency]:
    """Reads data/agencies.csv. Raises DataError for an id used twice or an unknown kind, level or parent."""
    path = data / "agencies.csv"
    agencies: dict[str, Agency] = {}
    lines: dict[str, int] = {}
    for line, row in read_csv(path, Agency.__dataclass_fields__):
        for field in ("agency_id", "name", "short_name"):
            need(row, field, path, line)
        need(row, "kind", path, line, KINDS)
        need(row, "level", path, line, LEVELS)
        need(row, "consolidates", path, line, SCOPES)
        if row["agency_id"] in agencies:
            raise DataError(short(path), line, "agency_id", row["agency_id"], "编号重复，请改成唯一的。")
        aliases = tuple(alias for alias in row.pop("aliases").split(";") if alias)
        fields = {name: row[name] for name in Agency.__dataclass_fields__ if name != "aliases"}
        agencies[row["agency_id"]] = Agency(**fields, aliases=aliases)
        lines[row["agency_id"]] = line
    for agency in agencies.values():
        named = [("parent_id", agency.parent_id), *(("successor_of", one) for one in agency.successor_of.split(";"))]
        for field, target in named:
            if target and target not in agencies:
                raise DataError(short(path), lines[agency.agency_id], field, target, "名录中没有这个机构编号。")
    return list(agencies.values())


_ORDER = ["consultation", "online_services", "proposals", "statutory", "applications_prose", "disclosure_prose", "media"]


def _reading_order(path: Path) -> tuple[int, str]:
    return (_ORDER.index(path.stem) if path.stem in _ORDER else len(_ORDER), path.stem)


def _indicator(entry: dict[str, Any], topic: str | None, path: Path) -> Indicator:
    headline = entry.get("headline")
    return Indicator(
        id=need(entry, "id", path),
        topic=need({**entry, "topic": topic}, "topic", path, choices=TOPICS),
        name=need(entry, "name", path),
        short=need(entry, "short", path),
        unit=need(entry, "unit", path),
        value_type=need(entry, "value_type", path, choices=VALUE_TYPES),
        direction=need(entry, "direction", path, choices=DIRECTIONS),
        aggregation=need(entry, "aggregation", path, choices=AGGREGATIONS),
        period_kind=need({"period_kind": "year", **entry}, "period_kind", path, choices=PERIOD_KINDS),
        definition=need(entry, "definition", path),
        comparable=bool(entry.get("comparable_across_agencies", True)),
        section=entry.get("section"),
        edition_from=entry.get("edition_from"),
        edition_to=entry.get("edition_to"),
        by_applicant=bool(entry.get("by_applicant", False)),
        headline=int(headline) if headline is not None else None,
        year_offset=int(entry.get("year_offset", 0)),
        wordings=tuple(entry.get("wordings") or ()),
        rows=tuple(entry.get("rows") or ()),
        columns=tuple(entry.get("columns") or ()),
        row_group=entry.get("row_group"),
    )


def _derivation(entry: dict[str, Any], path: Path) -> Derivation:
    def operands(part: str) -> tuple[Operand, ...]:
        return tuple(
            Operand(term["indicator"], int(term.get("year", 0))) if isinstance(term, dict) else Operand(term)
            for term in entry.get(part) or ()
        )

    derivation = Derivation(need(entry, "id", path), operands("sum"), operands("numerator"), operands("denominator"))
    if not derivation.sum and not (derivation.numerator and derivation.denominator):
        raise DataError(short(path), entry["__line__"], "sum", "（空）", "须写 sum，或同时写 numerator 和 denominator。")
    return derivation
