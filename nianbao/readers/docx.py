"""Reads .docx: paragraphs, tables with merged cells, text boxes; inserted text counts, deleted text does not."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from nianbao.document import Block, GridRow, build_table
from nianbao.errors import ReadError
from nianbao.readers.archive import open_archive, parse_xml, read_part
from nianbao.readers.flow import Line, blocks_from_lines
from nianbao.readers.text import number_paragraphs
from nianbao.readers.white import in_white, seen

_GONE = {
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "footnoteReference",
    "endnoteReference",
    "commentReference",
    "Fallback",
    "pPr",
    "sectPr",
    "proofErr",
    "rPrChange",
    "pPrChange",
}
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def read_docx(data: bytes, name: str) -> list[Block]:
    """Blocks of a Word document. Raises ReadError when it is damaged."""
    archive = open_archive(data, name)
    root = parse_xml(read_part(archive, _main_part(archive), name), name)
    body = next((child for child in root if _tag(child) == "body"), None)
    if body is None:
        raise ReadError(f"“{name}”已损坏：没有正文，请用 Word 或 WPS 打开另存后再导入。")
    _take_out_unsaid(body, _hidden_styles(archive))
    return number_paragraphs(_Walker().blocks(body))


def _main_part(archive: object) -> str:
    try:
        rels = etree.fromstring(archive.read("_rels/.rels"))  # type: ignore[attr-defined]
        for relation in rels:
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return posixpath.normpath((relation.get("Target") or "").lstrip("/"))
    except (KeyError, etree.XMLSyntaxError):
        pass
    return "word/document.xml"


def _hidden_styles(archive: object) -> set[str]:
    """Styles whose text Word does not show."""
    try:
        styles = etree.fromstring(archive.read("word/styles.xml"), etree.XMLParser(resolve_entities=False))  # type: ignore[attr-defined]
    except (KeyError, etree.XMLSyntaxError):
        return set()
    return {_attr(style, "styleId") or "" for style in styles if _is_on(_child(_child(style, "rPr"), "vanish"))}


def _take_out_unsaid(body: etree._Element, hidden: set[str]) -> None:
    """Runs in a hidden style, and the words of Word's own in a field nobody has filled in."""
    for control in body.iter("{*}sdt"):
        if _is_on(_child(_child(control, "sdtPr"), "showingPlcHdr")):
            for run in list(control.iter("{*}r")):
                run.clear()
    for run in body.iter("{*}r") if hidden else ():
        if _attr(_child(_child(run, "rPr"), "rStyle"), "val") in hidden:
            run.clear()


class _Walker:
    """Turns the body into blocks, counting tables on the way."""

    def __init__(self) -> None:
        self.tables = 0
        self.out: list[Block] = []
        self.lines: list[Line] = []

    def blocks(self, body: etree._Element) -> list[Block]:
        self._walk(body)
        self._flush()
        return self.out

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            tag = _tag(child)
            if tag == "p":
                for text in _paragraph(child).split("\n"):
                    self.lines.append(Line(text, wraps=False))
                for box in _boxes(child):
                    self._walk(box)
            elif tag == "tbl":
                self._table(child)
            elif tag not in _GONE:
                self._walk(child)  # content controls, inserted blocks

    def _table(self, table: etree._Element) -> None:
        if _is_layout(table):
            for cell in table.iter("{*}tc"):
                if next(cell.iterancestors("{*}tbl")) is table:
                    self._walk(cell)
            return
        self._flush()
        self.tables += 1
        self.out.append(build_table(_rows(table), f"表{self.tables}"))
        for box in _boxes(table):
            self._walk(box)

    def _flush(self) -> None:
        found = blocks_from_lines(self.lines, first_table=self.tables + 1)
        self.tables += sum(hasattr(block, "rows") for block in found)
        self.out += found
        self.lines = []


