"""Lines over years: gaps stay gaps, bounds are arrows that no line leads to, breaks are told, small charts and sparklines too."""

from __future__ import annotations

import base64

import pandas as pd
import plotly.graph_objects as go

from nianbao.charts import heat_table, small_multiples, sparkline, trend
from nianbao.charts.theme import LIGHT
from tests.frames import WORDS, YEARS, cell, frame, words


def test_a_year_without_a_report_is_a_gap_not_a_line():
    (line,) = trend(YEARS, WORDS, focus="city").data
    assert list(line.x) == [2020, 2021, 2022, 2023] and list(line.y) == [100, 110, None, 120]
    assert line.connectgaps is False
    (small,) = small_multiples(YEARS, WORDS, years=(2020, 2023)).data
    assert list(small.y) == [100, 110, None, 120] and small.connectgaps is False


def test_an_empty_cell_says_why_and_has_no_height():
    rows = frame(cell("city", 2020, 100), cell("city", 2021), cell("city", 2022, state="not_applicable"), cell("city", 2023, 0))
    figure = trend(rows, WORDS, focus="city")
    assert list(figure.data[0].y) == [100, None, None, 0]
    assert {"未填", "不适用"} <= {a.text for a in figure.layout.annotations}


def test_years_are_whole_ticks():
    for first, last in ((2020, 2020), (2019, 2025), (2000, 2030)):
        for width in ("full", "narrow"):
            axis = trend(YEARS, WORDS.at(width), years=(first, last)).layout.xaxis
            assert axis.tickmode == "array" and axis.tickvals[0] == last
            assert list(axis.ticktext) == [str(year) for year in axis.tickvals]
            assert all(isinstance(year, int) for year in axis.tickvals)
    assert heat_table(YEARS, WORDS, years=[2020, 2021]).layout.xaxis.ticktext == ("2020", "2021")
    assert small_multiples(YEARS, WORDS, years=(2020, 2023)).layout.xaxis.tickvals == (2020, 2023)


def test_large_numbers_are_drawn_in_wan_with_the_exact_number_in_the_tooltip():
    figure = trend(frame(cell("city", 2023, 1190000, unit="件")), WORDS)
    assert list(figure.data[0].y) == [119.0]
    assert "1,190,000件" in figure.data[0].text[0]
    assert "单位：万件" in words(figure) and "119万" in words(figure)
    figure = trend(frame(cell("city", 2023, 307000000, unit="元")), WORDS)
    assert list(figure.data[0].y) == [3.07] and "单位：亿元" in words(figure)


def arrows(figure: go.Figure) -> list[tuple[int, str]]:
    """(year, way) of each arrow at a printed bound."""
    return [(a.x, "up" if a.ay > 0 else "down") for a in figure.layout.annotations if a.showarrow]


def joined(figure: go.Figure) -> set[tuple[int, int]]:
    """Neighbouring years that a solid line joins."""
    solid = [line for line in figure.data if line.mode == "lines+markers"]
    return {
        (a, b)
        for line in solid
        for a, b, y, z in zip(line.x, line.x[1:], line.y, line.y[1:], strict=False)
        if y is not None and z is not None
    }


def test_a_bound_is_an_arrow_with_its_number_and_no_line_leads_to_it():
    more = {"qualifier": "more_than", "high": None}
    rows = frame(*(cell("city", 2019 + n, v) for n, v in enumerate((80, 90))), cell("city", 2021, 110, **more),
                 cell("city", 2022, 105, **more), cell("city", 2023, 120, qualifier="less_than", low=None))  # fmt: skip
    figure = trend(rows, WORDS)
    assert joined(figure) == {(2019, 2020)}
    assert sorted(arrows(figure)) == [(2021, "up"), (2022, "up"), (2023, "down")]
    assert [list(line.x) for line in figure.data if line.mode == "lines"] == [[2020, 2021]], "only that rise is certain"
    for part in ("＞110", "＞105", "＜120", "↑ 为下限", "↓ 为上限", "点线只表示增减的方向"):
        assert part in words(figure)


