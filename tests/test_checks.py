"""Each rule with a table that keeps it and one that breaks it; the founding report; the culprit cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.checks import OUTCOMES, SEVERITIES, culprits, find_culprit, load_rules, run_checks
from nianbao.model import APPLICANT_TYPES
from nianbao.queries import load_query
from tests.forms import FRAME, Cell, Sample, compared, outcomes, table3, zeros

FORM_RULES = {
    "new_plus_carried_in_equals_handled_plus_carried_out",
    "details_sum_to_handled_total",
    "applicant_types_sum_to_total",
    "results_sum_to_total",
}


@pytest.fixture(scope="module")
def founding() -> duckdb.DuckDBPyConnection:
    """The shape of the founding report: zeros, one sub-row of table 3 without a single cell filled in."""
    cells = zeros("2019") | {
        ("normative_documents_new", "total"): 6,
        ("permit_items_previous", "total"): 329,
        ("permit_items_change", "total"): -37,
        ("procurement_amount", "total"): 5425500,
    }
    for applicant in APPLICANT_TYPES:
        cells["unprocessed_reconfirm", applicant] = "blank"
    return Sample().report(2019, "2019", cells).checked()


def test_the_founding_report_gives_40_comparisons_and_8_of_them_need_blanks_as_zero(founding):
    counts = [outcomes(founding, rule) for rule in sorted(FORM_RULES)]
    assert sum(sum(count.values()) for count in counts) == 40
    assert sum(count.get("holds", 0) for count in counts) == 32
    assert sum(count.get("holds_if_blank_is_zero", 0) for count in counts) == 8


def test_a_blank_is_shown_as_blank_in_the_expression(founding):
    (row,) = compared(founding, "applicant_types_sum_to_total", "不予处理：要求行政机关确认或重新出具已获取信息")
    assert row[1:] == ("空 + 空 + 空 + 空 + 空 + 空 = 0", "空", "holds_if_blank_is_zero")


@pytest.mark.parametrize(("edition", "count"), [("2019", 40), ("2021", 42)])
def test_a_full_valid_report_gives_42_comparisons_in_2021_and_40_in_2019(edition, count):
    con = Sample().report(2022, edition, zeros(edition) | table3(edition)).checked()
    found = [outcomes(con, rule) for rule in FORM_RULES]
    assert sum(sum(f.values()) for f in found) == sum(f.get("holds", 0) for f in found) == count


def test_a_2021_report_that_kept_the_single_other_handling_row_is_compared_with_that_row():
    cells = zeros("2021") | table3("2021")
    for applicant in APPLICANT_TYPES:
        parts = [cells.pop((row, applicant)) for row in ("closed_no_correction", "closed_unpaid_fee", "closed_other")]
        cells["outcome_other_handling", applicant] = sum(parts)
    con = Sample().report(2021, "2021", cells).checked()
    assert [outcomes(con, rule) for rule in sorted(FORM_RULES)] == [{"holds": n} for n in (23, 7, 7, 3)]


def broken(edition: str, **changes: Any) -> duckdb.DuckDBPyConnection:
    cells = zeros(edition) | table3(edition)
    for name, change in changes.items():
        row, _, applicant = name.partition("__")
        cells[row, applicant] = change
    return Sample().report(2022, edition, cells).checked()


def test_new_plus_carried_in_differs_from_handled_plus_carried_out():
    cells = table3("2021")
    con = broken("2021", applications_new__legal=cells["applications_new", "legal"] + 9)
    rule = "new_plus_carried_in_equals_handled_plus_carried_out"
    assert outcomes(con, rule) == {"fails": 1, "holds": 6}
    (row,) = compared(con, rule, "法律服务机构")
    values = [cells[name, "legal"] for name in FRAME]
    assert row[1] == f"{values[0] + 9} + {values[1]} = {values[0] + values[1] + 9}"
    assert row[2] == f"{values[2]} + {values[3]} = {values[2] + values[3]}"


def test_details_do_not_sum_to_handled_total():
    con = broken("2021", outcome_granted__business=999)
    assert outcomes(con, "details_sum_to_handled_total") == {"fails": 1, "holds": 6}
    assert compared(con, "details_sum_to_handled_total", "商业企业")[0][3] == "fails"
    assert outcomes(con, "new_plus_carried_in_equals_handled_plus_carried_out") == {"holds": 7}


def test_applicant_types_do_not_sum_to_total():
    con = broken("2019", outcome_granted__total=9999)
    assert outcomes(con, "applicant_types_sum_to_total") == {"fails": 1, "holds": 22}
    assert compared(con, "applicant_types_sum_to_total", "予以公开")[0][2] == "9999"


def test_results_do_not_sum_to_total():
    con = broken("2021", review_upheld__total=3, review_total__total=4)
    assert outcomes(con, "results_sum_to_total") == {"fails": 1, "holds": 2}
    assert compared(con, "results_sum_to_total", "行政复议") == [("行政复议", "3 + 0 + 0 + 0 = 3", "4", "fails")]


def test_a_blank_that_would_have_to_be_a_number_is_not_assessable_rather_than_wrong():
    con = broken("2021", outcome_granted__business="blank")
    assert outcomes(con, "details_sum_to_handled_total") == {"holds": 6, "not_assessable": 1}


def test_an_unreadable_or_absent_cell_is_not_assessable():
    con = broken("2021", outcome_granted__business="unreadable")
    assert compared(con, "details_sum_to_handled_total", "商业企业")[0][3] == "not_assessable"
    cells = zeros("2021") | table3("2021")
    del cells["applications_carried_in", "other"]
    con = Sample().report(2022, "2021", cells).checked()
    rule = "new_plus_carried_in_equals_handled_plus_carried_out"
    row = compared(con, rule, "其他")[0]
    assert row[1].endswith(" + 缺 = ？") and row[3] == "not_assessable"


def test_figures_quoted_in_prose_are_not_taken_for_a_table():
    cells = {("applications_new", "total"): 12, ("outcomes_total", "total"): 11, ("review_total", "total"): 1}
    con = Sample().report(2022, "2021", cells).checked()
    assert con.execute("select count(*) from comparison").fetchone() == (0,)


def two_years(first: dict[Cell, Any], second: dict[Cell, Any], edition: str = "2021") -> duckdb.DuckDBPyConnection:
    start = 2019 if edition == "2019" else 2022
    sample = Sample().report(start, edition, zeros(edition) | first)
    return sample.report(start + 1, edition, zeros(edition) | second).checked()


def test_carried_out_and_next_carried_in_are_compared_per_column():
    out, carried = ("applications_carried_out", "business"), ("applications_carried_in", "business")
    rule = "carried_out_equals_next_carried_in"
    assert outcomes(two_years({out: 4}, {carried: 4}), rule) == {"not_assessable": 7, "holds": 7}
    con = two_years({out: 4}, {carried: 3})
    assert outcomes(con, rule) == {"not_assessable": 7, "holds": 6, "fails": 1}
    assert compared(con, rule, "商业企业")[1][1:3] == ("4（2022年报告结转下年度）", "3（2023年报告上年结转）")
    assert compared(con, rule, "商业企业")[0][1] == "缺（2021年报告的表格未收录）"


def test_valid_documents_follow_from_last_year():
    valid, made, repealed = (("normative_documents_" + word, "total") for word in ("valid", "made", "repealed"))
    rule = "valid_documents_equal_last_year_plus_made_minus_repealed"
    assert outcomes(two_years({valid: 20}, {made: 3, repealed: 5, valid: 18}), rule) == {"holds": 2}
    con = two_years({valid: 20}, {made: 3, repealed: 5, valid: 20})
    assert compared(con, rule, "行政规范性文件") == [("行政规范性文件", "20 + 3 - 5 = 18", "20", "fails")]


def test_repealed_documents_cannot_exceed_those_in_force():
    valid, repealed = ("regulations_valid", "total"), ("regulations_repealed", "total")
    rule = "repealed_documents_do_not_exceed_those_in_force"
    assert outcomes(two_years({valid: 2}, {repealed: 2}), rule) == {"holds": 2}
    assert compared(two_years({valid: 2}, {repealed: 3}), rule, "规章") == [("规章", "≤ 2 + 0 = 2", "3", "fails")]


def test_items_plus_change_give_next_years_previous_items():
    previous, change = ("permit_items_previous", "total"), ("permit_items_change", "total")
    rule = "items_plus_change_equal_next_previous_items"
    assert outcomes(two_years({previous: 329, change: -37}, {previous: 292}, "2019"), rule) == {"holds": 5}
    con = two_years({previous: 329, change: -37}, {previous: 300}, "2019")
    assert compared(con, rule, "行政许可") == [("行政许可", "329 + (-37) = 292", "300", "fails")]


def test_counts_are_not_negative_but_a_change_may_be():
    rule = "counts_and_amounts_are_not_negative"
    assert outcomes(two_years({("permit_items_change", "total"): -3}, {}, "2019"), rule) == {"holds": 6}
    con = broken("2021", permit_decisions__total=-5)
    assert compared(con, rule, "表二") == [("表二", "≥ 0", "(-5)", "fails")]


def test_counts_are_whole_numbers_but_money_may_not_be():
    rule = "counts_are_whole_numbers"
    assert outcomes(broken("2021", administrative_fees__total=Decimal("12.5")), rule) == {"holds": 3}
    con = broken("2021", permit_decisions__total=Decimal("1.5"))
    assert compared(con, rule, "表二") == [("表二", "整数", "1.5", "fails")]


def test_a_printed_subtotal_is_compared_with_its_parts():
    cells = zeros("2021") | {("refused_state_secret", a): 2 for a in ("business", "total")}
    for printed, outcome in ((2, "holds"), (3, "fails")):
        con = Sample().report(2022, "2021", cells | {("applications_refused", "total"): printed}).checked()
        assert [row[3] for row in compared(con, "printed_sum_equals_its_parts")] == [outcome]


def test_sources_that_agree_and_sources_that_do_not():
    for other, outcome in ((300, "holds"), (310, "fails")):
        sample = Sample().report(2022, None, {("visitors_received", "total"): 300}, source="a")
        con = sample.report(2022, None, {("visitors_received", "total"): other}, source="b").checked()
        assert [row[3] for row in compared(con, "readings_of_one_figure_agree")] == [outcome]


def prose(first: int, second: int) -> duckdb.DuckDBPyConnection:
    cell = ("visitors_received", "total")
    return Sample().report(2022, None, {cell: first}).report(2023, None, {cell: second}).checked()


def test_an_outlier_is_a_question_and_small_numbers_raise_none():
    rule = "change_over_last_year_is_within_fivefold"
    assert outcomes(prose(100, 480), rule) == {"holds": 1}
    assert outcomes(prose(100, 501), rule) == outcomes(prose(501, 100), rule) == {"fails": 1}
    assert outcomes(prose(1, 20), rule) == {}
    assert prose(100, 501).execute("select distinct severity from comparison").fetchall() == [("question",)]


def test_a_break_in_the_series_excuses_an_outlier():
    cell = ("visitors_received", "total")
    sample = Sample().report(2022, None, {cell: 10}).report(2023, None, {cell: 4000})
    sample.rows.series_break.append(
        {"indicator_id": "visitors_received", "agency_id": None, "year": 2023, "reason": "统计范围改变"}
    )
    assert outcomes(sample.checked(), "change_over_last_year_is_within_fivefold") == {}


def test_the_same_figure_twice_is_a_question():
    rule = "figure_differs_from_last_year"
    assert outcomes(prose(120, 121), rule) == {"holds": 1}
    assert outcomes(prose(120, 120), rule) == {"fails": 1}
    assert outcomes(prose(100, 100), rule) == {}


def test_a_copied_table_is_a_question_and_a_table_of_zeros_is_none():
    cells, rule = table3("2021"), "table_is_not_a_copy_of_last_year"
    assert compared(two_years(cells, cells), rule)[0][3] == "fails"
    assert compared(two_years(cells, table3("2021", seed=2)), rule)[0][3] == "holds"
    assert compared(two_years({}, {}), rule) == []


def test_every_rule_has_its_header_and_returns_the_agreed_columns(founding):
    rules = load_rules()
    assert len({rule.name for rule in rules}) == len(rules) >= 15
    for rule in rules:
        assert rule.severity in SEVERITIES and rule.sentence and rule.row.startswith("One row is "), rule.name
        columns = " ".join(column[0] for column in founding.execute(rule.sql).description)
        assert columns == "agency_id report_id year subject cells expected actual delta outcome"
    assert set(founding.execute("select outcome from comparison").fetchall()) <= {(outcome,) for outcome in OUTCOMES}


def test_the_rules_can_be_said_in_spark_sql():
    statements = [rule.sql for rule in load_rules()]
    statements += [load_query(f"build/{name}").sql for name in ("statutory_sheet", "statutory_cell")]
    for sql in statements:
        assert sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def everything(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute("select * from comparison order by all").fetchall()


def test_checking_one_agency_again_changes_nothing_and_leaves_the_others_alone():
    sample = Sample()
    sample.agency("demo-slsh-b")
    for agency in ("demo-slsh-a", "demo-slsh-b"):
        for year in (2022, 2023):
            sample.report(year, "2021", zeros("2021") | table3("2021", seed=year), agency)
    con = sample.checked()
    before = everything(con)
    run_checks(con, {"demo-slsh-a"}, {2022})
    assert everything(con) == before
    con.execute("update observation set value = value + 1 where indicator_id = 'applications_carried_out'")
    run_checks(con, {"demo-slsh-b"}, {2022})
    changed = set(before) ^ set(everything(con))
    assert {(row[2], row[4]) for row in changed} == {("demo-slsh-b", 2022), ("demo-slsh-b", 2023)}


def test_the_fingerprint_changes_with_the_values_and_the_id_does_not():
    first, second = broken("2021", review_total__total=4), broken("2021", review_total__total=5)
    sql = "select comparison_id, fingerprint from comparison where cells like 'review_upheld%'"
    (one,), (two,) = first.execute(sql).fetchall(), second.execute(sql).fetchall()
    assert one[0] == two[0] and one[1] != two[1] and len(one[1]) == 16


def test_the_culprit_of_a_report_is_named_with_the_value_it_should_have():
    cells = table3("2021")
    right = cells["unavailable_not_held", "natural_person"]
    con = broken("2021", unavailable_not_held__natural_person=right + 18)
    (found,) = culprits(con, "a/demo-slsh-a/2022")
    assert (found.indicator, found.applicant_type) == ("unavailable_not_held", "natural_person")
    assert (found.printed, found.should_be) == (right + 18, right)
    assert culprits(broken("2021"), "a/demo-slsh-a/2022") == []
    assert culprits(con, "no such report") == []


@settings(max_examples=150, deadline=None)
@given(
    edition=st.sampled_from(["2019", "2021"]),
    seed=st.integers(0, 10**6),
    where=st.integers(0, 10**6),
    error=st.integers(-1000, 100000).filter(bool),
)
def test_any_single_wrong_cell_is_found_with_its_right_value(edition, seed, where, error):
    right: dict[Cell, Decimal | None] = {cell: Decimal(value) for cell, value in table3(edition, seed).items()}
    assert find_culprit(right, edition) is None
    cell = sorted(right)[where % len(right)]
    found = find_culprit(right | {cell: right[cell] + error}, edition)
    assert found is not None
    assert (found.indicator, found.applicant_type) == cell
    assert (found.printed, found.should_be) == (right[cell] + error, right[cell])


def test_two_wrong_cells_or_a_blank_give_no_culprit():
    cells: dict[Cell, Decimal | None] = {cell: Decimal(value) for cell, value in table3("2021").items()}
    one, other = ("outcome_granted", "business"), ("outcome_partly_granted", "legal")
    assert find_culprit(cells | {one: cells[one] + 3, other: cells[other] + 5}, "2021") is None
    assert find_culprit(cells | {one: cells[one] + 3, other: None}, "2021") is None
    del cells[other]
    assert find_culprit(cells | {one: cells[one] + 3}, "2021") is None


def family(parent: int, children: dict[str, int | None]) -> duckdb.DuckDBPyConnection:
    """An agency that reports 本机关及所属, and its subordinates; None: no report held."""
    sample = Sample()
    sample.rows.agency[0]["consolidates"] = "subordinate"
    permit = ("permit_decisions", "total")
    sample.report(2023, "2021", zeros("2021") | {permit: parent})
    for name, value in children.items():
        sample.agency(f"demo-slsh-{name}")
        sample.rows.agency[-1] |= {"parent_id": "demo-slsh-a", "short_name": f"样例{name}局"}
        if value is not None:
            sample.report(2023, "2021", zeros("2021") | {permit: value}, f"demo-slsh-{name}")
    return sample.checked()


def test_an_agency_that_adds_up_its_subordinates_is_compared_with_their_sum():
    rule = "own_figures_equal_the_sum_of_direct_subordinates"
    assert set(outcomes(family(7, {"b": 3, "c": 4}), rule)) == {"holds"}
    (wrong,) = [row for row in compared(family(9, {"b": 3, "c": 4}), rule) if row[3] == "fails"]
    assert wrong[1:] == ("3 + 4 = 7", "9", "fails")


def test_the_sum_waits_for_every_subordinate():
    rule = "own_figures_equal_the_sum_of_direct_subordinates"
    rows = compared(family(7, {"b": 3, "c": None}), rule)
    assert [row[0] for row in rows] == ["表三", "表二", "表四"]
    assert {row[1:] for row in rows} == {("缺 样例c局 的报告", "2 家直属机关中收录 1 家", "not_assessable")}
    assert compared(two_years({}, {}), rule) == []


def test_a_subordinate_checked_again_renews_the_sum_of_its_parent():
    con = family(9, {"b": 3, "c": 4})
    before = everything(con)
    run_checks(con, {"demo-slsh-b"}, {2023})
    assert everything(con) == before


def test_a_fee_ten_thousand_times_last_years_is_a_slip_of_units():
    fee, rule = ("administrative_fees", "total"), "fee_is_in_the_unit_of_last_year"
    assert outcomes(two_years({fee: 250000}, {fee: 310000}), rule) == {"holds": 1}
    assert outcomes(two_years({fee: 250000}, {fee: 2510000000}), rule) == {"fails": 1}
