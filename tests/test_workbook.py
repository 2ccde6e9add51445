"""The workbook reopened: every number drawn is there as a number, every gap has its reason, no text is a formula."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from nianbao import store
from nianbao.charts.frame import Frame
from nianbao.charts.plot import Plot
from nianbao.cli import main
from nianbao.desk import open_desk
from nianbao.exporters.workbook import write_workbook
from nianbao.model import STATES
from nianbao.plots.chosen import view_plots
from nianbao.view import View
from tests.frames import cell, frame, places

CITY, TOWN = "demo-slsh-xzspfwj", "demo-ylsh-xzspfwj"


def plot(kind: str, rows: pd.DataFrame, title: str = "题目", **options) -> Plot:
    words = Frame(title, "副题 · {unit}", source="《示例市年报》", note="全年，本机关", missing="样例县", version="数据版本 1")
    return Plot(kind, {}, kind, words, rows, options)


def opened(*plots: Plot, **more):
    return openpyxl.load_workbook(io.BytesIO(write_workbook(plots, {"数据集": "演示数据"}, **more)))


def table(sheet) -> list[dict[str, object]]:
    """The rows under the head of a chart's sheet, by column title."""
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    titles = rows[0][: rows[0].index(None) if None in rows[0] else None]
    return [dict(zip(titles, row, strict=False)) for row in rows[1:] if any(value is not None for value in row[: len(titles)])]


def test_a_trend_holds_the_numbers_of_the_query_and_a_row_for_every_year(demo):
    rows = store.query(demo, "series", agencies=[CITY, TOWN], indicators=["registered_users"])
    book = opened(plot("trend", rows, focus=TOWN, years=(2017, 2025)))
    written = table(book["走势 注册用户"])
    asked = {(r["agency"], r["year"]): r for _, r in rows.iterrows()}
    assert len(written) == 18 and [row["机构"] for row in written[:9]] == ["样例市行政审批服务局"] * 9
    for row in written:
        expected = asked.get((row["机构"], row["年份"]))
        if expected is None or expected["state"] != "reported":
            assert row["数值"] is None and row["状态"] != STATES["reported"]
        else:
            assert (
                row["数值"] == expected["value"] and row["单位"] == expected["unit"] and row["来源"] == expected["source_title"]
            )
    assert {row["限定词"] for row in written} >= {"约"}


def test_blank_is_not_zero_and_a_bound_stands_beside_its_number():
    rows = frame(
        cell("city", 2020, 0),
        cell("city", 2021),
        cell("city", 2022, state="not_applicable"),
        cell("city", 2024, 1_190_000, qualifier="more_than", high=None),
        cell("city", 2025, None, state="reported", qualifier="range", low=1100, high=1200),
    )
    sheet = opened(plot("trend", rows)).worksheets[1]
    told = [(row["年份"], row["数值"], row["限定词"], row["下限"], row["上限"], row["状态"]) for row in table(sheet)]
    assert told == [
        (2020, 0, None, None, None, "已填报"),
        (2021, None, None, None, None, "未填"),
        (2022, None, None, None, None, "不适用"),
        (2023, None, None, None, None, "未收录"),
        (2024, 1_190_000, "超过（＞）", 1_190_000, None, "已填报"),
        (2025, None, "区间", 1100, 1200, "已填报"),
    ]
    assert [row["作图值"] for row in table(sheet)] == [0, None, None, None, 1_190_000, 1100]


def test_a_rate_keeps_its_value_and_shows_a_percent_sign():
    rows = frame(cell("city", 2024, 92.5, value_type="rate", unit="%"), cell("city", 2025, 91.33, value_type="rate", unit="%"))
    sheet = opened(plot("trend", rows)).worksheets[1]
    found = {one.value: one.number_format for line in sheet.iter_rows(min_row=5) for one in line if isinstance(one.value, float)}
    assert found == {92.5: '0.0"%"', 91.33: '0.00"%"'}


def test_a_ranking_keeps_ties_and_lists_who_has_no_number():
    rows = places(cell("city", 2024, 9), cell("town", 2024, 9), cell("district", 2024, state="not_collected"))
    written = table(opened(plot("ranked", rows)).worksheets[1])
    assert [(row["名次"], row["并列家数"], row["数值"], row["状态"]) for row in written] == [
        (1, 2, 9, "已填报"),
        (1, 2, 9, "已填报"),
        (None, None, None, "未收录"),
    ]


def test_a_composition_is_complete_and_pairs_keep_both_bounds(demo):
    rows = frame(
        cell("city", 2023, 5, indicator_id="a", indicator_short="甲"), cell("city", 2024, 6, indicator_id="a", indicator_short="甲"),
        cell("city", 2024, 0, indicator_id="b", indicator_short="乙"),
    )  # fmt: skip
    rows["bar"] = rows["year"].astype(str) + "年"
    sheet = opened(plot("composition", rows, group="bar", part="indicator_short", order=["甲", "乙"])).worksheets[1]
    assert [(row["分组"], row["构成项"], row["数值"], row["状态"]) for row in table(sheet)] == [
        ("2023年", "甲", 5, "已填报"),
        ("2024年", "甲", 6, "已填报"),
        ("2023年", "乙", None, "未收录"),
        ("2024年", "乙", 0, "已填报"),
    ]
    pairs = store.query(demo, "pairs", indicator_x="applications_new", indicator_y="review_total", year=2024)
    drawn = plot("scatter", pairs, x_name="新收（件）", y_name="复议（件）", focus=CITY)
    assert [(row["机构"], row["新收（件）"], row["复议（件）"]) for row in table(opened(drawn).worksheets[1])] == [
        (row["agency"], row["x"], row["y"]) for _, row in pairs.iterrows()
    ]