def test_about_is_an_open_mark_on_the_line_and_the_footer_says_so():
    figure = trend(frame(cell("city", 2022, 100), cell("city", 2023, 110, qualifier="about", low=None, high=None)), WORDS)
    assert list(figure.data[0].marker.symbol) == ["circle", "circle-open"] and joined(figure) == {(2022, 2023)}
    assert "空心点为“约、近”等不确切的数" in words(figure) and "约 110" in words(figure)
    assert "空心" not in words(trend(YEARS, WORDS)) and not arrows(trend(YEARS, WORDS))


def test_a_gap_in_the_focus_line_says_why():
    figure = trend(YEARS, WORDS, focus="city")
    assert [a.x for a in figure.layout.annotations if a.text == "未收录"] == [2022]
    figure = trend(YEARS, WORDS, focus="city", gaps={2022: "仅有约数"})
    assert [a.x for a in figure.layout.annotations if a.text == "仅有约数"] == [2022]
    long = frame(cell("city", 2005, 1), *(cell("city", year, 2) for year in range(2007, 2024)))
    assert "2006 年未收录。" in words(trend(long, WORDS.at("narrow"), focus="city"))


def test_a_rate_never_has_a_tick_above_a_hundred_and_says_where_its_axis_begins():
    rows = frame(*(cell("city", 2021 + n, v, value_type="rate", unit="%") for n, v in enumerate((99.9, 100, 99.5))))
    axis = trend(rows, WORDS, focus="city").layout.yaxis
    assert max(axis.tickvals) == 100 and min(axis.tickvals) == axis.range[0] > 90
    assert f"纵轴从 {min(axis.tickvals):g}% 起" in words(trend(rows, WORDS, focus="city"))
    whole = frame(cell("city", 2021, 0, value_type="rate", unit="%"), cell("city", 2022, 40, value_type="rate", unit="%"))
    assert "纵轴" not in words(trend(whole, WORDS, focus="city"))


def test_a_lone_line_of_another_agency_is_grey_and_named():
    figure = trend(frame(cell("town", 2022, 5), cell("town", 2023, 6)), WORDS, focus="city")
    assert figure.data[0].line.color == LIGHT.muted and "样例县审批局 6" in words(figure)
    assert "示例市审批局 120" not in words(trend(YEARS, WORDS, focus="city"))


def test_among_many_lines_the_focus_is_drawn_last():
    rows = frame(*(cell(agency, year, 5) for agency in ("city", *"abcdefg") for year in (2022, 2023)))
    figure = trend(rows, WORDS, focus="city")
    assert figure.data[-1].name == "city" and figure.data[-1].line.color == LIGHT.focus
    assert {a.font.color for a in figure.layout.annotations if str(a.text).startswith("a ")} == {LIGHT.muted}


def test_a_rate_of_few_says_of_how_many():
    rows = frame(*(cell("city", 2022 + n, v, value_type="rate", unit="%") for n, v in enumerate((0, 25)))).assign(
        sample=[40.0, 4.0]
    )
    assert "25%（样本 4）" in words(trend(rows, WORDS, focus="city"))


def test_a_break_cuts_the_line_and_the_footer_gives_the_reason():
    breaks = pd.DataFrame(
        [{"indicator_id": "visitors_received", "agency_id": None, "year": 2021, "reason": "统计范围改变"},
         {"indicator_id": "wechat_posts", "agency_id": None, "year": 2021, "reason": "与此图无关"}]
    )  # fmt: skip
    figure = trend(YEARS, WORDS, breaks=breaks)
    assert [list(line.x) for line in figure.data] == [[2020], [2021, 2022, 2023]]
    (dash,) = figure.layout.shapes
    assert (dash.line.dash, dash.x0) == ("dash", 2020.5)
    assert "① 2021年起口径变化：统计范围改变" in words(figure) and "与此图无关" not in words(figure)
    assert not trend(YEARS, WORDS).layout.shapes


