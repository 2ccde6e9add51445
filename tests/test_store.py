"""The warehouse: generations that never change, one writer, a way back from every damage."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
from pathlib import Path

import duckdb
import pytest

from nianbao import store
from nianbao.datasets import open_dataset
from nianbao.errors import WarehouseError
from nianbao.generations import KEEP
from nianbao.paths import DATA
from nianbao.rows import WarehouseRows
from nianbao.store import Generation
from tests.cast import CITY, Story


def one_visitor() -> WarehouseRows:
    return Story().says(CITY, 2023, "visitors_received", 1).rows


def built(times: int = 1) -> Generation:
    """The data set `own` with one figure, built anew `times` times."""
    for _ in range(times):
        generation = store.ensure("own", one_visitor, force=True)
    return generation


def files(state: Path) -> list[str]:
    return sorted(path.name for path in (state / "own").iterdir() if path.name != "writer.lock")


def build_in_process(state: str, gate: object, results: object) -> None:
    os.environ["NIANBAO_STATE"] = state
    gate.wait()  # type: ignore[attr-defined]
    generation = store.ensure("own", one_visitor)
    results.put((generation.number, store.fetch(generation, "years")[1]))  # type: ignore[attr-defined]


def test_a_missing_warehouse_is_built_and_named_by_current(own_state):
    assert store.current("own") is None
    assert built() == store.current("own") == Generation("own", own_state / "own" / "000001.duckdb")
    assert files(own_state) == ["000001.duckdb", "CURRENT"]
    assert (own_state / "own" / "CURRENT").read_text() == "000001.duckdb"


def test_a_generation_never_changes(own_state):
    first = built()
    before = first.path.read_bytes()
    assert store.fetch(first, "years") == (["year", "agencies", "numbers"], [(2023, 1, 1)])
    second = store.ensure("own", WarehouseRows, force=True)
    assert (second.number, store.fetch(second, "years")[1]) == (2, [])
    assert store.fetch(first, "years")[1] == [(2023, 1, 1)] and first.path.read_bytes() == before
    with pytest.raises(duckdb.Error):
        store.connection(first).cursor().execute("delete from reading")


def test_nothing_is_built_twice(own_state):
    assert built() == store.ensure("own", lambda: pytest.fail("built again"))
    assert files(own_state) == ["000001.duckdb", "CURRENT"]


DAMAGE = {
    b"rubbish": "rubbish", b"": "", b"000009.duckdb": "000009.duckdb", b"../../etc/passwd": "../../etc/passwd",
    b"\xff\xfe\x00garbage": "", b"x" * 500: "x" * 40,
}  # fmt: skip


def test_a_damaged_current_leads_to_the_newest_good_generation(own_state):
    built(2)
    for content, shown in DAMAGE.items():
        (own_state / "own" / "CURRENT").write_bytes(content)
        generation = store.current("own")
        assert generation == Generation("own", own_state / "own" / "000002.duckdb", generation.notice)
        assert generation.notice == (
            f"本单位的 CURRENT 文件已损坏（内容为“{shown}”），现显示最近一个完好的版本 000002。运行 nianbao build 可修复。"
        )
    repaired = store.ensure("own", one_visitor)
    assert repaired == store.current("own") == Generation("own", own_state / "own" / "000003.duckdb")


def test_a_missing_current_is_damage_too(own_state):
    built()
    (own_state / "own" / "CURRENT").unlink()
    assert "现显示最近一个完好的版本 000001" in store.current("own").notice


def test_a_broken_generation_is_passed_over(own_state):
    built()
    (own_state / "own" / "000002.duckdb").write_bytes(b"this is no database")
    (own_state / "own" / "CURRENT").write_text("000002.duckdb")
    generation = store.current("own")
    assert generation.number == 1 and "本单位版本 000002 的文件已损坏，现显示最近一个完好的版本 000001" in generation.notice


def test_no_good_generation_is_an_error_that_says_what_to_do(own_state):
    (own_state / "own").mkdir(parents=True)
    (own_state / "own" / "000001.duckdb").write_bytes(b"this is no database")
    with pytest.raises(WarehouseError, match=r"本单位的数据仓库无法打开：.*请运行 nianbao build --force 重建。"):
        store.current("own")
    assert built().number == 2


def test_only_the_last_generations_are_kept(own_state):
    first = built()
    for number in range(2, KEEP + 2):
        shutil.copyfile(first.path, first.path.with_name(f"{number:06d}.duckdb"))
    assert built().number == KEEP + 2
    assert files(own_state) == [*(f"{number:06d}.duckdb" for number in range(3, KEEP + 3)), "CURRENT"]


def test_a_build_that_fails_leaves_everything_as_it_was(own_state):
    good = built()
    rows = one_visitor()
    rows.reading.append(dict(rows.reading[0]))
    with pytest.raises(WarehouseError, match="本单位写入失败，原有数据不受影响"):
        store.ensure("own", lambda: rows, force=True)
    assert store.current("own") == good and files(own_state) == ["000001.duckdb", "CURRENT"]


def test_two_processes_that_build_at_once_make_one_generation(own_state):
    spawn = multiprocessing.get_context("spawn")
    gate, results = spawn.Barrier(2), spawn.Queue()
    workers = [spawn.Process(target=build_in_process, args=(str(own_state), gate, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    found = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(timeout=30)
    assert found == [(1, [(2023, 1, 1)])] * 2
    assert files(own_state) == ["000001.duckdb", "CURRENT"]


def test_a_state_directory_that_cannot_be_made_is_a_chinese_message(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NIANBAO_STATE", str(tmp_path / "file" / "state"))
    with pytest.raises(WarehouseError, match="请用环境变量 NIANBAO_STATE 指定可写目录。"):
        built()


def test_a_folder_that_cannot_be_written_is_a_chinese_message(own_state):
    (own_state / "own" / "writer.lock").mkdir(parents=True)
    with pytest.raises(WarehouseError, match="请用环境变量 NIANBAO_STATE 指定可写目录。"):
        built()


def test_a_full_disk_is_a_chinese_message_and_changes_nothing(own_state, monkeypatch):
    good = built()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "sync", full)
    with pytest.raises(WarehouseError, match="本单位写入失败，原有数据不受影响"):
        built()
    assert store.current("own") == good and files(own_state) == ["000001.duckdb", "CURRENT"]


def test_an_unknown_data_set_is_refused(own_state):
    with pytest.raises(WarehouseError, match="没有名为“secret”的数据集；可用：public、demo、own、draft。"):
        open_dataset("secret")


def test_threads_that_read_at_once_get_their_own_rows(demo):
    agencies = [row[0] for row in store.fetch(demo, "agencies", limit=8)[1]]
    alone = {agency: store.fetch(demo, "observations", agencies=[agency]) for agency in agencies}
    together: dict[int, tuple[str, object]] = {}

    def read(number: int) -> None:
        agency = agencies[number % len(agencies)]
        together[number] = (agency, store.fetch(demo, "observations", agencies=[agency]))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(together) == 24
    assert all(rows == alone[agency] for agency, rows in together.values())


def test_an_edited_file_of_data_makes_a_new_generation(own_state, tmp_path, monkeypatch):
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    monkeypatch.setattr(store, "DATA", data)
    first = store.ensure("demo", one_visitor)
    assert store.ensure("demo", one_visitor) == first
    with (data / "breaks.yml").open("a", encoding="utf-8") as file:
        file.write("# 改过\n")
    assert store.ensure("demo", one_visitor).number == first.number + 1


def test_an_older_schema_is_rebuilt(own_state, monkeypatch):
    first = store.ensure("public", one_visitor)
    monkeypatch.setattr(store, "SCHEMA_VERSION", store.SCHEMA_VERSION + 1)
    assert store.ensure("public", one_visitor).number == first.number + 1


def test_connections_to_generations_of_long_ago_are_let_go(demo, tmp_path):
    first = Generation("demo", tmp_path / "000001.duckdb")
    shutil.copy(demo.path, first.path)
    used = store.connection(first).cursor()
    copies = [tmp_path / f"{number:06d}.duckdb" for number in range(2, store.OPEN + 3)]
    for path in copies:
        shutil.copy(demo.path, path)
        store.fetch(Generation("demo", path), "years")
    assert first.path not in store._connections and len(store._connections) <= store.OPEN
    assert used.execute("select count(*) from agency").fetchone(), "who is reading reads on"
    assert store.fetch(first, "years") == store.fetch(demo, "years")
