"""The PPTX reopened: native charts with the rows' numbers, gaps empty, bounds and breaks said, words and notes in place."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from nianbao.exporters.deck import write_deck
from nianbao.exporters.deck.look import number_format
from nianbao.exporters.numbers import numbers
from nianbao.slide import Column, Slide, Summary, cover_lines
from tests.cast_plots import PLOTS, RANKED
from tests.frames import NAMES, cell, frame, places


def opened(*slides: Slide, **more: Any) -> Any:
    return Presentation(io.BytesIO(write_deck(slides, **more)))


def page_of(kind: str, **more: Any) -> Any:
    return opened(Slide(replace(PLOTS[kind], **more))).slides[0]


def charts(page: Any) -> list[Any]:
    return [shape.chart for shape in page.shapes if shape.has_chart]


def said(page: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


def labels(chart: Any) -> list[str]:
    """What is written at the points of a chart."""
    return ["".join(t.text for t in label.iter(qn("a:t"))) for label in chart._chartSpace.iter(qn("c:dLbl"))]


def test_a_trend_is_a_line_chart_with_the_rows_numbers_and_a_gap_where_there_is_none():
    (chart,) = charts(page_of("trend"))
    plot = chart.plots[0]
    assert list(plot.categories) == ["2019", "2020", "2021", "2022", "2023"]
    assert [(s.name, list(s.values)) for s in plot.series] == [
        ("样例县审批局", [40, None, None, 0, None]),
        ("样例县审批局（只印了界限）", [None, None, None, None, 60]),
        ("示例市审批局", [100, None, None, None, None]),
        ("示例市审批局（2022年起口径变化）", [None, None, None, 130, 150]),
        ("示例市审批局（只印了界限）", [None, 110, None, None, None]),
    ]
    assert chart._chartSpace.chart.find(qn("c:dispBlanksAs")).get("val") == "gap"


def test_a_bound_has_an_arrow_and_its_number_and_no_line():
    page = page_of("trend")
    (chart,) = charts(page)
    apart = [one for one in chart.plots[0].series if "界限" in one.name]
    assert len(apart) == 2 and all(
        one._element.find(f"{qn('c:spPr')}/{qn('a:ln')}/{qn('a:noFill')}") is not None for one in apart
    )
    assert {"＞110↑", "样例县审批局\xa0≥60\xa0↑"} <= set(labels(chart)) and "↑ 为下限" in said(page)
    assert [shape.name for shape in page.shapes].count("增减方向") == 2, "100 to ＞110 and 0 to ≥60 are certain"
    (bars,) = charts(page_of("ranked"))
    assert labels(bars) == ["150", "≥60", "60"]
    assert str(bars.plots[0].series[0].points[1].format.fill.fore_color.rgb) == "FFFFFF"


def test_about_is_an_open_mark_on_its_line():
    rows = frame(cell("city", 2022, 100), cell("city", 2023, 110, qualifier="about", low=None, high=None))
    (chart,) = charts(page_of("trend", rows=rows, options={"focus": "city", "years": (2022, 2023)}))
    (line,) = chart.plots[0].series
    assert str(line.points[1].marker.format.fill.fore_color.rgb) == "FFFFFF" and "约\xa0110" in labels(chart)


def test_the_peers_are_an_area_under_the_chart_and_a_median_in_it():
    band = frame(cell("x", 2019), cell("x", 2020), cell("x", 2022))
    band = band.assign(lower_quartile=[80.0, 90, 95], median=[100.0, 110, 120], upper_quartile=[130.0, 140, 150], peers=6)
    page = page_of("trend", options={**PLOTS["trend"].options, "band": band})
    names = [shape.name for shape in page.shapes]
    assert names.count("同类四分位") == 1 and names.index("同类四分位") < names.index("走势图"), "a year alone has no area"
    median = charts(page)[0].plots[0].series[0]
    assert (median.name, list(median.values)) == ("同类中位数", [100, 110, None, 120, None])
    assert [point.get("val") for point in median._element.iterfind(f"{qn('c:dPt')}/{qn('c:idx')}")] == ["3"], (
        "seen without a line"
    )
    assert not [name for name in (one.name for one in charts(page)[0].plots[0].series) if "四分位" in name]


def test_a_gap_of_the_focus_line_says_why():
    page = page_of("trend", options={**PLOTS["trend"].options, "gaps": {2021: "口径不同"}})
    assert [shape.text_frame.text for shape in page.shapes if shape.name == "2021年缺数原因"] == ["口径不同"]


def test_a_break_is_a_dashed_line_with_the_number_the_footer_explains():
    page = page_of("trend")
    assert "① 2022年起口径变化（示例市审批局）：统计范围扩大到全市" in said(page)
    assert [shape.name for shape in page.shapes].count("口径变化") == 1 and "口径变化①" in [s.name for s in page.shapes]


def test_ranked_bars_keep_the_order_share_places_and_leave_out_who_has_no_number():
    (chart,) = charts(page_of("ranked"))
    assert list(chart.plots[0].categories) == ["示例市审批局", "样例县审批局", "office"]
    assert list(chart.plots[0].series[0].values) == [150, 60, 60]
    assert chart.category_axis.reverse_order
    beside = [shape.text_frame.text for shape in page_of("ranked").shapes if shape.name.startswith("名次")]
    assert beside == ["1", "并列 2", "并列 2"]
    fills = [str(point.format.line.color.rgb) for point in (chart.plots[0].series[0].points[n] for n in range(3))]
    assert fills[0] != fills[1] == fills[2], "the focus is strong, the others alike"


def test_a_long_list_is_cut_and_the_slide_says_so():
    many = places(*(cell(f"a{n}", 2023, 500 - n) for n in range(40)))
    page = page_of("ranked", rows=many, options={"focus": "a39", "most": 40})
    names = list(charts(page)[0].plots[0].categories)
    assert len(names) == 22 and names[-1] == "a39" and "有数的 40 家中画出 22 家。" in said(page)
    wide = frame(*(cell(f"a{n}", year, n) for n in range(30) for year in (2022, 2023)))
    table = page_of("heat_table", rows=wide, options={"years": [2022, 2023], "focus": "a29"})
    assert "共 30 家，此页列出 22 家。" in said(table)
    assert next(shape for shape in table.shapes if shape.has_table).table.cell(22, 0).text_frame.text == "a29"


def test_a_composition_has_a_series_for_each_part_and_an_empty_cell_stays_empty():
    (chart,) = charts(page_of("composition"))
    assert [(s.name, list(s.values)) for s in chart.plots[0].series] == [("予以公开", [8, 9]), ("不予公开", [3, None])]
    assert list(chart.plots[0].categories) == ["2022年　11", "2023年　9"] and chart.has_legend


def test_a_scatter_has_the_focus_as_a_series_of_its_own():
    (chart,) = charts(page_of("scatter"))
    points = {s.name: [(float(x.text), float(y.text)) for x, y in _pairs(s)] for s in chart.plots[0].series}
    assert points == {"其他机构": [(30, 1200), (55, 700)], "示例市审批局": [(10, 300)]}
    assert set(labels(chart)) == {"示例市审批局", "样例县审批局（横轴＞30）", "范例市政府办"}


@pytest.mark.parametrize("kind", ["scatter", "ranked"])
def test_the_slide_says_what_a_hollow_mark_is(kind, pages):
    assert said(pages[kind]).count("空心") == 1


def _pairs(series: Any) -> Any:
    values = [list(series._element.find(qn(f"c:{axis}Val")).iter(qn("c:v"))) for axis in "xy"]
    return zip(*values, strict=True)


def test_a_heat_table_is_a_native_table_and_a_cell_without_a_number_has_no_fill():
    page = page_of("heat_table")
    (table,) = [shape.table for shape in page.shapes if shape.has_table]
    cells = [[table.cell(row, column).text_frame.text for column in range(6)] for row in range(3)]
    assert cells == [
        ["", "2019", "2020", "2021", "2022", "2023"],
        ["示例市审批局", "100", "＞110", "·", "130", "150"],
        ["样例县审批局", "40", "不适用", "·", "0", "≥60"],
    ]
    assert table.cell(1, 1).fill.type is not None and table.cell(1, 3)._tc.tcPr.find(qn("a:noFill")) is not None


def test_small_multiples_are_a_chart_for_each_agency_on_one_axis():
    made = charts(page_of("small_multiples"))
    assert [[list(s.values) for s in chart.plots[0].series] for chart in made] == [
        [[100, None, None, None, None], [None, None, None, 130, 150], [None, 110, None, None, None]],
        [[40, None, None, 0, None], [None, None, None, None, 60]],
    ]
    assert [labels(chart) for chart in made] == [["＞110↑"], ["≥60↑"]]
    assert said(page_of("small_multiples")).count("↑ 为下限") == 1
    assert len({(c.value_axis.minimum_scale, c.value_axis.maximum_scale) for c in made}) == 1


@pytest.fixture(scope="module")
def pages() -> dict[str, Any]:
    """A slide of every kind, in one deck."""
    return dict(zip(PLOTS, opened(*(Slide(plot) for plot in PLOTS.values())).slides, strict=True))


@pytest.mark.parametrize("kind", PLOTS)
def test_every_slide_says_title_unit_definition_source_version_and_who_is_missing(kind, pages):
    page = pages[kind]
    assert page.shapes.title.text_frame.text == "示例市大厅接待升至 150 人次"
    for part in ("大厅接待量", "口径：全年，本机关", "未收录：范例区审批局", "数据来源：《示例市年报》", "数据版本 20240101-1"):
        assert part in said(page) and part in page.notes_slide.notes_text_frame.text
    for shape in page.shapes:
        assert shape.left >= 0 and shape.left + shape.width <= Pt(960) and shape.top >= 0, shape.name
        assert shape.top + shape.height <= Pt(540), shape.name


def test_notes_hold_definitions_and_every_source_by_name():
    notes = page_of("trend").notes_slide.notes_text_frame.text
    assert "定义｜大厅接待量：大厅窗口接待的人次" in notes and "来源 1：《示例市年报》" in notes


def test_a_comment_stands_on_the_slide_with_who_wrote_it_and_when():
    page = opened(Slide(PLOTS["trend"], "口径变了，\n请先说明。", "张三", "2024-01-02 10:20")).slides[0]
    (remark,) = [shape.text_frame.text for shape in page.shapes if shape.name == "批注"]
    assert remark.startswith("批注（张三，2024-01-02 10:20）：口径变了") and "请先说明" in remark


def test_only_demonstration_slides_are_stamped():
    stamped = page_of("trend", frame=replace(PLOTS["trend"].frame, demo=True))
    assert "演示数据" in [shape.name for shape in stamped.shapes] and "虚构" in said(stamped)
    assert "演示数据" not in said(page_of("trend"))


def test_fonts_are_chinese_in_the_theme_and_the_watermark_lies_on_every_layout():
    deck = opened(Slide(PLOTS["trend"]), watermark="内部资料", title="要点")
    for owner in (deck.slide_master.part, deck.notes_master.part):
        theme = next(rel.target_part.blob.decode() for rel in owner.rels.values() if rel.reltype.endswith("/theme"))
        assert theme.count('<a:ea typeface="微软雅黑"/>') == 2
    for layout in deck.slide_layouts:
        assert [shape.text_frame.text for shape in layout.shapes].count("内部资料") == 6
    assert [layout.name for layout in deck.slide_layouts] == ["标题幻灯片", "标题和内容", "仅标题", "空白"]
    assert deck.slides[0].shapes.title.text_frame.text == "要点" and len(deck.slides) == 2
    assert not [s for layout in opened(Slide(PLOTS["trend"])).slide_layouts for s in layout.shapes if s.name.startswith("水印")]


def test_the_charts_own_workbook_holds_the_numbers_and_no_formula():
    sly = RANKED.assign(agency_short=["=1+1", "+A1", "@x", "y"])
    (chart,) = charts(page_of("ranked", rows=sly))
    book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert [cell.value for cell in book.worksheets[0]["B"][1:]] == [150, 60, 60]
    assert {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert ("并列第 2", "+A1", "≥60") in [tuple(c.value for c in line[:3]) for line in book["说明"].iter_rows()]


def test_large_numbers_stay_whole_in_the_chart_and_are_written_in_wan():
    rows = frame(cell("city", 2022, 1190000, unit="件"), cell("city", 2023, 2300000, unit="件"))
    (chart,) = charts(page_of("trend", rows=rows, options={"focus": "city"}))
    assert list(chart.plots[0].series[0].values) == [1190000, 2300000]
    assert chart.value_axis.tick_labels.number_format == r"0\.0," and labels(chart) == ["230万"]


def test_ticks_between_whole_numbers_are_written_as_they_are():
    assert number_format(1, 100, 2.5) == "General" and number_format(1, 100, 5) == "#,##0"
    assert number_format(1e4, 2e6, 5e5) == r"0\.0,"


def test_a_line_that_ends_earlier_is_named_where_it_ends():
    rows = frame(cell("city", 2022, 5), cell("city", 2023, 6), cell("town", 2022, 3))
    (chart,) = charts(page_of("trend", rows=rows, options={"focus": "city", "years": (2022, 2023)}))
    town = next(one for one in chart.plots[0].series if one.name == NAMES["town"])
    assert [int(label.find(qn("c:idx")).get("val")) for label in town._element.iter(qn("c:dLbl"))] == [0]


def test_an_empty_plot_still_makes_a_slide():
    page = page_of("trend", rows=frame(cell("city", 2023)), options={"focus": "city", "years": (2022, 2023)})
    assert list(charts(page)[0].plots[0].series[0].values) == [None, None] and "未填" in said(page)


def test_numbers_are_the_printed_ones_with_bounds_states_and_unit():
    assert numbers(PLOTS["trend"]).head == ("机构（人次）", "2019", "2020", "2021", "2022", "2023")
    assert numbers(PLOTS["trend"]).lines == (
        (NAMES["city"], "100", "＞110", "未收录", "130", "150"),
        (NAMES["town"], "40", "不适用", "未收录", "0", "≥60"),
    )
    assert numbers(PLOTS["scatter"]).lines[1] == ("样例县审批局", "＞30", "1,200")
    assert numbers(PLOTS["composition"]).lines == (("2022年", "8", "3"), ("2023年", "9", "未填"))
    rate = replace(PLOTS["profile"], rows=PLOTS["profile"].rows.assign(value_type="rate", unit="%"))
    assert numbers(rate).lines[0] == ("大厅接待", "150%") and isinstance(rate.rows, pd.DataFrame)


def test_progress_hears_of_every_slide():
    heard: list[tuple[int, int]] = []
    write_deck([Slide(PLOTS["trend"]), Slide(PLOTS["ranked"])], progress=lambda done, count: heard.append((done, count)))
    assert heard == [(1, 2), (2, 2)]


def test_only_the_focus_line_has_its_gaps_explained():
    band = frame(cell("x", 2019)).assign(lower_quartile=[80.0], median=[100.0], upper_quartile=[130.0], peers=6)
    rows = frame(cell("city", 2019, 5), cell("city", 2020, 6), cell("city", 2021, 7))
    page = page_of("trend", rows=rows, options={"focus": "city", "years": (2019, 2021), "band": band})
    assert not [shape.name for shape in page.shapes if "缺数原因" in shape.name]


SUMMARY = Summary(
    "示例市审批局 2023 年要点",
    "与上年可比的 3 项：变差 1，向好 0，其余持平或不分好坏",
    (
        Column("主要数", (("大厅接待", "150人次"),), ""),
        Column("变差", (("结转率 16%", "+11个百分点"),), "没有"),
        Column("向好", (), "没有"),
    ),
    ("数据版本 20240101-1",),
)


def test_a_deck_begins_with_its_cover_and_the_points_of_the_year():
    cover, points, _ = opened(Slide(PLOTS["ranked"]), title="要点", summary=SUMMARY).slides
    assert "共 1 页图表" in said(cover)
    text = said(points)
    for words in ("示例市审批局 2023 年要点", "变差 1", "大厅接待", "150人次", "结转率 16%", "+11个百分点", "没有"):
        assert words in text
    assert "变差：结转率 16% +11个百分点" in points.notes_slide.notes_text_frame.text


def test_a_deck_of_real_and_invented_data_says_so_on_its_cover():
    real = PLOTS["ranked"]
    invented = replace(real, frame=replace(real.frame, demo=True))
    assert "其中 1 页是演示数据（虚构）" in " ".join(cover_lines([Slide(real), Slide(invented)]))
    assert not [line for line in cover_lines([Slide(real)]) if "演示" in line]
    assert "全部是演示数据（虚构，不代表任何机构）" in cover_lines([Slide(invented)])
