"""Reads .docx: paragraphs, tables with merged cells, text boxes; inserted text counts, deleted text does not."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from nianbao.document import Block, GridRow, build_table
from nianbao.errors import ReadError
from nianbao.readers.archive import open_archive, parse_xml, read_part
from nianbao.readers.docx_text import GONE, Text, attribute, child_of, clear_placeholders, tag_of
from nianbao.readers.flow import Line, blocks_from_lines
from nianbao.readers.text import number_paragraphs


def read_docx(data: bytes, name: str) -> list[Block]:
    """Blocks of a Word document. Raises ReadError when it is damaged."""
    archive = open_archive(data, name)
    root = parse_xml(read_part(archive, _main_part(archive), name), name)
    body = next((child for child in root if tag_of(child) == "body"), None)
    if body is None:
        raise ReadError(f"“{name}”已损坏：没有正文，请用 Word 或 WPS 打开另存后再导入。")
    clear_placeholders(body)
    return number_paragraphs(_Walker(Text.of(_styles(archive))).blocks(body))


def _main_part(archive: object) -> str:
    try:
        rels = etree.fromstring(archive.read("_rels/.rels"))  # type: ignore[attr-defined]
        for relation in rels:
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return posixpath.normpath((relation.get("Target") or "").lstrip("/"))
    except (KeyError, etree.XMLSyntaxError):
        pass
    return "word/document.xml"


def _styles(archive: object) -> etree._Element | None:
    try:
        return etree.fromstring(archive.read("word/styles.xml"), etree.XMLParser(resolve_entities=False))  # type: ignore[attr-defined]
    except (KeyError, etree.XMLSyntaxError):
        return None


class _Walker:
    """Turns the body into blocks, counting tables on the way."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.tables = 0
        self.out: list[Block] = []
        self.lines: list[Line] = []

    def blocks(self, body: etree._Element) -> list[Block]:
        self._walk(body)
        self._flush()
        return self.out

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            tag = tag_of(child)
            if tag == "p":
                for text in self.text.of_paragraph(child).split("\n"):
                    self.lines.append(Line(text, wraps=False))
                for box in _boxes(child):
                    self._walk(box)
            elif tag == "tbl":
                self._table(child)
            elif tag not in GONE:
                self._walk(child)  # content controls, inserted blocks

    def _table(self, table: etree._Element) -> None:
        if _is_layout(table):
            for cell in table.iter("{*}tc"):
                if next(cell.iterancestors("{*}tbl")) is table:
                    self._walk(cell)
            return
        self._flush()
        self.tables += 1
        self.out.append(build_table(_rows(table, self.text), f"表{self.tables}"))
        for box in _boxes(table):
            self._walk(box)

    def _flush(self) -> None:
        found = blocks_from_lines(self.lines, first_table=self.tables + 1)
        self.tables += sum(hasattr(block, "rows") for block in found)
        self.out += found
        self.lines = []


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Text boxes anchored in a paragraph; the fallback copy of the same box is skipped."""
    for box in element.iter("{*}txbxContent"):
        if not any(tag_of(parent) in ("Fallback", "del") for parent in box.iterancestors()):
            yield box


def _is_layout(table: etree._Element) -> bool:
    """A table around tables, or around everything, is there for the looks."""
    cells = sum(1 for cell in table.iter("{*}tc"))
    if cells == 1:
        return True
    inner = next((child for child in table.iter("{*}tbl") if child is not table), None)
    return inner is not None and cells - sum(1 for _ in inner.iter("{*}tc")) <= 12


def _rows(table: etree._Element, text: Text) -> list[GridRow]:
    """Grid rows; a vertical merge becomes one cell with its height."""
    raw: list[list[tuple[int, int, str, str]]] = []  # column, colspan, merge, text
    for row in _of_kind(table, "tr"):
        properties = child_of(row, "trPr")
        if child_of(properties, "del") is not None:
            continue
        column = int(attribute(child_of(properties, "gridBefore"), "val") or 0)
        cells: list[tuple[int, int, str, str]] = []
        for cell in _of_kind(row, "tc"):
            settings = child_of(cell, "tcPr")
            span = max(1, int(attribute(child_of(settings, "gridSpan"), "val") or 1))
            merge = child_of(settings, "vMerge")
            kind = "" if merge is None else (attribute(merge, "val") or "continue")
            cells.append((column, span, kind, text.of_cell(cell)))
            column += span
        raw.append(cells)
    return [_grid_row(raw, index) for index in range(len(raw))]


def _of_kind(parent: etree._Element, kind: str) -> Iterator[etree._Element]:
    for child in parent:
        tag = tag_of(child)
        if tag == kind:
            yield child
        elif tag in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _of_kind(child, kind)


def _grid_row(raw: list[list[tuple[int, int, str, str]]], index: int) -> GridRow:
    row = GridRow(start=raw[index][0][0] if raw[index] else 0)
    for column, span, kind, text in raw[index]:
        if kind == "continue" and any(cell[0] == column and cell[2] for cell in raw[index - 1] if index):
            continue
        height = 1
        if kind == "restart":
            while index + height < len(raw) and any(cell[0] == column and cell[2] == "continue" for cell in raw[index + height]):
                height += 1
        row.cells.append((text, height, span))
    return row
