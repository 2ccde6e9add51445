"""The annual report's official form as a Word document: tables drawn cell by cell, texts left to the writer marked 待填写."""

from __future__ import annotations

import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from nianbao.catalogue import load_catalogue
from nianbao.model import APPLICANT_TYPES, DEMO_MARK
from nianbao.next_report import StatutoryForm
from nianbao.templates import official_place

Grid = list[list[tuple[str, int, int]]]  # printed cells: text, rows covered, columns covered

_FONT = "宋体"
_HEAD_FILL = "C6D9F1"
_RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_NARROW_HEADS = {"business": "商业\n企业", "research": "科研\n机构"}
_RESULTS = ("结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计")
_WIDTHS = {
    "table2": (4.3,) * 4,
    "table3": (1.33, 1.62, 5.77, *(1.21,) * 7),
    "table4": (1.146,) * 15,
}
_AUTHOR = "年报看板"


def write_statutory_docx(form: StatutoryForm) -> bytes:
    """The whole report with its three tables filled as `form` says; notes become Word comments, outside the text."""
    paper = Document()
    _page(paper)
    _paragraph(paper, form.title, size=18, bold=True, centred=True, after=12)
    if form.demo:  # on every page, and in the text: a header is what a copied text loses first
        _paragraph(paper, DEMO_MARK, size=14, bold=True, centred=True, after=12)
        head = paper.sections[0].header.paragraphs[0]
        head.text, head.alignment = DEMO_MARK, WD_ALIGN_PARAGRAPH.CENTER
    _section(paper, "一、总体情况")
    _left_to_the_writer(paper, "本年度政府信息公开工作的总体情况")
    heading = _section(paper, "二、主动公开政府信息情况")
    _draw(paper, _grid2(form), _WIDTHS["table2"], size=10, centred_from=0)
    _remark(paper, heading, form, "table2")
    heading = _section(paper, "三、收到和处理政府信息公开申请情况", new_page=True)
    _draw(paper, _grid3(form), _WIDTHS["table3"], size=9, centred_from=3, heads=3)
    _remark(paper, heading, form, "table3")
    heading = _section(paper, "四、政府信息公开行政复议、行政诉讼情况")
    _draw(paper, _grid4(form), _WIDTHS["table4"], size=9, centred_from=0)
    _remark(paper, heading, form, "table4")
    _section(paper, "五、存在的主要问题及改进情况")
    _left_to_the_writer(paper, "存在的主要问题及改进情况")
    _section(paper, "六、其他需要报告的事项")
    _left_to_the_writer(paper, "其他需要报告的事项，收取信息处理费的情况在此处报告")
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _page(paper: Paper) -> None:
    """A4 upright, 宋体: Word takes a Chinese font only from the eastAsia attribute."""
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    paper.core_properties.author = _AUTHOR


def _paragraph(
    paper: Paper, text: str, *, size: float = 12, bold: bool = False, centred: bool = False, after: float = 6
) -> Paragraph:
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    paragraph.paragraph_format.space_after = Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _section(paper: Paper, text: str, new_page: bool = False) -> Paragraph:
    heading = _paragraph(paper, text, bold=True)
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.page_break_before = new_page
    return heading


def _left_to_the_writer(paper: Paper, what: str) -> None:
    """A place for text, highlighted; without any digit, so that nothing can be read as a figure."""
    paragraph = _paragraph(paper, f"【待填写：{what}】")
    paragraph.paragraph_format.first_line_indent = Cm(0.85)
    paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW


def _remark(paper: Paper, heading: Paragraph, form: StatutoryForm, table: str) -> None:
    """Comments are beside the report, never part of it: the importer does not read them, a click removes them."""
    texts = [note.text for note in form.notes if note.table == table]
    if texts:
        paper.add_comment(heading.runs, text="\n".join(texts), author=_AUTHOR, initials="报")


