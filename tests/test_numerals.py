"""Printed numbers as they stand in reports."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nianbao.numerals import chinese_value, find_numbers, parse_number


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "unit"),
    [
        ("13,612件", "13612", "exact", "件"),
        ("13，612件", "13612", "exact", "件"),
        ("13 612 件", "13612", "exact", "件"),
        ("１２３４５件", "12345", "exact", "件"),
        ("5.7 万人次", "57000", "exact", "人次"),
        ("1.2亿", "120000000", "exact", ""),
        ("1亿2000万次", "120000000", "exact", "次"),
        ("542.55 万元", "5425500", "exact", "元"),
        ("99.98 %", "99.98", "exact", "%"),
        ("百分之九十二", "92", "exact", "%"),
        ("百分之九十九点八", "99.8", "exact", "%"),
        ("16万4千余件", "164000", "more_than", "件"),
        ("16万4356件", "164356", "exact", "件"),
        ("1亿2千万人次", "120000000", "exact", "人次"),
        ("三百二十六件", "326", "exact", "件"),
        ("一万二千件", "12000", "exact", "件"),
        ("两千零五件", "2005", "exact", "件"),
        ("超过500个", "500", "more_than", "个"),
        ("超119万件", "1190000", "more_than", "件"),
        ("突破300万", "3000000", "more_than", ""),
        ("逾 20 万人次", "200000", "more_than", "人次"),
        ("30余家", "30", "more_than", "家"),
        ("30 多家", "30", "more_than", "家"),
        ("5万余件", "50000", "more_than", "件"),
        ("200余万人", "2000000", "more_than", "人"),
        ("一百余条", "100", "more_than", "条"),
        ("两万余次", "20000", "more_than", "次"),
        ("十多家", "10", "more_than", "家"),
        ("百余家", "100", "more_than", "家"),
        ("90%以上", "90", "at_least", "%"),
        ("不低于95%", "95", "at_least", "%"),
        ("不少于 5 条", "5", "at_least", "条"),
        ("上百场", "100", "at_least", "场"),
        ("不足 3 万件", "30000", "less_than", "件"),
        ("30%以内", "30", "at_most", "%"),
        ("不超过 20 项", "20", "at_most", "项"),
        ("近5万人次", "50000", "about", "人次"),
        ("约3.2万", "32000", "about", ""),
        ("100 件左右", "100", "about", "件"),
        ("近30余家", "30", "about", "家"),
        ("近百家", "100", "about", "家"),
        ("1926篇（条）", "1926", "exact", "篇"),
        ("0 件", "0", "exact", "件"),
    ],
)
def test_printed_number_keeps_value_bound_and_unit(text: str, value: str, qualifier: str, unit: str) -> None:
    printed = parse_number(text)
    assert printed is not None
    assert (printed.value, printed.qualifier, printed.unit) == (Decimal(value), qualifier, unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3—5件", 3, 5, "件"),
        ("3至5个", 3, 5, "个"),
        ("1.5万至2万件", 15000, 20000, "件"),
        ("2-3万次", 20000, 30000, "次"),
    ],
)
def test_range_has_two_ends_and_no_value(text: str, low: int, high: int, unit: str) -> None:
    printed = parse_number(text)
    assert printed is not None
    assert (printed.value, printed.low, printed.high, printed.unit) == (None, low, high, unit)
    assert printed.qualifier == "range"


@pytest.mark.parametrize("text", ["", "无", "/", "—", "5‰", "3.2 ‰", "1O件", "l23", "数十家", "几百条", "一体化", "万众一心"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert parse_number(text) is None


def test_sign_counts_only_at_the_start_of_a_cell() -> None:
    assert parse_number("－39").value == -39  # type: ignore[union-attr]
    assert parse_number("-37").value == -37  # type: ignore[union-attr]


def test_offsets_lead_back_to_the_printed_text() -> None:
    text = "注册量超 19 万人次，办结 ９２％。"
    assert [text[number.start : number.end] for number in find_numbers(text)] == ["超 19 万人次", "９２％"]


def test_malformed_chinese_numeral_has_no_value() -> None:
    assert chinese_value("三四百") is None
    assert chinese_value("二〇一九") == 2019
