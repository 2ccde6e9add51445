"""One line through a pure renaming, none through a merger, and no derived figure compared where its parts are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nianbao.catalogue import load_breaks, load_catalogue
from tests.cast import CITY, DISTRICT, OFFICE, TOWN, Story
from tests.conftest import records

VISITORS = "visitors_received"


def renamed(old: str = TOWN, new: str = CITY, **fields: Any) -> Story:
    """`new` continues `old`; `fields` of the old agency are set."""
    story = Story()
    for row in story.rows.agency:
        if row["agency_id"] == new:
            row["successor_of"] = old
        if row["agency_id"] == old:
            row.update(fields)
    return story


def line(story: Story, folder: Path, agencies: tuple[str, ...] = (CITY,), indicator: str = VISITORS) -> list[tuple[Any, ...]]:
    rows = records(story.told(folder), "series", agencies=agencies, indicators=[indicator])
    return [(row["year"], row["held_by"], row["verdict"], row["change"]) for row in rows]


def told(story: Story) -> Story:
    return story.says(TOWN, 2021, VISITORS, 90).says(TOWN, 2022, VISITORS, 100).says(CITY, 2023, VISITORS, 120)


def test_a_renamed_agency_continues_its_line_and_each_year_says_whose_it_was(tmp_path):
    assert line(told(renamed()), tmp_path) == [
        (2021, TOWN, "no_previous", None), (2022, TOWN, "comparable", 10), (2023, CITY, "comparable", 20),
    ]  # fmt: skip


def test_the_name_of_the_time_is_told_beside_the_name_of_today(tmp_path):
    rows = records(told(renamed()).told(tmp_path), "series", agencies=[CITY], indicators=[VISITORS])
    assert [(row["agency"], row["agency_short"], row["agency_id"]) for row in rows] == [
        ("样例县审批局", "示例市审批局", CITY), ("样例县审批局", "示例市审批局", CITY), ("示例市审批局", "示例市审批局", CITY),
    ]  # fmt: skip


@pytest.mark.parametrize("whose", [CITY, TOWN])
def test_a_break_at_the_seam_ends_the_line(tmp_path, whose):
    assert line(told(renamed()).breaks(VISITORS, 2023, whose), tmp_path) == [(2023, CITY, "break", None)]


def test_a_break_before_the_seam_leaves_the_line_and_cuts_it(tmp_path):
    rows = records(told(renamed()).breaks(VISITORS, 2022, TOWN).told(tmp_path), "series", agencies=[CITY], indicators=[VISITORS])
    assert [(row["year"], row["segment"], row["verdict"]) for row in rows] == [
        (2021, 0, "no_previous"), (2022, 1, "break"), (2023, 1, "comparable"),
    ]  # fmt: skip


def test_a_break_for_all_at_the_seam_cuts_the_line_of_everyone(tmp_path):
    assert line(told(renamed()).breaks(VISITORS, 2023), tmp_path)[-1] == (2023, CITY, "break", None)


@pytest.mark.parametrize(
    "field", [{"kind": "department"}, {"level": "county"}, {"region_code": "990200"}, {"consolidates": "jurisdiction"}]
)
def test_an_agency_of_another_kind_level_region_or_coverage_is_no_old_name(tmp_path, field):
    assert line(told(renamed(**field)), tmp_path) == [(2023, CITY, "no_previous", None)]


def test_an_agency_that_was_split_continues_in_neither_part(tmp_path):
    story = renamed()
    next(row for row in story.rows.agency if row["agency_id"] == DISTRICT)["successor_of"] = TOWN
    assert line(told(story), tmp_path) == [(2023, CITY, "no_previous", None)]


def test_old_and_new_asked_for_together_are_two_lines(tmp_path):
    assert [(held_by, year) for year, held_by, *_ in line(told(renamed()), tmp_path, (CITY, TOWN))] == [
        (CITY, 2023), (TOWN, 2021), (TOWN, 2022),
    ]  # fmt: skip


def test_years_that_overlap_are_the_new_agencys_own(tmp_path):
    story = told(renamed()).says(TOWN, 2023, VISITORS, 7).says(TOWN, 2024, VISITORS, 8)
    assert line(story, tmp_path)[-1] == (2023, CITY, "comparable", 20)


def test_another_scope_of_the_old_agency_is_not_continued(tmp_path):
    story = renamed().says(TOWN, 2022, VISITORS, 100, scope="jurisdiction").says(CITY, 2023, VISITORS, 120)
    assert line(story, tmp_path) == [(2023, CITY, "no_previous", None)]


def test_a_derived_figure_breaks_with_any_of_its_parts(tmp_path):
    story = Story()
    for year in (2022, 2023):
        story.says(OFFICE, year, "review_corrected", 1).says(OFFICE, year, "review_total", 8)
    rows = records(
        story.breaks("review_total", 2023).told(tmp_path), "series", agencies=[OFFICE], indicators=["review_corrected_rate"]
    )
    assert [(row["verdict"], row["change"]) for row in rows] == [("no_previous", None), ("break", None)]


def test_a_break_of_a_part_that_looks_a_year_on_falls_in_the_right_year(tmp_path):
    """上一年项目数量 of 2020's report speaks of 2019 and is an operand of the stock at the end of 2020."""
    story = Story().breaks("permit_items_previous", 2019, OFFICE)
    found = {row["indicator_id"]: row["year"] for row in records(story.told(tmp_path), "breaks")}
    assert found == {"permit_items_previous": 2019, "permit_items_year_end": 2020}


