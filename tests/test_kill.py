"""An import is killed (kill -9) at many points: a reader always gets a whole state, and the next run finishes the work.

`make soak` tries 60 points, `make test` fewer. Each try is a fork of this process: only the import itself is paid for.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime as real_datetime
from pathlib import Path
from typing import Any

import pytest

from nianbao import datasets, ingest, journal, store
from nianbao.datasets import OFFICE, open_dataset
from nianbao.doctor_office import office
from nianbao.doctor_warehouse import warehouses
from nianbao.errors import NianbaoError
from nianbao.extract import extract_document
from nianbao.ingest import Candidate
from nianbao.office import read_office
from nianbao.readers import read_bytes
from nianbao.soundness import fingerprints
from tests.cast import ZHANG
from tests.samples import as_html, make_sample

POINTS = 60 if os.environ.get("NIANBAO_SOAK") else 9
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "shutil.copyfile", "sqlite3.connect", "sqlite3.connect/handle"}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="没有 fork（Windows）：强行中断的测试不运行。")


class Noon(real_datetime):
    """The same day in every run, so that two runs give the same rows."""

    @classmethod
    def now(cls, tz: Any = None) -> Noon:
        return cls(2024, 3, 1, 12, 0, 0)


def candidate(seed: int, year: int) -> Candidate:
    sample = make_sample(seed, year=year)
    sample.agency = "示例市行政审批服务局"
    data = as_html(sample)
    return Candidate(f"{year}.html", data, extract_document(read_bytes(data, f"{year}.html")))


_ASIDE: list[Any] = []


def forked(state: Path, act: Callable[[], Any]) -> tuple[int, Any]:
    """What `act` returned in a child process with this state directory, and how the child ended (-9: killed)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            os.environ["NIANBAO_STATE"] = str(state)
            journal.datetime = Noon  # type: ignore[attr-defined]
            # the parent's open warehouses lost their threads in the fork: kept aside, neither used nor closed here
            inherited, store._connections = store._connections, {}
            _ASIDE.append(inherited)
            with os.fdopen(writing, "w") as pipe:
                json.dump(act(), pipe)
            code = 0
        except BaseException:  # noqa: BLE001  a child must not run on as a second pytest
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(told) if told else None


def figures() -> dict[str, Any]:
    """What a reader that opens the board now would see, without writing anything."""
    seen = {}
    for dataset in OFFICE:
        live = store.current(dataset)
        assert live and not live.notice, (dataset, live)
        seen[dataset] = {table: [rows, str(digest)] for table, (rows, digest) in fingerprints(live.path).items()}
    return seen


def take(seed: int, year: int) -> None:
    ingest.import_batch([candidate(seed, year)], ZHANG, publish=True)


def first() -> Any:
    for dataset in OFFICE:
        open_dataset(dataset)
    take(1, 2022)
    return figures()


def second() -> Any:
    take(2, 2023)
    return figures()


def on_disk(event: str, arguments: tuple[Any, ...]) -> bool:
    """Does this audit event touch the state directory?"""
    return event in EVENTS and bool(arguments) and str(arguments[0]).startswith(os.environ["NIANBAO_STATE"])


def counted() -> int:
    """How many times the import touches the state directory through Python."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        count += on_disk(event, arguments)

    sys.addaudithook(hook)
    take(2, 2023)
    return count


def killed_at_event(number: int) -> Callable[[], None]:
    def act() -> None:
        count = 0

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal count
            if on_disk(event, arguments):
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        take(2, 2023)

    return act


def killed_after(seconds: float) -> Callable[[], None]:
    """Somewhere inside DuckDB, where no hook reaches."""

    def act() -> None:
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
        take(2, 2023)

    return act


def next_run() -> Any:
    """The same import again: it finishes what was begun, or finds it done."""
    try:
        take(2, 2023)
    except NianbaoError as error:
        assert "都已导入过" in str(error)
    assert [d.said for d in [*office(repair=True), *warehouses(repair=True)] if d.outcome == "bad"] == []
    assert {r.status for r in read_office().reports.values()} == {"published"}
    return figures()


def test_an_import_killed_at_any_point_loses_nothing(tmp_path):
    for dataset in OFFICE:
        datasets._program_inputs(dataset)  # known to every fork then
    base = tmp_path / "base"
    code, before = forked(base, first)
    assert code == 0
    whole = tmp_path / "whole"
    shutil.copytree(base, whole)
    began = real_datetime.now()
    code, after = forked(whole, second)
    took = (real_datetime.now() - began).total_seconds()
    assert code == 0 and after != before
    shutil.copytree(base, tmp_path / "count")
    _, events = forked(tmp_path / "count", counted)
    assert events > 20, "the hook must see the import at work"

    by_event = POINTS * 2 // 3
    acts = [killed_at_event(1 + round(n * (events - 1) / (by_event - 1))) for n in range(by_event)]
    acts += [killed_after(took * (n + 0.5) / (POINTS - by_event)) for n in range(POINTS - by_event)]
    killed, seen_old, seen_new = 0, 0, 0
    for number, act in enumerate(acts):
        state = tmp_path / f"try{number}"
        shutil.copytree(base, state)
        code, _ = forked(state, act)
        assert code in (-signal.SIGKILL, 0)
        killed += code == -signal.SIGKILL
        code, seen = forked(state, figures)
        assert code == 0, f"point {number}: a reader got no whole state"
        for dataset in OFFICE:
            assert seen[dataset] in (before[dataset], after[dataset]), f"point {number}: {dataset} is neither old nor new"
        seen_old += seen["own"] == before["own"]
        seen_new += seen["own"] == after["own"]
        code, final = forked(state, next_run)
        assert (code, final) == (0, after), f"point {number}: the next run did not finish the import"
        left = [p.name for p in state.rglob("*") if p.name.startswith("building-") or p.name.endswith(".part")]
        assert left == [], f"point {number}: {left}"
        shutil.rmtree(state)
    assert killed >= by_event and seen_old and (seen_new or POINTS < 50)
