"""Readers: every registered format gives the same tables, and bad files get a Chinese reason."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from nianbao.document import Paragraph
from nianbao.errors import ReadError
from nianbao.isolate import run_isolated, run_many
from nianbao.readers import READERS, pdfpage, read_bytes, read_document
from nianbao.readers.pdfpage import _is_slanted
from tests import samples, samples_docx
from tests.hostile import breaks_once

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(document) -> list[str]:
    return [cell.text for table in document.tables for row in table.rows for cell in row]


def test_every_registered_format_has_a_sample() -> None:
    covered = {"docx", "pdf", "html", "txt", "md", "doc", "xlsx", "csv"}
    assert set(READERS) == covered


def test_format_is_recognised_by_content_and_not_by_name() -> None:
    document = read_bytes(samples.as_docx(samples.make_sample()), "其实是Word.pdf")
    assert document.format == "docx"
    assert "扩展名" in document.notes[0]


def test_cells_keep_their_place_on_the_grid() -> None:
    document = read_bytes(samples.as_html(samples.make_sample()), "年报.html")
    row = document.tables[1].rows[7]
    assert [(cell.text, cell.column) for cell in row[:2]] == [("（三）不予公开", 1), ("1.属于国家秘密", 2)]
    assert row[2].locator == "表2 第8行第4列"


def test_merged_cells_of_word_and_web_have_the_same_geometry() -> None:
    sample = samples.make_sample(3, "2019")
    word, web = (
        read_bytes(data, name) for data, name in ((samples.as_docx(sample), "a.docx"), (samples.as_html(sample), "a.html"))
    )
    for one, other in zip(word.tables, web.tables, strict=True):
        assert [(c.row, c.column, c.rowspan, c.colspan, c.text) for r in one.rows for c in r] == [
            (c.row, c.column, c.rowspan, c.colspan, c.text) for r in other.rows for c in r
        ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gbk", "utf-8"), ("gb18030", "gb2312"), ("utf-8", "gbk"), ("utf-8-sig", "gb2312"), ("utf-16", "utf-8")],
)
def test_wrong_declarations_of_encoding_do_no_harm(encoding: str, declared: str) -> None:
    sample = samples.make_sample()
    document = read_bytes(samples.as_html(sample, encoding=encoding, declared=declared), "年报.html")
    assert document.paragraphs[0].text == sample.title


def test_deleted_text_is_gone_and_inserted_text_counts() -> None:
    body = (
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>37</w:delText></w:r>'
        "</w:del><w:ins><w:r><w:t>73</w:t></w:r></w:ins><w:r><w:t>件。</w:t></w:r></w:p></w:body></w:document>"
    )
    assert read_bytes(samples_docx.package(body), "a.docx").paragraphs[0].text == "共73件。"


def test_superscript_digits_do_not_join_the_number() -> None:
    html = "<html><body><table><tr><td>行</td><td>3<sup>1</sup></td></tr></table></body></html>"
    assert texts(read_bytes(html.encode(), "a.html"))[1] == "3¹"


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    lines = "全年主动公开各类政府信息共计一千余条，其中通过门户网站公\n开八百余条，通过其他渠道公开二百余条，取得了较好的效果。\n"
    document = read_bytes((lines * 2).encode(), "a.txt")
    assert [paragraph.text for paragraph in document.paragraphs] == [lines.replace("\n", "")] * 2


def test_pdf_tables_are_joined_over_pages(tmp_path: Path) -> None:
    sample = samples.make_sample(4)
    data = samples.as_pdf(sample, tmp_path)
    if data is None:
        pytest.skip("没有 Chromium")
    document = read_bytes(data, "年报.pdf")
    assert len(document.tables) == 3
    assert document.tables[1].rows[5][0].locator.startswith("第")
    assert all(isinstance(block, Paragraph) or block.rows for block in document.blocks)


def test_a_line_through_digits_of_a_pdf_is_seen(tmp_path: Path) -> None:
    rows = "<tr><td>甲</td><td><s>9</s>56</td></tr><tr><td>乙</td><td>78</td></tr>"
    words = "<p>" + "本年度报告根据政府信息公开条例编制。" * 5 + "</p>"
    html = f'<meta charset="utf-8">{words}<table border="1" style="border-collapse:collapse">{rows}</table>'
    data = samples.printed(html.encode(), tmp_path)
    if data is None:
        pytest.skip("没有 Chromium")
    assert texts(read_bytes(data, "年报.pdf")) == ["甲", "〔956〕", "乙", "78"]


@pytest.mark.parametrize(
    ("style", "numbers", "read"),
    [
        ("padding:0;text-align:right", ("22", "5"), ["22", "5"]),
        ("padding:0 1px", ("2222", "5555"), ["2222", "5555"]),
        ("padding:0", ("22", ""), ["22", ""]),
        ("padding:0;text-align:right", ("<i>22</i>", ""), ["〔2〕", "〔2〕"]),
        ("padding:0;text-align:right", ("<i>22</i>", "5"), ["〔2〕", "〔2  5〕"]),
        ("padding:0;text-align:right", ("<i>104件</i>", ""), ["〔10〕", "〔4件〕"]),
        ("padding:0;text-align:right", ("5", "<i>22</i>"), ["5", "〔2〕"]),
        ("padding:0;text-align:right", ("<b>4</b>", ""), ["〔4〕", ""]),
    ],
)
def test_a_number_of_a_pdf_that_a_rule_cuts_is_left_to_a_person(tmp_path: Path, style: str, numbers: tuple, read: list) -> None:
    cells = "".join(f"<td style='{style}'>{number}</td>" for number in numbers)
    shift = "i,b{position:relative;left:9px;font:16px monospace}b{left:4px}"
    look = f"table{{border-collapse:collapse;table-layout:fixed}}td{{border:1px solid;width:40px;font:16px monospace}}{shift}"
    words = "<p>" + "本年度报告根据政府信息公开条例编制。" * 5 + "</p>"
    rows = f"<tr><td>甲</td>{cells}</tr><tr><td>乙</td><td>7</td><td>8</td></tr>"
    data = samples.printed(f'<meta charset="utf-8"><style>{look}</style>{words}<table>{rows}</table>'.encode(), tmp_path)
    if data is None:
        pytest.skip("没有 Chromium")
    shown = [text.replace("\n", "") for text in texts(read_bytes(data, "年报.pdf"))]
    assert shown == ["甲", *read, "乙", "7", "8"]


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w/>" * 20_000_000)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HOSTILE = {
    "空.docx": (b"", "空文件"),
    "截断.docx": (samples.as_docx(samples.make_sample())[:3000], "损坏或不完整"),
    "坏.pdf": (b"%PDF-1.4\n" + bytes(range(256)) * 30, "损坏或不完整"),
    "加密.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "已加密"),
    "旧.xls": (OLE + "Workbook".encode("utf-16-le"), ".xlsx"),
    "炸弹.docx": (bomb(), "压缩炸弹"),
    "实体.docx": (samples_docx.package('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'), "外部实体"),
    "改名.docx": ("随便写的文字".encode(), "不是 .docx 格式"),
    "图.png": (b"\x89PNG\r\n\x1a\n123", "图片"),
    "包.zip": (b"Rar!\x1a\x07", "压缩包"),
    "程序.txt": (b"MZ\x90\x00", "可执行程序"),
    "长.txt": (b"1" * 4_000_000, "不像一份年度报告"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_files_are_refused_with_name_and_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert name in str(caught.value)
    assert reason in str(caught.value)


def test_name_with_folders_and_controls_is_shown_bare() -> None:
    with pytest.raises(ReadError, match="“passwd”是空文件"):
        read_bytes(b"", "../..\\etc/pass\nwd")


def test_worker_is_stopped_after_its_time(tmp_path: Path) -> None:
    import time

    with pytest.raises(ReadError, match=r"超过 0\.5 秒"):
        run_isolated(time.sleep, 30, seconds=0.5)


def test_worker_that_eats_memory_is_stopped() -> None:
    with pytest.raises(ReadError, match="内存上限"):
        run_isolated(bytes, 3_000_000_000, megabytes=800)


def test_a_file_whose_worker_was_killed_is_read_again(tmp_path: Path) -> None:
    assert run_isolated(breaks_once, str(tmp_path / "mark")) == "read"


def test_a_file_that_kills_every_worker_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"“9”读取时.*崩溃"):
        run_isolated(os._exit, 9)


def test_batch_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "好.txt", tmp_path / "坏.docx"
    good.write_bytes(samples.as_txt(samples.make_sample()))
    bad.write_bytes(b"PK\x03\x04" + b"0" * 50)
    results = dict(run_many(read_document, [good, bad, good]))
    assert results[good].format == "txt"
    assert isinstance(results[bad], ReadError)


def test_what_lies_beside_a_number_unseen_does_not_join_it() -> None:
    page = (
        "<html><head><style>.x{{display:none}} td{{border:1px}} .less::before{{content:'-'}} [data-off]{{display:none}}"
        "td u:first-child,u:not(.a):nth-child(9){{display:none}}</style></head><body><table><tr><td>甲</td>"
        "<td>{}</td><td>3</td></tr></table></body></html>"
    )
    for inside, shown in [
        ("<span style='color:#fff'>9</span>12", "〔9〕12"),
        ("<font color='white'>12</font>", "〔12〕"),
        ("<font color='white'>合计</font>", "合计"),
        ("<p style='background:#1f4e79'><font color='white'>12</font></p>", "12"),
        ("<span style='font-size:0'>9</span>12", "12"),
        ("<span style='text-decoration:line-through'>9</span>12", "12"),
        ("<span class='x'>9</span>12", "12"),
        ("12<sub>1</sub>", "12₁"),
        ("12<span style='vertical-align:super'>1</span>", "12¹"),
        ("12<a href='#note'>1</a>", "12¹"),
        ("12<font size=1>1</font>", "12¹"),
        ("<small>12</small>", "12"),
        ("<span style='font-size:10.5pt'>1</span><span style='font-size:11pt'>2</span>", "12"),
        ("12<i style='position:relative;top:-4px'>1</i>", "12¹"),
        ("<ruby>12<rt>1</rt></ruby>", "12¹"),
        ("<b class=hidden-xs>12</b><b class=visible-xs>12</b>", "12"),
        ("<b class='hidden md:inline'>12</b><b class=md:hidden>12</b>", "12"),
        ("<b class=pc>12</b><b class=wap>12</b>", "12〔12〕"),
        ("<b class=sr-only>9</b>12", "12"),
        ("12<span class=layui-hide>9</span>", "12〔9〕"),
        ("12<span class=footnote>9</span>", "12〔9〕"),
        ("1<span class=overflow-hidden>2</span>", "12"),
        ("<b class=hide>9</b>12", "〔9〕12"),
        ("<b style='position:absolute;left:-9999px'>9</b>12", "12"),
        ("<b style='position:absolute;clip:rect(0,0,0,0)'>9</b>12", "12"),
        ("<b style='display:inline-block;width:0;overflow:hidden'>9</b>12", "12"),
        ("<img src=a.gif alt='-'>12", "〔-〕12"),
        ("<img src=minus.gif>12", "〔-〕12"),
        ("<img src=a.gif alt='表格'>12", "12"),
        ("<b class=neg>12</b>", "〔12〕"),
        ("<b class=neg>-12</b>", "-12"),
        ("<b class=less>12</b>", "-12"),
        ("<b data-off=1>9</b>12", "12"),
        ("<u>9</u>12<u>3</u>", "123"),
        ("<b style='color:rgba(0,0,0,0)'>9</b>12", "〔9〕12"),
        ("<b style='color:#eee'>9</b>12", "〔9〕12"),
        ("<b style='color:#369;background:#369'>9</b>12", "〔9〕12"),
        ("<b style='opacity:.01'>9</b>12", "12"),
    ]:
        (table,) = read_bytes(page.format(inside).encode(), "x.html").tables
        assert table.rows[0][1].text == shown


def test_a_row_that_its_page_hides_is_not_read() -> None:
    page = "<style>.off{{display:none}}</style><table>{}</table>"
    rows = "<tr{}><td>甲</td><td>1</td></tr>".format
    (table,) = read_bytes(page.format(rows(" class=off") + rows("")).encode(), "x.html").tables
    assert len(table.rows) == 1
    (table,) = read_bytes(page.format(rows(" class=off") * 2).encode(), "x.html").tables  # shown by a script
    assert len(table.rows) == 2


def test_word_hides_lifts_and_whitens_numbers() -> None:

    run = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"
    sym = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'
    empty = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>0</w:t></w:r></w:sdtContent></w:sdt>"
    cells = {
        run.format('<w:color w:val="FFFFFF"/>', 9) + run.format("", 12): "〔9〕12",
        run.format('<w:color w:val="FFFFFF"/>', 12): "〔12〕",
        run.format('<w:shd w:val="clear" w:fill="1F4E79"/><w:color w:val="FFFFFF"/>', 12): "12",
        run.format("", 12) + run.format('<w:vertAlign w:val="subscript"/>', 1): "12₁",
        run.format("", 12) + run.format('<w:position w:val="8"/>', 1): "12¹",
        run.format("<w:specVanish/>", 9) + run.format("", 12): "12",
        run.format("<w:webHidden/>", 9) + run.format("", 12): "〔9〕12",
        f"<w:r><w:ruby><w:rt>{run.format('', 1)}</w:rt><w:rubyBase>{run.format('', 12)}</w:rubyBase></w:ruby></w:r>": "12¹",
        run.format('<w:sz w:val="21"/>', 12) + run.format('<w:sz w:val="10"/>', 1): "12¹",
        run.format('<w:color w:val="FFFFFF"/><w:sz w:val="10"/>', 9) + run.format('<w:sz w:val="21"/>', 12): "〔9〕12",
        run.format('<w:sz w:val="21"/>', 1) + run.format('<w:sz w:val="24"/>', 2): "12",
        sym.format("Symbol", "F02D") + run.format("", 12): "-12",
        sym.format("Arial", "F031") + run.format("", 2): "12",
        sym.format("Wingdings", "F0FE") + run.format("", 12): "□12",
        run.format("", 12) + sym.format("Wingdings", "F081"): "12①",
        "<w:r><w:softHyphen/></w:r>" + run.format("", 12): "\u00ad12",
        run.format("", "公") + "<w:r><w:softHyphen/></w:r>" + run.format("", "开"): "公开",
        empty: "〔0〕",
        empty.replace("0<", "请填写<"): "",
        "<m:f xmlns:m='m'><m:num><m:t>1</m:t></m:num><m:den><m:t>2</m:t></m:den></m:f>": "1/2",
    }
    row = "".join(f"<w:tc><w:p>{inside}</w:p></w:tc>" for inside in cells)
    body = f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"
    document = read_bytes(samples_docx.package(f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'), "x.docx")
    assert [cell.text for cell in document.tables[0].rows[0]] == list(cells.values())


def test_letters_of_a_watermark_join_no_number_of_a_pdf() -> None:
    def chars(text: str, size: float = 10.0, x: float = 0.0, colour: object = 0) -> list[dict]:
        return [
            {
                "text": char,
                "size": size,
                "x0": x + 6 * at,
                "x1": x + 6 * at + 5,
                "top": 0,
                "bottom": 10,
                "non_stroking_color": colour,
            }
            for at, char in enumerate(text)
        ]

    def _cell_text(found: list[dict], *grounds: dict) -> str:
        return pdfpage._cell_text(found, list(grounds))

    assert _cell_text(chars("128")) == "128"
    assert _cell_text(chars("128", colour=1)) == "〔128〕"
    assert _cell_text(chars("128", colour=1), {"x0": 0, "x1": 90, "top": 0, "bottom": 10}) == "128"
    assert _cell_text(chars("128") + chars("1", 6, 18)) == "128¹"
    assert _cell_text(chars("128") + chars("9", 20, 18)) == "〔¹²⁸9〕"
    assert _cell_text(chars("128") + chars("9", 10, 18, 1)) == "〔1289〕"
    for black in (None, 0, (0,), (0, 0, 0), (0, 0, 0, 1), [0.02]):
        assert _cell_text(chars("12", colour=black) + chars("8", 10, 12)) == "128"
    for other in (1, (1, 1, 1), (0, 0, 0, 0), (1, 0, 0), "P1", ("P1",)):
        assert _cell_text(chars("12", colour=other) + chars("8", 10, 12)) == "〔128〕"
    twice = [{**char, "x0": char["x0"] + step, "top": step} for step in (0.0, 0.3) for char in chars("2779", 10, 0.35)]
    assert _cell_text(pdfpage._without_doubles(twice)) == "2779"
    assert _cell_text(pdfpage._without_doubles(chars("27") + chars("3", 10, 8))) == "〔273〕"
    assert _is_slanted({"matrix": (0.87, -0.5, 0.5, 0.87, 0, 0)})
    assert not _is_slanted({"matrix": (1, 0, 0, 1, 0, 0)})


def test_lines_outside_of_tables_are_read_as_shown() -> None:
    page = "<style>.less::before{{content:'-'}}</style><p>{}</p>"
    for inside, shown in [
        ("<b class=pc>12</b><b class=wap>12</b>", "12〔12〕"),
        ("<b class=sr-only>12</b><b>12</b>", "12"),
        ("<img src=a.gif alt='-'>12", "〔-〕12"),
        ("<b class=less>12</b>", "-12"),
        ("12<font size=1>1</font>", "12¹"),
    ]:
        (paragraph,) = read_bytes(page.format(inside).encode(), "x.html").blocks
        assert isinstance(paragraph, Paragraph) and paragraph.text == shown