def test_no_document_row_spans_two_editions_and_only_the_sum_of_other_handling_does():
    """design c1: documents are not comparable 2020 → 2021, table 3 is, (六) only in its sum."""
    rows = [i for i in load_catalogue().indicators if i.section and (i.edition_from or "") < "2021" and not i.edition_to]
    spanning = {i.id for i in rows if i.section == "table2"}
    assert spanning == {"permit_decisions", "penalty_decisions", "compulsion_decisions"}
    ids = {i.id: i for i in load_catalogue().indicators}
    assert all(ids[name].edition_from == "2021" for name in ("closed_no_correction", "closed_unpaid_fee", "closed_other"))
    assert not ids["outcome_other_handling"].edition_to


def test_a_report_on_the_old_form_and_one_on_the_new_share_no_document_figure(tmp_path):
    story = Story().says(OFFICE, 2020, "normative_documents_new", 9).says(OFFICE, 2021, "normative_documents_made", 4)
    rows = records(story.told(tmp_path), "series", agencies=[OFFICE])
    assert {row["verdict"] for row in rows} == {"no_previous"}


def test_public_predecessors_of_another_wording_are_registered():
    found = {(b.agency, b.indicator) for b in load_breaks()}
    assert {("anshan-yshjjsj", "disclosed_items_website"), ("tianjin-zfhcxjswyh", "disclosed_items_website")} <= found


def test_a_published_line_goes_through_a_renaming(public):
    rows = records(public, "series", agencies=["wuxi-liangxi-sjj"], indicators=["applications_received"])
    assert [(row["year"], row["held_by"], row["value"]) for row in rows] == [
        (2021, "wuxi-liangxi-xzspj", 44), (2025, "wuxi-liangxi-sjj", 17),
    ]  # fmt: skip


def test_agencies_that_merged_are_not_missing_from_the_ranking_of_what_became_of_them(tmp_path):
    story = Story()
    next(row for row in story.rows.agency if row["agency_id"] == DISTRICT)["successor_of"] = f"{TOWN};{OFFICE}"
    for agency in (CITY, DISTRICT):
        story.says(agency, 2023, "visitors_received", 9)
    rows = records(story.told(tmp_path), "ranking", indicator="visitors_received", year=2023)
    assert {TOWN, OFFICE}.isdisjoint({row["agency_id"] for row in rows}) and len(rows) >= 2


def test_an_agency_that_also_went_into_a_merger_has_no_single_line_to_go_on_with(tmp_path):
    story = told(renamed())
    for row in story.rows.agency:
        if row["agency_id"] == OFFICE:
            row["successor_of"] = f"{DISTRICT};{TOWN}"
    assert line(story, tmp_path) == [(2023, CITY, "no_previous", None)]
