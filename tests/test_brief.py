"""The one-page brief: the words of the board, one A4 page whatever it holds, the same in PDF and in Word."""

from __future__ import annotations

import io
import struct
import unicodedata
import zlib
from dataclasses import replace

import pdfplumber
import pytest
from docx import Document

from nianbao.attention import gather_attention
from nianbao.brief import Brief, Figure, gather_brief
from nianbao.charts import Plot
from nianbao.charts.frame import Frame
from nianbao.cli import main
from nianbao.desk import open_desk
from nianbao.errors import NianbaoError
from nianbao.exporters.brief_docx import write_brief_docx
from nianbao.exporters.brief_html import write_brief_html
from nianbao.exporters.brief_layout import HEIGHT, MARGIN, laid_out
from nianbao.renderer import shared
from nianbao.view import View
from nianbao.wording import change_text, figure
from tests.cast import CITY as CAST_CITY
from tests.cast import Story
from tests.frames import cell, frame

RADICALS = str.maketrans("⻚⻓⻔⻋⻅⻉⻛⻢⻥⻩⻬⻰⻆⻄⻘⺠戶", "页长门车见贝风马鱼黄齐龙角西青民户")
CITY = "demo-slsh-xzspfwj"


def brief_of(generation, agency: str, year: int) -> Brief:
    return gather_brief(open_desk(View(generation.dataset, (agency,), year), generation))


def bare_text(text: str) -> str:
    """Without spaces; a PDF names some characters by their radicals (⾏ for 行, ⻚ for 页)."""
    return "".join(unicodedata.normalize("NFKC", text).translate(RADICALS).split())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


GREY = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\xdd\xdd\xdd\xdd" * 3))
    + _chunk(b"IEND", b"")
)


def overfull() -> Brief:
    """Everything too long and too much of it."""
    name = "示例省示例市样例经济技术开发区管理委员会行政审批与政务服务数据管理局（挂公共资源交易监督管理办公室牌子）"
    line = Figure(
        "咨询与热线", "十二三四五政务服务便民热线全渠道受理诉求总量", "＞123,456.78万人次", "＜123,456.78万人次",
        "+1,234.5%（+123,456.78万人次）", "worse", "全辖区、年末数、推算、来源不一致、勾稽不符",
    )  # fmt: skip
    long = "这一条说得很长，" * 8 + "完。"
    chart = Plot("trend", {}, "trend", Frame("题目"), frame(cell("city", 2024, 3)), {})
    return Brief(
        agency=name, year=2024, about="市级、" * 12, sentence="2024 年：" + "咨询 42,456 次，较上年 +1.2%；" * 12,
        figures=(line,) * 14, charts=(chart,) * 3, better=(long,) * 20, worse=(long,) * 20, todo=(long,) * 20,
        checked="比对 999 条关系：相符 900 条，不符 99 条，无法判定 0 条。", findings=(long,) * 40, sources=(f"《{name}年度报告》",) * 30,
        version="演示数据 · 数据版本 20261124-5",
    )  # fmt: skip


def test_the_figures_are_those_of_the_query_in_the_words_of_the_board(demo):
    desk = open_desk(View("demo", (CITY,), 2025), demo)
    brief = gather_brief(desk)
    series = desk.series((CITY,))
    now = series[series["year"] == 2025].set_index("indicator_short")
    assert len(brief.figures) == 14
    for one in brief.figures:
        row = now.loc[one.name]
        assert one.value == figure(row) and one.change == change_text(row).removeprefix("较上年 ")
        before = series[(series["year"] == 2024) & (series["indicator_id"] == row["indicator_id"])]
        assert one.previous == (figure(before.iloc[0]) if len(before) else "未收录")
    assert any("好差评满意率 91.3%，较上年 −7.9个百分点" in item for item in brief.worse)


def test_a_change_that_may_not_be_told_gives_its_reason(demo, tmp_path):
    story = Story().breaks("registered_users", 2024)
    for year, users, visitors, suggestions in ((2023, 500, 40, None), (2024, 90, 30, 7)):
        story.says(CAST_CITY, year, "registered_users", users).says(CAST_CITY, year, "npc_suggestions", suggestions)
        story.says(CAST_CITY, year, "visitors_received", visitors, qualifier="more_than")
    brief = brief_of(story.told(tmp_path), CAST_CITY, 2024)
    assert {(one.previous, one.value, one.change) for one in brief.figures} == {
        ("500人", "90人", "口径变化，不与上年比"),
        ("＞40人次", "＞30人次", "区间无法判定增减"),
        ("未填", "7件", "上年无数，无法比较"),
    }
    first = brief_of(demo, CITY, 2017)
    assert {one.change for one in first.figures} == {"缺上年，无法比较"} and {one.previous for one in first.figures} == {"未收录"}
    assert not first.compared and list(laid_out(first).columns) == ["topic", "name", "value", "remark"] and not first.worse


def test_worse_and_better_are_those_of_the_overview(demo):
    desk = open_desk(View("demo", (CITY,), 2025), demo)
    on_screen = gather_attention(desk, desk.series((CITY,)))
    brief = brief_of(demo, CITY, 2025)
    for items, listed in ((on_screen.worse, brief.worse), (on_screen.better, brief.better)):
        assert [item.text for item in items] == [line.split("，")[0] for line in listed[: len(items)]]
    assert any(line.startswith("未达承诺：") for line in brief.todo)


