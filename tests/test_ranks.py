"""A fair ranking: moves among those present in both years only, small samples marked, the absent listed with their state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.charts import Plot, ranked
from nianbao.desk import Desk, open_desk
from nianbao.exporters.chart_table import chart_table
from nianbao.exporters.numbers import numbers
from nianbao.plots import make_plot
from nianbao.plots.told import plain_words, ranking_pieces
from nianbao.view import View
from tests.cast import CITY, DISTRICT, OFFICE, TOWN, Story
from tests.conftest import records
from tests.frames import bar_labels, words
from tests.test_bands import many, more, peers_say

VISITORS = "visitors_received"
CELL = {"indicator": VISITORS, "scope": "own", "period_kind": "year", "year": 2023}


def moves(story: Story, folder: Path, **asked: Any) -> dict[str, tuple[int, int]]:
    rows = records(story.told(folder), "rank_changes", indicator=VISITORS, year=2023, **asked)
    return {row["agency_id"]: (row["rank_change"], row["compared"]) for row in rows}


def two_years(**values: tuple[Any, Any]) -> Story:
    story = Story()
    for name, (before, now) in values.items():
        agency = {"city": CITY, "town": TOWN, "district": DISTRICT, "office": OFFICE}[name]
        for year, value in ((2022, before), (2023, now)):
            if value is not None:
                story.says(agency, year, VISITORS, value)
    return story


def test_places_won_and_lost(tmp_path):
    assert moves(two_years(city=(5, 30), town=(20, 20), district=(10, 10)), tmp_path) == {
        CITY: (2, 3),
        TOWN: (-1, 3),
        DISTRICT: (-1, 3),
    }


def test_who_came_or_went_moves_nobody(tmp_path):
    story = two_years(city=(5, 5), town=(4, 4), district=(None, 900), office=(900, None))
    assert moves(story, tmp_path) == {CITY: (0, 2), TOWN: (0, 2)}


def test_ties_share_a_place_in_both_years(tmp_path):
    assert moves(two_years(city=(5, 7), town=(5, 7), district=(3, 9)), tmp_path) == {
        DISTRICT: (2, 3),
        CITY: (-1, 3),
        TOWN: (-1, 3),
    }


def test_a_bound_a_break_or_another_scope_is_not_compared(tmp_path):
    story = two_years(city=(5, 5), town=(4, 4), office=(8, 2)).breaks(VISITORS, 2023, OFFICE)
    story.says(DISTRICT, 2022, VISITORS, 9, qualifier="more_than").says(DISTRICT, 2023, VISITORS, 1)
    assert set(moves(story, tmp_path)) == {CITY, TOWN}
    assert moves(story.breaks(VISITORS, 2023), tmp_path) == {}


def test_an_indicator_that_is_not_comparable_has_no_moves(demo):
    ids = [row["indicator_id"] for row in records(demo, "indicators") if not row["comparable"]]
    assert all(records(demo, "rank_changes", indicator=indicator, year=2024) == [] for indicator in ids)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8), st.randoms())
def test_moves_and_places_do_not_depend_on_the_order_of_the_rows(tmp_path_factory, values, random):
    told = []
    for _ in range(2):
        numbers = list(enumerate(values))
        random.shuffle(numbers)
        story = many(len(values))
        random.shuffle(story.rows.agency)
        for number, (before, now) in numbers:
            story.says(f"p{number:02d}", 2022, VISITORS, before).says(f"p{number:02d}", 2023, VISITORS, now)
        generation = story.told(tmp_path_factory.mktemp("ranks"))
        asked = {"indicator": VISITORS, "year": 2023}
        told.append([records(generation, name, **asked) for name in ("ranking", "rank_changes")])
        found = {row["agency_id"]: row["rank_change"] for row in told[-1][1]}
        assert found == {
            f"p{n:02d}": sum(b > before for b, _ in values) - sum(c > now for _, c in values)
            for n, (before, now) in enumerate(values)
        }
    keys = ("agency_id", "place", "place_last", "ties", "value", "rank_change")
    first, second = ([[{k: row.get(k) for k in keys} for row in rows] for rows in one] for one in told)
    assert first == second


def desk(story: Story, folder: Path, agencies: tuple[str, ...] = (CITY,), **view: Any) -> Desk:
    return open_desk(View(dataset="own", agencies=agencies, year=2023, **view), story.told(folder))


def drawn(story: Story, folder: Path, **asked: Any) -> Plot:
    plot = make_plot(desk(story, folder), "ranking", CELL | asked)
    assert isinstance(plot, Plot)
    return plot


def five(*values: tuple[Any, Any]) -> Story:
    """The city and p00, p01, … with a number in 2022 and one in 2023."""
    story = many(len(values) - 1)
    for number, (before, now) in enumerate(values):
        agency = CITY if number == 0 else f"p{number - 1:02d}"
        for year, value in ((2022, before), (2023, now)):
            if value is not None:
                story.says(agency, year, VISITORS, value)
    return story


def test_the_chart_shows_moves_in_a_column_and_says_among_whom(tmp_path):
    plot = drawn(five((5, 60), (20, 20), (15, 15), (10, 10), (4, 10), (None, 7)), tmp_path)
    assert "↑↓ 为名次较 2022 年的升降，“平”为未变；仅在两年都有确切数、口径未变的 5 家中比。" in plot.frame.marks
    assert bar_labels(plot.figure()) == [
        "1　示例市审批局　↑3", "2　第0　↓1", "3　第1　↓1", "并列 4　第2　↓1", "并列 4　第3　↑1", "6　第4"
    ]  # fmt: skip


def test_where_nobody_moved_there_are_no_arrows_to_explain(tmp_path):
    plot = drawn(five((9, 9), (8, 8), (7, 7), (6, 6), (5, 5)), tmp_path)
    assert "名次较 2022 年未变，写作“平”；仅在两年都有确切数、口径未变的 5 家中比。" in plot.frame.marks
    assert bar_labels(plot.figure())[0] == "1　示例市审批局　平" and "↑" not in words(plot.figure())


def test_below_five_in_both_years_no_move_is_shown(tmp_path):
    plot = drawn(five((5, 30), (9, 20), (8, 9), (7, 8), (None, 7)), tmp_path)
    assert not [mark for mark in plot.frame.marks if "名次较" in mark]
    assert bar_labels(plot.figure())[0] == "1　示例市审批局"


def test_below_five_agencies_nobody_has_a_place_anywhere(tmp_path):
    story = two_years(city=(5, 30), town=(20, 20), district=(10, 10))
    plot = make_plot(desk(story, tmp_path, group="kind"), "ranking", CELL)
    assert isinstance(plot, Plot)
    assert plot.frame.title == "2023年大厅接待：示例市审批局 30人次"
    assert "仅 3 家有数，不排名" in plot.frame.subtitle
    assert bar_labels(plot.figure()) == ["示例市审批局", "样例县审批局", "范例区审批局"]
    assert numbers(plot).head == ("机构", "数值（人次）") and "名次" not in [c.title for c in chart_table(plot).columns]
    told = plain_words(ranking_pieces(plot.rows, CITY, 0))
    assert "第" not in told and told.endswith("不足 5 家，不排名。")


def test_a_place_says_which_way_one_counts_where_more_is_not_better(tmp_path):
    plot = drawn(five((5, 30), (9, 20), (8, 9), (7, 8), (6, 7)), tmp_path)
    assert plot.frame.title == "2023年大厅接待：示例市审批局 30人次，由多到少第 1（5 家有数）"
    assert "由多到少排列，名次不分好坏。" in plot.frame.marks


def test_a_volume_is_not_compared_across_levels_by_itself_a_rate_is(tmp_path):
    story = more(many(1), 5, "county", first=1)
    for agency in (CITY, *(f"p{n:02d}" for n in range(6))):
        story.says(agency, 2023, VISITORS, 9).says(agency, 2023, "review_corrected_rate", 20)
    volume = make_plot(desk(story, tmp_path), "ranking", CELL)
    assert isinstance(volume, Plot) and bar_labels(volume.figure()) == ["示例市审批局", "第0"]
    wider = make_plot(desk(story, tmp_path, group="kind"), "ranking", CELL)
    rate = make_plot(desk(story, tmp_path), "ranking", CELL | {"indicator": "review_corrected_rate"})
    for plot in (wider, rate):
        assert isinstance(plot, Plot) and plot.frame.subtitle.startswith("各级审批服务机构")
        assert len(bar_labels(plot.figure())) == 7


def test_a_chosen_agency_without_a_number_is_not_said_to_stand_among_them(tmp_path):
    story = peers_say(many(5), [10, 20, 30, 40, 50]).says(CITY, 2023, VISITORS, 9)
    plot = make_plot(desk(story, tmp_path, agencies=(CITY, OFFICE)), "ranking", CELL)
    assert isinstance(plot, Plot) and not [mark for mark in plot.frame.marks if "应您的选择" in mark]
    said = make_plot(desk(story.says(OFFICE, 2023, VISITORS, 8), tmp_path, agencies=(CITY, OFFICE)), "ranking", CELL)
    assert isinstance(said, Plot) and [mark for mark in said.frame.marks if "应您的选择" in mark]


def test_the_absent_are_listed_with_their_state(tmp_path):
    story = peers_say(many(7), [10, 20]).says("p02", 2023, VISITORS).says("p03", 2023, VISITORS, state="not_applicable")
    story.says("p04", 2023, VISITORS, 9, scope="jurisdiction")
    plot = drawn(story, tmp_path)
    text = words(plot.figure())
    assert "未填：第2；不适用：第3。" in text
    assert "口径不同，未并列：第4（全辖区全年）" in text
    assert "第5" in plot.frame.missing and "第2" not in plot.frame.missing


RATE = {"indicator": "review_corrected_rate", "scope": "own", "period_kind": "year", "year": 2023}


def test_a_rate_of_fewer_than_thirty_is_marked_and_kept(tmp_path):
    story = Story()
    for agency, corrected, total in ((CITY, 3, 12), (TOWN, 3, 30), (DISTRICT, 0, 0)):
        story.says(agency, 2023, "review_corrected", corrected).says(agency, 2023, "review_total", total)
    plot = make_plot(desk(story, tmp_path), "ranking", RATE)
    assert isinstance(plot, Plot)
    assert [text.replace("<b>", "").replace("</b>", "") for text in plot.figure().data[0].text] == ["25%（样本 12）", "10%"]
    assert "写有“样本”的比率，分母不足 30，照排不隐去。" in plot.frame.marks
    assert "无从推算（缺项或分母为零）：范例区审批局。" in plot.frame.marks


def test_a_denominator_that_is_a_bound_marks_nothing(tmp_path):
    story = Story().says(CITY, 2023, "review_corrected_rate", 25).says(CITY, 2023, "review_total", 12, qualifier="more_than")
    story.says(TOWN, 2023, "review_corrected_rate", 20)
    rows = records(story.told(tmp_path), "ranking", indicator="review_corrected_rate", year=2023)
    assert [row["denominator"] for row in rows if row["place"]] == [None, None]


def test_no_ranking_at_all_where_agencies_must_not_be_compared(demo):
    one = next(row for row in records(demo, "indicators") if not row["comparable"])
    open_ = open_desk(View(dataset="demo", agencies=("demo-slsh-xzspfwj",), year=2024), demo)
    found = make_plot(open_, "ranking", CELL | {"indicator": one["indicator_id"]})
    assert not isinstance(found, Plot) and "不作机构间排名" in found.what


@pytest.mark.parametrize("limit", [1, 2])
def test_a_cut_list_keeps_the_chosen_agency_and_says_how_many_there_are(tmp_path, limit):
    story = two_years(city=(1, 1), town=(20, 20), district=(30, 30))
    rows = records(story.told(tmp_path), "ranking", indicator=VISITORS, year=2023, limit=limit, agencies=[CITY])
    assert rows[-1]["agency_id"] == CITY and rows[-1]["place"] == 3 and rows[-1]["ranked"] == 3


def test_bars_of_frames_without_moves_are_drawn_as_before():
    from tests.cast_plots import PLOTS, WORDS

    assert "↑" not in words(ranked(PLOTS["ranked"].rows, WORDS, focus="city"))
