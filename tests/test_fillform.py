"""The fill-in form: printed words kept, units applied once, percentages and formulas as the sheet shows them."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from nianbao.exporters.fill_form import write_fill_form
from nianbao.extract import Extraction, extract_document
from nianbao.readers import read_bytes

NAME = "示例市样例县行政审批服务局"


def filled(value: object, unit: str | None = None, word: str | None = None, indicator="consultation_calls", form="General"):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(write_fill_form(NAME, 2024, [indicator, "wechat_posts", "mailbox_letters"])))
    sheet = book["填报"]
    sheet["D2"], sheet["F2"] = value, word
    sheet["D2"].number_format = form
    sheet["D4"] = 7
    if unit is not None:
        sheet["E2"] = unit
    stream = io.BytesIO()
    book.save(stream)
    return extract_document(read_bytes(stream.getvalue(), "填报.xlsx"))


def first(result: Extraction):
    return next(o for o in result.observations if o.indicator != "mailbox_letters")


@pytest.mark.parametrize(
    ("value", "unit", "word", "number", "qualifier"),
    [
        ("约3000", None, None, 3000, "about"),
        ("近5万", None, None, 50_000, "about"),
        ("超12万", None, None, 120_000, "more_than"),
        ("超过19万", None, "超过", 190_000, "more_than"),
        ("3000余", None, None, 3000, "more_than"),
        ("100以上", None, None, 100, "at_least"),
        ("不足500", None, None, 500, "less_than"),
        ("不足5", "万次", None, 50_000, "less_than"),
        (1.2, "万次", "超过", 12_000, "more_than"),
        ("1.2万", None, None, 12_000, "exact"),
        ("３,０００次", None, None, 3000, "exact"),
    ],
)
def test_the_printed_word_is_kept(value, unit, word, number, qualifier):
    found = first(filled(value, unit, word))
    assert (found.value, found.qualifier, found.state, found.doubtful) == (Decimal(number), qualifier, "reported", False)


def test_a_range_has_two_ends_and_no_value():
    found = first(filled("10-20", "万次"))
    assert (found.value, found.low, found.high, found.qualifier) == (None, 100_000, 200_000, "range")


@pytest.mark.parametrize(
    ("value", "unit", "word", "told"),
    [
        ("1.2万", "万次", None, "不知是否要乘两次"),
        ("超过19万", None, "准确", "两处不同"),
        ("3000", None, "大概", "不是可用的限定词"),
        ("3000件", None, None, "单位"),
        ("约3000件", None, None, "单位"),
        ("12,34", None, None, "不是数字"),
        ("=1+1", None, None, "公式"),
        (-5, None, None, "负数"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_stored(value, unit, word, told):
    result = filled(value, unit, word)
    found = first(result)
    assert (found.value, found.state) == (None, "unreadable")
    assert told in result.findings[0].message


def test_a_percentage_is_read_as_the_sheet_shows_it():
    result = filled(0.95, form="0%", indicator="hotline_satisfaction_rate")
    assert (first(result).value, first(result).raw_text, result.findings) == (95, "95%", [])
    assert first(filled(0.9235, form="0.00%", indicator="hotline_satisfaction_rate")).value == Decimal("92.35")


def test_a_hardly_possible_number_is_kept_and_questioned():
    for result, told in ((filled(123, indicator="hotline_satisfaction_rate"), "超过 100%"), (filled(42456.7), "不是整数")):
        assert (first(result).state, first(result).doubtful) == ("reported", True)
        assert told in result.findings[0].message
    assert not filled(7.5, indicator="hotline_wait_seconds").findings


def test_an_untouched_line_is_not_a_blank_but_a_line_with_a_remark_is():
    from openpyxl import load_workbook

    assert [o.indicator for o in filled(3000).observations] == ["consultation_calls", "mailbox_letters"]
    book = load_workbook(io.BytesIO(write_fill_form(NAME, 2024, ["wechat_posts", "mailbox_letters"])))
    book["填报"]["I2"], book["填报"]["D3"] = "本年没有统计", 7
    stream = io.BytesIO()
    book.save(stream)
    found = first(extract_document(read_bytes(stream.getvalue(), "填报.xlsx")))
    assert (found.indicator, found.state, found.evidence) == ("wechat_posts", "blank", "本年没有统计")
