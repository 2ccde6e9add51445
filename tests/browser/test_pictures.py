"""Pictures and pages drawn on the server: fixed sizes, every word and number in them, nothing outside their edges."""

from __future__ import annotations

import io
import os
import re
import signal
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace

import pdfplumber
import pytest

from nianbao import renderer as renderer_module
from nianbao.charts.picture import SIZES, laid_out
from nianbao.cli import main
from nianbao.exporters.numbers import numbers
from nianbao.exporters.paged import write_pages
from nianbao.renderer import TOFU, Renderer, RenderError, picture
from nianbao.slide import Slide
from tests.cast_plots import PLOTS, SERIES
from tests.frames import bar_labels, cell, frame, places

OUTSIDE = """() => {
  const edge = document.querySelector('svg').getBoundingClientRect();
  return [...document.querySelectorAll('svg text')].filter(text => text.textContent.trim()).filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
  }).map(text => text.textContent);
}"""


@pytest.fixture(scope="module")
def drawing() -> Iterator[Renderer]:
    """One renderer for the file."""
    running = Renderer()
    yield running
    running.close()


def svg_of(drawing: Renderer, kind: str = "trend", size: str = "wide", **more) -> str:
    return picture(PLOTS[kind], size, "svg", renderer=drawing, **more).decode("utf-8")


def texts(svg: str) -> str:
    return "".join(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)", svg))


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_has_the_pixels_of_its_format_times_the_scale(drawing, size):
    for scale in (1.0, 2.0):
        png = picture(PLOTS["ranked"], size, scale=scale, renderer=drawing)
        assert struct.unpack(">II", png[16:24]) == (SIZES[size].width * scale, SIZES[size].height * scale)


@pytest.mark.parametrize("kind", PLOTS)
def test_the_text_of_the_svg_holds_title_unit_source_version_and_who_is_missing(drawing, kind):
    said = texts(svg_of(drawing, kind))
    for part in (
        "示例市大厅接待升至 150 人次", "大厅接待量", "数据来源：《示例市年报》", "口径：全年，本机关", "未收录：范例区审批局",
        "数据版本 20240101-1",
    ):  # fmt: skip
        assert part in said


@pytest.mark.parametrize("size", SIZES)
def test_no_word_reaches_over_the_edge_of_a_picture(drawing, browser, size):
    page = browser.new_page(viewport={"width": 2000, "height": 1600})
    for kind in PLOTS:
        page.set_content(f"<body style='margin:0'>{svg_of(drawing, kind, size, watermark='内部资料')}</body>")
        assert page.evaluate(OUTSIDE) == [], (kind, size)
    page.close()


def test_the_plot_fills_what_the_words_leave():
    for kind, plot in PLOTS.items():
        for size in SIZES.values():
            figure, (width, height) = laid_out(plot, size.canvas)
            assert (figure.layout.width, figure.layout.height) == (width, height)
            assert width / height == pytest.approx(size.width / size.height)
            assert height - figure.layout.margin.t - figure.layout.margin.b >= 0.35 * height, kind


def test_what_does_not_fit_a_picture_is_cut_and_the_picture_says_so():
    long = places(*(cell(f"a{n}", 2023, 900 - n) for n in range(40)))
    figure, _ = laid_out(replace(PLOTS["ranked"], rows=long, options={"focus": "a39", "most": 40}), SIZES["wide"].canvas)
    said = "".join(str(a.text) for a in figure.layout.annotations)
    assert 20 <= len(figure.data[0].y) < 36 and "有数的 40 家中画出" in said
    assert "40　a39" in bar_labels(figure)
    wide = frame(*(cell(f"a{n}", year, n) for n in range(40) for year in (2022, 2023)))
    figure, _ = laid_out(replace(PLOTS["heat_table"], rows=wide, options={"years": [2022, 2023], "focus": "a39"}), (960, 540))
    assert len(figure.layout.yaxis.ticktext) < 36 and "共 40 家，此图列出" in "".join(
        str(a.text) for a in figure.layout.annotations
    )


def test_title_and_watermark_can_be_changed_for_one_picture(drawing):
    said = texts(svg_of(drawing, title="汇报用的标题", watermark="内部资料"))
    assert "汇报用的标题" in said and "示例市大厅接待升至" not in said and said.count("内部资料") == 6
    assert "内部资料" not in texts(svg_of(drawing))