def test_a_heat_table_stands_beside_its_list_with_bounds_and_states(demo):
    rows = store.query(demo, "matrix", indicator="registered_users", kinds=["approval_service"])
    sheet = opened(plot("heat_table", rows, years=[2019, 2020])).worksheets[1]
    head = [one.value for one in sheet[4]]
    at = head.index("机构", head.index(None)) + 1
    first = {sheet.cell(line, at).value: sheet.cell(line, at + 1) for line in range(5, 5 + rows["agency_id"].nunique())}
    asked = rows[rows["year"] == 2019].set_index("agency")
    for agency, one in first.items():
        if agency in asked.index:
            assert one.value == asked.loc[agency, "value"]
        else:
            assert one.value == "未收录"
    assert '"≥"#,##0' in {one.number_format for one in first.values()}


def test_the_native_chart_leaves_gaps_and_is_cut_where_the_definition_changes():
    rows = frame(*(cell("city", year, year - 2000.0) for year in (2019, 2020, 2022, 2023)))
    rows["segment"] = [0, 0, 1, 1]
    data = write_workbook([plot("trend", rows)], {})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/charts/chart1.xml").decode()
    assert '<c:dispBlanksAs val="gap"/>' in xml
    spans = re.findall(r"<c:yVal><c:numRef><c:f>'走势 大厅接待'!\$\w\$(\d+):\$\w\$(\d+)</c:f>", xml)
    assert spans == [("5", "7"), ("8", "9")], "2019—2021 (2021 is a gap), then a new line from 2022 on"


EVIL = '=HYPERLINK("http://x","点我")'


@pytest.mark.parametrize("kind", ["trend", "ranked", "profile", "small_multiples"])
def test_no_text_becomes_a_formula_or_a_link(kind):
    rows = places(cell("city", 2024, 3), cell("town", 2024, 2)) if kind == "ranked" else frame(cell("city", 2024, 3))
    for name in ("agency", "agency_short", "indicator", "indicator_short", "source_title"):
        rows[name] = EVIL
    book = opened(plot(kind, rows, title=EVIL), tables={"=数据": pd.DataFrame({"=列": [EVIL, "+1", "http://x", "\x07铃"]})})
    for sheet in book:
        for line in sheet.iter_rows():
            for one in line:
                assert one.data_type != "f", (sheet.title, one.coordinate)
                assert one.hyperlink is None or one.hyperlink.target is None, "links lead inside the workbook only"
    assert [one.value for one in book.worksheets[-1]["A"]] == ["=列", EVIL, "+1", "http://x", "铃"]


def test_sheet_names_are_valid_and_different():
    rows = frame(cell("city", 2024, 3, indicator_short="甲/乙:丙[丁]?*\\'" + "长" * 40))
    names = opened(*(plot("trend", rows) for _ in range(12))).sheetnames
    assert names[0] == "说明" and len(set(names)) == 13
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names)
    assert names[12].endswith("（12）")


def test_the_first_sheet_says_what_was_asked_what_it_means_and_where_it_comes_from(demo):
    rows = store.query(demo, "series", agencies=[TOWN], indicators=["registered_users"])
    sheet = opened(plot("trend", rows, years=(2017, 2025))).worksheets[0]
    lines = {row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True) if row[0]}
    assert lines["数据集"] == "演示数据" and "未收录" in lines and "限定词" in lines
    assert lines["平台注册用户数"].startswith("单位：人。")
    assert "平台更换" in lines["样例市审批局 2021年 注册用户"]
    said = [row[1] for row in sheet.iter_rows(max_col=2, values_only=True)]
    assert set(rows["source_title"].dropna()) <= set(said)
    assert opened(plot("trend", rows)).worksheets[1].freeze_panes == "A5"


def test_every_chart_of_a_view_is_written_with_all_its_numbers(demo):
    desk = open_desk(View("demo", (CITY, TOWN), 2024), demo)
    plots = view_plots(desk)
    assert {one.kind for one in plots} == {"trend", "ranked", "profile", "composition"} and len(plots) > 20
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(plots, {})))
    for one, sheet in zip(plots, book.worksheets[1:], strict=True):
        rows = one.rows[one.rows["state"] == "reported"]
        if "years" in one.options:
            rows = rows[rows["year"].between(*one.options["years"])]
        asked = sorted(float(value) for value in rows["value"].dropna())
        assert sorted(float(row["数值"]) for row in table(sheet) if row["数值"] is not None) == asked, sheet.title
        assert len(sheet._charts) == 1


def test_the_command_writes_the_view_and_all_of_its_data(demo, tmp_path, capsys):
    target = tmp_path / "一览.xlsx"
    command = ["export", "workbook", "--dataset", "demo", "--agency", "示例省12345政务服务便民热线", "--years", "2021-2025"]
    assert main([*command, "--all", "-o", str(target)]) == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[0] == "说明" and book.sheetnames[-1] == "所选机构全部数据"
    lines = dict(book["说明"].iter_rows(max_col=2, max_row=9, values_only=True))
    assert lines["数据集"] == "演示数据（虚构，不代表任何机构）" and lines["年份"] == "2025 年；走势画 2021—2025 年"
    held = store.query(
        demo, "observations", agencies=["demo-sls-rx"], year_from=2021, year_to=2025, total_only=False, limit=100_000
    )
    values = [row[5] for row in book.worksheets[-1].iter_rows(min_row=2, values_only=True)]
    assert len(values) == len(held) and [v for v in values if v is not None] == list(held["value"].dropna())
    assert main([*command, "--indicator", "nichts", "-o", str(target)]) == 1
    assert "没有叫“nichts”的指标" in capsys.readouterr().err
    assert main([*command[:-1], "今年", "-o", str(target)]) == 1
    assert "应为一个年份或起止年份" in capsys.readouterr().err
