"""本单位: the office's own warehouse, a function of the journal, the kept originals and data/."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

from nianbao.catalogue import load_agencies, load_catalogue
from nianbao.identity import Stated
from nianbao.journal import FIGURES, Event, events
from nianbao.kept import recall
from nianbao.model import Observation, PeriodKind, Scope
from nianbao.published import agency_rows, break_rows
from nianbao.rows import Row, WarehouseRows, reading_row
from nianbao.templates import official_place

DECISIONS = {"verified": "已核实，原文如此", "corrected": "已联系更正", "explained": "情况说明"}


@dataclass(frozen=True)
class Held:
    """One imported report; status draft | published | withdrawn."""

    report_id: str
    agency_id: str
    agency: str
    year: int
    version: int
    supersedes: str | None
    sha256: str
    file: str
    title: str
    edition: str | None
    batch: str
    at: str
    who: str
    status: str = "draft"
    reason: str = ""
    form: bool = False  # our fill-in form: it stands beside the report of its year and supersedes only forms

    @property
    def stated(self) -> Stated:
        """Agency and year as held: a person may have said them where the report does not."""
        return Stated(self.agency, self.agency_id, self.year)


@dataclass
class Office:
    """Everything the journal says, folded: reports by id, created agencies, corrections and decisions."""

    reports: dict[str, Held] = field(default_factory=dict)
    agencies: dict[str, Row] = field(default_factory=dict)
    corrections: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: dict[str, list[str]] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)

    def active(self) -> list[Held]:
        return [r for r in self.reports.values() if r.status != "withdrawn"]

    def by_bytes(self, sha256: str) -> Held | None:
        return next((r for r in self.active() if r.sha256 == sha256), None)

    def newest(self, agency_id: str, year: int, form: bool = False) -> Held | None:
        """The report (or fill-in form) that a re-issue for this agency and year would supersede."""
        same = [r for r in self.active() if r.agency_id == agency_id and r.year == year and r.form == form]
        return max(same, key=lambda r: r.version, default=None)


def read_office() -> Office:
    """Folds the journal."""
    return folded(events(*FIGURES))


def folded(told: list[Event]) -> Office:
    """What these events leave in force."""
    office = Office()
    for event in in_force(told):
        fold(office, event)
    return office


def fold(office: Office, event: Event) -> None:
    """Lets one event change what is known; kinds that are not about reports change nothing here."""
    if apply := _APPLY.get(event.kind):
        apply(office, event)


def in_force(told: list[Event]) -> list[Event]:
    """The events that count: a restored backup takes back what came after it, though all of it stays written."""
    counting: list[Event] = []
    for event in told:
        if event.kind == "restore":
            until = int(event.payload["until"])
            counting = in_force([e for e in told if e.id <= until])
        else:
            counting.append(event)
    return counting


def _import(office: Office, event: Event) -> None:
    batch = event.payload["batch"]
    office.batches[batch] = []
    for row in event.payload["agencies"]:
        office.agencies[row["agency_id"]] = row
    for item in event.payload["reports"]:
        office.reports[item["report_id"]] = Held(**item, batch=batch, at=event.at, who=event.who)
        office.batches[batch].append(item["report_id"])


def _undo(office: Office, event: Event) -> None:
    office.undone.add(event.payload["batch"])
    for report_id in office.batches.get(event.payload["batch"], []):
        if office.reports[report_id].batch != event.payload["batch"]:
            continue  # the same bytes came again in a later batch
        why = event.payload.get("reason")  # asked for only since what was published is taken back with a reason
        reason = f"撤销导入：{why}" if why else "撤销导入"
        office.reports[report_id] = replace(office.reports[report_id], status="withdrawn", reason=reason)


def _publish(office: Office, event: Event) -> None:
    for report_id in event.payload["reports"]:
        if office.reports[report_id].status == "draft":
            office.reports[report_id] = replace(office.reports[report_id], status="published")


def _withdraw(office: Office, event: Event) -> None:
    report_id = event.payload["report"]
    office.reports[report_id] = replace(office.reports[report_id], status="withdrawn", reason=event.payload["reason"])


def _correct(office: Office, event: Event) -> None:
    key = (event.payload["report"], event.payload["cell"])
    office.corrections[key] = {**event.payload, "at": event.at, "who": event.who}


def _decide(office: Office, event: Event) -> None:
    office.decisions[event.payload["fingerprint"]] = {**event.payload, "at": event.at, "who": event.who}


_APPLY = {
    "import": _import, "undo": _undo, "publish": _publish, "withdraw": _withdraw, "correct": _correct, "decide": _decide,
}  # fmt: skip


def office_rows(office: Office, drafts: bool, agencies: Iterable[str] | None = None) -> WarehouseRows:
    """Warehouse rows of the published reports (with `drafts`: of all), of all or of the named agencies."""
    wanted = None if agencies is None else set(agencies)
    held = [r for r in office.active() if (drafts or r.status == "published") and (wanted is None or r.agency_id in wanted)]
    rows = WarehouseRows(series_break=break_rows() if wanted is None else [])
    registry = {row["agency_id"]: row for row in agency_rows()} | office.agencies
    rows.agency = [registry[a] for a in dict.fromkeys(r.agency_id for r in held)]
    for report in held:
        result = recall(report.sha256, report.file, report.stated)
        mark = "" if report.status == "published" else "（草稿）"
        rows.source.append(
            {
                "source_id": f"own-{report.report_id}", "kind": "entry" if report.form else "document",
                "title": f"{report.title or report.file}{mark}", "url": None, "sha256": report.sha256,
                "published": report.at[:10], "source_kind": "own",
            }
        )  # fmt: skip
        rows.report.append(
            {
                "report_id": report.report_id, "agency_id": report.agency_id, "report_year": report.year,
                "edition": report.edition, "version": report.version, "supersedes": _standing(office, report, drafts),
                "status": "published", "source_id": f"own-{report.report_id}",
            }
        )  # fmt: skip
        rows.reading += _readings(office, report, result.observations, registry[report.agency_id]["consolidates"])
    return rows


def _standing(office: Office, report: Held, drafts: bool) -> str | None:
    """The nearest older version that is itself in the warehouse."""
    older = [
        r for r in office.active()
        if r.agency_id == report.agency_id and r.year == report.year and r.form == report.form and r.version < report.version
        and (drafts or r.status == "published")
    ]  # fmt: skip
    newest = max(older, key=lambda r: r.version, default=None)
    return newest.report_id if newest else None


def cell_of(observation: Observation) -> str:
    """The name of a cell inside its report, as corrections use it."""
    o = observation
    return "/".join((o.indicator, o.applicant_type, o.scope, o.period_kind))


def _readings(office: Office, report: Held, observations: list[Observation], covers: str) -> list[Row]:
    catalogue = load_catalogue()
    rows = []
    words = corrected_cells(office, report.report_id)
    absent = [cell for cell in words if cell not in {cell_of(o) for o in observations}]
    observations = [*observations, *(o for cell in absent if (o := absent_cell(cell, report.edition)))]
    for number, o in enumerate(observations):
        year = report.year + catalogue[o.indicator].year_offset
        common: dict[str, Any] = {
            "report_id": report.report_id, "agency_id": report.agency_id, "year": year, "indicator_id": o.indicator,
            "applicant_type": o.applicant_type, "period_kind": o.period_kind,
            # A statutory table covers what the agency's reports cover: a district government's, the whole district.
            "scope": covers if o.locator.table else o.scope,
            "period_start": o.period_start, "locator": o.locator.text, "locator_table": o.locator.table,
            "locator_row": o.locator.row, "locator_column": o.locator.column, "unit_printed": o.unit_printed,
        }  # fmt: skip
        if o.rule != "absent":
            rows.append(
                reading_row(
                    **common, reading_id=f"{report.report_id}#{number}", value=o.value, state=o.state, qualifier=o.qualifier,
                    low=o.low, high=o.high, raw_text=o.raw_text, evidence=o.evidence, rule=o.rule or "extract",
                )
            )  # fmt: skip
        if found := words.get(cell_of(o)):
            rows.append(
                reading_row(
                    **common, reading_id=f"{report.report_id}#{number}c", value=Decimal(found["value"]) if found["value"] else None,
                    state="reported" if found["value"] else "blank", raw_text=found["value"],
                    evidence=f"更正（{found['who']}，{found['at'][:10]}）：{found['reason']}", rule="correction",
                )
            )  # fmt: skip
    return rows


def absent_cell(cell: str, edition: str | None) -> Observation | None:
    """A cell that a report does not print, for a person to fill in; None for a name of no cell."""
    indicator, applicant, scope, period = cell.split("/")
    if indicator not in load_catalogue():
        return None
    place = replace(official_place(indicator, applicant, edition or "2021"), text="人工补填，报告中没有读到")
    unit = "万元" if load_catalogue()[indicator].value_type == "money" and place.table else ""
    return Observation(
        indicator, None, "blank", applicant_type=applicant, scope=cast(Scope, scope), period_kind=cast(PeriodKind, period),
        unit_printed=unit, locator=place, rule="absent",
    )  # fmt: skip


def corrected_cells(office: Office, report: str) -> dict[str, dict[str, Any]]:
    """Corrections of one report by cell."""
    return {cell: found for (held, cell), found in office.corrections.items() if held == report}


def known_agencies(office: Office) -> dict[str, str]:
    """Agency ids by every name: the shipped registry and those created here."""
    names: dict[str, str] = {}
    for agency in load_agencies():
        for name in (agency.name, agency.short_name, *agency.aliases):
            names.setdefault(name, agency.agency_id)
    for row in office.agencies.values():
        names[row["name"]] = row["agency_id"]
    return names