def test_many_viewers_at_once_each_get_their_own_picture(drawing):
    got: dict[int, str] = {}

    def ask(number: int) -> None:
        got[number] = texts(svg_of(drawing, title=f"第 {number} 位的图"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {number: f"第 {number} 位的图" in said for number, said in got.items()} == dict.fromkeys(range(5), True)


def test_a_browser_that_died_is_replaced(drawing):
    drawing.figure(PLOTS["trend"].figure(), 300, 200)
    assert drawing._kaleido is not None
    os.kill(drawing._kaleido.subprocess.pid, signal.SIGKILL)
    assert "示例市大厅接待升至 150 人次" in texts(svg_of(drawing))


def test_a_browser_without_chinese_glyphs_is_told_before_it_draws_boxes(tmp_path, monkeypatch):
    (tmp_path / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{tmp_path}</dir>'
        f"<cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    poor = Renderer()
    try:
        assert poor.problem() == TOFU
        with pytest.raises(RenderError, match="汉字会成为方框"):
            picture(PLOTS["trend"], renderer=poor)
    finally:
        poor.close()


def test_the_pages_of_a_pdf_hold_every_number_of_their_plots(drawing):
    slides = [Slide(plot) for plot in PLOTS.values()] + [Slide(PLOTS["trend"], "请先说明口径。", "张三", "2024-01-02 10:20")]
    heard: list[tuple[int, int]] = []
    pdf = write_pages(slides, "要点", "内部资料", lambda done, count: heard.append((done, count)), drawing)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        cover, *pages = [page.extract_text() for page in document.pages]
        assert {(round(page.width), round(page.height)) for page in document.pages} == {(960, 540)}
    assert len(pages) == len(slides) == len(heard)
    assert "要点" in cover and "共 8 页图表" in cover and "内部资料" in cover
    for slide, said in zip(slides, pages, strict=True):
        flat = re.sub(r"\s", "", said)
        assert "示例市大厅接待升至150人次" in flat and "数据来源：《示例市年报》" in flat
        for line in numbers(slide.plot).lines:
            for text in line[0 if slide.plot.kind != "ranked" else 1 :]:
                assert text in flat or text == "未收录", (slide.plot.kind, text)
    assert "批注（张三，2024-01-02 10:20）：请先说明口径。" in pages[-1]
    assert not re.search("[⺀-⿟]", "".join(pages)), "a radical where a character was printed cannot be searched"


def test_numbers_that_do_not_fit_under_the_figure_follow_on_a_page_of_their_own(drawing):
    rows = frame(*(cell(f"a{n}", year, 1000 + n * 7 + year) for n in range(15) for year in range(2019, 2024)))
    plot = replace(PLOTS["small_multiples"], rows=rows, options={"years": (2019, 2023), "focus": "a3"})
    with pdfplumber.open(io.BytesIO(write_pages([Slide(plot)], renderer=drawing))) as document:
        figure, table = [page.extract_text() for page in document.pages]
    assert "示例市大厅接待升至" in figure and "图中各数" in table
    assert all(f"{1000 + n * 7 + year:,}" in table for n in range(15) for year in range(2019, 2024))


def test_a_size_or_format_that_is_none_is_refused_with_those_that_are(drawing):
    with pytest.raises(RenderError, match="没有名为“huge”的图片尺寸；可用：wide（宽屏 16:9）"):
        picture(PLOTS["trend"], "huge", renderer=drawing)
    with pytest.raises(RenderError, match="图片格式“gif”不能导出；可用：png、svg"):
        picture(PLOTS["trend"], format="gif", renderer=drawing)


def test_pictures_and_pdf_decks_are_commands_too(demo, tmp_path, capsys):
    view = [
        "--dataset",
        "demo",
        "--agency",
        "示例市行政审批服务局,范例市审批局",
        "--years",
        "2019-2025",
        "--indicator",
        "微信发布",
    ]
    assert main(["export", "picture", "-o", str(tmp_path / "a.svg"), "--title", "汇报", *view]) == 0
    assert "汇报" in texts((tmp_path / "a.svg").read_text("utf-8"))
    assert main(["export", "deck", "-o", str(tmp_path / "a.pdf"), "--charts", "heat", *view]) == 0
    with pdfplumber.open(tmp_path / "a.pdf") as document:
        cover, heat = [page.extract_text() for page in document.pages]
    assert "共 1 页图表" in cover and "全部是演示数据" in cover and "微信公众号发布" in heat
    assert renderer_module._shared is not None, "one renderer served both"
    assert "已写到" in capsys.readouterr().out and SERIES is not None
