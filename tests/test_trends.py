"""Trends from a desk: one line where agencies count differently, axes of years with numbers, joined only what is joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk, open_desk
from nianbao.plots import make_plot
from nianbao.plots.indexed import default_base
from nianbao.plots.samples import sample_mark
from nianbao.view import View
from tests.cast import CITY, DISTRICT, TOWN, Story
from tests.frames import cell, frame, words
from tests.test_lineage import renamed

VISITORS, WEBSITE = "visitors_received", "disclosed_items_website"


def desk(story: Story, folder: Path, agencies: tuple[str, ...] = (CITY,), year: int = 2023, **view: Any) -> Desk:
    folder.mkdir(exist_ok=True)
    return open_desk(View(agencies=agencies, year=year, **view), story.told(folder))


def drawn(at: Desk, name: str = "trend", **arguments: Any) -> Plot:
    plot = make_plot(at, name, {"indicator": VISITORS, **arguments})
    assert isinstance(plot, Plot), plot
    return plot


def of_two(indicator: str) -> Story:
    story = Story()
    for year in (2022, 2023):
        story.says(CITY, year, indicator, 100 + year).says(TOWN, year, indicator, 900 + year)
    return story


def test_agencies_that_count_differently_do_not_share_an_axis(tmp_path):
    at = desk(of_two(WEBSITE), tmp_path, (CITY, TOWN))
    plot = drawn(at, indicator=WEBSITE)
    assert set(plot.rows["agency_id"]) == {CITY}
    assert "这一项各机构口径不一，只画本机构；有数而未并列的：样例县审批局。" in plot.frame.marks and not plot.frame.missing
    assert isinstance(make_plot(at, "multiples", {"indicator": WEBSITE}), Nothing)
    index = drawn(at, "index", indicator=WEBSITE)
    assert set(index.rows["agency_id"]) == {CITY, TOWN} and "不比高低" in "".join(index.frame.marks)


def test_without_a_number_of_its_own_nothing_of_others_stands_in(tmp_path):
    at = desk(of_two(WEBSITE), tmp_path, (DISTRICT, TOWN))
    for name in ("trend", "multiples", "index"):
        found = make_plot(at, name, {"indicator": WEBSITE})
        assert isinstance(found, Nothing) and "样例县审批局" in found.what + found.advice


def test_like_is_drawn_beside_like(tmp_path):
    assert set(drawn(desk(of_two(VISITORS), tmp_path, (CITY, TOWN))).rows["agency_id"]) == {CITY, TOWN}


def test_the_axis_begins_and_ends_with_a_number(tmp_path):
    story = Story().says(CITY, 2021, VISITORS, 5).says(CITY, 2023, VISITORS, 7).says(CITY, 2019, WEBSITE, 3)
    assert drawn(desk(story, tmp_path)).options["years"] == (2021, 2023)
    assert drawn(desk(story, tmp_path), indicator=WEBSITE).options["years"] == (2019, 2019)
    assert drawn(desk(story, tmp_path, year_from=2018, year_to=2023)).options["years"] == (2018, 2023), "as it was chosen"


def test_a_gap_that_another_definition_fills_says_so(tmp_path):
    story = Story().says(CITY, 2021, VISITORS, 5).says(CITY, 2023, VISITORS, 7)
    story.says(CITY, 2022, VISITORS, 600, scope="jurisdiction")
    plot = drawn(desk(story, tmp_path))
    assert plot.options["gaps"] == {2022: "口径不同"} and "口径不同" in words(plot.figure())


def test_an_index_says_that_a_year_has_only_an_approximate_number(tmp_path):
    story = Story().says(CITY, 2021, VISITORS, 5).says(CITY, 2022, VISITORS, 6, qualifier="about").says(CITY, 2023, VISITORS, 7)
    plot = drawn(desk(story, tmp_path), "index")
    assert "仅有约数" in words(plot.figure()) and words(plot.figure()).count("指数（2021 年＝100）") == 1


def test_an_index_of_one_year_is_none(tmp_path):
    story = Story().says(CITY, 2021, VISITORS, 5).says(TOWN, 2021, VISITORS, 6).says(CITY, 2022, VISITORS, 7)
    story.breaks(VISITORS, 2022)
    assert isinstance(make_plot(desk(story, tmp_path, (CITY, TOWN), 2022), "index", {"indicator": VISITORS}), Nothing)


def test_the_base_year_is_not_the_last_one():
    rows = frame(*(cell(a, y, 5) for a, y in (("city", 2021), ("city", 2022), ("city", 2023), ("town", 2023), ("town", 2022))))
    assert default_base(rows, "city") == 2022
    assert default_base(frame(cell("city", 2023, 5)), "city") == 2023


def test_a_predecessors_years_are_called_joined_only_where_they_are(tmp_path):
    story = renamed().says(TOWN, 2022, VISITORS, 44).says(CITY, 2023, VISITORS, 17)
    assert "连成一条线" in "".join(drawn(desk(story, tmp_path)).frame.marks)
    apart = renamed().says(TOWN, 2021, VISITORS, 44).says(CITY, 2023, VISITORS, 17)
    marks = "".join(drawn(desk(apart, tmp_path / "apart")).frame.marks)
    assert "2021 年的数由前身样例县审批局公布" in marks and "中间不相连" in marks and "连成一条线" not in marks
    bound = renamed().says(TOWN, 2022, VISITORS, 44, qualifier="more_than").says(CITY, 2023, VISITORS, 17)
    assert "中间不相连" in "".join(drawn(desk(bound, tmp_path / "bound")).frame.marks)


def test_a_rate_worked_out_of_few_is_marked(tmp_path):
    story = Story()
    for year, corrected, total in ((2022, 2, 40), (2023, 1, 4)):
        story.says(CITY, year, "review_corrected", corrected).says(CITY, year, "review_total", total)
    plot = drawn(desk(story, tmp_path), indicator="review_corrected_rate")
    assert "25%（样本 4）" in plot.frame.title and "25%（样本 4）" in words(plot.figure())
    assert "样本（分母）不足 30，一两件就能使比率大变：2023 年 4。" in plot.frame.marks
    assert sample_mark(plot.rows.assign(sample=40.0)) == ""


def test_small_charts_show_the_like_of_a_lone_agency(tmp_path):
    plot = drawn(desk(of_two(VISITORS), tmp_path), "multiples")
    assert set(plot.rows["agency_id"]) == {CITY, TOWN} and "（2 家）" in plot.frame.title
    assert "其中 1 家是同类机构中年份最多的" in "".join(plot.frame.marks)


def test_small_charts_of_unlike_size_say_that_heights_do_not_compare(tmp_path):
    story = of_two(VISITORS)
    assert not drawn(desk(story, tmp_path), "multiples").options["own"]
    for year in (2022, 2023):
        story.says(DISTRICT, year, VISITORS, 3)
    plot = drawn(desk(story, tmp_path / "more"), "multiples")
    assert plot.options["own"] and "各图纵轴不同，只比升降，不比高低" in plot.frame.subtitle


def test_the_sample_of_a_rate_may_be_made_of_a_year_and_a_stock(tmp_path):
    story = Story()
    for year in (2022, 2023):
        story.says(CITY, year, "applications_carried_out", 2).says(CITY, year, "outcomes_total", 6)
    assert list(drawn(desk(story, tmp_path), indicator="carry_over_rate").rows["sample"]) == [8, 8]


def test_an_agency_without_a_common_year_is_not_drawn_beside(tmp_path):
    story = Story().says(CITY, 2019, VISITORS, 5).says(TOWN, 2022, VISITORS, 6).says(TOWN, 2023, VISITORS, 7)
    story.says(DISTRICT, 2019, VISITORS, 8).says(DISTRICT, 2020, VISITORS, 9)
    plot = drawn(desk(story, tmp_path), beside=True)
    assert set(plot.rows["agency_id"]) == {CITY, DISTRICT} and plot.options["years"] == (2019, 2020)
