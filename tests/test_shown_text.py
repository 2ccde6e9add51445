"""What a page or a document shows on paper: hidden, struck, white and lifted text beside a number, and its absence."""

import io
import re
import time
import zipfile

import pytest

from nianbao.readers import read_bytes
from tests.reading import damaged, findings, read, silent, values
from tests.samples import as_docx, as_html
from tests.samples_docx import package

PERMIT = ("permit_decisions", "total")


def page_of(sheet, cell):
    return f"<html><head><style>{sheet}</style></head><body><table><tr><td>甲</td>{cell}<td>3</td></tr></table></body></html>"


def shown(sheet, inside):
    (table,) = read_bytes(page_of(sheet, f"<td>{inside}</td>").encode(), "x.html").tables
    return table.rows[0][1].text


@pytest.mark.parametrize(
    "sheet",
    [
        ".tip .n{display:none}",
        "div > .n{display:none}",
        "@media print{.n{display:none}}",
        "@media (max-width:768px){.n{display:none}}",
        ".n{display:none} td .n{display:inline}",
        ".n{display:none; display:block}",
        ".n:hover{display:none}",
        "/* .n{display:none} */",
        "@font-face{font-family:x} .m{display:none}",
        "span:nth-child(0){display:none}",
        "table > .n, tr > td > b .n, i td .n{display:none}",
        "/* .n{display:none}",
    ],
)
def test_a_rule_for_another_part_of_the_page_hides_nothing(sheet):
    assert shown(sheet, "<span class='n'>556</span>") == "556"


@pytest.mark.parametrize(
    ("sheet", "beside"),
    [
        (".w,.v{display:none}", "<span class='w'>9</span>"),
        ("#w{display:none}", "<span id='w'>9</span>"),
        ("td > span.w{display:none}", "<span class='w'>9</span>"),
        ("body tr > td .w{display:none}", "<b><span class='w'>9</span></b>"),
        ("b > b .w{display:none}", "<b><b><b><span class='w'>9</span></b></b></b>"),
        ("/* one */.w{display:none}/* two", "<span class='w'>9</span>"),
        ("@media screen and (min-width:800px){.w{display:none}}", "<span class='w'>9</span>"),
        (".w{visibility:hidden}", "<span class='w'>9</span>"),
        (".w{text-decoration:line-through}", "<span class='w'>9</span>"),
        (".w{display:none!important}", "<span class='w' style='display:inline'>9</span>"),
        (".w{opacity:0}", "<span class='w'><b>9</b></span>"),
        ("", "<span style='font-size:0'><span style='font-size:1em'>9</span></span>"),
    ],
)
def test_what_the_page_hides_beside_a_number_is_not_read(sheet, beside):
    assert shown(sheet, f"5{beside}56") == "556"


@pytest.mark.parametrize(
    ("sheet", "beside"),
    [
        (".w{color:#fff}", "<span class='w'>9</span>"),
        ("", "<span style='color:rgb(255,255,255)'>9</span>"),
        ("", "<span style='color:#fefefe'>9</span>"),
        ("", "<span style='color:transparent'>9</span>"),
        ("", "<font color='#FFFFFF'><b>9</b></font>"),
        ("", "<font color='FFFFFF'>9</font>"),
        ("", "<span style='color:#fff;background:none repeat scroll 0 0 #fff'>9</span>"),
        ("", "<span style='color:#fff;background:rgba(0, 0, 0, 0) none'>9</span>"),
        ("", "<span style='color:#369;background:none 0 0 #369'>9</span>"),
    ],
)
def test_white_text_beside_a_number_is_in_brackets(sheet, beside):
    assert shown(sheet, f"5{beside}56") == "5〔9〕56"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("1<span style='font-size:16px'>2</span>", "12"),
        ("1<span style='font-size:medium'>2</span>", "12"),
        ("<span style='font-size:16'>1</span>2", "12"),
        ("1<font size=4>2</font>", "12"),
        ("12<span style='font-size:9px'>1</span>", "12¹"),
        ("12<span style='font-size:.7em'>1</span>", "12¹"),
        ("12<small>1</small>", "12¹"),
        ("<big>12</big>1", "12¹"),
        ("<span style='font-size:150%'>12</span>1", "12¹"),
        ("<span style='font-size:24px'>12</span>1", "12¹"),
        ("<b style='font-size:16px'>12<span style='font-size:80%'>1</span></b>", "12¹"),
        ("<b style='font-size:16px'>12</b><span style='font-size:13px'>1</span>", "12¹"),
    ],
)
def test_digits_are_a_note_only_where_they_are_known_to_be_small(inside, text):
    assert shown("", inside) == text


