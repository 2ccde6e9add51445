"""The demonstration data: the same every time, invented, sound except where it is meant not to be."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import duckdb
import pytest
import yaml

from nianbao import store
from nianbao.catalogue import KINDS, LEVELS, load_catalogue
from nianbao.checks import culprits
from nianbao.datafiles import read_yaml
from nianbao.demo import demo_rows
from nianbao.errors import DataError
from nianbao.paths import DATA
from nianbao.rows import Row, WarehouseRows

INCIDENTS = read_yaml(DATA / "demo" / "incidents.yml")
BAD = "demo-slsh-xzspfwj"


@pytest.fixture(scope="module")
def rows() -> WarehouseRows:
    return demo_rows()


@pytest.fixture(scope="module")
def warehouse(rows: WarehouseRows) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    store._fill(con, "demo", rows, load_catalogue(), "test", 1)
    return con


def reading(rows: WarehouseRows, agency: str, indicator: str, year: int, applicant: str = "total") -> Row:
    (found,) = [
        row
        for row in rows.reading
        if (row["agency_id"], row["indicator_id"], row["year"], row["applicant_type"]) == (agency, indicator, year, applicant)
        and "-page/" not in row["report_id"]
    ]
    return found


def test_two_runs_give_the_same_rows(rows):
    assert demo_rows() == rows


def test_an_edit_of_one_figure_moves_no_other(rows, tmp_path):
    """Each agency and indicator has a stream of its own: dropping one figure changes only that one."""
    for name in ("indicators", "demo"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for path in (DATA / name).glob("*.yml"):
            (tmp_path / "data" / name / path.name).write_text(path.read_text("utf-8"), "utf-8")
    path = tmp_path / "data" / "demo" / "figures.yml"
    kept = [line for line in path.read_text("utf-8").splitlines() if "{id: video_posts," not in line]
    path.write_text("\n".join(kept), "utf-8")
    without = {row["reading_id"]: row for row in demo_rows(tmp_path / "data").reading}
    before = {row["reading_id"]: row for row in rows.reading if row["indicator_id"] != "video_posts"}
    assert without == before != {}


def test_an_unknown_indicator_is_named_with_file_and_line(tmp_path):
    for name in ("indicators", "demo"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for path in (DATA / name).glob("*.yml"):
            text = path.read_text("utf-8").replace("{id: video_posts,", "{id: video_postings,")
            (tmp_path / "data" / name / path.name).write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"data/demo/figures.yml 第 \d+ 行，字段“id”：现为“video_postings”"):
        demo_rows(tmp_path / "data")


def test_the_cast_is_invented_and_well_formed(rows):
    ids = {row["agency_id"] for row in rows.agency}
    assert 22 <= len(ids) == len(rows.agency) <= 30
    for row in rows.agency:
        assert row["agency_id"].startswith("demo-") and row["region_code"].startswith("99")
        assert row["kind"] in KINDS and row["level"] in LEVELS and row["province"] == "示例省"
        assert any(word in row["name"] for word in ("示例", "样例", "范例", "示范", "样板", "范本"))
        assert {row["parent_id"], *(row["successor_of"] or "").split(";")} <= ids | {None, ""}
    assert {row["level"] for row in rows.agency} >= {"province", "city", "district", "county"}
    assert {row["source_kind"] for row in rows.source} == {"invented"}
    assert all("演示" in row["title"] for row in rows.source)


def test_no_real_place_is_named(rows):
    """No agency of the shipped real figures, and no province of China, appears in an invented text."""
    places = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北"
    places += " 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 西安 深圳 广州"
    texts = {row["name"] + row["region_name"] for row in rows.agency} | {row["title"] for row in rows.source}
    texts |= {row["evidence"] for row in rows.reading} | {row["reason"] for row in rows.series_break}
    assert not [text for text in texts for name in places.split() if name in text]


def test_every_prose_headline_has_figures_from_2017_to_2025(rows):
    years: dict[str, set[int]] = {}
    for row in rows.reading:
        years.setdefault(row["indicator_id"], set()).add(row["year"])
    for indicator in load_catalogue().indicators:
        if indicator.headline and indicator.section is None and indicator.id not in derived():
            assert years.get(indicator.id, set()) >= set(range(2018, 2026)), indicator.id


def derived() -> set[str]:
    return {derivation.indicator for derivation in load_catalogue().derivations}


def test_derived_indicators_are_readings_only_where_the_text_prints_them(rows):
    found = {row["indicator_id"] for row in rows.reading} & derived()
    assert found == {"applications_refused", "litigation_total", "outcome_other_handling"}
    assert {row["year"] for row in rows.reading if row["indicator_id"] == "outcome_other_handling"} == {
        2019,
        2020,
    }


def test_every_reading_knows_its_printed_text_and_its_place(rows):
    reports = {row["report_id"]: row for row in rows.report}
    catalogue = load_catalogue()
    for row in rows.reading:
        indicator = catalogue[row["indicator_id"]]
        assert row["locator"] and row["unit_printed"] and row["rule"] == "demo"
        assert bool(row["raw_text"]) == (row["state"] != "blank")
        assert (row["value"] is not None) == (row["state"] == "reported" and row["qualifier"] != "range")
        assert row["period_kind"] == indicator.period_kind
        report = reports[row["report_id"]]
        assert row["year"] == report["report_year"] + indicator.year_offset
        if indicator.section is None:
            assert row["raw_text"] in row["evidence"] and row["evidence"].endswith("。")
        else:
            assert row["locator_row"] and row["locator_column"] and report["edition"]
    assert len({row["reading_id"] for row in rows.reading}) == len(rows.reading)


def test_printed_text_and_value_say_the_same(rows):
    row = reading(rows, "demo-slsh-xzspfwj", "consultations_desk_phone", 2019)
    assert (row["raw_text"], row["value"], row["low"], row["low_open"]) == ("4.9万余", 49000, 49000, True)
    for row in rows.reading:
        if row["qualifier"] == "exact" and row["state"] == "reported":
            number = Decimal(row["raw_text"].removesuffix("万"))
            factor = 10000 if row["raw_text"].endswith("万") or row["unit_printed"] == "万元" else 1
            assert number * factor == row["value"], row["reading_id"]


def test_figures_that_belong_together_agree(rows):
    for agency, year in (("demo-slsh-rmzf", 2021), ("demo-ybq-xzspfwj", 2024), ("demo-sls-bgt", 2018)):
        parts = [reading(rows, agency, name, year)["value"] for name in ("npc_suggestions", "cppcc_proposals")]
        assert sum(parts) == reading(rows, agency, "suggestions_proposals_total", year)["value"]
    assert all(row["value"] <= 100 for row in rows.reading if row["unit_printed"] == "%" and row["value"] is not None)


def test_the_form_changes_between_2020_and_2021(rows):
    editions = {(row["report_year"], row["edition"]) for row in rows.report if "-rx/" not in row["report_id"]}
    assert editions == {(year, None if year < 2019 else "2019" if year < 2021 else "2021") for year in range(2017, 2026)}
    cells = Counter(row["report_id"] for row in rows.reading if load_catalogue()[row["indicator_id"]].section is not None)
    editions_of = {row["report_id"]: row["edition"] for row in rows.report}
    assert {(editions_of[report], number) for report, number in cells.items()} == {
        ("2019", 198),
        ("2021", 200),
    }
    assert reading(rows, "demo-slsh-rmzf", "permit_items_previous", 2018)["report_id"].endswith("/2019")


def failures(con: duckdb.DuckDBPyConnection, *severities: str) -> set[tuple[Any, ...]]:
    found = con.execute("select rule, agency_id, year, subject, severity, outcome from comparison").fetchall()
    return {row[:4] for row in found if row[4] in severities and row[5] == "fails"}


def test_all_relations_hold_except_the_ones_meant_to_break(warehouse):
    assert failures(warehouse, "error", "warning") == {
        ("details_sum_to_handled_total", "demo-ylsh-rmzf", 2023, "自然人"),
        ("applicant_types_sum_to_total", "demo-ylsh-rmzf", 2023, "无法提供：本机关不掌握相关政府信息"),
        ("results_sum_to_total", "demo-ylx-rmzf", 2021, "行政复议"),
        ("carried_out_equals_next_carried_in", "demo-flsh-bgs", 2024, "自然人"),
        ("carried_out_equals_next_carried_in", "demo-flsh-bgs", 2024, "总计"),
        ("readings_of_one_figure_agree", "demo-slsh-rx", 2024, "热线受理量（全辖区）"),
    }


def test_only_the_table_with_blanks_needs_them_read_as_zero(warehouse):
    found = warehouse.execute(
        "select distinct agency_id, year from comparison where outcome = 'holds_if_blank_is_zero'"
    ).fetchall()
    assert set(found) == {("demo-fbx-rmzf", 2020), ("demo-fbx-rmzf", 2021)}


def test_the_misprinted_cell_is_named_with_its_right_value(warehouse):
    (entry,) = [e for e in INCIDENTS["cell_off"] if e["year"] == 2023]
    report = f"demo-ylsh-rmzf-2023/{entry['agency']}/2023"
    (found,) = culprits(warehouse, report)
    assert (found.indicator, found.applicant_type) == (entry["indicator"], entry["applicant"])
    assert found.printed - found.should_be == entry["add"]


def test_one_agency_gets_worse_in_2025_in_three_ways(rows):
    for indicator, fall in (("service_satisfaction_rate", 5), ("on_time_completion_rate", 5)):
        values = [reading(rows, BAD, indicator, year)["value"] for year in (2024, 2025)]
        assert values[0] - values[1] > fall
    before, after = (reading(rows, BAD, "applications_carried_out", year)["value"] for year in (2024, 2025))
    assert after >= 3 * before > 0


def test_two_like_agencies_tie(rows):
    (tie,) = INCIDENTS["ties"]
    kinds = {row["kind"] for row in rows.agency if row["agency_id"] in tie["agencies"]}
    assert kinds == {"approval_service"} and len(tie["figures"]) >= 5
    for year in tie["years"]:
        for name in tie["figures"]:
            first, second = (reading(rows, agency, name, year) for agency in tie["agencies"])
            assert first["value"] == second["value"] and first["scope"] == second["scope"]


def test_gaps_of_every_kind_are_there(rows, warehouse):
    states = Counter(row["state"] for row in rows.reading)
    assert states["blank"] and states["not_applicable"] and states["unreadable"] == 1
    held = {(row["agency_id"], row["report_year"]) for row in rows.report}
    for entry in INCIDENTS["not_collected"]:
        assert not {(entry["agency"], year) for year in entry["years"]} & held
    printed = {(row["agency_id"], row["indicator_id"], row["year"]) for row in rows.reading}
    for entry in INCIDENTS["not_printed"]:
        for year in entry["years"]:
            assert (entry["agency"], year) in held
            assert (entry["agency"], entry["figure"], year) not in printed


def test_bounds_and_approximations_are_there(rows):
    found = Counter(row["qualifier"] for row in rows.reading)
    assert set(found) == {"exact", "more_than", "at_least", "less_than", "about", "range"}
    assert 20 <= found["more_than"] <= 150


def test_two_agencies_end_in_2021_and_a_successor_begins_with_a_break(rows):
    years = {
        agency: {row["report_year"] for row in rows.report if row["agency_id"] == agency}
        for agency in ("demo-slsh-dsjglj", "demo-slsh-xxhbgs", "demo-slsh-sjj")
    }
    assert max(years["demo-slsh-dsjglj"]) == max(years["demo-slsh-xxhbgs"]) == 2021
    assert years["demo-slsh-sjj"] == {2022, 2023, 2024, 2025}
    (successor,) = [row for row in rows.agency if row["agency_id"] == "demo-slsh-sjj"]
    assert successor["successor_of"] == "demo-slsh-dsjglj;demo-slsh-xxhbgs"
    broken = {row["indicator_id"] for row in rows.series_break if row["agency_id"] == "demo-slsh-sjj"}
    assert broken == {row["indicator_id"] for row in rows.reading if row["agency_id"] == "demo-slsh-sjj"}
    assert {row["year"] for row in rows.series_break if row["agency_id"] == "demo-slsh-sjj"} == {2022}


def test_a_replaced_platform_is_a_break_and_no_outlier_question(rows, warehouse):
    before, after = (reading(rows, "demo-ylsh-xzspfwj", "registered_users", year)["value"] for year in (2020, 2021))
    assert after < before / 5
    assert not [f for f in failures(warehouse, "question") if f[1:3] == ("demo-ylsh-xzspfwj", 2021) and "注册" in f[3]]


def test_the_demo_files_are_plain_yaml():
    for name in ("agencies", "figures", "incidents"):
        assert yaml.safe_load((DATA / "demo" / f"{name}.yml").read_text("utf-8"))
