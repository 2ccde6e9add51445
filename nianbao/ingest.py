"""Takes reports in: read in worker processes, shown to a person, kept, and made a new generation."""

from __future__ import annotations

import hashlib
import re
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao import journal, store
from nianbao.access import Actor, Subject, require, require_second_person
from nianbao.catalogue import load_agencies
from nianbao.datasets import OFFICE, inputs_of, open_dataset
from nianbao.errors import NianbaoError, ReadError, reason
from nianbao.extract import Extraction, extract, extract_task
from nianbao.identity import Stated
from nianbao.isolate import SECONDS, run_isolated, run_many
from nianbao.kept import keep_original, mend_original, remember
from nianbao.new_agency import new_agency
from nianbao.office import DECISIONS, Held, Office, known_agencies, office_rows, read_office
from nianbao.readers import safe_name
from nianbao.rows import Row
from nianbao.store import Generation

SUFFIXES = (".docx", ".pdf", ".html", ".htm", ".shtml", ".txt", ".md", ".xlsx", ".csv", ".doc")


@dataclass
class Candidate:
    """One file that was read and waits for a person's word."""

    name: str
    data: bytes
    result: Extraction
    known: Held | None = None
    replaces: Held | None = None
    agency: Row | None = None  # an agency created in place, with a person's choice of kind and level
    corrections: dict[str, dict[str, str]] = field(default_factory=dict)  # by cell: value, reason

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def form(self) -> bool:
        """Our fill-in form, not a report?"""
        return bool(self.result.observations) and all(o.rule == "fill_form" for o in self.result.observations)

    @property
    def ready(self) -> bool:
        """May it be stored as it is?"""
        return self.result.status != "rejected" and self.known is None and bool(self.result.agency and self.result.year)


def read_files(paths: Iterable[Path], workers: int = 2, seconds: float = SECONDS) -> Iterator[Candidate]:
    """Reads files in worker processes with limits, in the order given; a file that cannot be read is a refusal.

    Nothing is written down of a refusal, so the next run reads that file again.
    """
    office = read_office()
    names = known_agencies(office)
    for path, result in run_many(extract, (str(p) for p in paths), workers, seconds):
        name = Path(path).name
        if isinstance(result, ReadError):
            result = Extraction(name, "rejected", str(result))
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            data, result = b"", Extraction(name, "rejected", f"“{name}”无法打开：{reason(error)}。")
        yield place(Candidate(name, data, result), office, names)


def read_uploads(files: Iterable[tuple[str, bytes]], workers: int = 2) -> Iterator[Candidate]:
    """Like `read_files` for (name, bytes): written to a temporary folder, so that only a worker process opens them."""
    office = read_office()
    names = known_agencies(office)
    waiting: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:

        def tasks() -> Iterator[tuple[str, str, None]]:
            for number, (name, data) in enumerate(files):
                path = Path(folder) / str(number)
                path.write_bytes(data)
                waiting.append(data)
                yield str(path), safe_name(name), None

        for (path, name, _), result in run_many(extract_task, tasks(), workers):
            Path(path).unlink(missing_ok=True)
            if isinstance(result, ReadError):
                result = Extraction(name, "rejected", str(result))
            yield place(Candidate(name, waiting.pop(0), result), office, names)


