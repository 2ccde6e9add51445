"""The self-check: each kind of damage is named in Chinese, mended where it can be, and never takes the public board down."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao import doctor_machine, ingest, journal, store
from nianbao.cli import main
from nianbao.datasets import OFFICE, open_dataset, readable_dataset
from nianbao.diagnosis import OUTCOMES, Diagnosis
from nianbao.doctor import examine
from nianbao.doctor_office import office
from nianbao.doctor_warehouse import warehouses
from nianbao.errors import WarehouseError
from nianbao.journal_copy import copy_of
from nianbao.kept import original_path, originals
from nianbao.office import read_office
from nianbao.paths import ROOT
from nianbao.soundness import fingerprints
from tests.cast import LI
from tests.test_ingest import read, report, take

pytestmark = pytest.mark.usefixtures("own_state")


def told(found: list[Diagnosis], name: str) -> Diagnosis:
    (one,) = [d for d in found if d.name == name]
    return one


def figures(dataset: str) -> dict[str, tuple[int, int]]:
    return fingerprints(open_dataset(dataset).path)


def crossed_out(path: Path, places: range) -> None:
    """Overwrites part of a file, as a failing disk would."""
    with path.open("rb+") as file:
        file.seek(places.start)
        file.write(b"\xa5" * len(places))


def middle(path: Path) -> range:
    return range(4096 * 3, path.stat().st_size)


def test_every_check_is_listed_and_speaks_chinese(public):
    found = examine()
    names = [d.name for d in found]
    assert len(set(names)) == len(names)
    wanted = {"state_dir", "local_disk", "disk_space", "fonts", "export_browser", "versions", "telemetry", "journal", "originals"}
    assert wanted <= set(names) and {f"{dataset}.{what}" for dataset in store.DATASETS for what in ("lock", "current")} <= set(
        names
    )
    for d in found:
        assert d.outcome in OUTCOMES and d.title and d.said
        assert d.advice or d.outcome in ("ok", "note"), d
    assert told(found, "versions").outcome == "ok", told(found, "versions").said
    assert told(found, "telemetry").outcome == "ok"


def test_an_office_in_good_health_has_nothing_to_mend(capsys):
    take(report(), publish=True)
    found = [*office(), *warehouses()]
    assert [d for d in found if d.outcome == "bad"] == []
    assert told(found, "journal").said == "2 条，逐条核对过" and told(found, "journal.copy").said == "与日志一致，2 条"
    journal.append("view", {"subject": "收藏"}, "李四")  # no figure changes by it
    assert told([*office()], "journal").said == "3 条，逐条核对过" and told([*office()], "journal.copy").outcome == "ok"
    assert told(found, "originals").said == "1 份，内容与校验值都相符"
    before = sorted(p.name for p in originals().iterdir())
    assert [d for d in [*office(repair=True), *warehouses(repair=True)] if d.outcome == "repaired"] == []
    assert sorted(p.name for p in originals().iterdir()) == before


def test_the_command_gives_json_and_an_exit_code(capsys):
    take(report())
    code = main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == (1 if any(d["outcome"] == "bad" for d in found) else 0)
    assert {"name", "title", "outcome", "said", "advice", "repairable"} == set(found[0])
    copy_of(journal.journal_path()).write_bytes(b"rubbish")
    journal.journal_path().write_bytes(b"rubbish")
    assert main(["doctor", "--repair"]) == 1
    assert "一条记录也读不出来，也没有副本。请用 nianbao restore 还原备份。" in capsys.readouterr().out


def test_rebuilding_by_replay_gives_the_same_warehouse():
    take(report(1, 2022), report(2, 2023), publish=True)
    take(report(3, 2023, "样例县人民政府"))
    ingest.correct(read_office().active()[0].report_id, "applications_new/total/own/year", "7", "原件有误", LI)
    before = {dataset: figures(dataset) for dataset in OFFICE}
    for dataset in OFFICE:
        for path in store.folder(dataset).glob("*.duckdb"):
            path.unlink()
    found = list(warehouses(repair=True))
    assert told(found, "own.rebuild").said.startswith("已由操作日志和原件重建为版本 ")
    assert {dataset: figures(dataset) for dataset in OFFICE} == before
    assert store.current("own").number > 2, "a number is not used twice"


def test_a_damaged_generation_is_set_aside_and_rebuilt():
    take(report(1, 2022), publish=True)
    before = figures("draft")
    live = store.current("draft").path
    fresh = live.with_name("900001.duckdb")  # a name of its own: this process has the live one open
    shutil.copyfile(live, fresh)
    (live.parent / "CURRENT").write_text(fresh.name)
    crossed_out(fresh, middle(fresh))
    found = list(warehouses())
    assert told(found, "draft.current").outcome == told(found, "draft.generations").outcome == "bad"
    assert "现显示最近一个完好的版本" in told(found, "draft.current").said and told(found, "draft.current").repairable
    mended = list(warehouses(repair=True))
    assert fresh.with_name("900001.duckdb.damaged").exists() and not fresh.exists()
    assert [d.name for d in mended if d.outcome == "bad"] == [] and figures("draft") == before


def test_a_generation_found_damaged_while_reading_gives_way_to_the_one_before():
    take(report(1, 2022), publish=True)
    live = store.current("own").path
    fresh = live.with_name("000777.duckdb")
    shutil.copyfile(live, fresh)
    crossed_out(fresh, middle(fresh))
    (live.parent / "CURRENT").write_text(fresh.name)
    generation = store.current("own")
    if generation.path == fresh:  # the damage shows only when a block is read
        with pytest.raises(
            WarehouseError, match=r"版本 000777 已损坏。刷新页面即显示最近一个完好的版本；运行 nianbao doctor --repair 可修复。"
        ):
            store.fetch(generation, "observations", limit=1000)
        generation = store.current("own")
    assert generation.path == live and "版本 000777 的文件已损坏，现显示最近一个完好的版本" in generation.notice


def test_a_damaged_journal_leaves_the_public_board_and_the_last_figures(public, own_state):
    take(report(1, 2022), publish=True)
    before = figures("own")
    crossed_out(journal.journal_path(), range(0, 2000))
    with pytest.raises(
        WarehouseError, match=r"操作日志 .*journal.sqlite .*公开数据和演示数据不受影响；请运行 nianbao doctor --repair 修复。"
    ):
        open_dataset("own")
    shown = readable_dataset("own")
    assert "现显示本单位最近一个完好的版本" in shown.notice and "doctor --repair" in shown.notice
    assert fingerprints(shown.path) == before
    assert store.fetch(public, "years")[1], "public data do not depend on the journal"
    with pytest.raises(WarehouseError):
        take(report(2, 2023))
    assert told(list(office()), "journal").outcome == "bad"


@pytest.mark.parametrize("how", ["head", "tail", "gone", "empty", "no database"])
def test_a_damaged_journal_is_saved_whole_from_its_copy(how):
    take(report(1, 2022), publish=True)
    take(report(2, 2023), publish=True)
    events, before = journal.events(), figures("own")
    path = journal.journal_path()
    {
        "head": lambda: crossed_out(path, range(0, 3000)),
        "tail": lambda: os.truncate(path, path.stat().st_size - 5000),
        "gone": path.unlink,
        "empty": lambda: path.write_bytes(b""),
        "no database": lambda: path.write_bytes(b"rubbish" * 5000),
    }[how]()
    with pytest.raises(WarehouseError, match="doctor --repair"):
        journal.events()
    found = list(office(repair=True))
    assert "已救回 4 条（副本 4 条" in next(d for d in found if d.outcome == "repaired").said
    assert journal.events() == events
    assert [d for d in [*office(), *warehouses()] if d.outcome == "bad"] == []
    assert figures("own") == before
    take(report(3, 2021), publish=True)
    assert [e.id for e in journal.events()] == [1, 2, 3, 4, 5, 6]


def test_events_that_only_the_damaged_journal_has_are_saved_too():
    for seed in range(1, 4):
        take(report(seed, 2020 + seed))
    old_copy = copy_of(journal.journal_path()).read_bytes()
    for number in range(40):  # pages enough that some survive
        journal.append("decide", {"fingerprint": f"{number:064d}", "decision": "verified", "note": "核" * 300}, "张三")
    copy_of(journal.journal_path()).write_bytes(old_copy)
    path = journal.journal_path()
    size = path.stat().st_size
    crossed_out(path, range(size - 4096 * 3, size - 4096 * 2))
    found = list(office(repair=True))
    said = next(d.said for d in found if d.outcome == "repaired" and d.name == "journal")
    numbers = [e.id for e in journal.events()]
    assert numbers[:3] == [1, 2, 3] and 20 < len(numbers) <= 43
    assert len(numbers) == 43 or "没能救出第" in said
    assert list(path.parent.glob("journal.damaged-*.sqlite"))


def test_a_journal_shorter_than_the_warehouse_is_not_built_upon():
    take(report(1, 2022), publish=True)
    short = journal.journal_path().read_bytes()
    take(report(2, 2023), publish=True)
    before = figures("own")
    for path in (journal.journal_path(), copy_of(journal.journal_path())):
        path.write_bytes(short)
    with pytest.raises(WarehouseError, match="操作日志只到第 2 条，而数据仓库已含第 4 条"):
        take(report(3, 2024))
    assert fingerprints(readable_dataset("own").path) == before, "nothing was forgotten"
    assert told(list(office(repair=True)), "journal.behind").outcome == "bad"
    list(office(repair=True, accept_loss=True))
    assert [r.year for r in read_office().active()] == [2022]
    assert list(store.folder("own").glob("*.kept")) and open_dataset("own")


def test_a_damaged_original_is_named_and_healed_by_the_same_file():
    sample = report()
    take(sample, publish=True)
    held = read_office().active()[0]
    original = original_path(held.sha256)
    original.write_bytes(b"rubbish")
    (originals() / f"{held.sha256}.json.gz").write_bytes(b"\x1f\x8b\x08\x00rubbish")
    assert "示例市行政审批服务局 2023 年“0.html”被改动过或已损坏" in told(list(office()), "originals").said
    again = ingest.place(read(sample, "0.html"), read_office())
    assert again.known and told(list(office(repair=True)), "originals").outcome == "ok"
    original.unlink()
    assert "不在了" in told(list(office()), "originals").said
    ingest.place(read(sample, "换了名字.html"), read_office())
    assert told(list(office()), "originals").outcome == "ok"


def test_a_half_written_original_is_not_taken_for_the_original():
    take(report())
    held = read_office().active()[0]
    part = originals() / f"{held.sha256}.html.999.part"
    part.write_bytes(b"half")
    original_path(held.sha256).unlink()
    assert original_path(held.sha256) is None
    assert told(list(office()), "originals.parts").repairable
    list(office(repair=True))
    assert not part.exists()


def test_who_holds_the_writer_lock_is_said():
    take(report())
    script = "import sys\nfrom nianbao import store\nwith store.writer_lock('own'):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    child = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdout.readline() == b"held\n"
        lock = told(list(warehouses()), "own.lock")
        assert lock.outcome == "note" and f"进程 {child.pid}，" in lock.said
    finally:
        child.kill()
        child.communicate()
    assert told(list(warehouses()), "own.lock").said == "没有程序在写", "the lock ends with its process"


def test_the_machine_is_judged_by_what_is_there(monkeypatch, tmp_path):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no-browser"))
    assert doctor_machine.browser().outcome == "bad" and "BROWSER_PATH" in doctor_machine.browser().advice
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "true")
    assert doctor_machine.telemetry().outcome == "bad"
    monkeypatch.setattr(doctor_machine, "_SAMPLE", "\U0010fffd")
    if sys.platform == "linux" and shutil.which("fc-list"):
        assert doctor_machine.fonts().outcome == "bad"
    (tmp_path / "requirements.lock").write_text("duckdb==0.1 \\\n    --hash=sha256:00\npandas==9 ; python_version < '3'\n")
    monkeypatch.setattr(doctor_machine, "ROOT", tmp_path)
    assert "duckdb" in doctor_machine.versions().said and "pandas" not in doctor_machine.versions().said
    monkeypatch.setenv("NIANBAO_STATE", str(tmp_path / "file" / "state"))
    (tmp_path / "file").write_text("")
    assert doctor_machine.state_folder().outcome == "bad"


def test_a_network_disk_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(doctor_machine, "_filesystem", lambda path: "nfs4")
    assert doctor_machine.disk_kind().said.endswith("在网络盘上（nfs4）：写入锁不可靠，数据可能损坏。")
