"""累计增长: within one definition, from the first year to the last, refused where the printed figures do not decide it."""

from __future__ import annotations

from typing import Any

import pytest

from nianbao.plots.growth import growth, growth_text
from tests.cast import CITY, Story
from tests.conftest import records
from tests.frames import cell


def row(year: int, value: float | None = None, **more: Any) -> dict[str, Any]:
    return cell("city", year, value, **more)


def words(*rows: dict[str, Any], year: int | None = None) -> str:
    return growth_text(growth(rows, year))


def test_first_and_last_year_of_one_definition():
    assert words(row(2019, 200), row(2020, 900), row(2023, 250)) == "2019—2023 年累计 +25%（4 年）"
    assert words(row(2019, 250), row(2021, 200)) == "2019—2021 年累计 −20%（2 年）"
    assert words(row(2019, 7), row(2021, 7)) == "2019—2021 年首末相同"


def test_the_year_of_the_page_is_the_last_one():
    assert words(row(2019, 100), row(2021, 150), row(2023, 900), year=2022) == "2019—2021 年累计 +50%（2 年）"


def test_two_neighbouring_years_are_no_growth_of_years():
    assert words(row(2022, 1), row(2023, 2)) == words(row(2023, 2)) == words() == ""


def test_nothing_grows_across_a_break():
    rows = (row(2018, 10), row(2019, 20), row(2021, 100, segment=1), row(2023, 130, segment=1))
    assert words(*rows) == "此前口径不同，2021—2023 年累计 +30%（2 年）"
    assert words(*rows[:3]) == ""


def test_blank_is_not_where_a_line_starts():
    assert words(row(2018), row(2019, 100), row(2021, 110)) == "2019—2021 年累计 +10%（2 年）"


def test_from_zero_there_is_no_percentage():
    assert words(row(2019, 0), row(2021, 7)) == "2019—2021 年累计 +7人次（2019 年为零）"
    assert words(row(2019, 0), row(2021, 0)) == "2019—2021 年首末相同"


def test_rates_grow_in_points_and_signed_figures_in_amounts():
    assert words(row(2019, 90, value_type="rate"), row(2021, 92.5, value_type="rate")) == "2019—2021 年累计 +2.5个百分点（2 年）"
    assert words(row(2019, -3, value_type="signed"), row(2021, 5, value_type="signed")) == "2019—2021 年累计 +8人次（2 年）"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ({"value": 100}, {"value": 150, "high": None, "qualifier": "more_than"}, "累计至少 +50%（2 年）"),
        ({"value": 100, "low": None, "qualifier": "at_most"}, {"value": 150}, "累计至少 +50%（2 年）"),
        ({"value": 200, "high": None, "qualifier": "at_least"}, {"value": 150}, "累计至少 −25%（2 年）"),
        ({"value": 100, "high": None, "qualifier": "more_than"}, {"value": 150}, "累计增减：区间无法判定"),
        ({"value": 100, "qualifier": "about"}, {"value": 900}, "累计增减：区间无法判定"),
    ],
)
def test_a_bound_allows_no_more_than_it_says(first, last, told):
    rows = [
        cell("city", year, 1) | {"low": given["value"], "high": given["value"]} | given
        for year, given in ((2019, first), (2021, last))
    ]
    assert words(*rows) == f"2019—2021 年{told}"


def test_growth_reads_what_the_series_query_gives(tmp_path):
    story = Story()
    for year, value in ((2019, 50), (2020, 60), (2021, 30), (2022, 33), (2023, 36)):
        story.says(CITY, year, "visitors_received", value)
    rows = records(
        story.breaks("visitors_received", 2021).told(tmp_path), "series", agencies=[CITY], indicators=["visitors_received"]
    )
    assert words(*rows) == "此前口径不同，2021—2023 年累计 +20%（2 年）"
