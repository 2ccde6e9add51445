"""data/published/: the ledger accounts for every row of the raw material, and a broken row is named by its place."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.catalogue import load_breaks, load_catalogue
from nianbao.errors import DataError
from nianbao.paths import DATA
from nianbao.published import published_rows
from tests.conftest import records

REASONS = {
    "agency_unclear", "ambiguous_definition", "duplicate_row", "growth_or_share", "multi_year_total", "no_indicator",
    "not_a_number", "part_year", "period_unclear", "reprint", "session_basis", "target_or_forecast",
}  # fmt: skip


def table(name: str, folder: Path = DATA / "published") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def readings() -> dict[str, dict[str, str]]:
    names = [p.name for p in (DATA / "published").glob("*.csv") if p.name not in ("ledger.csv", "sources.csv")]
    rows = [row for name in names for row in table(name)]
    found = {row["reading_id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_the_ledger_accounts_for_every_row_once():
    ledger = table("ledger.csv")
    assert [int(row["fact_row"]) for row in ledger] == list(range(1, 3945))
    assert all(bool(row["reason"]) != bool(row["reading_id"]) == bool(row["cell"]) for row in ledger)
    used = [row["reading_id"] for row in ledger if row["reading_id"]]
    assert len(used) == len(set(used)) >= 1400


def test_a_row_left_out_has_one_of_twelve_reasons_and_none_is_other():
    found = Counter(row["reason"] for row in table("ledger.csv") if row["reason"])
    assert set(found) == REASONS and len(REASONS) == 12
    assert found["reprint"] == 1201


def test_every_row_used_feeds_the_cell_the_ledger_names():
    known = readings()
    for row in table("ledger.csv"):
        if row["reading_id"]:
            r = known[row["reading_id"]]
            cell = (r["agency_id"], r["year"], r["indicator"], r["applicant_type"], r["scope"], r["period_kind"])
            assert "/".join(cell) == row["cell"]


def test_no_reading_from_the_raw_material_is_missing_from_the_ledger():
    listed = {row["reading_id"] for row in table("ledger.csv") if row["reading_id"]}
    assert {reading for reading in readings() if reading.startswith("f")} == listed


def test_a_used_row_keeps_the_printed_value_and_unit(shared):
    facts, known = table("facts.csv", shared / "research"), readings()
    assert len(facts) == 3944
    for row in table("ledger.csv"):
        if row["reading_id"]:
            fact, reading = facts[int(row["fact_row"]) - 1], known[row["reading_id"]]
            assert (reading["raw_text"], reading["unit_printed"]) == (fact["value"], fact["multiplier_unit"])
            assert reading["qualifier"] == fact["qualifier"]


def test_the_value_is_the_printed_number_times_its_unit():
    """“119 万件” is 1,190,000 件; nothing else may happen to a number between paper and file."""
    for reading in readings().values():
        if reading["state"] == "reported" and reading["qualifier"] != "range":
            unit = reading["unit_printed"]
            factor = 100_000_000 if unit.startswith("亿") else 10_000 if unit.startswith("万") else 1
            assert Decimal(reading["value"]) == Decimal(reading["raw_text"]) * factor, reading["reading_id"]


def test_no_reprint_enters(shared, public):
    facts = table("facts.csv", shared / "research")
    reprints = {str(number) for number, fact in enumerate(facts, 1) if fact["source_kind"] == "reprint"}
    left_out = {row["fact_row"] for row in table("ledger.csv") if row["reason"] == "reprint"}
    assert left_out == reprints and len(reprints) == 1201
    kinds = {row["source_kind"] for row in records(public, "observations", limit=100000) if row["source_kind"]}
    assert kinds == {"official", "press"}


def test_a_source_has_an_address_or_a_checksum():
    for source in table("sources.csv"):
        assert (source["kind"] == "page" and source["url"].startswith("http")) or len(source["sha256"]) == 64


def test_each_topic_has_series_of_three_comparable_years(public):
    years: dict[tuple[str, ...], set[int]] = {}
    for row in records(public, "observations", limit=100000):
        if row["state"] == "reported":
            cell = (row["topic"], row["agency_id"], row["indicator_id"], row["scope"], row["period_kind"])
            years.setdefault(cell, set()).add(row["year"])
    long = Counter(cell[0] for cell, held in years.items() if len(held) >= 3)
    assert long["disclosure"] >= 25 and long["proposals"] >= 6 and long["online_services"] >= 6


# A broken row: file, what is replaced, by what, and the message that names file, line, field and value.
CASES = {
    "bad_year": ("f0757,page-dc1d86cd95,beijing-12345,2020,2020", "f0757,page-dc1d86cd95,beijing-12345,2020,二〇二〇",
                 "data/published/consultation.csv 第 2 行，字段“year”：现为“二〇二〇”。应为四位年份，如 2024。"),
    "unknown_agency": ("f0757,page-dc1d86cd95,beijing-12345", "f0757,page-dc1d86cd95,beijing-12346",
                       "data/published/consultation.csv 第 2 行，字段“agency_id”：现为“beijing-12346”。data/agencies.csv 中没有这个机构。"),
    "unknown_indicator": ("2020,2020,hotline_calls,total", "2020,2020,hotline_call,total",
                          "data/published/consultation.csv 第 2 行，字段“indicator”：现为“hotline_call”。指标目录中没有这个编号。"),
    "unknown_source": ("f0757,page-dc1d86cd95", "f0757,page-0",
                       "data/published/consultation.csv 第 2 行，字段“source_id”：现为“page-0”。sources.csv 中没有这个来源。"),
    "value_beside_blank": ("10013800,10013800,10013800,exact,reported", "10013800,10013800,10013800,exact,blank",
                           "data/published/consultation.csv 第 2 行，字段“value”：现为“10013800”。状态为 blank 时不应有数值。"),
    "no_value": ("10013800,10013800,10013800,exact,reported", ",,,exact,reported",
                 "data/published/consultation.csv 第 2 行，字段“value”：现为“（空）”。状态为 reported 时必须有数值；没有数值请改状态。"),
    "interval": ("10013800,10013800,10013800,exact", "10013800,10013800,,exact",
                 "data/published/consultation.csv 第 2 行，字段“low/high”：现为“10013800, None”。按数值和限定词应为 10013800, 10013800。"),
    "not_a_number": ("10013800,10013800,10013800", "10013800,10013800,1001.38万",
                     "data/published/consultation.csv 第 2 行，字段“high”：现为“1001.38万”。应为数字（不带千分位和单位），空着表示没有。"),
    "duplicate_id": ("f0758,page", "f0757,page",
                     "data/published/consultation.csv 第 3 行，字段“reading_id”：现为“f0757”。编号重复。"),
    "scope": ("hotline_calls,total,jurisdiction", "hotline_calls,total,city",
              "data/published/consultation.csv 第 2 行，字段“scope”：现为“city”。只能是：own、subordinate、jurisdiction。"),
    "column": ("period_kind,period_start", "period,period_start", "缺少列：period_kind。"),
    "cells": ("f0757,", "f0757,x,", "data/published/consultation.csv 第 2 行，字段“整行”：现为“列数与表头不符”。请核对逗号和引号。"),
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of data/ that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def broken(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_broken_reading_is_named_by_file_line_and_field(data, case):
    old, new, message = CASES[case]
    broken(data / "published" / "consultation.csv", old, new)
    with pytest.raises(DataError) as error:
        published_rows(data)
    assert str(error.value).endswith(message) and "data/published/consultation.csv" in str(error.value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1E+20"])
def test_a_value_that_no_table_can_hold_is_named(data, value):
    broken(data / "published" / "consultation.csv", "10013800,10013800,10013800", f"{value},{value},{value}")
    with pytest.raises(
        DataError, match=rf"data/published/consultation.csv 第 2 行，字段“value”：现为“{re.escape(value)}”。应为数字"
    ):
        published_rows(data)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("agencies.csv", "hotline,district", "热线,district", "data/agencies.csv 第 2 行，字段“kind”：现为“热线”。只能是："),
        ("agencies.csv", "beijing-rmzf,,,jurisdiction", "beijing-x,,,jurisdiction", "data/agencies.csv 第 2 行，字段“parent_id”：现为“beijing-x”。名录中没有这个机构编号。"),
        ("agencies.csv", "changzhou-jingkaiqu-glwyh,", "beijing-jingkaiqu-12345,", "data/agencies.csv 第 3 行，字段“agency_id”"),
        ("published/sources.csv", ",official,2021", ",reprint,2021", "data/published/sources.csv 第 2 行，字段“source_kind”：现为“reprint”。"),
        ("breaks.yml", "indicator: npc_suggestions", "indicator: npc_suggestion", "data/breaks.yml 第 4 行，字段“indicator”：现为“npc_suggestion”。"),
        ("breaks.yml", "year: 2021", "year: 明年", "data/breaks.yml 第 4 行，字段“year”：现为“明年”。"),
        ("breaks.yml", "agency: quanguo-gwygbm", "agency: nobody", "data/breaks.yml 第 4 行，字段“agency”：现为“nobody”。"),
        ("breaks.yml", "- indicator", "- [indicator", "data/breaks.yml 第 "),
        ("indicators/media.yml", "value_type: count", "value_type: number", "字段“value_type”：现为“number”。只能是：count、signed、money、rate。"),
        ("indicators/media.yml", "topic: media", "topic: news", "字段“topic”：现为“news”。"),
        ("indicators/media.yml", "indicators:", "indicator:", "data/indicators/media.yml，字段“indicators”"),
        ("indicators/derived.yml", "[litigation_direct_corrected,", "[litigation_corrected_direct,", "现为“litigation_corrected_direct”。"),
    ],
)  # fmt: skip
def test_a_broken_entry_elsewhere_is_named_too(data, file, old, new, message):
    broken(data / file, old, new)
    load_catalogue.cache_clear()
    with pytest.raises(DataError) as error:
        published_rows(data)
    assert message in str(error.value)


def test_a_file_that_is_no_yaml_is_named(data):
    (data / "breaks.yml").write_bytes("- indicator: 数字\n".encode("gbk"))
    with pytest.raises(DataError, match=r"data/breaks.yml，字段“格式”：现为“无法解码”。请按 YAML 格式改正（UTF-8 编码）。"):
        load_breaks(data)


@pytest.mark.parametrize("content", ["- 一句话\n", "indicator: npc_suggestions\n", "- [npc_suggestions]\n"])
def test_a_file_that_is_no_list_of_entries_is_named(data, content):
    (data / "breaks.yml").write_text(content, "utf-8")
    with pytest.raises(DataError, match=r"data/breaks.yml，字段“格式”：现为“不是条目列表”。"):
        load_breaks(data)


def test_an_indicator_that_is_a_list_is_named(data):
    (data / "breaks.yml").write_text("- indicator: [npc_suggestions]\n  year: 2021\n  reason: 口径改变\n", "utf-8")
    with pytest.raises(DataError, match=r"data/breaks.yml 第 1 行，字段“indicator”"):
        load_breaks(data)


def test_a_file_that_is_no_utf8_csv_is_named(data):
    path = data / "published" / "media.csv"
    path.write_bytes(path.read_text("utf-8").encode("gbk", "replace"))
    with pytest.raises(DataError, match=r"data/published/media.csv"):
        published_rows(data)
