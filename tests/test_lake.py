"""The warehouse as Parquet: every row of every table, a manifest that says what it is, and never half of it."""

from __future__ import annotations

import json
import shutil

import duckdb
import pytest

from nianbao import lake as lake_room
from nianbao import store
from nianbao.cli import main
from nianbao.engine import lake_path
from nianbao.errors import WarehouseError
from nianbao.lake import write_lake
from nianbao.store import Generation


def counted(path, table):
    with duckdb.connect() as con:
        return con.execute(f"select count(*) from read_parquet('{path}/{table}/**/*.parquet')").fetchone()[0]


def test_every_row_of_every_table_is_written_and_counted_in_the_manifest(demo, tmp_path):
    written = write_lake(demo, tmp_path)
    manifest = json.loads((written.path / "manifest.json").read_text("utf-8"))
    assert {table: counted(written.path, table) for table in manifest["tables"]} == {
        table: facts["rows"] for table, facts in manifest["tables"].items()
    }
    held = dict(store.fetch(demo, "status_tables")[1])
    assert held.items() <= {table: facts["rows"] for table, facts in manifest["tables"].items()}.items()
    assert written.rows == sum(facts["rows"] for facts in manifest["tables"].values())
    facts = store.meta_of(demo)
    assert manifest["schema_version"] == store.SCHEMA_VERSION and manifest["data_version"] == facts["data_version"]
    assert manifest["tables"]["observation"]["columns"]["low"] == "DECIMAL(20,4)"


def test_the_large_tables_are_one_folder_a_year(demo, tmp_path):
    written = write_lake(demo, tmp_path)
    years = {int(row[0]) for row in store.fetch(demo, "years")[1]}
    assert {int(p.name.removeprefix("year=")) for p in (written.path / "observation").iterdir()} >= years
    assert [p.name for p in (written.path / "agency").iterdir()] == ["part-0.parquet"]


def test_a_value_keeps_its_bounds_and_state_on_the_way(demo, tmp_path):
    written = write_lake(demo, tmp_path)
    with duckdb.connect() as con:
        sql = f"select distinct state, qualifier, value is null, low is null, high is null from read_parquet('{written.path}/observation/**/*.parquet')"
        found = set(con.execute(sql).fetchall())
    expected = {
        (r["state"], r["qualifier"], r["value"] is None, r["low"] is None, r["high"] is None)
        for r in (dict(zip(names, row, strict=True)) for names, rows in [store.fetch(demo, "observations", total_only=False, limit=10**7)] for row in rows)
    }  # fmt: skip
    assert found == expected and len(found) > 4


def test_writing_again_moves_current_and_keeps_the_one_before(demo, tmp_path):
    first = write_lake(demo, tmp_path)
    copies = []
    for number in (101, 102):
        copy = tmp_path / f"{number:06d}.duckdb"
        shutil.copyfile(demo.path, copy)
        copies.append(write_lake(Generation("demo", copy), tmp_path).path)
    home = tmp_path / "demo"
    assert (home / "CURRENT").read_text() == "000102" and not first.path.exists()
    assert sorted(p.name for p in home.iterdir()) == ["000101", "000102", "CURRENT"]


def test_a_writing_that_fails_leaves_the_lake_as_it_was(demo, tmp_path, monkeypatch):
    written = write_lake(demo, tmp_path)

    def full(*_):
        raise OSError("设备上没有空间")

    monkeypatch.setattr(lake_room, "_write_tables", full)
    with pytest.raises(WarehouseError, match=r"演示数据没能写到 .*设备上没有空间。原有的文件不受影响。"):
        write_lake(demo, tmp_path)
    assert sorted(p.name for p in (tmp_path / "demo").iterdir()) == sorted([written.path.name, "CURRENT"])


def test_the_command_writes_and_says_where(demo, tmp_path, capsys):
    assert main(["lake", "-o", str(tmp_path), "--dataset", "demo"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("演示数据：") and " 行，" in said


def test_a_setting_that_names_no_lake_is_refused_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("NIANBAO_ENGINE", "spark")
    monkeypatch.delenv("NIANBAO_LAKE", raising=False)
    with pytest.raises(WarehouseError, match="NIANBAO_LAKE 应为 nianbao lake -o 写出的文件夹"):
        store.current("public")
    monkeypatch.setenv("NIANBAO_LAKE", str(tmp_path))
    assert lake_path("public") is None
    with pytest.raises(WarehouseError, match=r"公开数据不在 .* 里。请在有数据仓库的机器上运行 nianbao lake -o 写出。"):
        store.ensure("public", rows=lambda: pytest.fail("nothing is built"))
    (tmp_path / "public" / "000001").mkdir(parents=True)
    (tmp_path / "public" / "CURRENT").write_text("000001")
    with pytest.raises(WarehouseError, match=r"没有可读的 manifest\.json"):
        store.current("public")
    monkeypatch.setenv("NIANBAO_ENGINE", "oracle")
    with pytest.raises(WarehouseError, match="NIANBAO_ENGINE 的值“oracle”不认识，应为 duckdb 或 spark。"):
        store.current("public")
