"""The founding report (西安市行政审批服务局 2019) in full: every prose figure, every cell, every comparison."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from nianbao.catalogue import load_catalogue
from nianbao.model import APPLICANT_TYPES
from nianbao.store import Generation
from tests.conftest import records

BUREAU = "xian-xzspfwj"
SERVICES = "一、（四）完善西安政务服务网功能"
MEDIA = "一、（五）发挥新媒体宣传功能"
DESK = "一、（六）积极处理群众咨询"
PROPOSALS = "一、（七）及时办理人大代表建议和政协委员提案"
WHOLE_CITY = ("jurisdiction", "cumulative_since")
CITY_STOCK = ("jurisdiction", "year_end_stock")
YEAR = ("own", "year")

# indicator: value, qualifier, (scope, period kind), raw text, printed unit, locator
PROSE = {
    "consultations_desk_phone": (42456, "exact", YEAR, "42456", "次", DESK),
    "messages_handled": (5, "exact", YEAR, "5", "件", DESK),
    "high_frequency_items": (500, "more_than", WHOLE_CITY, "500", "个", SERVICES),
    "registered_users": (190_000, "exact", WHOLE_CITY, "19", "万人次", SERVICES),
    "cases_received_cumulative": (1_190_000, "more_than", WHOLE_CITY, "119", "万件", SERVICES),
    "cases_completed_cumulative": (1_100_000, "more_than", WHOLE_CITY, "110", "万件", SERVICES),
    "case_completion_rate": (92, "exact", WHOLE_CITY, "92", "%", SERVICES),
    "online_availability_rate": (70, "more_than", CITY_STOCK, "70", "%", f"{SERVICES}（市级）"),
    "app_service_items": (93, "exact", CITY_STOCK, "93", "项", SERVICES),
    "app_service_items_permit": (60, "exact", CITY_STOCK, "60", "项", SERVICES),
    "app_service_items_public": (33, "exact", CITY_STOCK, "33", "项", SERVICES),
    "app_downloads": (57_000, "exact", WHOLE_CITY, "5.7", "万人次", SERVICES),
    "weibo_posts": (262, "exact", YEAR, "262", "条", MEDIA),
    "wechat_posts": (362, "exact", YEAR, "362", "条", MEDIA),
    "media_outlets": (30, "more_than", YEAR, "30", "家", "一、总体情况"),
    "media_coverage": (200, "more_than", YEAR, "200", "次", "一、总体情况"),
    "npc_suggestions": (6, "exact", YEAR, "6", "件", PROPOSALS),
    "cppcc_proposals": (2, "exact", YEAR, "2", "件", PROPOSALS),
}
# indicator: year, value, raw text, printed unit, locator; every other cell of the three tables is 0
TABLES = {
    "normative_documents_new": (2019, 6, "6", "件", "表二 规范性文件 / 本年新制作的量"),
    "normative_documents_newly_disclosed": (2019, 6, "6", "件", "表二 规范性文件 / 本年公开的数量"),
    "normative_documents_disclosed_total": (2019, 6, "6", "件", "表二 规范性文件 / 对外公开的总数量"),
    "permit_items_previous": (2018, 329, "329", "项", "表二 行政许可 / 上一年项目数量"),
    "permit_items_change": (2019, -37, "-37", "项", "表二 行政许可 / 本年增/减"),
    "other_management_items_previous": (2018, 459, "459", "项", "表二 其他对外管理服务事项 / 上一年项目数量"),
    "other_management_items_change": (2019, -39, "-39", "项", "表二 其他对外管理服务事项 / 本年增/减"),
    "procurement_items": (2019, 11, "11", "项", "表二 政府集中采购 / 采购项目数量"),
    "procurement_amount": (2019, Decimal("5425500"), "542.55", "万元", "表二 政府集中采购 / 采购总金额"),
}
BLANK_ROW = "unprocessed_reconfirm"
WITHIN_THE_REPORT = {
    "new_plus_carried_in_equals_handled_plus_carried_out": {"holds": 7},
    "applicant_types_sum_to_total": {"holds": 22, "holds_if_blank_is_zero": 1},
    "details_sum_to_handled_total": {"holds_if_blank_is_zero": 7},
    "results_sum_to_total": {"holds": 3},
}


@pytest.fixture(scope="module")
def held(public: Generation) -> list[dict[str, Any]]:
    """Every observation of the bureau."""
    return records(public, "observations", agencies=[BUREAU], total_only=False)


@pytest.fixture(scope="module")
def cells(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells of the three statutory tables as read, derived figures left out."""
    catalogue = load_catalogue()
    return [row for row in held if catalogue[row["indicator_id"]].section and row["reading_id"]]