def read_again(candidate: Candidate, stated: Stated) -> Candidate:
    """The same file read as the report of the agency and year that a person names. Raises ReadError."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        path = Path(folder) / "report"
        path.write_bytes(candidate.data)
        candidate.result = run_isolated(extract_task, (str(path), candidate.name, stated))
    return place(candidate, read_office())


def place(candidate: Candidate, office: Office, names: dict[str, str] | None = None) -> Candidate:
    """Says whether these bytes are already held and which report they would replace."""
    names = known_agencies(office) if names is None else names
    result = candidate.result
    if result.agency and result.agency_id is None:
        result.agency_id = names.get(result.agency)
    candidate.known = office.by_bytes(candidate.sha256) if candidate.data else None
    if candidate.known:
        mend_original(candidate.data, candidate.name)
    known = bool(result.agency_id and result.year)
    candidate.replaces = office.newest(str(result.agency_id), int(result.year or 0), candidate.form) if known else None
    return candidate


def import_batch(candidates: Iterable[Candidate], actor: Actor, publish: bool = False) -> str:
    """Keeps the originals, writes the journal, makes one new generation; returns the batch number.

    Raises AccessError if one of the agencies is not the actor's to change, NianbaoError if nothing can be stored.
    """
    require(actor, "import")
    with _writing() as office:
        names = known_agencies(office)
        batch = uuid.uuid4().hex[:10]
        created: dict[str, Row] = {}
        reports: list[dict[str, Any]] = []
        corrections: list[tuple[str, str, dict[str, str]]] = []
        versions: dict[tuple[str, int, bool], tuple[int, str | None]] = {}
        for candidate in candidates:
            place(candidate, office, names)
            if not candidate.ready or any(r["sha256"] == candidate.sha256 for r in reports):
                continue
            result = candidate.result
            assert result.agency and result.year
            agency_id = result.agency_id or names.get(result.agency) or _create(result.agency, candidate.agency, created)
            names[result.agency] = agency_id
            require(actor, "import", _subjects(office, [agency_id], created))
            sha256, _ = keep_original(candidate.data, candidate.name)
            remember(sha256, result)
            newest = office.newest(agency_id, result.year, candidate.form)
            before = versions.get(
                (agency_id, result.year, candidate.form), (newest.version if newest else 0, newest.report_id if newest else None)
            )
            report_id = f"own/{agency_id}/{result.year}/{sha256[:8]}"
            versions[(agency_id, result.year, candidate.form)] = (before[0] + 1, report_id)
            title = result.document.title if result.document else ""
            corrections += [(report_id, cell, change) for cell, change in candidate.corrections.items()]
            reports.append(
                {
                    "report_id": report_id, "agency_id": agency_id, "agency": result.agency, "year": result.year,
                    "version": before[0] + 1, "supersedes": before[1], "sha256": sha256, "file": candidate.name,
                    "title": title, "edition": result.edition, "form": candidate.form,
                }
            )  # fmt: skip
        if not reports:
            raise NianbaoError("这一批里没有可以导入的报告：都已导入过，或读不出机构和年度。")
        if publish:
            require_second_person(actor, [(f"{r['agency']} {r['year']} 年的报告", actor.name) for r in reports])
        acts: list[tuple[str, dict[str, Any]]] = [
            ("import", {"batch": batch, "agencies": list(created.values()), "reports": reports}),
            *(("correct", {"report": report_id, "cell": cell, **change}) for report_id, cell, change in corrections),
        ]
        if publish:
            acts.append(("publish", {"reports": [r["report_id"] for r in reports]}))
        journal.append_all(acts, actor.name)
        _renew({r["agency_id"] for r in reports})
    return batch


def _create(name: str, chosen: Row | None, created: dict[str, Row]) -> str:
    row = chosen if chosen and chosen["name"] == name else new_agency(name)
    created[row["agency_id"]] = row
    return str(row["agency_id"])


def undo(batch: str, actor: Actor, reason: str = "") -> list[Held]:
    """Takes a whole import back; the originals and the journal stay. What was published needs a reason, as a withdrawal does."""
    require(actor, "undo")
    with _writing() as office:
        if batch not in office.batches or batch in office.undone:
            raise NianbaoError(f"没有可以撤销的导入批次“{batch}”。")
        touched = [office.reports[r] for r in office.batches[batch]]
        require(actor, "undo", _subjects(office, (r.agency_id for r in touched)))
        if not reason.strip() and any(r.status == "published" for r in touched):
            raise NianbaoError(f"批次“{batch}”里有已发布的报告，撤销须写明理由。")
        journal.append("undo", {"batch": batch, "reason": reason.strip()}, actor.name)
        _renew({r.agency_id for r in touched})
    return touched


def publish(reports: Iterable[str], actor: Actor) -> int:
    """Makes drafts visible on the leader's pages; returns how many. A second person may be asked for by a setting."""
    require(actor, "publish")
    with _writing() as office:
        drafts = [r for r in reports if r in office.reports and office.reports[r].status == "draft"]
        if not drafts:
            raise NianbaoError("没有待发布的草稿。")
        held = [office.reports[r] for r in drafts]
        require(actor, "publish", _subjects(office, (r.agency_id for r in held)))
        require_second_person(actor, ((f"{r.agency} {r.year} 年的报告", r.who) for r in held))
        journal.append("publish", {"reports": drafts}, actor.name)
        _renew({office.reports[r].agency_id for r in drafts})
    return len(drafts)


