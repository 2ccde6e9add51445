"""Figures as functions: gaps stay gaps, bounds stay open, breaks are told, and every figure says where it comes from."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

from nianbao import store
from nianbao.charts import Frame, composition, heat_table, profile, ranked, scatter, small_multiples, trend
from nianbao.charts.frame import below, wrap
from nianbao.charts.grids import _contrast, _luminance
from nianbao.charts.scatter import ends
from nianbao.charts.theme import DARK, LIGHT
from tests.frames import WORDS, YEARS, bar_labels, cell, computer_words, frame, places, words

PAIRS = pd.DataFrame(
    [
        {"agency_id": a, "agency": a, "agency_short": a, "x": x, "y": y, "x_qualifier": q, "y_qualifier": "exact"}
        for a, x, y, q in (("city", 10.0, 300000.0, "exact"), ("town", 30.0, 1200000.0, "more_than"))
    ]
)
PLACES = places(cell("city", 2023, 5), cell("town", 2023, 9))
NAMED = YEARS.assign(bar=YEARS["year"].astype(str) + "年", part="予以公开")
BUILDERS: dict[str, Callable[[Frame], go.Figure]] = {
    "trend": lambda w: trend(YEARS, w, focus="city"),
    "ranked": lambda w: ranked(PLACES, w, focus="city"),
    "composition": lambda w: composition(NAMED, w, group="bar", part="part"),
    "profile": lambda w: profile(YEARS, w),
    "heat_table": lambda w: heat_table(YEARS, w, years=[2020, 2021, 2022, 2023], focus="city"),
    "small_multiples": lambda w: small_multiples(YEARS, w, years=(2020, 2023), focus="city"),
    "scatter": lambda w: scatter(PAIRS, w, x_name="公众号发布（条）", y_name="网站访问（次）", focus="city"),
}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_figure_carries_title_source_definition_version_and_who_is_missing(name):
    said = words(BUILDERS[name](WORDS))
    for part in (
        "示例市大厅接待升至 120 人次",
        "大厅接待量",
        "数据来源：《示例市年报》",
        "口径：全年，本机关",
        "未收录：样例县审批局",
        "数据版本 20240101-1",
    ):
        assert part in said


@pytest.mark.parametrize("name", BUILDERS)
def test_only_a_demonstration_figure_is_stamped(name):
    stamped = BUILDERS[name](replace(WORDS, demo=True))
    (image,) = stamped.layout.images
    covered = name == "heat_table"  # its cells would hide what lies below
    assert (
        image.layer == ("above" if covered else "below") and "演示数据" in base64.b64decode(image.source.split(",")[1]).decode()
    )
    assert "演示数据（虚构，不代表任何机构）" in words(stamped)
    plain = BUILDERS[name](WORDS)
    assert "演示数据" not in plain.to_json() and not plain.layout.images


@pytest.mark.parametrize("name", BUILDERS)
def test_light_and_dark_differ_and_each_has_its_own_paper(name):
    light, dark = BUILDERS[name](WORDS), BUILDERS[name](replace(WORDS, dark=True))
    assert light.layout.template.layout.paper_bgcolor == LIGHT.paper != DARK.paper == dark.layout.template.layout.paper_bgcolor
    assert LIGHT.ink not in dark.to_json() and DARK.ink not in light.to_json()


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("width", ["full", "half", "third", "narrow"])
def test_every_figure_can_be_drawn_at_every_width(name, width):
    figure = BUILDERS[name](WORDS.at(width))
    margin = figure.layout.margin
    assert figure.layout.height - margin.t - margin.b >= 60
    assert margin.l + margin.r < WORDS.at(width).pixels * 0.9
    assert computer_words(figure) == []


@pytest.mark.parametrize("name", BUILDERS)
def test_markup_in_a_name_is_shown_not_obeyed(name, monkeypatch):
    sly = "<b>甲</b>&<a href='x'>"
    marked = {"agency": sly, "agency_short": sly, "indicator": sly, "indicator_short": sly, "source_title": sly}
    monkeypatch.setitem(globals(), "YEARS", YEARS.assign(**marked))
    monkeypatch.setitem(globals(), "PAIRS", PAIRS.assign(agency=sly, agency_short=sly))
    monkeypatch.setitem(globals(), "NAMED", NAMED.assign(bar=sly, part=sly))
    monkeypatch.setitem(globals(), "PLACES", PLACES.assign(**marked))
    hostile = Frame(sly, sly, source=sly, note=sly, missing=sly, version=sly, marks=(sly,))
    text = BUILDERS[name](hostile).to_json().encode().decode("unicode_escape", "ignore")
    assert "<b>甲" not in text and "<a href" not in text
    assert "&lt;b&gt;" in text


def test_other_inexact_marks_are_open():
    held = ranked(places(cell("city", 2023, 5, qualifier="at_least"), cell("town", 2023, 9)), WORDS)
    assert list(held.data[0].marker.color) == [LIGHT.focus, LIGHT.paper] and "≥5" in held.data[0].text
    assert list(scatter(PAIRS, WORDS, x_name="甲", y_name="乙").data[0].marker.symbol) == ["circle", "circle-open"]


def test_ties_are_named_and_agencies_without_a_number_get_no_bar():
    figure = ranked(
        places(cell("city", 2023, 9), cell("town", 2023, 9), cell("district", 2023, 4), cell("office", 2023)), WORDS, focus="town"
    )
    assert bar_labels(figure) == ["并列 1　示例市审批局", "并列 1　样例县审批局", "3　范例区审批局"]
    (bars,) = figure.data
    assert list(bars.x) == [9, 9, 4] and list(bars.text) == ["9", "<b>9</b>", "4"]
    assert list(bars.marker.color) == [LIGHT.other, LIGHT.focus, LIGHT.other]


def test_the_focus_agency_is_kept_when_bars_are_cut():
    figure = ranked(places(*(cell(f"a{n}", 2023, 50 - n) for n in range(30))), WORDS, focus="a29", most=5)
    assert [key[0] for key in figure.data[0].customdata] == ["a0", "a1", "a2", "a3", "a29"]
    assert "30　a29" in bar_labels(figure) and "有数的 30 家中画出 5 家。" in words(figure)


@pytest.mark.parametrize("values", [(5, -37), (-3, -37), (0, 0), (9, 5)])
def test_every_bar_and_its_number_lie_within_the_axis(values):
    rows = places(*(cell(a, 2019, v, value_type="signed") for a, v in zip(("city", "town"), values, strict=True)))
    low, high = ranked(rows, WORDS).layout.xaxis.range
    assert low <= min(0, *values) and high > max(0, *values)
    assert low < min(values) or min(values) >= 0, "a number stands beside its negative bar"


def test_a_piece_without_a_number_is_left_out_and_counted():
    rows = frame(cell("city", 2023, 8), cell("city", 2023)).assign(bar="2023年", part=["予以公开", "部分公开"])
    figure = composition(rows, WORDS, group="bar", part="part")
    assert [list(piece.x) for piece in figure.data] == [[8]], "a part without any number has no colour in the legend"
    assert "未填或不适用的格 1 个，不作零处理。" in words(figure) and "<b>8</b>" in words(figure)


def test_a_piece_too_small_for_its_number_is_named_behind_the_bar():
    rows = frame(cell("city", 2023, 400), cell("city", 2023, 2)).assign(bar="2023年", part=["予以公开", "部分公开"])
    figure = composition(rows, WORDS, group="bar", part="part")
    assert [list(piece.text) for piece in figure.data] == [["400"], [""]]
    assert "<b>402</b>　部分公开 2" in words(figure)


def test_shares_are_of_one_length_and_keep_their_totals():
    rows = frame(cell("city", 2023, 300), cell("city", 2023, 100), cell("city", 2023, 1), cell("city", 2023, 3)).assign(
        bar=["自然人", "自然人", "商业企业", "商业企业"], part=["予以公开", "不予公开"] * 2
    )
    figure = composition(rows, WORDS, group="bar", part="part", shares=True)
    assert [[round(v) for v in piece.x] for piece in figure.data] == [[300, 100], [100, 300]]
    assert [list(piece.text) for piece in figure.data] == [["300", "1"], ["100", "3"]]
    assert "各条等长，看占比；条末是件数。" in words(figure) and "<b>4</b>" in words(figure)


@pytest.mark.parametrize("values", [(0.0, 9.0), (30.0, 1200.0), (91.0, 99.0), (-5.0, 5.0), (7.0, 7.0), (0.0, 0.0)])
def test_an_axis_of_a_scatter_ends_at_labels_and_holds_every_value(values):
    axis = ends(values)
    ticks = axis.ticks()
    assert (ticks[0], ticks[-1]) == (pytest.approx(axis.low), pytest.approx(axis.high)) and 3 <= len(ticks) <= 9
    assert axis.low <= min(values) and axis.high >= max(values)


def test_every_agency_of_a_small_scatter_is_named_and_the_focus_in_bold():
    figure = scatter(PAIRS, WORDS, x_name="公众号发布（条）", y_name="网站访问（次）", focus="city")
    assert list(figure.data[0].text) == ["<b>city</b>", "town"]
    assert figure.layout.xaxis.ticktext[0] == "0" and figure.layout.yaxis.ticktext[0] == "0"


def test_a_heat_cell_without_a_number_has_no_colour():
    figure = heat_table(frame(cell("city", 2020, 5), cell("city", 2021), cell("town", 2020, 0)), WORDS, years=[2020, 2021])
    assert [(box.x0, box.y0) for box in figure.layout.shapes] == [(-0.49, -0.46), (-0.49, 0.54)]
    assert [(a.x, a.y, a.text) for a in figure.layout.annotations[:4]] == [(0, 0, "5"), (1, 0, "未填"), (0, 1, "0"), (1, 1, "·")]
    assert [key[:2] for key in figure.data[0].customdata] == [["city", 2020], ["city", 2021], ["town", 2020]]


@pytest.mark.parametrize("dark", [False, True])
def test_the_numbers_of_a_heat_table_stand_out_on_their_cells(dark):
    rows = frame(*(cell("city", 2010 + n, 10.0**n) for n in range(6)))
    figure = heat_table(rows, replace(WORDS, dark=dark), years=list(range(2010, 2016)))
    for note, box in zip(figure.layout.annotations[:6], figure.layout.shapes, strict=True):
        assert _contrast(_luminance(note.font.color), _luminance(box.fillcolor)) >= 4.0


def test_an_open_place_is_written_as_a_span():
    rows = places(cell("city", 2023, 9), cell("town", 2023, 8, qualifier="more_than", high=None))
    rows["place_last"] = [2, 2]
    rows.loc[1, "place"] = 1
    assert bar_labels(ranked(rows, WORDS)) == ["1—2　示例市审批局", "1—2　样例县审批局"]


def test_places_names_and_moves_stand_in_columns():
    rows = places(*(cell(f"a{n}", 2023, 50 - n) for n in range(12))).assign(rank_change=[1, -1, 0, *[None] * 9])
    notes = [a for a in ranked(rows, WORDS).layout.annotations if a.yref == "y"]
    columns = {
        (a.xanchor, a.xshift): {str(b.text) for b in notes if (b.xanchor, b.xshift) == (a.xanchor, a.xshift)} for a in notes
    }
    assert sorted(map(len, columns.values())) == [3, 12, 12] and {"↑1", "↓1", "平"} in columns.values()


def test_a_name_too_long_for_its_column_is_cut_with_a_sign():
    rows = places(cell("city", 2023, 9, agency_short="示例市" * 12))
    (place, name) = [a.text for a in ranked(rows, WORDS.at("narrow"), focus="x").layout.annotations if a.yref == "y"]
    assert place == "1" and name.endswith("…") and len(name) < 16


def test_long_words_are_wrapped_without_breaking_a_number():
    lines = wrap("示例市累计办件1190000件，样例县累计办件2345678件", 120, 12, 9)
    assert "".join(lines) == "示例市累计办件1190000件，样例县累计办件2345678件" and len(lines) > 1
    assert any("1190000" in line for line in lines) and any("2345678" in line for line in lines)
    assert wrap("长" * 100, 120, 12, 2)[-1].endswith("…")


def test_a_line_ends_at_punctuation_and_never_with_a_torn_bracket():
    assert wrap("甲区政府办理总计由2021年 625 升至2024年 802件（6 家有数）", 300, 13) == [
        "甲区政府办理总计由2021年 625 升至2024年", "802件（6 家有数）",
    ]  # fmt: skip
    assert wrap("办理总计 · 2021—2024 年累计 +28.3%（3 年） · 单位：件", 270, 13) == [
        "办理总计 · 2021—2024 年累计 +28.3%", "（3 年） · 单位：件",
    ]  # fmt: skip


def test_that_data_are_invented_is_said_once_in_the_footer():
    stamped = Frame("题", version="演示数据 · 数据版本 2", demo=True)
    assert below(stamped) == ["演示数据（虚构，不代表任何机构） · 数据版本 2"]


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("dark", [False, True])
def test_the_footer_can_be_read(name, dark):
    figure = BUILDERS[name](replace(WORDS, dark=dark))
    ink = next(a.font.color for a in figure.layout.annotations if "数据来源" in str(a.text))
    assert _contrast(_luminance(ink), _luminance((DARK if dark else LIGHT).paper)) >= 4.5


def test_charts_of_the_real_and_the_invented_data_tell_themselves_apart(public, demo):
    for generation, agency, stamp in ((public, "xian-xzspfwj", False), (demo, "demo-slsh-xzspfwj", True)):
        rows = store.query(generation, "series", agencies=[agency], indicators=["wechat_posts"])
        figure = trend(rows, replace(WORDS, demo=stamp))
        assert ("演示数据" in words(figure)) == stamp and computer_words(figure) == []


def test_a_small_number_beside_large_ones_is_never_zero_wan():
    figure = ranked(places(cell("city", 2023, 1190000), cell("town", 2023, 12)), WORDS)
    assert list(figure.data[0].text) == ["119万", "12"]