@pytest.mark.parametrize("indicator", PROSE)
def test_a_figure_of_the_text_stands_with_its_year_scope_period_and_place(held, indicator):
    value, qualifier, (scope, kind), raw, unit, locator = PROSE[indicator]
    (row,) = [row for row in held if row["indicator_id"] == indicator]
    assert (row["year"], row["value"], row["qualifier"], row["state"]) == (2019, value, qualifier, "reported")
    assert (row["scope"], row["period_kind"]) == (scope, kind)
    assert (row["raw_text"], row["unit_printed"], row["locator"]) == (raw, unit, locator)
    assert (row["low"], row["high"]) == (value, None if qualifier == "more_than" else value)
    assert raw in row["evidence"]


def test_the_text_holds_no_other_figure(held):
    catalogue = load_catalogue()
    assert {r["indicator_id"] for r in held if r["reading_id"] and not catalogue[r["indicator_id"]].section} == set(PROSE)


@pytest.mark.parametrize("indicator", TABLES)
def test_a_figure_of_the_tables_stands_with_its_row_and_column(cells, indicator):
    year, value, raw, unit, locator = TABLES[indicator]
    (row,) = [row for row in cells if row["indicator_id"] == indicator]
    assert (row["year"], row["value"], row["raw_text"], row["unit_printed"], row["locator"]) == (year, value, raw, unit, locator)
    assert (row["scope"], row["qualifier"]) == ("own", "exact")


def test_all_198_cells_are_there_and_all_others_are_printed_zeros(cells):
    catalogue = load_catalogue()
    assert len(cells) == 198
    assert Counter(catalogue[row["indicator_id"]].section for row in cells) == {"table2": 22, "table3": 161, "table4": 15}
    assert Counter(row["state"] for row in cells) == {"reported": 191, "blank": 7}
    zeros = [row for row in cells if row["indicator_id"] not in {*TABLES, BLANK_ROW}]
    assert len(zeros) == 182 and all((row["value"], row["raw_text"]) == (0, "0") for row in zeros)
    assert all(row["locator"] for row in cells)


def test_the_row_without_cells_is_blank_not_zero(cells):
    blank = [row for row in cells if row["state"] == "blank"]
    assert {row["indicator_id"] for row in blank} == {BLANK_ROW}
    assert {row["applicant_type"] for row in blank} == set(APPLICANT_TYPES)
    assert {(row["value"], row["low"], row["high"], row["raw_text"]) for row in blank} == {(None, None, None, "")}
    (total,) = [row for row in blank if row["applicant_type"] == "total"]
    assert total["locator"] == "表三 5.要求行政机关确认或重新出具已获取信息 / 总计"


def test_a_sum_with_a_blank_part_is_not_derived(held):
    """不予处理 has the blank row among its five: no total may be made up. The sums without it are known."""
    derived = {row["indicator_id"]: (row["year"], row["value"]) for row in held if row["choice_rule"] == "derived"
               and row["applicant_type"] == "total"}  # fmt: skip
    assert "applications_not_processed" not in derived
    assert derived["permit_items_year_end"] == (2019, 292)
    assert derived["other_management_items_year_end"] == (2019, 420)
    assert derived["applications_refused"] == derived["litigation_total"] == (2019, 0)


def test_no_rate_is_derived_from_zero_applications(held):
    assert not [row for row in held if row["indicator_id"] in ("disclosure_rate", "carry_over_rate", "review_corrected_rate")]


def test_of_the_40_comparisons_within_the_report_32_hold_and_8_need_blank_as_zero(public):
    made: dict[str, Counter[str]] = {}
    for row in records(public, "findings", agencies=[BUREAU], year_from=2019, year_to=2019):
        made.setdefault(row["rule"], Counter())[row["outcome"]] += 1
    assert {rule: dict(made[rule]) for rule in WITHIN_THE_REPORT} == WITHIN_THE_REPORT
    total = sum((made[rule] for rule in WITHIN_THE_REPORT), Counter())
    assert total == {"holds": 32, "holds_if_blank_is_zero": 8}


def test_no_comparison_of_the_report_fails(public):
    outcomes = Counter(row["outcome"] for row in records(public, "findings", agencies=[BUREAU]))
    assert outcomes["fails"] == 0
    beyond = [r for r in records(public, "findings", agencies=[BUREAU]) if r["outcome"] == "not_assessable"]
    assert {r["rule"] for r in beyond} == {"carried_out_equals_next_carried_in"}


def test_every_figure_of_the_report_leads_to_the_one_document(held):
    read = [row for row in held if row["reading_id"]]
    assert {(row["source_carrier"], row["source_kind"], len(row["sha256"])) for row in read} == {("document", "official", 64)}
    assert {row["year"] for row in held} == {2018, 2019}
    assert {row["indicator_id"] for row in held if row["year"] == 2018} == {
        f"{item}_items_previous" for item in ("permit", "other_management", "penalty", "compulsion", "fee")
    }
