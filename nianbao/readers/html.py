"""Reads saved web pages: only the innermost data tables count as tables, layout tables are taken apart."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from nianbao.document import Block, GridRow, build_table
from nianbao.errors import ReadError
from nianbao.readers.encoding import decode_text
from nianbao.readers.flow import Line, blocks_from_lines
from nianbao.readers.text import number_paragraphs
from nianbao.readers.white import in_white, seen

_SKIP = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "select",
    "button",
    "del",
    "s",
    "strike",
    "svg",
    "iframe",
    "object",
    "textarea",
    "input",
}
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
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration[^;]*line-through|"
    r"(?:font-size|opacity)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_RULE = re.compile(r"\.([\w-]+)\s*\{[^{}]*display\s*:\s*none", re.IGNORECASE)
_WHITE = re.compile(r"(?:^|;)\s*color\s*:\s*(?:#fff\b|#ffffff|white)", re.IGNORECASE)
_LIFTED = re.compile(r"vertical-align\s*:\s*(super|sub)", re.IGNORECASE)
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SPACE = re.compile(r"[ \t\r\n\xa0\u3000]+")
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
    _hide_by_rules(root)
    walker = _Walker()
    walker.walk(body if body is not None else root)
    walker.flush()
    return number_paragraphs(walker.out)


def _hide_by_rules(root: etree._Element) -> None:
    """Parts of cells that the page's own style sheet hides by their class."""
    names = {name for sheet in root.iter("style") for name in _RULE.findall(sheet.text or "")}
    for cell in root.iter("td", "th") if names else ():
        for node in cell.iter(etree.Element):
            if names & set((node.get("class") or "").split()):
                node.set("hidden", "")


class _Walker:
    """Collects running lines and tables in document order."""

    def __init__(self) -> None:
        self.out: list[Block] = []
        self.lines: list[Line] = []
        self.buffer: list[str] = []
        self.tables = 0

    def walk(self, node: etree._Element) -> None:
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        if tag and not _invisible(node, tag):
            if tag == "table" and not _is_layout(node):
                self.end_line()
                self.flush()
                self.tables += 1
                self.out.append(build_table(_rows(node), f"表{self.tables}"))
            elif tag == "br":
                self.end_line()
            elif tag == "pre":
                self.end_line()
                self.lines += [Line(line) for line in "".join(str(part) for part in node.itertext()).split("\n")]
            else:
                self._inside(node, tag)
        if node.tail:
            self.buffer.append(node.tail)

    def _inside(self, node: etree._Element, tag: str) -> None:
        block = tag in _BLOCK
        if block:
            self.end_line()
        if node.text:
            self.buffer.append(node.text.translate(_SUPER) if tag == "sup" else node.text)
        before = len(self.lines)
        for child in node:
            self.walk(child)
        if block:
            self.end_line(keep_empty=tag == "p" and len(self.lines) == before)

    def end_line(self, keep_empty: bool = False) -> None:
        text = tidy("".join(self.buffer))
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


def _invisible(node: etree._Element, tag: str) -> bool:
    return tag in _SKIP or node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style", "")))


def _is_layout(table: etree._Element) -> bool:
    if table.find(".//table") is not None:
        return True
    cells = [cell for cell in table.iter("td", "th")]
    return len(cells) <= 1 or any(len(_all_text(cell)) > 600 for cell in cells)


def _all_text(node: etree._Element) -> str:
    """The text of an element and of all within it; most cells have nothing within."""
    return "".join(node.itertext()) if len(node) else node.text or ""


def _rows(table: etree._Element) -> list[GridRow]:
    rows = []
    for row in table.iter("tr"):
        if _invisible(row, "tr"):
            continue
        cells = [
            (_cell_text(cell), _span(cell, "rowspan"), _span(cell, "colspan"))
            for cell in row
            if cell.tag in ("td", "th") and not _invisible(cell, cell.tag)
        ]
        if cells:
            rows.append(GridRow(cells))
    return rows


def _span(cell: etree._Element, name: str) -> int:
    printed = cell.get(name)
    if printed is None or printed == "1":
        return 1
    digits = re.match(r"\s*(\d+)", printed)
    return min(_MAX_SPAN, max(1, int(digits.group(1)))) if digits else 1


def _cell_text(cell: etree._Element) -> str:
    if len(cell) == 0:
        return tidy(cell.text or "")
    parts: list[str] = []
    _gather(cell, parts)
    lines = [tidy(line) for line in seen("".join(parts)).split("\x1e")]
    return "\n".join(line for line in lines if line)


def _small_digits(node: etree._Element, tag: str) -> dict[int, int] | None:
    """Raised and lowered digits, and links to a footnote, are no part of the number before them."""
    lifted = _LIFTED.search(node.get("style") or "")
    if tag == "sup" or (lifted and lifted[1].lower() == "super") or (tag == "a" and (node.get("href") or "").startswith("#")):
        return _SUPER
    return _LOW if tag == "sub" or lifted else None


def _gather(node: etree._Element, parts: list[str]) -> None:
    if node.text:
        parts.append(node.text)
    for child in node:
        tag = child.tag.lower() if isinstance(child.tag, str) else ""
        if tag and not _invisible(child, tag):
            if tag == "br":
                parts.append("\x1e")
            elif (digits := _small_digits(child, tag)) is not None:
                parts.append("".join(child.itertext()).translate(digits))
            elif child.get("color", "").lower() in ("white", "#fff", "#ffffff") or _WHITE.search(child.get("style") or ""):
                parts.append(in_white("".join(child.itertext())))
            elif tag in _BLOCK:
                parts.append("\x1e")
                _gather(child, parts)
                parts.append("\x1e")
            else:
                _gather(child, parts)
        if child.tail:
            parts.append(child.tail)
