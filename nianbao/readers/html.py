"""Reads saved web pages: only the innermost data tables count as tables, layout tables are taken apart."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from nianbao.document import Block, GridRow, build_table
from nianbao.errors import ReadError
from nianbao.readers.apart import in_white, seen
from nianbao.readers.encoding import decode_text
from nianbao.readers.flow import Line, blocks_from_lines
from nianbao.readers.html_looks import PLAIN, Look, doubted, painted
from nianbao.readers.html_selectors import StyleSheet
from nianbao.readers.text import number_paragraphs

_BLOCK = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "section",
    "article",
    "tr",
    "td",
    "th",
    "table",
    "tbody",
    "header",
    "footer",
    "main",
    "form",
    "center",
    "blockquote",
    "dd",
    "dt",
    "dl",
    "hr",
    "pre",
}
_SPACE = re.compile(r"[ \t\r\n\xa0\u3000]+")
_FIGURE = re.compile(r"[-+－−﹣–—﹢＋\d.,%]{1,20}")  # what a picture beside a number may say
_MINUS = re.compile(r"(?:^|[-_])(?:minus|neg|negative|fuhao)(?:[-_.]|$)", re.IGNORECASE)
_MAX_SPAN = 200


def read_html(data: bytes, name: str) -> list[Block]:
    """Blocks of an HTML page. Raises ReadError when there is no content."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_text(data, name))
    if re.search(r"<!ENTITY", text[:4096], re.IGNORECASE):
        raise ReadError(f"“{name}”含有实体声明，存在安全风险，已拒绝。")
    root = etree.HTML(text, etree.HTMLParser(no_network=True, remove_comments=True, huge_tree=False))
    if root is None:
        raise ReadError(f"“{name}”是空网页，没有可读的内容。")
    body = root.find("body")
    walker = _Walker(StyleSheet.of(root))
    walker.walk(body if body is not None else root)
    walker.flush()
    return number_paragraphs(walker.out)


