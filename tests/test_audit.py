"""The record of operations: who did what when, what stood there before and after, from which file, in which generation."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time

import pytest
from streamlit.testing.v1 import AppTest

from nianbao import ingest, journal, store
from nianbao.audit import COLUMNS, Entry, entries, table
from nianbao.cli import main
from nianbao.datasets import open_dataset
from nianbao.exporters.table import to_csv
from nianbao.office import read_office
from nianbao.paths import APP
from tests.cast import LI, WANG, ZHANG
from tests.conftest import records
from tests.test_ingest import NEW, printed, read, report

pytestmark = pytest.mark.usefixtures("own_state")


def told() -> list[tuple[str, str, str, str, str]]:
    return [(e.who, e.kind, e.subject, e.before, e.after) for e in entries()]


def test_every_write_says_what_stood_there_before_and_after():
    sample = report()
    batch = ingest.import_batch([read(sample, "年报.html")], ZHANG)
    (held,) = read_office().batches[batch]
    (finding, *_) = records(open_dataset("draft"), "findings", limit=1)
    ingest.correct(held, NEW, "1234", "录入笔误", LI)
    ingest.correct(held, NEW, "", "原件此格为空", LI)
    ingest.decide(finding["fingerprint"], "verified", "已电话核实", WANG)
    ingest.decide(finding["fingerprint"], "explained", "", WANG)
    ingest.publish([held], LI)
    again = ingest.import_batch([read(report(applications_new="99999"), "更新.html")], ZHANG)
    ingest.withdraw(held, "不是定稿", LI)
    ingest.undo(again, WANG)
    agency, cell = "示例市行政审批服务局 2023 年报告", "本年新收政府信息公开申请数量"
    mark = f"核对结果 {finding['fingerprint'][:12]}"
    assert told() == [
        ("张三", "import", f"{agency}第 1 版", "（没有）", "第 1 版（草稿）"),
        ("李四", "correct", f"{agency}第 1 版：{cell}", f"{printed(sample):,}件", "1,234件"),
        ("李四", "correct", f"{agency}第 1 版：{cell}", "1,234件", "未填"),
        ("王五", "decide", mark, "（没有）", "已核实，原文如此"),
        ("王五", "decide", mark, "已核实，原文如此", "情况说明"),
        ("李四", "publish", f"{agency}第 1 版", "草稿", "已发布"),
        ("张三", "import", f"{agency}第 2 版", "第 1 版（已发布）", "第 2 版（草稿）"),
        ("李四", "withdraw", f"{agency}第 1 版", "已发布", "已撤回"),
        ("王五", "undo", f"{agency}第 2 版", "草稿", "已撤回"),
    ]
    every = entries()
    assert [e.number for e in every] == sorted(e.number for e in every)
    assert {(e.file, e.sha256 == read_office().reports[held].sha256) for e in every if e.kind == "correct"} == {
        ("年报.html", True)
    }
    assert [e.reason for e in every if e.kind in ("withdraw", "undo")] == ["不是定稿", f"撤销批次 {again}"]


def test_every_write_names_the_generation_it_first_stood_in():
    batch = ingest.import_batch([read(report())], ZHANG)
    first = {dataset: open_dataset(dataset).number for dataset in ("own", "draft")}
    ingest.publish(read_office().batches[batch], LI)
    second = {dataset: open_dataset(dataset).number for dataset in ("own", "draft")}
    assert [e.generation for e in entries()] == [
        f"{store.DATASETS['own']} {made['own']}；{store.DATASETS['draft']} {made['draft']}" for made in (first, second)
    ]
    store.ensure("own", lambda: pytest.fail("nothing has changed"), inputs=lambda: store.meta_of(store.current("own"))["inputs"])
    open_dataset("own", force=True)
    open_dataset("draft", force=True)
    ingest.withdraw(read_office().batches[batch][0], "放错了", LI)
    assert entries()[0].generation == f"{store.DATASETS['own']} {first['own']}；{store.DATASETS['draft']} {first['draft']}"


def test_the_journal_refuses_to_be_changed():
    ingest.import_batch([read(report())], ZHANG)
    before = told()
    with sqlite3.connect(journal.journal_path()) as con:
        for statement in (
            "update event set who = '李四'",
            "delete from event",
            "update made set generation = 1",
            "delete from made",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="只增不改"):
                con.execute(statement)
    assert told() == before


def test_an_event_of_a_new_kind_is_told_in_its_own_words(monkeypatch):
    monkeypatch.setitem(journal.KINDS, "target", "目标")
    journal.append("target", {"indicator": "online_rate", "before": None, "after": {"2026": "95%"}}, "张三")
    journal.append("target", {"subject": "网上可办率", "before": "95%", "after": "98%", "reason": "省里新要求"}, "张三")
    (first, second) = entries()
    assert (first.subject, first.before, first.after) == ("indicator：online_rate", "（没有）", "2026：95%")
    assert first.generation == ""
    assert second.row()[3:8] == ("目标", "网上可办率", "95%", "98%", "省里新要求")
    assert read_office().reports == {}


def test_the_csv_opens_in_chinese_and_holds_no_formula(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    entry = Entry(1, "2026-11-24T01:00:00+00:00", "=cmd|'/c calc'!A1", "import", "某局", "（没有）", "-1+2", "@理由", "+x.docx")
    raw = to_csv(table([entry]))
    assert raw.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert tuple(header) == COLUMNS
    assert (row[2], row[6], row[7], row[8]) == ("'=cmd|'/c calc'!A1", "'-1+2", "'@理由", "'+x.docx")
    assert row[1] == "2026-11-24 09:00:00+08:00", "时间按本机时区写"
    monkeypatch.undo()
    time.tzset()


def test_the_command_lists_filters_and_writes(capsys, tmp_path):
    batch = ingest.import_batch([read(report(), "年报.html")], ZHANG)
    ingest.publish(read_office().batches[batch], LI)
    assert main(["audit"]) == 0
    out, err = capsys.readouterr()
    assert out.count("示例市行政审批服务局") == 2 and "草稿 → 已发布" in out and err.strip() == "（2 条）"
    assert main(["audit", "--format", "json", "--who", "李四"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["操作"], row["改后"], row["来自文件"]) == ("发布", "已发布", "年报.html")
    assert main(["audit", "--format", "csv", "--kind", "import", "--out", str(tmp_path / "a.csv")]) == 0
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == 2
    assert main(["audit", "--since", "2999-01-01"]) == 0 and "（0 条）" in capsys.readouterr().err
    assert main(["audit", "--format", "json", "--out", str(tmp_path)]) == 1
    assert "无法写入" in capsys.readouterr().err


def test_the_page_shows_and_finds_what_was_done(monkeypatch):
    monkeypatch.setattr("nianbao.screen.office_page.enter_by_app", lambda: None)
    batch = ingest.import_batch([read(report(), "年报.html")], ZHANG)
    ingest.publish(read_office().batches[batch], LI)
    at = AppTest.from_file(str(APP), default_timeout=90).run().switch_page("pages/audit.py").run()
    assert not at.exception and not at.error
    assert list(at.dataframe[0].value["操作"]) == ["发布", "导入"]
    journal.append("deck", {"subject": "演示“汇报”", "before": "", "after": "新建"}, "王五")
    assert list(at.run().dataframe[0].value["操作"]) == ["演示", "发布", "导入"]
    at.text_input(key="nb-audit-words").set_value("张三 年报.html").run()
    assert list(at.dataframe[0].value["操作人"]) == ["张三"]