@pytest.mark.parametrize(
    "cell",
    [
        "<td bgcolor=' '>556</td>",
        "<td bgcolor='&nbsp;'>556</td>",
        f"<td bgcolor='rgb({'9' * 5000},0,0)'><font size='+{'9' * 5000}' color=' '>556</font></td>",
        f"<td colspan='{'0' * 5000}1'>556</td>",
        "<td style='color:#fff;background:none repeat scroll 0 0 #005'>556</td>",
        "<td style='color:#fff;background:no-repeat center/cover rgb(0, 0, 80)'>556</td>",
        "<td style='color:#fff;background-image:linear-gradient(#00f,#00f)'>556</td>",
        "<td style='color:#fff;background:transparent url(a.png) repeat-x'>556</td>",
        "<td bgcolor=000055><p style='background:none'><font color=ffffff>556</font></p></td>",
        "<td style='background:#369'><span style='color:#fff'>5<span style='display:none'>9</span>56</span></td>",
        "<td><a href='#'>556</a></td>",
        "<td><a href='#a'>5</a><a href='#b'>56</a></td>",
        "<td><sup>556</sup></td>",
        "<td style='vertical-align:super'>556</td>",
        "<td style='font-size:0'><span style='font-size:14px'>556</span></td>",
        "<td style='visibility:hidden'><span style='visibility:visible'>556</span></td>",
    ],
)
def test_a_cell_that_is_shown_as_a_whole_is_read(cell):
    (table,) = read_bytes(page_of("", cell).encode(), "x.html").tables
    assert table.rows[0][1].text == "556"


@pytest.mark.parametrize(
    "style", ["text-decoration:line-through", "visibility:hidden", "font-size:0", "opacity:0", "mso-hide:all"]
)
def test_a_cell_whose_text_is_not_shown_keeps_its_place(style):
    (table,) = read_bytes(page_of("", f"<td style='{style}'>9</td>").encode(), "x.html").tables
    assert [cell.text for cell in table.rows[0]] == ["甲", "", "3"]


@pytest.mark.parametrize(
    ("sheet", "opening"),
    [
        ("", "<div class='wow' style='opacity:0'>"),
        ("", "<div style='font-size:0'>"),
        (".pc{visibility:hidden}", "<div class='pc'>"),
        (".pc{display:none}", "<div class='pc'>"),
        ("@media(max-width:768px){.pc{display:none}}", "<div class='pc'>"),
    ],
)
def test_a_report_that_a_script_fades_in_is_read(sheet, opening):
    it = damaged()
    html = as_html(it.finished(), "layout").decode().replace("<div>", opening).replace("<style>", f"<style>{sheet}")
    assert values(read(html.encode(), "x.html")) == it.truth


@pytest.mark.parametrize(
    "beside",
    [
        "<sub>1</sub>",
        "<span style='vertical-align:super'>1</span>",
        "<span style='color:#fff'>1</span>",
        "<a href='#fn1'>1</a>",
        "<span class='w'>1</span>",
    ],
)
def test_what_stands_beside_a_number_is_known_in_loose_cells_too(beside):
    it = damaged()
    number = str(it.truth[PERMIT])
    html = as_html(it.finished(), "loose").decode().replace("<style>", "<style>.w{color:white}")
    result = read(html.replace(f">{number}<", f">{number}{beside}<").encode(), "x.html")
    assert silent(result, it.truth) == {}
    assert findings(result) & {"cell_is_a_number", "cell_has_remark"}
    assert values(result)[PERMIT] in (it.truth[PERMIT], None)


def test_every_figure_a_link_is_every_figure_read():
    it = damaged()
    html = re.sub(r"(<td[^>]*>)([\d.]+)</td>", r"\1<a href='#'>\2</a></td>", as_html(it.finished()).decode())
    assert values(read(html.encode(), "x.html")) == it.truth


@pytest.mark.parametrize(
    "page",
    [
        f"<style>.no {'div ' * 12}p{{color:red}}</style>{'<div>' * 60}<p>3</p>",
        f"<style>.no > {'div > div ' * 6}p{{color:red}}</style>{'<div>' * 60}<p>3</p>",
        f"<style>{'/* ' * 100_000}</style><p>3</p>",
        f"<p style='color:rgba(,{' ' * 100_000}x'>3</p>",
        f"<p style='font-size:{'0' * 100_000}!'>3</p>",
    ],
)
def test_a_sheet_that_is_made_to_take_long_does_not(page):
    begun = time.monotonic()
    (paragraph,) = read_bytes(page.encode(), "x.html").blocks
    assert paragraph.text == "3" and time.monotonic() - begun < 5


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="character" w:styleId="hidden"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="child"><w:basedOn w:val="hidden"/></w:style>
<w:style w:type="character" w:styleId="back"><w:basedOn w:val="hidden"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="struck"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="raised"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="circle"><w:basedOn w:val="circle"/></w:style>
<w:style w:type="paragraph" w:styleId="grey"><w:pPr><w:shd w:val="clear" w:fill="D9D9D9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="unseen"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""


def with_styles(data):
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/styles.xml", STYLES)
    return stream.getvalue()


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(runs, style=""):
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


GREY = '<w:color w:val="D9D9D9"/>'


