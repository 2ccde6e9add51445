"""The record of operations: every event of the journal with what was before and after, from which file, into which generation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from nianbao.amended import cell_name, shown
from nianbao.catalogue import load_catalogue
from nianbao.errors import NianbaoError
from nianbao.journal import FIGURES, KINDS, Event, events, made
from nianbao.kept import recall
from nianbao.model import Observation
from nianbao.office import DECISIONS, Held, Office, absent_cell, cell_of, fold, folded
from nianbao.store import DATASETS

COLUMNS = ("序号", "时间", "操作人", "操作", "对象", "改前", "改后", "理由或说明", "来自文件", "文件校验码", "版本")
_STATUSES = {"draft": "草稿", "published": "已发布", "withdrawn": "已撤回"}
_NOTHING = "（没有）"


@dataclass(frozen=True)
class Entry:
    """One thing that one act changed; an act on several reports has as many entries."""

    number: int
    at: str
    who: str
    kind: str
    subject: str
    before: str
    after: str
    reason: str = ""
    file: str = ""
    sha256: str = ""
    generation: str = ""

    @property
    def when(self) -> str:
        """The time in the zone of this machine, whichever it was written in."""
        return datetime.fromisoformat(self.at).astimezone().isoformat(" ", "seconds")

    def row(self) -> tuple[str, ...]:
        """As it is shown and exported, in the order of COLUMNS."""
        what = KINDS.get(self.kind, self.kind)
        return (
            str(self.number), self.when, self.who, what, self.subject, self.before, self.after, self.reason, self.file, self.sha256,
            self.generation,
        )  # fmt: skip


def entries() -> list[Entry]:
    """Everything that was written, oldest first. Nothing takes an entry away: an undo is one more entry."""
    generations = _Generations()
    office = Office()
    told: list[Entry] = []
    every = events()
    for position, event in enumerate(every):
        found = list(_DESCRIBE.get(event.kind, _anything)(office, event))
        if event.kind == "restore":
            office = folded(every[: position + 1])
        else:
            fold(office, event)
        made_in = generations.of(event.id) if event.kind in FIGURES else ""
        told += [Entry(event.id, event.at, event.who, event.kind, **part, generation=made_in) for part in found]
    return told


def table(found: list[Entry]) -> pd.DataFrame:
    """The entries as a table of text."""
    return pd.DataFrame([entry.row() for entry in found], columns=list(COLUMNS), dtype=str)


class _Generations:
    """In which generation of each warehouse an event first stood."""

    def __init__(self) -> None:
        self.known: dict[str, list[tuple[int, int]]] = {}
        for dataset, generation, event in made():
            self.known.setdefault(dataset, []).append((event, generation))

    def of(self, event: int) -> str:
        parts = []
        for dataset, title in DATASETS.items():
            held = self.known.get(dataset, [])
            place = bisect_left(held, (event, 0))
            if place < len(held):
                parts.append(f"{title} {held[place][1]}")
        return "；".join(parts)


Part = dict[str, str]


def _imported(office: Office, event: Event) -> Iterator[Part]:
    for item in event.payload["reports"]:
        older = office.reports.get(item["supersedes"] or "")
        yield {
            "subject": _report(item["agency"], item["year"], item["version"]),
            "before": f"第 {older.version} 版（{_STATUSES[older.status]}）" if older else _NOTHING,
            "after": f"第 {item['version']} 版（草稿）",
            "reason": f"批次 {event.payload['batch']}",
            "file": item["file"],
            "sha256": item["sha256"],
        }


def _undone(office: Office, event: Event) -> Iterator[Part]:
    batch = event.payload["batch"]
    for report_id in office.batches.get(batch, []):
        if (held := office.reports[report_id]).batch == batch:
            why = event.payload.get("reason")
            yield {**_of(held), "after": "已撤回", "reason": f"撤销批次 {batch}" + (f"：{why}" if why else "")}


def _published(office: Office, event: Event) -> Iterator[Part]:
    for report_id in event.payload["reports"]:
        if held := office.reports.get(report_id):
            yield {**_of(held), "after": "已发布"}


def _withdrawn(office: Office, event: Event) -> Iterator[Part]:
    if held := office.reports.get(event.payload["report"]):
        yield {**_of(held), "after": "已撤回", "reason": event.payload["reason"]}


def _corrected(office: Office, event: Event) -> Iterator[Part]:
    report_id, cell = event.payload["report"], event.payload["cell"]
    held = office.reports.get(report_id)
    if held is None:
        return
    printed = _printed(held, cell)
    earlier = office.corrections.get((report_id, cell))
    unit = load_catalogue()[printed.indicator].unit if printed else ""
    before = _value(earlier["value"], unit) if earlier else (shown(printed) if printed and printed.rule != "absent" else _NOTHING)
    yield {
        **_of(held),
        "subject": f"{_of(held)['subject']}：{cell_name(printed) if printed else cell}",
        "before": before,
        "after": _value(event.payload["value"], unit),
        "reason": event.payload["reason"],
    }


def _decided(office: Office, event: Event) -> Iterator[Part]:
    fingerprint = event.payload["fingerprint"]
    earlier = office.decisions.get(fingerprint)
    yield {
        "subject": f"核对结果 {fingerprint[:12]}",
        "before": _decision(earlier) if earlier else _NOTHING,
        "after": _decision(event.payload),
        "reason": event.payload["note"],
    }


def _anything(office: Office, event: Event) -> Iterator[Part]:
    """A kind of event that says itself what was before and after, under these very names."""
    rest = {key: value for key, value in event.payload.items() if key not in ("subject", "before", "after", "reason", "file")}
    yield {
        "subject": str(event.payload.get("subject") or _plain(rest)),
        "before": _plain(event.payload.get("before")),
        "after": _plain(event.payload.get("after")),
        "reason": str(event.payload.get("reason") or ""),
        "file": str(event.payload.get("file") or ""),
    }


_DESCRIBE: dict[str, Callable[[Office, Event], Iterator[Part]]] = {
    "import": _imported, "undo": _undone, "publish": _published, "withdraw": _withdrawn, "correct": _corrected,
    "decide": _decided,
}  # fmt: skip


def _of(held: Held) -> Part:
    return {
        "subject": _report(held.agency, held.year, held.version),
        "before": _STATUSES[held.status],
        "file": held.file,
        "sha256": held.sha256,
    }


def _report(agency: str, year: int, version: int) -> str:
    return f"{agency} {year} 年报告第 {version} 版"


def _printed(held: Held, cell: str) -> Observation | None:
    """The cell as it was read from the kept original; None where the original is gone or names no such cell."""
    try:
        found = recall(held.sha256, held.file, held.stated).observations
    except NianbaoError:
        found = []
    return next((o for o in found if cell_of(o) == cell), None) or absent_cell(cell, held.edition)


def _value(text: str, unit: str) -> str:
    return f"{Decimal(text):,f}{unit}" if text else "未填"


def _decision(said: Mapping[str, Any]) -> str:
    return DECISIONS.get(said["decision"], said["decision"])


def _plain(value: Any) -> str:
    if value is None or value in ("", {}, []):
        return _NOTHING
    if isinstance(value, Mapping):
        return "；".join(f"{key}：{_plain(part)}" for key, part in value.items())
    return "、".join(map(_plain, value)) if isinstance(value, list) else str(value)
