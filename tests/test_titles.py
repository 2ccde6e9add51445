"""Titles of trends: the last change and the extreme where a line went up and down, one notation, the agency that is drawn."""

from __future__ import annotations

import pytest

from nianbao.plots.naming import subject
from nianbao.plots.titles import index_title, trend_title
from tests.frames import cell, frame


def title(*values: float | None, focus: str = "city", year: int | None = None, **more: object) -> str:
    """The title of a line of these yearly values from 2019 on."""
    rows = frame(*(cell("city", 2019 + n, value, **more) for n, value in enumerate(values) if value is not None))
    return trend_title(rows, focus, "大厅接待", year)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((100, 110, 120), "由2019年 100 升至2021年 120人次"),
        ((120, 110, 100), "由2019年 120 降至2021年 100人次"),
        ((100, 100, 100), "：2019年与2021年同为 100人次"),
        ((100, 130, 120), "2021年降至 120人次，低于2020年的 130"),
        ((100, 80, 90), "2021年升至 90人次，低于2019年的 100"),
        ((100, 80, 130), "2021年升至 130人次，2020年曾低至 80"),
        ((100, 130, 130, 120), "2022年降至 120人次，低于2021年的 130"),
        ((100, 130, 90, 130), "2022年升至 130人次，2021年曾低至 90"),
        ((100, 130, 120, 140), "由2019年 100 升至2022年 140人次，其间有升降"),
        ((100, 120, 110, 110), "2022年仍为 110人次，低于2020年的 120"),
        ((100,), "2019年大厅接待 100人次"),
    ],
)
def test_a_title_says_the_course(values, expected):
    name = "示例市审批局" if len(values) == 1 else "示例市审批局大厅接待"
    assert title(*values) == name + expected


def test_both_numbers_are_in_the_notation_of_the_last():
    assert title(66295, 114700).endswith("由2019年 6.63万 升至2020年 11.47万人次")
    assert title(114700, 66295).endswith("由2019年 114,700 降至2020年 66,295人次")
    assert title(40000000, 48540000, 43670000).endswith("2021年降至 4,367万人次，低于2020年的 4,854万")


def test_a_title_speaks_of_the_asked_year_and_of_the_whole_line_where_that_year_has_none():
    assert title(100, 110, 90, year=2020).endswith("由2019年 100 升至2020年 110人次")
    assert title(14, None, 20, 30, year=2020).endswith("由2019年 14 升至2022年 30人次")


def test_a_bound_beyond_the_exact_numbers_leaves_only_the_last_number():
    rows = frame(cell("city", 2019, 100), cell("city", 2020, 150, qualifier="more_than", high=None), cell("city", 2021, 120))
    assert trend_title(rows, "city", "大厅接待") == "示例市审批局大厅接待：2021年 120人次"


def test_a_lone_line_of_another_agency_is_named_in_the_title():
    assert title(100, 110, focus="town").startswith("示例市审批局大厅接待由")
    rows = frame(cell("city", 2019, 1), cell("district", 2019, 2))
    assert trend_title(rows, "town", "大厅接待") == "大厅接待"


def test_a_rate_of_few_says_of_how_many_and_a_minus_is_a_minus():
    assert title(0, 25, value_type="rate", unit="%", sample=4).endswith("由2019年 0% 升至2020年 25%（样本 4）")
    assert title(-30, -37).endswith("由2019年 −30 降至2020年 −37人次")


def test_names_that_say_nothing_alone_say_of_what():
    def named(indicator: str, short: str) -> str:
        return subject({"indicator_id": indicator, "indicator_short": short})

    assert named("applications_new", "本年新收") == "公开申请本年新收"
    assert named("outcomes_total", "办理总计") == "公开申请办理总计"
    assert named("applications_received", "收到申请") == "收到公开申请"
    assert named("visitors_received", "大厅接待") == "大厅接待"


def test_an_index_is_told_by_the_focus_agency():
    rows = frame(cell("city", 2019, 100), cell("city", 2021, 128.31))
    assert index_title(rows, "city", "大厅接待", 2019) == "示例市审批局大厅接待：2021年为2019年的 128.3%"
    assert index_title(rows, "town", "大厅接待", 2019) == "大厅接待：以 2019 年为 100"
