"""Backup and restore: what was saved comes back whole, a damaged archive touches nothing, the journal only grows."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from nianbao import ingest, journal, store
from nianbao.backup import backup, restore
from nianbao.cli import main
from nianbao.datasets import OFFICE, open_dataset
from nianbao.errors import NianbaoError
from nianbao.journal_copy import copy_of
from nianbao.kept import original_path, originals
from nianbao.office import read_office
from nianbao.soundness import fingerprints
from nianbao.verify import verify
from tests.cast import LI, WANG, ZHANG
from tests.test_ingest import report, take

pytestmark = pytest.mark.usefixtures("own_state")


def figures() -> dict[str, dict[str, tuple[int, int]]]:
    return {dataset: fingerprints(open_dataset(dataset).path) for dataset in OFFICE}


def files() -> dict[str, bytes]:
    """Everything a restore could change, but for the lock and SQLite's own index of its log."""
    home = store.folder("own")
    passing = ("writer.lock", "journal.sqlite-shm", "journal.sqlite-wal")
    return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file() and p.name not in passing}


def elsewhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("NIANBAO_STATE", str(folder))


def years() -> list[int]:
    return sorted(r.year for r in read_office().active())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of two reports, one published and corrected, one a draft."""
    take(report(1, 2022), publish=True)
    take(report(2, 2023))
    ingest.correct(read_office().active()[0].report_id, "applications_new/total/own/year", "7", "原件有误", LI)
    told = backup(tmp_path / "备份.zip", ZHANG)
    assert (told.events, told.originals, told.said) == (4, 2, [])
    return tmp_path / "备份.zip"


def test_a_backup_comes_back_on_another_machine(saved, tmp_path, monkeypatch):
    before, events = figures(), journal.events()
    elsewhere(monkeypatch, tmp_path / "other")
    told = restore(saved, WANG)
    assert told.originals == 2 and figures() == before
    assert journal.events()[:-1] == events and journal.events()[-1].kind == "restore" and journal.events()[-1].who == "王五"
    assert [problem for _, problem in verify()] == ["", ""], "originals read again give the stored figures"
    take(report(3, 2024))
    assert years() == [2022, 2023, 2024]


def test_restoring_twice_changes_no_figure(saved, monkeypatch, tmp_path):
    before = figures()
    restore(saved, ZHANG)
    assert figures() == before
    restore(saved, ZHANG, "keep")
    assert figures() == before and years() == [2022, 2023]


def test_newer_events_are_not_lost_silently(saved):
    take(report(3, 2024), publish=True)
    now = files()
    with pytest.raises(NianbaoError, match=r"这里有 2 条操作晚于备份.*没有改动任何数据；请选择：加 --keep-newer：.*加 --back："):
        restore(saved, ZHANG)
    assert files() == now


def test_newer_events_can_stay_in_force(saved):
    take(report(3, 2024), publish=True)
    before = figures()
    original_path(next(r.sha256 for r in read_office().active() if r.year == 2022)).unlink()
    told = restore(saved, ZHANG, "keep")
    assert told.originals == 1 and "备份之后的 2 条操作仍然有效。" in told.said and figures() == before


def test_going_back_keeps_what_came_later_written_but_not_in_force(saved):
    before = figures()
    take(report(3, 2024), publish=True)
    events = journal.events()
    told = restore(saved, ZHANG, "back")
    assert "备份之后的 2 条操作仍留在日志里，但不再生效。" in told.said
    assert figures() == before and years() == [2022, 2023]
    assert journal.events()[: len(events)] == events, "the journal only grows"
    take(report(4, 2021), publish=True)
    restore(saved, ZHANG, "keep")
    assert years() == [2021, 2022, 2023], "an import after going back counts, the one before it does not"


def test_a_lost_journal_and_lost_originals_are_brought_back(saved):
    before = figures()
    journal.journal_path().unlink()
    copy_of(journal.journal_path()).unlink()
    shutil.rmtree(originals())
    told = restore(saved, ZHANG)
    assert told.originals == 2 and figures() == before and len(journal.events()) == 5


def test_a_damaged_journal_is_joined_with_the_backup(saved):
    before = figures()
    for path in (journal.journal_path(), copy_of(journal.journal_path())):
        path.write_bytes(b"rubbish" * 1000)
    restore(saved, ZHANG)
    assert figures() == before and list(store.folder("own").glob("journal.before-restore-*.sqlite"))


def test_the_backup_of_another_office_is_refused(saved, tmp_path, monkeypatch):
    elsewhere(monkeypatch, tmp_path / "other")
    take(report(5, 2020))
    now = files()
    with pytest.raises(NianbaoError, match=r"来自另一套数据：第 1 条操作与这里的不同.*没有改动任何数据"):
        restore(saved, ZHANG, "back")
    assert files() == now


def rewritten(path: Path, change: dict[str, bytes], drop: str = "") -> None:
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist() if name != drop}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**content, **change}.items():
            archive.writestr(name, data)


def test_no_damaged_archive_touches_anything(saved, tmp_path):
    with zipfile.ZipFile(saved) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
    original = next(name for name in names if name.endswith(".html"))
    evil = {**manifest, "files": {**manifest["files"], "../../evil": {"sha256": "0", "bytes": 1}}}
    whole = saved.read_bytes()
    now = files()
    cases = {
        "half": lambda p: p.write_bytes(whole[: len(whole) // 2]),
        "bit": lambda p: p.write_bytes(whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:]),
        "text": lambda p: p.write_bytes(b"no archive"),
        "changed": lambda p: rewritten(p, {original: b"x"}),
        "missing": lambda p: rewritten(p, {}, drop=original),
        "added": lambda p: rewritten(p, {"originals/" + "0" * 64 + ".txt": b"x"}),
        "climbs": lambda p: rewritten(p, {"../../evil": b"x", "manifest.json": json.dumps(evil).encode()}),
        "no manifest": lambda p: rewritten(p, {}, drop="manifest.json"),
        "future": lambda p: rewritten(p, {"manifest.json": json.dumps({**manifest, "format": 99}).encode()}),
    }
    for case, damage in cases.items():
        path = tmp_path / f"{case}.zip"
        path.write_bytes(whole)
        damage(path)
        with pytest.raises(NianbaoError, match=r"没有改动任何数据|请用较新的程序还原"):
            restore(path, ZHANG, "back")
        assert files() == now, case
    assert not (tmp_path.parent / "evil").exists()


def test_nothing_to_save_is_said(tmp_path):
    with pytest.raises(NianbaoError, match="没有可备份的内容"):
        backup(tmp_path / "a.zip", ZHANG)
    assert os.listdir(tmp_path / "state" / "own") and not (tmp_path / "a.zip").exists()


def test_figures_are_put_back_as_saved_when_they_cannot_be_rebuilt(saved, tmp_path, monkeypatch):
    before = figures()
    elsewhere(monkeypatch, tmp_path / "other")

    def unreadable(*_: object) -> None:
        raise NianbaoError("原件读不出来。")

    monkeypatch.setattr("nianbao.office.recall", unreadable)
    told = restore(saved, ZHANG)
    assert any("重建不成（原件读不出来。），已放回备份里的版本" in line for line in told.said)
    assert {dataset: fingerprints(store.current(dataset).path) for dataset in OFFICE} == before


def test_both_commands_say_what_they_did(tmp_path, capsys):
    take(report())
    assert main(["backup", "-o", str(tmp_path / "b.zip")]) == 0
    assert "操作记录 1 条，原件 1 份" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b.zip")]) == 0
    assert "已还原 b.zip：补回原件 0 份，操作日志现有 2 条。" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "none.zip")]) == 1
    assert "没有找到备份" in capsys.readouterr().err
