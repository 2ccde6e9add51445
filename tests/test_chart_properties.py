"""No frame, however poor, makes a figure say nan or None: all null, one row, one agency, one year, huge, tiny, negative."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.charts import Frame, composition, heat_table, profile, ranked, scatter, small_multiples, trend
from nianbao.model import STATES
from nianbao.wording import BOUND_SIGNS
from tests.frames import cell, computer_words, frame, places, words

AGENCIES = ("city", "town", "district", "office")
EMPTY = [state for state in STATES if state not in ("reported", "not_collected")]
WORDS = Frame("大厅接待", "大厅接待量", source="《示例市年报》", version="数据版本 1")
numbers = st.one_of(st.integers(0, 200), st.integers(0, 10**12), st.decimals(0, 100, places=2)).map(float)


@st.composite
def rows(draw: st.DrawFn, agencies: tuple[str, ...] = AGENCIES, years: tuple[int, int] = (2019, 2024)) -> list[dict[str, Any]]:
    """At most one cell per agency and year, of any state and qualifier."""
    places_ = st.tuples(st.sampled_from(agencies), st.integers(*years))
    made = []
    for agency, year in draw(st.lists(places_, min_size=1, max_size=12, unique=True)):
        kind = draw(st.sampled_from(["number", "bound", "range", "nothing"]))
        value = draw(numbers)
        more: dict[str, Any] = {"disagree": draw(st.booleans()), "failures": draw(st.integers(0, 2))}
        if kind == "nothing":
            made.append(cell(agency, year, None, state=draw(st.sampled_from(EMPTY)), **more))
        elif kind == "range":
            made.append(cell(agency, year, None, low=value, high=value + 10, qualifier="range", state="reported", **more))
        elif kind == "bound":
            made.append(cell(agency, year, value, qualifier=draw(st.sampled_from(list(BOUND_SIGNS))), **more))
        else:
            made.append(cell(agency, year, value, value_type=draw(st.sampled_from(["count", "rate"])), **more))
    unit = made[0]["value_type"]
    return [row | {"value_type": unit, "unit": "%" if unit == "rate" else "件"} for row in made]


def check(figure: Any) -> None:
    assert computer_words(figure) == []
    assert "大厅接待" in words(figure) and "数据来源：《示例市年报》" in words(figure)
    assert figure.layout.height < 4000


@settings(max_examples=60, deadline=None)
@given(rows(), st.sampled_from(["full", "narrow"]))
def test_a_trend_of_anything(told, width):
    figure = trend(frame(*told), WORDS.at(width), focus="city", years=(2019, 2024))
    check(figure)
    assert all(line.connectgaps is False and all(float(x).is_integer() for x in line.x) for line in figure.data)
    low, high = figure.layout.yaxis.range
    assert low < high
    assert all(low <= y <= high for line in figure.data for y in line.y if y is not None)


@settings(max_examples=40, deadline=None)
@given(rows())
def test_a_heat_table_and_small_multiples_of_anything(told):
    check(heat_table(frame(*told), WORDS, years=list(range(2019, 2025)), focus="city"))
    check(small_multiples(frame(*told), WORDS, years=(2019, 2024), focus="city"))


@settings(max_examples=40, deadline=None)
@given(rows(years=(2023, 2023)))
def test_a_ranking_and_a_profile_of_anything(told):
    told = [row for row in told if row["qualifier"] != "range"]
    figure = ranked(places(*told), WORDS, focus="city")
    check(figure)
    assert len(figure.data[0].x) == sum(row["value"] is not None for row in told)
    known = [row for row in told if row["value"] is not None]
    if known:
        check(profile(frame(*known), WORDS))


@settings(max_examples=40, deadline=None)
@given(rows())
def test_a_composition_of_anything(told):
    made = frame(*told)
    check(
        composition(made.assign(bar=made["year"].astype(str) + "年", part=made["agency_short"]), WORDS, group="bar", part="part")
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
def test_a_scatter_of_anything(pairs):
    made = frame(*(cell(AGENCIES[n % 4], 2023, x) for n, (x, _) in enumerate(pairs)))
    made = made.assign(x=made["value"], y=[y for _, y in pairs], x_qualifier="exact", y_qualifier="about")
    check(scatter(made, WORDS, x_name="大厅接待", y_name="网站访问", focus="city"))


@pytest.mark.parametrize("state", EMPTY)
def test_a_frame_without_a_single_number_says_so_in_every_chart(state):
    made = frame(*(cell(agency, 2023, None, state=state) for agency in AGENCIES))
    check(trend(made, WORDS, years=(2022, 2024), focus="city"))
    check(heat_table(made, WORDS, years=[2022, 2023]))
    check(small_multiples(made, WORDS, years=(2022, 2024)))
    check(ranked(made, WORDS))
    check(composition(made.assign(bar="2023年", part="x"), WORDS, group="bar", part="part"))


def test_a_frame_without_any_row_gives_an_empty_picture():
    check(trend(frame(), WORDS, years=(2022, 2024), focus="city"))
    check(heat_table(frame(), WORDS, years=[2022, 2023]))
    check(ranked(frame(), WORDS))
    check(composition(frame().assign(bar="", part=""), WORDS, group="bar", part="part"))
    check(small_multiples(frame(), WORDS, years=(2022, 2024)))
    check(scatter(frame().assign(x=0.0, y=0.0, x_qualifier="", y_qualifier=""), WORDS, x_name="甲", y_name="乙"))


def test_one_agency_and_one_year_is_a_point():
    figure = trend(frame(cell("city", 2023, 5)), WORDS)
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([2023], [5])
    check(figure)