class _Walker:
    """Collects running lines and tables in document order."""

    def __init__(self, sheet: StyleSheet) -> None:
        self.sheet = sheet
        self.out: list[Block] = []
        self.lines: list[Line] = []
        self.buffer: list[tuple[str, Look]] = []
        self.tables = 0

    def walk(self, node: etree._Element, look: Look = PLAIN, beside: etree._Element | None = None) -> bool:
        """`beside`: the element right before this one. Tells whether anything in this one is shown."""
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        inner = look.inside(node, tag, self.sheet, small=_is_small(node)) if tag else None
        if inner is not None and beside is not None and tag not in _BLOCK and _are_twins(beside, node):
            inner = doubted(inner)
        if inner is not None:
            if tag == "table" and not _is_layout(node):
                self.end_line()
                self.flush()
                self.tables += 1
                self.out.append(build_table(_rows(node, inner, self.sheet), f"表{self.tables}"))
            elif tag == "br":
                self.end_line()
            elif tag == "img":
                self.buffer.append((in_white(_pictured(node)), inner))
            elif tag == "pre":
                self.end_line()
                self.lines += [Line(line) for line in "".join(str(part) for part in node.itertext()).split("\n")]
            else:
                self._inside(node, tag, inner)
        if node.tail:
            self.buffer.append((node.tail, look))
        return inner is not None and inner.is_read

    def _inside(self, node: etree._Element, tag: str, look: Look) -> None:
        block = tag in _BLOCK
        if block:
            self.end_line()
        front, behind = _around(node, tag, look, self.sheet)
        self.buffer += front
        lines, beside = len(self.lines), None
        for child in node:
            is_shown = self.walk(child, look, beside)
            beside = None if (child.tail or "").strip() else child if is_shown else beside
        self.buffer += behind
        if block:
            self.end_line(keep_empty=tag == "p" and len(self.lines) == lines)

    def end_line(self, keep_empty: bool = False) -> None:
        text = tidy(seen(painted(self.buffer)))
        self.buffer = []
        if text or keep_empty:
            self.lines.append(Line(text, wraps=False))

    def flush(self) -> None:
        self.end_line()
        found = blocks_from_lines(self.lines, first_table=self.tables + 1)
        self.tables += sum(hasattr(block, "rows") for block in found)
        self.out += found
        self.lines = []


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Source line breaks and space runs as one space, none between Chinese characters."""
    if text.isalnum():
        return text
    text = _SPACE.sub(" ", text).strip()
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


def _is_small(node: etree._Element) -> bool:
    """A line or a part of one."""
    return not any(isinstance(child.tag, str) and child.tag.lower() in _BLOCK for child in node.iterdescendants())


def _is_layout(table: etree._Element) -> bool:
    if table.find(".//table") is not None:
        return True
    cells = [cell for cell in table.iter("td", "th")]
    return len(cells) <= 1 or any(len(_all_text(cell)) > 600 for cell in cells)


def _all_text(node: etree._Element) -> str:
    """The text of an element and of all within it; most cells have nothing within."""
    return "".join(node.itertext()) if len(node) else node.text or ""


def _rows(table: etree._Element, look: Look, sheet: StyleSheet) -> list[GridRow]:
    """The rows of a data table that are displayed; a cell that only cannot be seen keeps its place, one not displayed has none."""
    rows = []
    lines = [(row, look.inside(row, "tr", sheet, small=True)) for row in table.iter("tr")]
    if not any(line is not None and line.is_read for _, line in lines):  # shown by a script as a whole
        lines = [(row, look.inside(row, "tr", sheet, small=False)) for row, _ in lines]
    for row, line in lines:
        if line is None or not line.is_read:
            continue
        looks = [(cell, line.inside(cell, cell.tag, sheet, small=True)) for cell in row if cell.tag in ("td", "th")]
        cells = [
            (_cell_text(cell, inner, sheet), _span(cell, "rowspan"), _span(cell, "colspan"))
            for cell, inner in looks
            if inner is not None
        ]
        if cells:
            rows.append(GridRow(cells))
    return rows


def _span(cell: etree._Element, name: str) -> int:
    printed = cell.get(name)
    if printed is None or printed == "1":
        return 1
    digits = re.match(r"\s*0*(\d{1,9})", printed)
    return min(_MAX_SPAN, max(1, int(digits.group(1)))) if digits else 1


def _cell_text(cell: etree._Element, look: Look, sheet: StyleSheet) -> str:
    if len(cell) == 0 and not sheet.adds:
        return tidy(seen(look.paint(cell.text or "")))
    parts: list[tuple[str, Look]] = []
    _gather(cell, look, sheet, parts)
    lines = [tidy(line) for line in seen(painted(parts)).split("\x1e")]
    return "\n".join(line for line in lines if line)


def _gather(node: etree._Element, look: Look, sheet: StyleSheet, parts: list[tuple[str, Look]]) -> None:
    front, behind = _around(node, node.tag.lower(), look, sheet)
    parts += front
    beside = None
    for child in node:
        tag = child.tag.lower() if isinstance(child.tag, str) else ""
        inner = look.inside(child, tag, sheet, small=True) if tag else None
        if inner is not None:
            if tag == "br":
                parts.append(("\x1e", PLAIN))
            elif tag == "img":
                parts.append((in_white(_pictured(child)), inner))
            else:
                inner = doubted(inner) if beside is not None and _are_twins(beside, child) else inner
                edge = [("\x1e", PLAIN)] if tag in _BLOCK else []
                parts += edge
                _gather(child, inner, sheet, parts)
                parts += edge
                beside = child if inner.is_read else beside
        if child.tail:
            parts.append((child.tail, look))
            beside = None if child.tail.strip() else beside
    parts += behind


def _around(
    node: etree._Element, tag: str, look: Look, sheet: StyleSheet
) -> tuple[list[tuple[str, Look]], list[tuple[str, Look]]]:
    """What stands before and behind the children of an element: its first text, and what a sheet adds."""
    before, after = sheet.added(node, tag) if sheet.adds else ("", "")
    if look.doubt == "sign" and len(node) == 0 and not node.text and tag not in ("td", "th"):
        before = in_white("-")  # a sign drawn by a sheet that is not saved
    text = before + (node.text or "")
    return [(text, look)] if text else [], [(after, look)] if after else []


def _are_twins(one: etree._Element, other: etree._Element) -> bool:
    """The same number twice in a row under other names: one is for narrow screens, and which of them is shown is not known."""
    if one.get("class") == other.get("class") and one.get("id") == other.get("id"):
        return False
    text = _all_text(other).strip()
    return text == _all_text(one).strip() and any(map(str.isdigit, text))


def _pictured(picture: etree._Element) -> str:
    """A sign or number that a picture shows, by what it says of itself or by the name of its file."""
    said = (picture.get("alt") or "").strip()
    if _FIGURE.fullmatch(said):
        return said
    return "-" if not said and _MINUS.search((picture.get("src") or "").rpartition("/")[2]) else ""