def test_one_agencys_break_does_not_cut_anothers_line():
    rows = frame(*(cell(agency, year, 5) for agency in ("city", "town") for year in (2020, 2021, 2022)))
    breaks = pd.DataFrame([{"indicator_id": "visitors_received", "agency_id": "town", "year": 2021, "reason": "机构合并"}])
    figure = trend(rows, WORDS, focus="city", breaks=breaks)
    assert [(line.name, len(line.x)) for line in figure.data] == [("town", 1), ("town", 2), ("city", 3)]
    assert "① 2021年起口径变化（样例县审批局）：机构合并" in words(figure)


def test_a_doubtful_point_is_ringed():
    rows = frame(cell("city", 2022, 100, disagree=True), cell("city", 2023, 110))
    figure = trend(rows, WORDS)
    assert figure.data[0].marker.line.color[0] == "#DC2626" != figure.data[0].marker.line.color[1]
    assert "带红圈的点" in words(figure)


def test_a_line_that_ended_earlier_is_named_at_its_own_end():
    rows = frame(*(cell("city", y, 100) for y in (2020, 2021, 2022, 2023)), cell("town", 2020, 50), cell("town", 2021, 60))
    figure = trend(rows, WORDS, focus="city")
    named = {a.text: (a.xref, a.x) for a in figure.layout.annotations if "审批局" in str(a.text) and a.yref == "y"}
    assert named == {"<b>示例市审批局 100</b>": ("paper", 1), "样例县审批局 60": ("x", 2021)}


def test_the_number_of_the_asked_year_is_written_where_the_line_runs_on():
    marked = [a.text for a in trend(YEARS, WORDS, focus="city", year=2021).layout.annotations if a.x == 2021]
    assert marked == ["<b>110</b>"]
    assert [a for a in trend(YEARS, WORDS, focus="city", year=2023).layout.annotations if a.x == 2023] == []


def test_a_small_line_does_not_run_across_a_break():
    rows = YEARS.assign(segment=[0, 1, 1])
    lines = small_multiples(rows, WORDS, years=(2020, 2023)).data
    assert [[y for y in line.y if y is not None] for line in lines] == [[100], [110, 120]]


def test_small_multiples_share_one_scale():
    figure = small_multiples(frame(cell("city", 2020, 5), cell("town", 2020, 900)), WORDS, years=(2020, 2021))
    assert {figure.layout.yaxis.range, figure.layout.yaxis2.range} == {(0, 1080.0)}


def test_a_sparkline_has_gaps_and_no_line_through_one_point():
    def drawn(*values: float | None) -> str:
        return base64.b64decode(sparkline(values, "#000").split(",")[1]).decode()

    assert sparkline([None, None], "#000") == ""
    assert drawn(1, 2, None, 3).count("<polyline") == 1 and drawn(1, 2, None, 3, 4).count("<polyline") == 2
    assert "<polyline" not in drawn(5) and "nan" not in drawn(0, 0)


def test_small_charts_of_unlike_size_can_have_an_axis_each():
    rows = frame(*(cell(a, 2020 + n, v * (n + 1)) for a, v in (("city", 5), ("town", 900)) for n in (0, 1)))
    figure = small_multiples(rows, WORDS, years=(2020, 2021), own=True)
    assert (figure.layout.yaxis.range, figure.layout.yaxis2.range) == ((0, 12), (0, 2160))


def test_no_line_runs_into_a_bound_of_a_small_chart():
    rows = frame(cell("city", 2020, 5), cell("city", 2021, 6, qualifier="more_than", high=None), cell("city", 2022, 7))
    figure = small_multiples(rows, WORDS, years=(2020, 2022))
    assert [(list(line.x), line.marker.symbol[0]) for line in figure.data] == [
        ([2020], "circle"), ([2021], "arrow-up"), ([2022], "circle"),
    ]  # fmt: skip
    assert "↑ 为下限" in words(figure)
