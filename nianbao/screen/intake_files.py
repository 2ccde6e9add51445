"""Files on their way in: read in worker processes with progress, kept for this visit, each with its standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from nianbao import ingest
from nianbao.amended import amended
from nianbao.crossfile import check_together
from nianbao.extract import Extraction
from nianbao.identity import Stated
from nianbao.ingest import Candidate
from nianbao.journal import last_event
from nianbao.kept import recall
from nianbao.office import Held, Office, corrected_cells, read_office
from nianbao.screen.literal import as_text

TYPES = [suffix.removeprefix(".") for suffix in ingest.SUFFIXES]


@dataclass
class Intake:
    """What this visitor has put in and not yet confirmed; `shown` are the readings with corrections and all checks."""

    files: dict[str, Candidate] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    shown: dict[str, Extraction] = field(default_factory=dict)
    round: int = 0
    changes: int = 0
    stamp: tuple[Any, ...] = ()

    def ready(self) -> list[Candidate]:
        """The files that 确认导入 will store."""
        return [c for key, c in self.files.items() if c.ready and key not in self.left_out]

    def clear(self) -> None:
        """An empty box for the next batch; a new round is a new, empty uploader."""
        self.files, self.left_out, self.shown, self.round = {}, set(), {}, self.round + 1


def box() -> Intake:
    """The visitor's intake box."""
    found: Intake = st.session_state.setdefault("_intake", Intake())
    return found


def take_files(intake: Intake) -> None:
    """The uploader; what is new in it is read at once, what was taken out of it is forgotten."""
    files = st.file_uploader(
        "年报文件", accept_multiple_files=True, key=f"nb-files-{intake.round}", label_visibility="collapsed"
    )  # any type may come: what is no report is refused with its reason, in Chinese
    present = {str(file.file_id): file for file in files or []}
    intake.files = {key: candidate for key, candidate in intake.files.items() if key in present}
    new = {key: file for key, file in present.items() if key not in intake.files}
    if new:
        _read(intake, new)
    _refresh(intake)


def _read(intake: Intake, new: dict[str, Any]) -> None:
    """One worker queue for all new files; what is read stays even if the visitor acts before the end."""
    keys = list(new)
    names = [as_text(str(file.name)) for file in new.values()]
    total = len(keys)
    bar = st.progress(0.0, text=f"1/{total} 正在读 {names[0]}")

    def contents() -> Iterator[tuple[str, bytes]]:
        for file in new.values():
            yield str(file.name), file.getvalue()

    for number, candidate in enumerate(ingest.read_uploads(contents())):
        intake.files[keys[number]] = candidate
        done = number + 1
        told = f"{done + 1}/{total} 正在读 {names[done]}" if done < total else f"{total}/{total} 已读完"
        bar.progress(done / total, text=told)
    bar.empty()


def _refresh(intake: Intake) -> None:
    """Asks the rules again, across the files too, when a file, a correction or the warehouse has changed."""
    office = read_office()
    stamp = (tuple(intake.files), intake.changes, last_event())
    if stamp == intake.stamp:
        return
    for candidate in intake.files.values():
        ingest.place(candidate, office)
    intake.shown = {key: amended(c.result, c.corrections) for key, c in intake.files.items()}
    own = {(c.result.agency_id, c.result.year) for c in intake.files.values()}
    before = []
    for agency, year in sorted((a, y) for a, y in own if a and y):
        held = office.newest(agency, year - 1)
        if held and (agency, year - 1) not in own:
            before.append(replace(held_reading(office, held), file=f"已导入的 {year - 1} 年报告"))
    check_together([*before, *intake.shown.values()])
    intake.stamp = stamp


def held_reading(office: Office, held: Held) -> Extraction:
    """What was read from a held report, with the corrections made since."""
    return amended(recalled(held), corrected_cells(office, held.report_id))


def recalled(held: Held) -> Extraction:
    """What was read from a held report, as printed."""
    return _recalled(held.sha256, held.file, held.agency, held.agency_id, held.year)


@st.cache_data(show_spinner=False, max_entries=40)
def _recalled(sha256: str, file: str, agency: str, agency_id: str, year: int) -> Extraction:
    return recall(sha256, file, Stated(agency, agency_id, year))


def standing(candidate: Candidate, shown: Extraction, left_out: bool) -> tuple[str, str]:
    """(colour, words) for the list: may it be imported, and if not, why."""
    if shown.status == "rejected":
        return "red", "未读入"
    if candidate.known:
        held = candidate.known
        return "gray", f"已导入过（{held.agency} {held.year} 年第 {held.version} 版）"
    if not shown.agency or not shown.year:
        return "orange", "缺机构或年度，请在下面补上" if not shown.agency else "缺年度，请补上"
    words = "可导入"
    color = "green"
    if shown.status == "flagged":
        errors = sum(f.severity == "error" for f in shown.findings)
        warnings = sum(f.severity == "warning" for f in shown.findings)
        told = "，".join(part for part in (f"错误 {errors} 处" * bool(errors), f"提醒 {warnings} 处" * bool(warnings)) if part)
        color, words = ("red" if errors else "orange"), f"有问题：{told}"
    if candidate.replaces:
        words += f"；将替换第 {candidate.replaces.version} 版"
    return ("gray", "本批不导入") if left_out else (color, words)