def shade(fill, pattern="clear", colour="auto"):
    return f'<w:shd w:val="{pattern}" w:color="{colour}" w:fill="{fill}"/>'


def field(content, hint=True):
    return f"<w:sdt><w:sdtPr>{'<w:showingPlcHdr/>' * hint}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (paragraph(run(556, '<w:rStyle w:val="hidden"/><w:vanish w:val="0"/>')), "556"),
        (paragraph(run(556, '<w:rStyle w:val="back"/>')), "556"),
        (paragraph(run(556) + run(9, '<w:rStyle w:val="child"/>')), "556"),
        (paragraph(run(556) + run(9, '<w:rStyle w:val="struck"/>')), "556"),
        (paragraph(run(556) + run(9, '<w:rStyle w:val="raised"/>')), "556⁹"),
        (paragraph(run(556, '<w:rStyle w:val="circle"/>')), "556"),
        (paragraph(run(9), "unseen") + paragraph(run(556)), "556"),
        (paragraph(run(9, '<w:vanish w:val="0"/>'), "unseen"), "9"),
        (paragraph(run(556) + run(9, '<w:color w:val="auto" w:themeColor="background1"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, '<w:sz w:val="2"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, GREY + shade("D9D9D9"))), "556〔9〕"),
        (paragraph(run(556) + run(9, GREY + shade("D0D4D9"))), "556〔9〕"),
        (paragraph(run(556) + run(9, GREY + shade("auto", "pct15", "auto"))), "556〔9〕"),
        (paragraph(run(556) + run(9, GREY + shade("FFFFFF", "solid", "D9D9D9"))), "556〔9〕"),
        (paragraph(run(556) + run(9, '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, '<w:color w:val="000000"/><w:highlight w:val="black"/>')), "556〔9〕"),
        (f"<w:tcPr>{shade('D9D9D9')}</w:tcPr>" + paragraph(run(556) + run(9, GREY)), "556〔9〕"),
        (f"<w:tcPr>{shade('D9D9D9')}</w:tcPr>" + paragraph(run(556, GREY)), "〔556〕"),
        (f"<w:tcPr>{shade('D9D9D9')}</w:tcPr>" + paragraph(run(556, GREY + shade("333333"))), "556"),
        (f"<w:p><w:pPr>{shade('D9D9D9')}</w:pPr>{run(556)}{run(9, GREY)}</w:p>", "556〔9〕"),
        (paragraph(run(556) + run(9, GREY), "grey"), "556〔9〕"),
        (paragraph(run(556, GREY)), "556"),
        (paragraph(run(556, shade("D9D9D9"))), "556"),
        (f"<w:tcPr>{shade('336699')}</w:tcPr>" + paragraph(run(556, '<w:color w:val="FFFFFF"/>')), "556"),
        (f"<w:tcPr>{shade('336699')}</w:tcPr>" + paragraph(run(556) + run(9, '<w:sz w:val="2"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, '<w:w w:val="1"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, '<w:w w:val="10%"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, '<w:spacing w:val="-105"/>')), "556〔9〕"),
        (paragraph(run(556) + run(9, "<w:textFill><w:noFill/></w:textFill>")), "556〔9〕"),
        (paragraph(run(556, '<w:w w:val="66"/><w:spacing w:val="-10"/>')), "556"),
        (paragraph(run(556, '<w:vertAlign w:val="subscript"/>')), "556"),
        (paragraph(run(556, '<w:position w:val="8"/>')), "556"),
        (paragraph(run(5) + run(56, '<w:position w:val="2"/>')), "556"),
        (field(paragraph(run(556))), "〔556〕"),
        (field(paragraph(run("请填写"))), ""),
        (field(paragraph(run("请填写") + field(run(556), hint=False))), "556"),
        (
            "<w:p><m:oMath xmlns:m='m'><m:sSup><m:e><m:r><m:t>556</m:t></m:r></m:e>"
            "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>",
            "556²",
        ),
    ],
)
def test_a_cell_of_word_says_what_paper_shows(content, text):
    body = f"<w:tbl><w:tr><w:tc>{paragraph(run('甲'))}</w:tc><w:tc>{content}</w:tc></w:tr></w:tbl>"
    document = read_bytes(with_styles(package(f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')), "x.docx")
    assert document.tables[0].rows[0][1].text == text


@pytest.mark.parametrize("height", ["2", "-2"])
def test_a_document_whose_lines_are_all_set_a_little_higher_is_read(height):
    it = damaged()
    with zipfile.ZipFile(io.BytesIO(as_docx(it.finished()))) as archive:
        body = archive.read("word/document.xml").decode()
    lifted = body.replace("<w:r><w:t", f'<w:r><w:rPr><w:position w:val="{height}"/></w:rPr><w:t').partition("?>")[2]
    result = read(package(lifted), "x.docx")
    assert values(result) == it.truth
    assert (result.agency, result.year) == (it.sample.agency, it.sample.year)