def _tag(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attr(element: etree._Element | None, name: str) -> str | None:
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _child(element: etree._Element | None, *names: str) -> etree._Element | None:
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if _tag(child) == name), None)
    return element


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and _attr(element, "val") not in ("0", "false", "off")


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Text boxes anchored in a paragraph; the fallback copy of the same box is skipped."""
    for box in element.iter("{*}txbxContent"):
        if not any(_tag(parent) in ("Fallback", "del") for parent in box.iterancestors()):
            yield box


def _is_layout(table: etree._Element) -> bool:
    """A table around tables, or around everything, is there for the looks."""
    cells = sum(1 for cell in table.iter("{*}tc"))
    if cells == 1:
        return True
    inner = next((child for child in table.iter("{*}tbl") if child is not table), None)
    return inner is not None and cells - sum(1 for _ in inner.iter("{*}tc")) <= 12


def _paragraph(paragraph: etree._Element) -> str:
    return seen(_painted(paragraph))


def _painted(paragraph: etree._Element) -> str:
    """The text of a paragraph with its white parts marked."""
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        tag = _tag(child)
        if tag == "r":
            _run(child, parts)
        elif tag == "t":  # text of an equation
            parts.append(child.text or "")
        elif tag == "den":
            parts.append("/")
            _collect(child, parts)
        elif tag not in _GONE and tag != "txbxContent":
            _collect(child, parts)


def _run(run: etree._Element, parts: list[str]) -> None:
    properties = _child(run, "rPr")
    digits: dict[int, int] = {}
    white = False
    if properties is not None:
        # Hidden and struck-through text is not part of what the report says.
        if any(_is_on(_child(properties, name)) for name in ("vanish", "strike", "dstrike", "del")):
            return
        place = _attr(_child(properties, "vertAlign"), "val")
        lift = _attr(_child(properties, "position"), "val") or "0"
        if place == "superscript" or (lift.isdecimal() and int(lift) > 0):
            digits = _SUPER
        elif place == "subscript" or lift.startswith("-"):
            digits = _LOW
        white = (_attr(_child(properties, "color"), "val") or "").upper() == "FFFFFF"
    for child in run:
        tag = _tag(child)
        if tag == "t":
            text = child.text or ""
            text = text.translate(digits) if digits else text
            parts.append(in_white(text) if white else text)
        elif tag == "tab":
            parts.append("\t")
        elif tag in ("br", "cr"):
            parts.append("\n")
        elif tag == "noBreakHyphen":
            parts.append("-")
        elif tag == "AlternateContent":
            _collect(child, parts)


def _cell_text(cell: etree._Element) -> str:
    """Paragraph by paragraph, whatever tables or content controls lie between."""
    texts = []
    for paragraph in cell.iter("{*}p"):
        if not any(_tag(parent) in ("txbxContent", "del", "Fallback") for parent in paragraph.iterancestors()):
            texts.append(_painted(paragraph).strip())
    return seen("\n".join(text for text in texts if text))


def _rows(table: etree._Element) -> list[GridRow]:
    """Grid rows; a vertical merge becomes one cell with its height."""
    raw: list[list[tuple[int, int, str, str]]] = []  # column, colspan, merge, text
    for row in _of_kind(table, "tr"):
        properties = _child(row, "trPr")
        if _child(properties, "del") is not None:
            continue
        column = int(_attr(_child(properties, "gridBefore"), "val") or 0)
        cells: list[tuple[int, int, str, str]] = []
        for cell in _of_kind(row, "tc"):
            settings = _child(cell, "tcPr")
            span = max(1, int(_attr(_child(settings, "gridSpan"), "val") or 1))
            merge = _child(settings, "vMerge")
            kind = "" if merge is None else (_attr(merge, "val") or "continue")
            cells.append((column, span, kind, _cell_text(cell)))
            column += span
        raw.append(cells)
    return [_grid_row(raw, index) for index in range(len(raw))]


def _of_kind(parent: etree._Element, kind: str) -> Iterator[etree._Element]:
    for child in parent:
        tag = _tag(child)
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
