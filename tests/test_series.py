"""What may be said of a change and of a place: within one definition, scope and period, and never more than was printed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from nianbao.wording import change_text, figure, tendency
from tests.cast import CITY, DISTRICT, OFFICE, TOWN, Story
from tests.conftest import records

VISITORS = "visitors_received"


def told(story: Story, folder: Path, indicator: str = VISITORS) -> dict[int, dict[str, Any]]:
    """The series of the city by year."""
    rows = records(story.told(folder), "series", agencies=[CITY], indicators=[indicator])
    return {row["year"]: row for row in rows}


def verdict(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["verdict"], row["change"], row["change_percent"]


def test_two_exact_years_are_compared(tmp_path):
    rows = told(Story().says(CITY, 2022, VISITORS, 200).says(CITY, 2023, VISITORS, 250), tmp_path)
    assert verdict(rows[2022]) == ("no_previous", None, None)
    assert verdict(rows[2023]) == ("comparable", 50, 25)
    assert change_text(rows[2023]) == "较上年 +25%（+50人次）"


def test_a_year_that_was_skipped_is_not_the_year_before(tmp_path):
    rows = told(Story().says(CITY, 2021, VISITORS, 200).says(CITY, 2023, VISITORS, 250), tmp_path)
    assert verdict(rows[2023]) == ("no_previous", None, None)
    assert change_text(rows[2023]) == "缺上年，无法比较"


def test_no_change_is_told_across_a_break(tmp_path):
    story = Story().says(CITY, 2022, VISITORS, 200).says(CITY, 2023, VISITORS, 20).says(CITY, 2024, VISITORS, 22)
    rows = told(story.breaks(VISITORS, 2023), tmp_path)
    assert verdict(rows[2023]) == ("break", None, None)
    assert rows[2023]["break_reason"] == "统计范围改变" and change_text(rows[2023]) == "口径变化，不与上年比"
    assert verdict(rows[2024]) == ("comparable", 2, 10)


def test_another_agencys_break_is_no_break_here(tmp_path):
    story = Story().says(CITY, 2022, VISITORS, 200).says(CITY, 2023, VISITORS, 250)
    assert told(story.breaks(VISITORS, 2023, TOWN), tmp_path)[2023]["verdict"] == "comparable"
    assert told(story.breaks(VISITORS, 2023, CITY), tmp_path)[2023]["verdict"] == "break"


@pytest.mark.parametrize("other", [{"scope": "jurisdiction"}, {"period_kind": "cumulative_since"}])
def test_a_figure_of_another_scope_or_period_is_not_last_years(tmp_path, other):
    story = Story().says(CITY, 2022, VISITORS, 200, **other).says(CITY, 2023, VISITORS, 250)
    assert told(story, tmp_path)[2023]["verdict"] == "no_previous"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((110, "exact"), (119, "more_than"), ("rise_at_least", 9, None)),
        ((110, "at_most"), (119, "at_least"), ("rise_at_least", 9, None)),
        ((119, "at_least"), (110, "exact"), ("fall_at_least", -9, None)),
        ((110, "more_than"), (119, "more_than"), ("undecidable", None, None)),
        ((110, "more_than"), (119, "exact"), ("undecidable", None, None)),
        ((119, "exact"), (110, "at_least"), ("undecidable", None, None)),
        ((110, "about"), (119, "exact"), ("undecidable", None, None)),
        ((110, "exact"), (119, "about"), ("undecidable", None, None)),
        ((0, "exact"), (7, "exact"), ("comparable", 7, None)),
        ((7, "exact"), (0, "exact"), ("comparable", -7, -100)),
        ((7, "exact"), (7, "exact"), ("comparable", 0, 0)),
    ],
)
def test_a_bound_allows_no_more_than_it_says(tmp_path, before, after, expected):
    story = Story().says(CITY, 2022, VISITORS, before[0], qualifier=before[1])
    assert verdict(told(story.says(CITY, 2023, VISITORS, after[0], qualifier=after[1]), tmp_path)[2023]) == expected


def test_a_range_is_compared_by_its_ends(tmp_path):
    story = Story().says(CITY, 2022, VISITORS, 900).says(CITY, 2023, VISITORS, qualifier="range", low=1100, high=1200)
    row = told(story, tmp_path)[2023]
    assert verdict(row) == ("rise_at_least", 200, None)
    assert figure(row) == "1,100—1,200人次" and change_text(row) == "较上年增加，至少 200人次"


def test_blank_is_not_zero(tmp_path):
    story = Story().says(CITY, 2021, VISITORS, 0).says(CITY, 2022, VISITORS).says(CITY, 2023, VISITORS, 7)
    rows = told(story, tmp_path)
    assert [(r["value"], r["state"], figure(r)) for r in rows.values()] == [
        (0, "reported", "0人次"), (None, "blank", "未填"), (7, "reported", "7人次"),
    ]  # fmt: skip
    assert verdict(rows[2022]) == ("no_value", None, None) and change_text(rows[2022]) == ""
    assert verdict(rows[2023]) == ("previous_empty", None, None) and change_text(rows[2023]) == "上年无数，无法比较"


def test_a_rate_changes_in_points_not_in_percent(tmp_path):
    rate = "service_satisfaction_rate"
    row = told(Story().says(CITY, 2022, rate, 90).says(CITY, 2023, rate, "91.5"), tmp_path, rate)[2023]
    assert verdict(row) == ("comparable", 1.5, None)
    assert change_text(row) == "较上年 +1.5个百分点" and tendency(row) == "better"


def test_contradicting_sources_are_both_kept_and_the_official_one_is_shown(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 310, source="press").says(CITY, 2023, VISITORS, 300)
    generation = story.told(tmp_path)
    (row,) = records(generation, "series", agencies=[CITY], indicators=[VISITORS])
    assert (row["value"], row["readings"], row["disagree"], row["choice_rule"]) == (300, 2, True, "official")
    readings = records(generation, "readings", agency=CITY, year=2023, indicator=VISITORS)
    assert [(r["value"], r["chosen"]) for r in readings] == [(300, True), (310, False)]


def test_an_exact_figure_is_preferred_to_a_bound_it_agrees_with(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 1100, qualifier="more_than").says(CITY, 2023, VISITORS, 1190, source="other")
    (row,) = records(story.told(tmp_path), "series", agencies=[CITY], indicators=[VISITORS])
    assert (row["value"], row["qualifier"], row["disagree"], row["choice_rule"]) == (1190, "exact", False, "exact")


def test_a_derived_sum_of_bounds_is_a_bound(tmp_path):
    story = Story().says(CITY, 2019, "litigation_direct_total", 10, qualifier="more_than")
    (row,) = records(
        story.says(CITY, 2019, "litigation_after_review_total", 2).told(tmp_path), "series", agencies=[CITY],
        indicators=["litigation_total"],
    )  # fmt: skip
    assert (row["value"], row["low"], row["high"], row["qualifier"], row["low_open"]) == (12, 12, None, "more_than", True)


def test_a_derived_sum_needs_every_part_and_gives_way_to_a_printed_one(tmp_path):
    story = Story().says(CITY, 2019, "litigation_direct_total", 10)
    assert told(story, tmp_path, "litigation_total") == {}
    assert told(story.says(CITY, 2019, "litigation_after_review_total"), tmp_path, "litigation_total") == {}
    printed = story.says(CITY, 2020, "litigation_direct_total", 1).says(CITY, 2020, "litigation_after_review_total", 1)
    rows = told(printed.says(CITY, 2020, "litigation_total", 3), tmp_path, "litigation_total")
    assert (rows[2020]["value"], rows[2020]["choice_rule"]) == (3, "only")


def test_a_rate_of_bounds_or_of_nothing_is_not_derived(tmp_path):
    for direct, qualifier in ((0, "exact"), (5, "more_than")):
        story = Story().says(CITY, 2019, "review_corrected", 0).says(CITY, 2019, "review_total", direct, qualifier=qualifier)
        assert told(story, tmp_path, "review_corrected_rate") == {}
    whole = Story().says(CITY, 2019, "review_corrected", 1).says(CITY, 2019, "review_total", 8)
    assert told(whole, tmp_path, "review_corrected_rate")[2019]["value"] == 12.5


def places(story: Story, folder: Path, **given: Any) -> list[tuple[Any, ...]]:
    rows = records(story.told(folder), "ranking", indicator=VISITORS, year=2023, **given)
    return [(row["agency_id"], row["place"], row["ties"], row["state"]) for row in rows]


def test_ties_share_a_place_and_the_next_place_is_skipped(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 5).says(TOWN, 2023, VISITORS, 9).says(DISTRICT, 2023, VISITORS, 9)
    assert places(story.says(OFFICE, 2023, VISITORS, 0), tmp_path) == [
        (TOWN, 1, 2, "reported"), (DISTRICT, 1, 2, "reported"), (CITY, 3, 1, "reported"), (OFFICE, 4, 1, "reported"),
    ]  # fmt: skip


def test_an_agency_without_a_number_is_listed_with_the_reason_and_has_no_place(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 5).says(TOWN, 2023, VISITORS).says(DISTRICT, 2022, VISITORS, 9)
    assert places(story, tmp_path, kinds=["approval_service"]) == [
        (CITY, 1, 1, "reported"), (TOWN, None, None, "blank"), (DISTRICT, None, None, "not_collected"),
    ]  # fmt: skip
    assert OFFICE not in [row[0] for row in places(story, tmp_path, kinds=["approval_service"])]


def test_a_place_does_not_depend_on_the_order_of_the_rows(tmp_path):
    values = {CITY: 5, TOWN: 9, DISTRICT: 9, OFFICE: 1}
    found = []
    for seed in range(3):
        story, agencies = Story(), list(values)
        random.Random(seed).shuffle(agencies)
        random.Random(seed).shuffle(story.rows.agency)
        for agency in agencies:
            story.says(agency, 2023, VISITORS, values[agency])
        found.append(places(story, tmp_path))
    assert found[0] == found[1] == found[2]


def test_a_place_is_told_within_one_scope(tmp_path):
    """The whole city's 900 is not set beside the 5 of an office."""
    story = Story().says(CITY, 2023, VISITORS, 900, scope="jurisdiction").says(TOWN, 2023, VISITORS, 5)
    assert places(story, tmp_path, scope="own")[0] == (TOWN, 1, 1, "reported")
    assert [row for row in places(story, tmp_path, scope="own") if row[0] == CITY] == [(CITY, None, None, "not_collected")]


def test_a_range_takes_its_place_by_its_lower_end(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, qualifier="range", low=1100, high=1200).says(TOWN, 2023, VISITORS, 1150)
    assert [row[0] for row in places(story, tmp_path)][:2] == [TOWN, CITY]


def test_a_pair_needs_both_numbers_of_one_scope(tmp_path):
    story = Story().says(CITY, 2023, "wechat_posts", 10).says(CITY, 2023, "weibo_posts", 20)
    story.says(TOWN, 2023, "wechat_posts", 10).says(TOWN, 2023, "weibo_posts", 20, scope="jurisdiction")
    story.says(DISTRICT, 2023, "wechat_posts", 10).says(DISTRICT, 2023, "weibo_posts")
    rows = records(story.told(tmp_path), "pairs", indicator_x="wechat_posts", indicator_y="weibo_posts", year=2023)
    assert [(row["agency_id"], row["x"], row["y"]) for row in rows] == [(CITY, 10, 20)]
