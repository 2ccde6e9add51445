"""An import that was cut short: what was not read is named, and the next run of the same command reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.office import read_office
from tests.samples import as_html, make_sample

pytestmark = pytest.mark.usefixtures("own_state")


def report(folder: Path, name: str, seed: int) -> Path:
    sample = make_sample(seed, year=2023)
    sample.agency = f"示例市第{seed}街道办事处"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(as_html(sample))
    return path


def test_a_file_that_took_too_long_is_named_and_read_by_the_next_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path / "年报", "慢.html", 1)
    assert main(["import", str(tmp_path / "年报"), "--seconds", "0.000001"]) == 1
    told = capsys.readouterr().out
    assert "慢.html：未导入。“慢.html”读取超过" in told
    assert "导入 0" in told and "未导入 1" in told and "未导入的文件（原因见上；再运行一次会重新读）：慢.html。" in told
    assert read_office().reports == {}
    assert main(["import", str(tmp_path / "年报")]) == 0
    assert "导入 1" in capsys.readouterr().out
    assert [held.file for held in read_office().active()] == ["慢.html"]


def test_two_files_with_the_same_bytes_are_one_report_and_both_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = report(tmp_path / "年报", "甲.html", 2)
    (tmp_path / "年报" / "乙.html").write_bytes(first.read_bytes())
    assert main(["import", str(tmp_path / "年报")]) == 0
    told = capsys.readouterr().out
    assert "与本次的“乙.html”内容相同，跳过" in told
    assert "共 2 个文件：导入 1" in told and "已有 1" in told
    assert len(read_office().active()) == 1
