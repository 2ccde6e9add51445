"""Reads the kept originals again and compares every stored value with what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from nianbao.errors import ReadError, reason
from nianbao.extract import extract_task
from nianbao.identity import Stated
from nianbao.isolate import run_many
from nianbao.kept import original_path, recall
from nianbao.model import Observation
from nianbao.office import Held, read_office


def verify(workers: int = 2) -> Iterator[tuple[Held, str]]:
    """Each held report with what is wrong with its original; empty when every stored value is confirmed."""
    sound: dict[str, Held] = {}
    for report in read_office().active():
        problem = _bytes_problem(report)
        if problem:
            yield report, problem
        else:
            sound[report.report_id] = report

    def tasks() -> Iterator[tuple[str, str, Stated, str]]:
        for report in sound.values():
            yield str(original_path(report.sha256)), report.file, report.stated, report.report_id

    for (_, name, _, report_id), again in run_many(_extract, tasks(), workers):
        report = sound[report_id]
        if isinstance(again, ReadError):
            yield report, f"原件读不出来。{again}"
            continue
        stored = recall(report.sha256, name, report.stated)
        same = [_compared(o) for o in stored.observations] == [_compared(o) for o in again]
        yield report, "" if same else "重读的结果与入库的不同。"


def _extract(task: tuple[str, str, Stated, str]) -> list[Observation]:
    """In the worker: only the observations travel back."""
    return extract_task(task[:3]).observations


def _bytes_problem(report: Held) -> str:
    original = original_path(report.sha256)
    if original is None:
        return f"原件不在了（SHA-256 {report.sha256[:12]}…）。"
    try:
        found = hashlib.sha256(original.read_bytes()).hexdigest()
    except OSError as error:
        return f"原件打不开：{reason(error)}。"
    return "" if found == report.sha256 else f"原件被改动过：SHA-256 应为 {report.sha256[:12]}…，现为 {found[:12]}…。"


def _compared(observation: Observation) -> tuple[object, ...]:
    o = observation
    return (o.indicator, o.applicant_type, o.scope, o.period_kind, o.value, o.low, o.high, o.state, o.qualifier, o.locator.text)