def _grid2(form: StatutoryForm) -> Grid:
    grid: Grid = []
    for article, rows in form.template.articles:
        first = form.template.table2[rows[0]]
        span = 3 // len(first)
        grid.append([(article, 1, 4)])
        grid.append([("信息内容", 1, 1), *[(_column(name, form), 1, span) for name in first]])
        for row in rows:
            ids = form.template.table2[row]
            grid.append([(row, 1, 1), *[(form.cells[name, "total"], 1, span) for name in ids]])
    return grid


def _column(name: str, form: StatutoryForm) -> str:
    """The official words above a column; money names its unit there."""
    wordings = load_catalogue()[name].columns
    with_unit = [words for words in wordings if "单位" in words]
    return with_unit[0] if with_unit else str(official_place(name, "total", form.template.edition).column)


def _grid3(form: StatutoryForm) -> Grid:
    heads = [(_NARROW_HEADS.get(kind, name), 1, 1) for kind, name in APPLICANT_TYPES.items()]
    grid: Grid = [
        [(_RELATION, 3, 3), ("申请人情况", 1, 7)],
        [(APPLICANT_TYPES["natural_person"], 2, 1), ("法人或其他组织", 1, 5), (APPLICANT_TYPES["total"], 2, 1)],
        heads[1:-1],
    ]
    catalogue = load_catalogue()
    outcomes = [row for row in form.template.table3 if not row.startswith("applications_")]
    group = None
    for row in form.template.table3:
        indicator = catalogue[row]
        labels: list[tuple[str, int, int]] = []
        if row not in outcomes:
            labels.append((indicator.rows[0], 1, 3))
        else:
            if row == outcomes[0]:
                labels.append(("三、本年度办理结果", len(outcomes), 1))
            if indicator.row_group and indicator.row_group != group:
                members = [name for name in outcomes if catalogue[name].row_group == indicator.row_group]
                labels.append((indicator.row_group, len(members), 1))
            labels.append((indicator.rows[0], 1, 1 if indicator.row_group else 2))
            group = indicator.row_group
        grid.append([*labels, *[(form.cells[row, kind], 1, 1) for kind in APPLICANT_TYPES]])
    return grid


def _grid4(form: StatutoryForm) -> Grid:
    groups = form.template.table4
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*[(result, 2, 1) for result in _RESULTS], *[(name, 1, 5) for name in list(groups)[1:]]],
        [(result, 1, 1) for result in _RESULTS * 2],
        [(form.cells[name, "total"], 1, 1) for ids in groups.values() for name in ids],
    ]


def _draw(paper: Paper, grid: Grid, widths: Iterable[float], *, size: float, centred_from: int, heads: int = 0) -> None:
    """A ruled table of the given column widths; `heads` rows are repeated on the next page."""
    columns = [Cm(width) for width in widths]
    table = paper.add_table(rows=len(grid), cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _margins(table)
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
    cells = [list(row.cells) for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for index, printed in enumerate(grid):
        column = 0
        for text, height, span in printed:
            while (index, column) in taken:
                column += 1
            taken |= {(index + down, column + right) for down in range(height) for right in range(span)}
            cell = cells[index][column]
            if height > 1 or span > 1:
                cell = cell.merge(cells[index + height - 1][column + span - 1])
            cell.width = Length(sum(columns[column : column + span]))
            _write(cell, text, size, centred=column >= centred_from or not text)
            if span == len(columns):
                _shade(cell)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
            column += span
    for number, row in enumerate(table.rows):
        row.height, row.height_rule = Cm(0.6), WD_ROW_HEIGHT_RULE.AT_LEAST
        settings = row._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if number < heads:
            settings.append(OxmlElement("w:tblHeader"))


def _write(cell: _Cell, text: str, size: float, centred: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)


def _shade(cell: _Cell) -> None:
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_FILL)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)


def _margins(table: Table) -> None:
    """Narrow cell margins: fifteen columns on a page leave no room for Word's usual ones."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "20"), ("left", "57"), ("bottom", "20"), ("right", "57")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)
