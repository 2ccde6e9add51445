"""The one-page brief as a Word document: the same words and sizes as the printed page, charts as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from nianbao.brief import WAYS
from nianbao.exporters.brief_layout import HEADS, LEADING, MARGIN, NUMBERS, PAGE, WIDTH, Layout

_FONT = "微软雅黑"
_INK, _MUTED, _BLUE, _WARN = "1B2733", "55636F", "0B4A8B", "C2410C"


def write_brief_docx(layout: Layout, pictures: Sequence[bytes]) -> bytes:
    """The document's bytes; `pictures` are PNG, in the order of the brief's charts."""
    brief, paper = layout.brief, Document()
    _page(paper, layout)
    _line(paper.add_paragraph(), brief.title, layout.title, _BLUE, bold=True)
    _ruled(_line(paper.add_paragraph(), brief.about, layout.small, _MUTED, after=5), "bottom", "0B57A4")
    _line(paper.add_paragraph(), brief.sentence, layout.text + 0.5, _INK, after=5)
    _figures(paper, layout)
    _pictures(paper, layout, pictures)
    lists = _plain_table(paper, 1, 3, [WIDTH / 3] * 3)
    for cell, (title, items) in zip(lists.rows[0].cells, layout.listing(), strict=True):
        _items(cell, title, items, layout)
    _line(paper.add_paragraph(), "核对", layout.text, _BLUE, bold=True, before=4)
    for item in layout.finding_lines():
        _line(paper.add_paragraph(), f"· {item}", layout.small + 0.7, _INK)
    for position, note in enumerate(layout.notes()):
        paragraph = _line(paper.add_paragraph(), note, layout.small, _MUTED, before=0 if position else 4)
        if not position:
            _ruled(paragraph, "top", "D5DCE3")
    paper.core_properties.title, paper.core_properties.author = brief.title, "年报看板"
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _page(paper: Paper, layout: Layout) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Pt(PAGE[0]), Pt(PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(MARGIN)
    section.header_distance = section.footer_distance = Pt(12)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(layout.text)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _line(
    paragraph: Paragraph, text: str, size: float, colour: str, *, bold: bool = False, before: float = 0, after: float = 0,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> Paragraph:  # fmt: skip
    """Text in one size with an exact line height: Word's own height of a Chinese font differs from font to font."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.color.rgb = Pt(size), bold, RGBColor.from_string(colour)
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * LEADING)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    paragraph.alignment = align
    return paragraph


def _ruled(paragraph: Paragraph, side: str, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "2"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)


def _figures(paper: Paper, layout: Layout) -> None:
    shown = layout.brief.figures[: layout.rows]
    names = list(layout.columns)
    table = _plain_table(paper, 1 + len(shown), len(names), [WIDTH * share for share in layout.columns.values()], rule="D5DCE3")
    aligned = [WD_ALIGN_PARAGRAPH.RIGHT if name in NUMBERS else WD_ALIGN_PARAGRAPH.LEFT for name in names]
    rows = [list(row.cells) for row in table.rows]
    for cell, name, align in zip(rows[0], names, aligned, strict=True):
        _line(cell.paragraphs[0], HEADS[name], layout.text, _INK, bold=True, align=align)
        _shade(cell, "E8F0F8")
    for cells, one in zip(rows[1:], shown, strict=True):
        change = f"{one.change}（{WAYS[one.way]}）" if one.way in WAYS else one.change
        shades = {"change": {"better": _BLUE, "worse": _WARN}.get(one.way, _MUTED), "previous": _MUTED, "remark": _MUTED}
        for cell, name, align in zip(cells, names, aligned, strict=True):
            text = change if name == "change" else getattr(one, name)
            _line(cell.paragraphs[0], text, layout.text, shades.get(name, _INK), align=align, before=1, after=1)
    _line(paper.add_paragraph(), layout.hidden(), layout.small if layout.hidden() else 2, _MUTED)


def _pictures(paper: Paper, layout: Layout, pictures: Sequence[bytes]) -> None:
    """Two in a row of a table: pictures in running text would part where a program measures them a little wider."""
    shown = list(pictures[: layout.charts])
    for start in range(0, len(shown), 2):
        row = shown[start : start + 2]
        table = _plain_table(paper, 1, len(row), [WIDTH / len(row)] * len(row))
        for offset, (cell, data) in enumerate(zip(table.rows[0].cells, row, strict=True)):
            width = layout.chart_width(start + offset) - 8
            cell.paragraphs[0].add_run().add_picture(io.BytesIO(data), width=Pt(width), height=Pt(layout.chart - 4))
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        _line(paper.add_paragraph(), "", 3, _MUTED)


def _items(cell: _Cell, title: str, items: Iterable[str], layout: Layout) -> None:
    _line(cell.paragraphs[0], title, layout.text, _BLUE, bold=True)
    for item in items:
        _line(cell.add_paragraph(), f"· {item}", layout.small + 0.7, _INK)


def _plain_table(paper: Paper, rows: int, columns: int, widths: Sequence[float], rule: str = "") -> Table:
    """A table without frame, with thin lines between rows if `rule` is a colour."""
    table = paper.add_table(rows, columns)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)
    settings = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "60")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    if rule:
        borders = OxmlElement("w:tblBorders")
        for side in ("bottom", "insideH"):
            edge = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", rule)):
                edge.set(qn(f"w:{name}"), value)
            borders.append(edge)
        settings.append(borders)
    settings.append(margins)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _shade(cell: _Cell, colour: str) -> None:
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)