def test_what_holds_with_blanks_as_zero_only_is_counted_apart(public):
    brief = brief_of(public, "xian-xzspfwj", 2019)
    assert "相符 38，不符 0，空格按零计则相符 8" in brief.checked
    assert brief.sentence.startswith("2019 年：导办电话咨询 42,456次；"), "每个主题各说一项"


def test_what_was_not_compared_is_not_called_sound(demo):
    assert brief_of(demo, CITY, 2017).checked.startswith("没有可以核对的关系")
    found = brief_of(demo, "demo-ylsh-rmzf", 2023)
    assert "不符 2。" in found.checked
    assert "自然人：各项办理结果之和＝办理总计，应为 1728，实为 1638" in found.findings


def test_a_year_without_any_number_is_refused_with_the_years_that_have_some(demo):
    with pytest.raises(NianbaoError, match=r"2020 年没有收录任何数.*2019、2021"):
        brief_of(demo, "demo-sfq-jd", 2020)


@pytest.mark.parametrize(
    "change", [{}, {"figures": ()}, {"charts": ()}, {"findings": ()}, {"better": (), "worse": (), "todo": ()}]
)
def test_whatever_there_is_is_reckoned_to_fit_the_page(change):
    assert laid_out(replace(overfull(), **change)).height <= HEIGHT


@pytest.mark.parametrize("case", ["full", "sparse", "first year", "overfull", "empty"])
def test_the_printed_page_is_one_and_nothing_is_clipped(demo, public, case):
    if problem := shared().problem():
        pytest.skip(problem)
    nearly_nothing = replace(
        overfull(), agency="<b>甲</b>", figures=(), charts=(), better=(), worse=(), todo=(), findings=(), sources=(), sentence=""
    )
    brief = {
        "full": lambda: brief_of(demo, CITY, 2024),
        "sparse": lambda: brief_of(public, "zhengzhou-rmzf", 2020),
        "first year": lambda: brief_of(demo, CITY, 2017),
        "overfull": overfull,
        "empty": lambda: nearly_nothing,
    }[case]()
    layout = laid_out(brief)
    with pdfplumber.open(io.BytesIO(shared().pages(write_brief_html(layout, [GREY] * 3)))) as pdf:
        assert len(pdf.pages) == 1
        page = pdf.pages[0]
        assert (round(page.width), round(page.height)) == (595, 842)
        words = page.extract_words()
        assert min(w["x0"] for w in words) >= MARGIN - 1 and max(w["x1"] for w in words) <= 595 - MARGIN + 1
        assert max(w["bottom"] for w in words) <= 842 - MARGIN + 1
        said = bare_text(page.extract_text())
        assert len(page.images) == min(layout.charts, len(brief.charts))
    told = [brief.agency, brief.version, brief.checked, *layout.source_line().split("、")[:1]]
    told += (
        [text for one in brief.figures[: layout.rows] for text in (one.name, one.value, one.previous)]
        if case != "overfull"
        else []
    )
    assert [text for text in told if bare_text(text) not in said] == []


def test_the_word_document_holds_the_same_words_and_pictures(demo):
    brief = brief_of(demo, "demo-ylsh-rmzf", 2023)
    layout = laid_out(brief)
    paper = Document(io.BytesIO(write_brief_docx(layout, [GREY] * 3)))
    rows = [[one.text for one in row.cells] for row in paper.tables[0].rows][1:]
    assert [(row[1], row[2], row[3]) for row in rows] == [(f.name, f.value, f.previous) for f in brief.figures]
    text = "\n".join(p.text for p in paper.paragraphs)
    for line in (brief.title, brief.sentence, brief.checked, brief.version, *brief.findings):
        assert line in text
    assert len(paper.inline_shapes) == layout.charts == 2
    lists = [one.text for one in paper.tables[-1].rows[0].cells]
    assert [one.split("\n")[0] for one in lists] == ["向好", "变差", "要办的"]


def test_the_command_draws_the_charts_into_the_page(demo, tmp_path, capsys):
    if problem := shared().problem():
        pytest.skip(problem)
    target = tmp_path / "一页纸.pdf"
    command = ["export", "brief", "--dataset", "demo", "--agency", "示例市市场监管局", "--year", "2024", "-o", str(target)]
    assert main(command) == 1 and "没有名为“示例市市场监管局”的机构" in capsys.readouterr().err
    command[5] = "样例市行政审批服务局"
    assert main(command) == 0
    with pdfplumber.open(target) as pdf:
        assert len(pdf.pages) == 1 and "样例市行政审批服务局2024年年报一页纸" in bare_text(pdf.pages[0].extract_text())
    target = tmp_path / "一页纸.docx"
    assert main([*command[:-1], str(target)]) == 0
    pictures = [part for part in Document(str(target)).part.package.iter_parts() if part.partname.startswith("/word/media/")]
    assert len(pictures) == 2 and min(len(part.blob) for part in pictures) > 20_000
