"""Numbers and states in words: 万/亿 for the eye, the exact number beside, bounds kept, blank never as zero."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.wording import (
    change_text,
    figure,
    listed,
    missing,
    number_and_unit,
    plain,
    scale_for,
    short_number,
    tendency,
)


def cell(value: Any = None, qualifier: str = "exact", state: str = "reported", unit: str = "件", **more: Any) -> dict[str, Any]:
    return {"value": value, "low": value, "high": value, "qualifier": qualifier, "state": state, "unit": unit, **more}


@pytest.mark.parametrize(
    ("number", "short", "exact"),
    [
        (0, "0", "0"), (5, "5", "5"), (42456, "42,456", "42,456"), (99999, "99,999", "99,999"),
        (100000, "10万", "100,000"), (1190000, "119万", "1,190,000"), (5425500, "542.55万", "5,425,500"),
        (100000000, "1亿", "100,000,000"), (307000000, "3.07亿", "307,000,000"),
        (-37, "-37", "-37"), (-5425500, "-542.55万", "-5,425,500"), (92, "92", "92"), (99.2, "99.2", "99.2"),
        (Decimal("542.5500"), "542.55", "542.55"),
    ],
)  # fmt: skip
def test_a_number_is_shortened_by_wan_and_yi(number, short, exact):
    assert (short_number(number), plain(number)) == (short, exact)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (cell(1190000, "more_than"), "＞119万件"), (cell(500, "at_least", unit="项"), "≥500项"),
        (cell(1500000, "less_than"), "＜150万件"), (cell(9, "at_most"), "≤9件"), (cell(390000, "about"), "约 39万件"),
        (cell(92, unit="%"), "92%"), (cell(0), "0件"),
        (cell(None, "range") | {"low": 1100, "high": 1200}, "1,100—1,200件"),
        (cell(state="blank"), "未填"), (cell(state="not_applicable"), "不适用"), (cell(state="unreadable"), "存疑"),
        (cell(state="not_collected"), "未收录"),
    ],
)  # fmt: skip
def test_a_cell_is_read_with_its_bound_unit_and_state(row, words):
    assert figure(row) == words


def test_the_exact_number_stays_at_hand():
    assert figure(cell(1190000, "more_than"), exact=True) == "＞1,190,000件"
    assert figure(cell(1190000, "more_than"), unit=False) == "＞119万"
    assert number_and_unit(cell(1190000, "more_than")) == ("＞119", "万件")
    assert number_and_unit(cell(42456, unit="次")) == ("42,456", "次")


@pytest.mark.parametrize("nothing", [None, float("nan"), math.nan, pd.NA, pd.NaT])
def test_every_way_a_frame_writes_null_is_missing(nothing):
    assert missing(nothing) is True


@pytest.mark.parametrize("something", [0, 0.0, "", "未填", False, Decimal(0), pd.Timestamp("2024-01-01")])
def test_zero_and_empty_text_are_not_missing(something):
    assert missing(something) is False


def test_one_scale_for_all_numbers_of_a_chart():
    assert scale_for([5, 99999]) == (1.0, "")
    assert scale_for([5, 100000, None, math.nan]) == (10000.0, "万")
    assert scale_for([-3.2e8, 5]) == (100000000.0, "亿")
    assert scale_for([]) == scale_for([None]) == (1.0, "")


def change(verdict: str, change: Any = None, percent: Any = None, value_type: str = "count", unit: str = "件") -> dict[str, Any]:
    return {
        "verdict": verdict,
        "change": change,
        "change_percent": percent,
        "value_type": value_type,
        "unit": unit,
        "direction": "up",
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (change("comparable", 50, 25), "较上年 +25%（+50件）"),
        (change("comparable", -371000, -12.34), "较上年 −12.3%（−37.1万件）"),
        (change("comparable", 0, 0), "与上年持平"),
        (change("comparable", 7, None), "较上年 +7件"),
        (change("comparable", 7, math.nan), "较上年 +7件"),
        (change("comparable", 7) | {"previous_value": 0}, "较上年 +7件（上年为零）"),
        (change("comparable", -7.9, None, "rate", "%"), "较上年 −7.9个百分点"),
        (change("rise_at_least", 90000), "较上年增加，至少 90,000件"),
        (change("fall_at_least", -9), "较上年减少，至少 9件"),
        (change("break"), "口径变化，不与上年比"), (change("no_previous"), "缺上年，无法比较"),
        (change("previous_empty"), "上年无数，无法比较"), (change("undecidable"), "区间无法判定增减"), (change("no_value"), ""),
    ],
)  # fmt: skip
def test_a_change_is_told_or_the_reason_why_not(row, words):
    assert change_text(row) == words


@pytest.mark.parametrize(
    ("verdict", "amount", "direction", "way"),
    [
        ("comparable", 5, "up", "better"), ("comparable", -5, "up", "worse"), ("comparable", -5, "down", "better"),
        ("rise_at_least", 5, "down", "worse"), ("comparable", 0, "up", "same"), ("comparable", 5, "neutral", "neutral"),
        ("undecidable", None, "up", "unknown"), ("break", None, "up", "unknown"),
    ],
)  # fmt: skip
def test_better_or_worse_follows_the_indicators_direction(verdict, amount, direction, way):
    assert tendency({"verdict": verdict, "change": amount, "direction": direction}) == way


def test_a_long_list_of_names_ends_in_a_count():
    assert listed(["示例市", "样例县"]) == "示例市、样例县"
    assert listed([str(number) for number in range(9)], 3) == "0、1、2 等 9 家"
    assert listed([]) == ""


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_no_number_is_written_in_computer_notation(number):
    for words in (short_number(number), plain(number)):
        assert re.fullmatch(r"-?[\d,]+(\.\d{1,2})?[万亿]?", words)
    assert not plain(number).startswith("-0") or float(plain(number).replace(",", "")) != 0


def test_numbers_are_rounded_as_a_person_rounds():
    assert [plain(6.25, 1), plain(0.125), plain(2.675), plain(-6.25, 1)] == ["6.3", "0.13", "2.68", "-6.3"]
    assert "+6.3%" in change_text(
        {"verdict": "comparable", "change": 1, "change_percent": 6.25, "value_type": "count", "unit": "件"}
    )


@pytest.mark.parametrize(
    ("qualifier", "said"),
    [("more_than", "＞119.34万件"), ("at_least", "≥119.34万件"), ("less_than", "＜119.35万件"), ("exact", "119.35万件")],
)
def test_a_shortened_bound_claims_no_more_than_was_printed(qualifier, said):
    assert figure(cell(1_193_460, qualifier)) == said


def test_the_definition_is_not_blamed_where_there_is_no_year_before():
    row = {"verdict": "break", "value_type": "count", "unit": "件", "previous_state": None}
    assert change_text(row) == "缺上年，无法比较"
    assert change_text(row | {"previous_state": "reported"}) == "口径变化，不与上年比"