def withdraw(report: str, reason: str, actor: Actor) -> Held:
    """Takes one wrong report out of both warehouses; a reason is required."""
    require(actor, "withdraw")
    if not reason.strip():
        raise NianbaoError("撤回报告须写明理由。")
    with _writing() as office:
        held = _held(office, report)
        require(actor, "withdraw", _subjects(office, [held.agency_id]))
        journal.append("withdraw", {"report": report, "reason": reason.strip()}, actor.name)
        _renew({held.agency_id})
    return held


def correct(report: str, cell: str, value: str, reason: str, actor: Actor) -> None:
    """A person's value for one cell of a report (empty: blank); the printed one is kept beside it.

    `cell` is indicator/applicant_type/scope/period_kind, `value` in the indicator's unit.
    """
    require(actor, "correct")
    change = correction(value, reason)
    with _writing() as office:
        held = _held(office, report)
        require(actor, "correct", _subjects(office, [held.agency_id]))
        journal.append("correct", {"report": report, "cell": cell, **change}, actor.name)
        _renew({held.agency_id})


def correction(value: str, reason: str) -> dict[str, str]:
    """Value and reason as the journal keeps them. Raises NianbaoError for a value that is no number, or no reason."""
    if not reason.strip():
        raise NianbaoError("更正须写明理由。")
    text = value.strip().replace(",", "").replace("，", "")
    if text and not re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", text):
        raise NianbaoError(f"更正值“{value}”不是数字；请只写数字，空着表示原文未填。")
    return {"value": str(Decimal(text)) if text else "", "reason": reason.strip()}


def decide(fingerprints: str | Iterable[str], decision: str, note: str, actor: Actor) -> None:
    """A person's word on findings; it attaches to the values compared and outlives a re-import."""
    require(actor, "decide")
    wanted = [fingerprints] if isinstance(fingerprints, str) else list(fingerprints)
    if not wanted:
        raise NianbaoError("请先选择要处理的条目。")
    if decision not in DECISIONS:
        raise NianbaoError(f"处理意见只能是：{'、'.join(DECISIONS.values())}。")
    with _writing() as office:
        if actor.limited:
            require(actor, "decide", _subjects(office, _agencies_of(wanted)))
        said = {"decision": decision, "note": note.strip()}
        journal.append_all([("decide", {"fingerprint": fingerprint, **said}) for fingerprint in wanted], actor.name)
        _renew(set())


def _held(office: Office, report: str) -> Held:
    held = office.reports.get(report)
    if held is None or held.status == "withdrawn":
        raise NianbaoError(f"没有编号为“{report}”的有效报告。")
    return held


def _subjects(office: Office, agencies: Iterable[str], created: Mapping[str, Row] | None = None) -> list[Subject]:
    """These agencies as `require` asks for them; one that is nowhere registered lies in no region."""
    shipped = {a.agency_id: (a.name, a.region_code) for a in load_agencies()}
    added = {**office.agencies, **(created or {})}
    found = []
    for agency_id in dict.fromkeys(agencies):
        name, code = shipped.get(agency_id) or (None, None)
        row = added.get(agency_id, {})
        found.append(Subject(agency_id, str(name or row.get("name") or agency_id), str(code or row.get("region_code") or "")))
    return found


def _agencies_of(fingerprints: list[str]) -> list[str]:
    """The agencies whose figures these findings compare. Raises NianbaoError for a finding that is not there."""
    _, rows = store.fetch(open_dataset("draft"), "agencies_of_findings", fingerprints=fingerprints)
    if absent := set(fingerprints) - {fingerprint for fingerprint, _ in rows}:
        raise NianbaoError(f"有 {len(absent)} 条核对结果已不在现有数据里，请刷新核验页再写处理意见。")
    return [agency for _, agency in rows]


@contextmanager
def _writing() -> Iterator[Office]:
    """Holds the writer lock, with both warehouses up to date: what was killed half-way is finished first."""
    with store.writer_lock("own"):
        for dataset in OFFICE:
            _note(open_dataset(dataset))
        yield read_office()


def _renew(agencies: set[str]) -> None:
    """A new generation of 本单位, published and with drafts: only what belongs to the agencies is computed again."""
    office = read_office()
    named = sorted(agencies) or ["-"]
    for dataset in OFFICE:
        rows = office_rows(office, drafts=dataset == "draft", agencies=named)
        with store.writer_lock(dataset):
            _note(store.amend(dataset, rows, named, inputs_of(dataset)))


def _note(generation: Generation) -> None:
    """Remembers which events this generation holds, so that the record of operations can say where an act went."""
    if last := journal.last_event():
        journal.note_made(generation.dataset, generation.number, last)
