"""The command line as people and other programs meet it: what it prints, in which format, and how it refuses."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from nianbao import __version__
from nianbao.cli import main
from nianbao.cli_office import expand
from nianbao.paths import ROOT
from nianbao.store import DATASETS


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert main(arguments) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a refused command says, without the traceback it must not have."""
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    return err.strip()


def test_status_names_each_data_set_its_generation_and_its_counts(public, demo, capsys):
    report = json.loads(printed(capsys, "status", "--json"))
    assert (report["version"], report["state_dir"]) == (__version__, os.environ["NIANBAO_STATE"])
    assert list(report["datasets"]) == list(DATASETS)
    for generation in (public, demo):
        entry = report["datasets"][generation.dataset]
        assert (entry["generation"], entry["file"]) == (generation.number, str(generation.path))
        assert set(entry["topics"]) == {"consultation", "online_services", "proposals", "disclosure", "media"}
        assert {"source", "agency", "report", "reading", "observation", "comparison"} <= set(entry["tables"])
        assert set(entry["topics"]["proposals"]) == {"agencies", "first_year", "last_year", "numbers"}
    assert report["datasets"]["public"]["title"] == "公开数据"


def test_status_before_anything_is_built_says_how_to_build(own_state, capsys):
    said = printed(capsys, "status")
    assert said.count("还没有建立（运行 nianbao build）") == len(DATASETS)
    assert json.loads(printed(capsys, "status", "--json"))["datasets"]["demo"]["generation"] is None


def test_status_in_words_names_topics_and_years(public, demo, capsys):
    said = printed(capsys, "status")
    assert "公开数据：版本 1" in said and "演示数据：版本 1" in said and "2017—2025" in said


def test_agencies_as_json_have_id_and_name(demo, capsys):
    rows = json.loads(printed(capsys, "query", "agencies", "--dataset", "demo", "--format", "json"))
    assert len(rows) == 30
    names = {row["agency_id"]: row["name"] for row in rows}
    assert names["demo-slsh-xzspfwj"] == "示例市行政审批服务局"


def test_the_documented_query_gives_the_founding_number(public, capsys):
    given = ("query", "indicator_by_year", "--indicator", "consultations_desk_phone", "--agency=xian-xzspfwj", "--format", "json")
    (row,) = json.loads(printed(capsys, *given))
    assert (row["year"], row["value"], row["unit"], row["qualifier"], row["state"]) == (2019, 42456, "次", "exact", "reported")


def test_csv_is_read_back_by_a_program(demo, capsys):
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "query", "years", "--dataset", "demo", "--format", "csv"))))
    assert [row["year"] for row in rows] == [str(year) for year in range(2017, 2026)]
    assert list(rows[0]) == ["year", "agencies", "numbers"]


def test_a_table_is_aligned_for_chinese(demo, capsys):
    assert main(["query", "agencies", "--dataset", "demo", "--search", "示范区", "--limit", "2"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split()[:2] == ["agency_id", "name"] and len(lines) == 3
    assert err.strip() == "（2 行）"


def test_parameters_are_written_with_dashes_or_underscores(demo, capsys):
    for words in (("--year-from", "2024"), ("--year_from=2024",)):
        given = ("query", "indicator_by_year", "--dataset", "demo", "--indicator", "wechat_posts", "--format", "json", *words)
        assert {row["year"] for row in json.loads(printed(capsys, *given))} == {2024, 2025}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("agencys",), "错误：没有名为“agencys”的查询；可用查询：agencies、"),
        (("years", "--year", "2024"), "错误：查询 years 没有参数 year；可用参数：（无）。"),
        (("agencies", "--limit", "许多"), "错误：参数 limit 的值“许多”不是整数。"),
        (("agencies", "--search"), "错误：参数 --search 后面缺少值。"),
        (("agencies", "西安"), "错误：不认识的参数“西安”：查询参数写作 --名称 值；可用查询：agencies、"),
        (("../../pyproject",), "错误：没有名为“../../pyproject”的查询"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused_in_chinese(demo, capsys, arguments, message):
    assert refused(capsys, "query", *arguments).startswith(message)


def test_a_state_directory_that_cannot_be_used_is_refused_in_chinese(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NIANBAO_STATE", str(tmp_path / "file" / "state"))
    assert "请用环境变量 NIANBAO_STATE 指定可写目录。" in refused(capsys, "build", "--dataset", "own")


def test_wrong_use_is_explained_and_ends_with_two(capsys):
    for arguments in ([], ["fly"], ["build", "--dataset", "secret"], ["build", "--quickly"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        assert "用法：nianbao" in capsys.readouterr().err


def test_python_dash_m_is_the_same_command(public):
    """Where there is no make and no script; output is UTF-8 whatever the console's own encoding is."""
    done = subprocess.run(
        [sys.executable, "-m", "nianbao", "query", "years", "--format", "csv"],
        cwd=ROOT, capture_output=True, timeout=120, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.decode("utf-8").splitlines()[0] == "year,agencies,numbers"
    failed = subprocess.run(
        [sys.executable, "-m", "nianbao", "query", "agencys"],
        cwd=ROOT, capture_output=True, timeout=120, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    assert failed.returncode == 1 and failed.stderr.decode("utf-8").startswith("错误：没有名为“agencys”的查询")


def test_a_folder_hands_on_every_file_but_those_of_the_system(tmp_path):
    """A file that is no report is explained like the others, instead of vanishing."""
    for name in ("a.docx", "旧表.xls", "说明.mht", ".DS_Store", "~$a.docx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in expand([str(tmp_path)])] == ["a.docx", "旧表.xls", "说明.mht"]
