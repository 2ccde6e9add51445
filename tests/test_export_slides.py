"""Exports for the slide without a browser: the message, the settings, the PPTX by command, the PDF's searchable words."""

from __future__ import annotations

import io
import zlib

import pytest
from pptx import Presentation

from nianbao import renderer as renderer_module
from nianbao.asked import asked_desk
from nianbao.attention import gather_attention
from nianbao.charts.picture import SIZES
from nianbao.cli import main
from nianbao.cli_deck import CHARTS, PICTURE_SIZES
from nianbao.errors import DataError
from nianbao.exporters.pdf_words import searchable
from nianbao.plots import PLOTS as RECIPES
from nianbao.plots.chosen import view_plots
from nianbao.renderer import NO_BROWSER, Renderer, RenderError, picture
from nianbao.settings import load_export
from tests.cast_plots import PLOTS

VIEW = ["--dataset", "demo", "--agency", "示例市审批局,范例市审批局", "--years", "2019-2025"]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    return err.strip()


def test_without_a_browser_a_picture_says_what_to_install():
    nowhere = Renderer("/nonexistent/chrome")
    assert nowhere.problem() == NO_BROWSER
    with pytest.raises(RenderError, match="请安装 Chromium、Chrome 或 Edge"):
        picture(PLOTS["trend"], renderer=nowhere)


