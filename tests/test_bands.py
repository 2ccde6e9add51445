"""The peers' median and quartiles: without the focus agency, exact figures of one definition, nothing below five."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.charts import Frame, Plot, trend
from nianbao.desk import Desk, open_desk
from nianbao.exporters.chart_table import chart_table
from nianbao.plots import make_plot
from nianbao.plots.bands import standing_text, standings, way_of
from nianbao.view import View
from tests.cast import CITY, Story
from tests.conftest import records
from tests.frames import cell, frame, words

VISITORS = "visitors_received"


def many(count: int, level: str = "city", first: int = 0) -> Story:
    """The cast with more approval offices, p00, p01, …, of one level."""
    return more(Story(), count, level, first)


def more(story: Story, count: int, level: str = "city", first: int = 0) -> Story:
    for number in range(first, first + count):
        story.rows.agency.append(
            {"agency_id": f"p{number:02d}", "name": f"第{number}审批局", "short_name": f"第{number}", "kind": "approval_service",
             "level": level, "aliases": "", "region_name": "示例市", "province": "示例省", "consolidates": "own"}
        )  # fmt: skip
    return story


def peers_say(story: Story, values: list[Any], year: int = 2023, first: int = 0, **words_: Any) -> Story:
    for number, value in enumerate(values, first):
        story.says(f"p{number:02d}", year, VISITORS, value, **words_)
    return story


def desk(story: Story, folder: Path, year: int = 2023, **view: Any) -> Desk:
    return open_desk(View(dataset="own", agencies=(CITY,), year=year, **view), story.told(folder))


def bands(story: Story, folder: Path, **asked: Any) -> list[tuple[Any, ...]]:
    rows = records(story.told(folder), "peer_bands", indicators=[VISITORS], kinds=["approval_service"], focus=CITY, **asked)
    return [(r["year"], r["peers"], float(r["lower_quartile"]), float(r["median"]), float(r["upper_quartile"])) for r in rows]


def test_quartiles_are_of_the_others(tmp_path):
    story = peers_say(many(5), [10, 20, 30, 40, 50]).says(CITY, 2023, VISITORS, 10**6)
    assert bands(story, tmp_path) == [(2023, 5, 20, 30, 40)]


def test_quartiles_between_two_figures_are_drawn_to_the_nearer(tmp_path):
    assert bands(peers_say(many(6), [10, 20, 30, 40, 50, 61]), tmp_path) == [(2023, 6, 22.5, 35, 47.5)]


def test_bounds_blanks_other_scopes_and_the_predecessor_are_no_peers(tmp_path):
    story = (
        peers_say(many(9), [10, 20, 30, 40, 50])
        .says("p05", 2023, VISITORS, 900, qualifier="more_than")
        .says("p06", 2023, VISITORS)
    )
    story.says("p07", 2023, VISITORS, 900, scope="jurisdiction").says("p08", 2023, VISITORS, 900)
    next(row for row in story.rows.agency if row["agency_id"] == CITY)["successor_of"] = "p08"
    assert [row for row in bands(story, tmp_path) if row[1] > 1] == [(2023, 5, 20, 30, 40)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12), st.randoms())
def test_quartiles_are_those_of_the_statistics_library_whatever_the_order(tmp_path_factory, values, random):
    expected = statistics.quantiles(values, n=4, method="inclusive")
    random.shuffle(values)
    story = peers_say(many(len(values)), values)
    [(_, peers, *found)] = bands(story, tmp_path_factory.mktemp("bands"))
    assert peers == len(values) and found == pytest.approx(expected, abs=1e-4)


def test_an_indicator_that_is_not_comparable_has_no_peers(demo):
    ids = [row["indicator_id"] for row in records(demo, "indicators") if not row["comparable"]]
    assert ids and records(demo, "peer_bands", indicators=ids) == []


def told(story: Story, folder: Path, **view: Any) -> Plot:
    plot = make_plot(desk(story, folder, **view), "trend", {"indicator": VISITORS})
    assert isinstance(plot, Plot)
    return plot


def test_a_trend_lies_before_the_band_of_its_like(tmp_path):
    story = many(5)
    for year in (2021, 2022, 2023):
        peers_say(story, [10, 20, 30, 40, 50], year=year).says(CITY, year, VISITORS, 33)
    plot = told(story, tmp_path)
    assert "同类 5 家" in plot.frame.subtitle
    assert "浅色：市级审批服务机构（不含本机构）居中的一半（四分位）；虚线：中位数。" in plot.frame.marks[0]
    assert "中位数 30" in words(plot.figure())


def test_below_five_peers_nothing_is_drawn_and_the_chart_says_so(tmp_path):
    story = peers_say(many(5), [10, 20, 30, 40]).says(CITY, 2023, VISITORS, 33)
    plot = told(story, tmp_path)
    assert "家" not in plot.frame.subtitle and not len(plot.options["band"])
    assert plot.frame.marks == ("不画同类中位数：市级审批服务机构（不含本机构）有确切数的至多 4 家，不足 5 家。",)


def test_left_to_the_board_a_volume_is_not_compared_across_levels_but_a_person_may(tmp_path):
    story = more(many(3), 3, "county", first=3)
    for year in (2021, 2022, 2023):
        peers_say(story, [10, 20, 30, 40, 50, 60], year=year).says(CITY, year, VISITORS, 33)
    assert told(story, tmp_path).options["band"].empty
    wide = told(story, tmp_path, group="kind")
    assert "各级同类 6 家" in wide.frame.subtitle and "各级审批服务机构" in wide.frame.marks[0]


def test_the_numbers_of_the_band_travel_with_the_table(tmp_path):
    story = peers_say(many(5), [10, 20, 30, 40, 50]).says(CITY, 2023, VISITORS, 33)
    table = chart_table(told(story, tmp_path))
    row = next(row for row in table.rows if row["year"] == 2023)
    assert (row["peer_median"], row["peer_lower"], row["peer_upper"], row["peers"]) == (30, 20, 40, 5)


def standing(story: Story, folder: Path) -> str:
    open_ = desk(story, folder)
    cells = open_.series()
    return standing_text(standings(open_, cells).get(VISITORS), cells.iloc[-1].to_dict())


@pytest.mark.parametrize(
    ("value", "qualifier", "expected"),
    [
        (33, "exact", "高于同类中位数（30人次，5 家）"), (30, "exact", "等于同类中位数（30人次，5 家）"), (3, "exact", "低于同类中位数（30人次，5 家）"),
        (33, "more_than", "高于同类中位数（30人次，5 家）"), (3, "more_than", "高低无法判定：同类中位数（30人次，5 家）"),
        (33, "about", "高低无法判定：同类中位数（30人次，5 家）"),
    ],
)  # fmt: skip
def test_a_card_says_where_it_stands(tmp_path, value, qualifier, expected):
    story = peers_say(many(5), [10, 20, 30, 40, 50])
    assert standing(story.says(CITY, 2023, VISITORS, value, qualifier=qualifier), tmp_path) == expected


def test_a_card_of_four_peers_says_nothing(tmp_path):
    assert standing(peers_say(many(4), [10, 20, 30, 40]).says(CITY, 2023, VISITORS, 33), tmp_path) == ""


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["exact", "more_than", "at_least", "less_than", "at_most", "about"]),
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 50),
)  # fmt: skip
def test_what_a_card_says_holds_for_every_value_its_bound_allows(qualifier, printed, truth, median):
    low = None if qualifier in ("less_than", "at_most", "about") else printed
    high = None if qualifier in ("more_than", "at_least", "about") else printed
    row = cell("city", 2023, printed, qualifier=qualifier) | {"low": low, "high": high}
    fits = (low is None or truth >= low) and (high is None or truth <= high)
    if fits:
        assert way_of(row, median) in ("open", "above" if truth > median else "below" if truth < median else "equal")


def test_a_band_has_gaps_where_peers_are_too_few_and_a_year_alone_is_a_short_line():
    band = frame(cell("x", 2019), cell("x", 2020), cell("x", 2022))
    band = band.assign(lower_quartile=[1.0, 2, 3], median=[2.0, 3, 4], upper_quartile=[3.0, 4, 5], peers=6)
    figure = trend(frame(cell("city", 2019, 2), cell("city", 2023, 3)), Frame("题"), focus="city", band=band)
    areas = [line for line in figure.data if line.fill == "toself"]
    assert [list(area.x) for area in areas] == [[2019, 2020, 2020, 2019]]
    assert [(list(mark.x), list(mark.y)) for mark in figure.data if mark.marker.symbol == "line-ew-open"] == [([2022], [4])]
    assert all(area.hoverinfo == "skip" for area in areas)


def test_one_or_two_years_of_peers_are_medians_only_and_the_subtitle_names_the_years(tmp_path):
    story = peers_say(many(5), [10, 20, 30, 40, 50]).says(CITY, 2023, VISITORS, 33).says(CITY, 2020, VISITORS, 30)
    plot = told(story, tmp_path)
    assert "同类中位数仅 2023 年（5 家）" in plot.frame.subtitle
    assert plot.frame.marks[0] == "短横：市级审批服务机构（不含本机构）2023 年的中位数，5 家有确切数；其余年份不足 5 家，不画。"
    figure = plot.figure()
    assert not [line for line in figure.data if line.fill == "toself"] and "中位数 30" in words(figure)