def test_without_a_browser_the_command_refuses_cleanly_and_the_pptx_is_still_made(demo, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    monkeypatch.setattr(renderer_module, "_shared", None)
    assert refused(capsys, "export", "picture", "-o", str(tmp_path / "a.png"), *VIEW) == f"错误：{NO_BROWSER}"
    assert main(["export", "deck", "-o", str(tmp_path / "a.pptx"), "--indicator", "微信发布", "--title", "要点", *VIEW]) == 0
    deck = Presentation(str(tmp_path / "a.pptx"))
    assert deck.slides[0].shapes.title.text_frame.text == "要点" and len(deck.slides) == 3
    said = capsys.readouterr()
    assert "2 页，已写到" in said.out and said.err == "", "no progress bar where nobody watches"


def test_a_deck_tells_what_it_did_not_draw(demo, tmp_path, capsys):
    assert (
        main(
            ["export", "deck", "-o", str(tmp_path / "a.pptx"), "--charts", "ranking", "--indicator", "全年办件量,微信发布", *VIEW]
        )
        == 0
    )
    assert "未画：全年办件量：不作机构间排名" in capsys.readouterr().out


def test_the_usual_deck_begins_with_what_changed_and_holds_about_ten_charts_of_the_year(demo, tmp_path, capsys):
    assert main(["export", "deck", "-o", str(tmp_path / "a.pptx"), "--dataset", "demo", "--agency", "示例市审批局"]) == 0
    desk = asked_desk("demo", ["示例市审批局"])
    found = gather_attention(desk, desk.series((desk.view.focus,)))
    cover, points, *pages = Presentation(str(tmp_path / "a.pptx")).slides
    assert cover.shapes.title.text_frame.text == f"示例市行政审批服务局 {desk.view.year} 年年报要点"
    words = "".join(shape.text_frame.text for shape in points.shapes if shape.has_text_frame)
    assert found.worse and all(item.text in words for item in (*found.worse, *found.better))
    titles = [page.shapes.title.text_frame.text for page in pages]
    assert 6 <= len(titles) <= 10 and all(str(desk.view.year) in title for title in titles)
    assert str(found.worse[0].cell["indicator_short"]) in titles[0]


def test_a_deck_of_named_indicators_holds_their_charts(demo, tmp_path, capsys):
    assert main(["export", "deck", "-o", str(tmp_path / "a.pptx"), "--indicator", "微信发布", *VIEW]) == 0
    desk = asked_desk("demo", [VIEW[3]], VIEW[5])
    titles = [page.shapes.title.text_frame.text for page in Presentation(str(tmp_path / "a.pptx")).slides]
    assert titles[1:] == [plot.frame.title for plot in view_plots(desk, ("wechat_posts",), width="full")] and len(titles) > 1


def test_wrong_words_on_the_command_line_are_named(demo, tmp_path, capsys):
    out = ["-o", str(tmp_path / "a.pptx")]
    assert "扩展名应为 .png 或 .svg" in refused(capsys, "export", "picture", "-o", "a.gif", *VIEW)
    assert "所在的文件夹不存在" in refused(capsys, "export", "picture", "-o", str(tmp_path / "no" / "a.png"), *VIEW)
    assert "没有名为“示例”的机构。是不是指：" in refused(capsys, "export", "deck", *out, "--dataset", "demo", "--agency", "示例")
    assert "没有叫“无此指标”的指标" in refused(capsys, "export", "deck", *out, *VIEW, "--indicator", "无此指标")
    assert "--years 为“去年”" in refused(capsys, "export", "deck", *out, *VIEW[:4], "--years", "去年")
    assert "“pie”不是图的种类" in refused(capsys, "export", "deck", *out, *VIEW, "--charts", "pie")
    assert "--second" in refused(capsys, "export", "deck", *out, *VIEW, "--charts", "pairs")


def test_the_command_line_knows_every_chart_and_size():
    assert sorted(CHARTS) == sorted(RECIPES) and list(PICTURE_SIZES) == list(SIZES)


def test_the_watermark_is_a_setting(tmp_path):
    assert load_export(tmp_path).watermark == ""
    (tmp_path / "settings.yml").write_text("export:\n  watermark: 内部资料\n", "utf-8")
    load_export.cache_clear()
    assert load_export(tmp_path).watermark == "内部资料"
    (tmp_path / "settings.yml").write_text(f"export:\n  watermark: {'长' * 30}\n", "utf-8")
    load_export.cache_clear()
    with pytest.raises(DataError, match="不超过 20 字"):
        load_export(tmp_path)
    load_export.cache_clear()


def pdf_with(cmap: bytes) -> bytes:
    """A PDF file with one compressed stream, built as Chromium builds it."""
    stream = zlib.compress(cmap)
    objects = [
        b"1 0 obj\n<</Type /Catalog>>\nendobj\n",
        b"2 0 obj\n<</Filter /FlateDecode\n/Length %d>> stream\n%s\nendstream\nendobj\n" % (len(stream), stream),
        b"3 0 obj\n<</Title (x)>>\nendobj\n",
    ]
    body, table = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for one in objects:
        table += b"%010d 00000 n \n" % len(body)
        body += one
    tail = b"trailer\n<</Size 4\n/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n" + table + tail


def test_radicals_in_a_pdf_become_the_characters_they_stand_for():
    cmap = b"begincmap\n2 beginbfchar\n<45> <2F70>\n<46> <2ED3>\nendbfchar\n1 beginbfrange\n<01> <02> <2F2F>\n<6D> <6E> <5E02>\nendbfrange\n"
    mended = searchable(pdf_with(cmap))
    start = int(mended.split(b"startxref\n")[1].split()[0])
    entries = mended[start:].splitlines()[2:6]
    offsets = [int(entry[:10]) for entry in entries[1:]]
    assert [mended[at : at + 7] for at in offsets] == [b"1 0 obj", b"2 0 obj", b"3 0 obj"]
    stream = mended[offsets[1] :].split(b"stream\n", 1)[1]
    assert zlib.decompressobj().decompress(stream) == (
        b"begincmap\n2 beginbfchar\n<45> <793A>\n<46> <957F>\nendbfchar\n1 beginbfrange\n<01> <02> [<5DE5> <5DF1>]\n<6D> <6E> <5E02>\nendbfrange\n"
    )


def test_a_pdf_of_another_build_is_left_as_it_is():
    for other in (b"", b"%PDF-1.7 no table", pdf_with(b"no map here").replace(b"startxref", b"startref")):
        assert searchable(other) == other
    plain = pdf_with(b"no map here")
    assert io.BytesIO(searchable(plain)).read() == plain
