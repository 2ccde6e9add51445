"""The document as one stream of rows, each assigned to the statutory table it seems to belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from nianbao.catalogue import load_catalogue
from nianbao.cellvalue import is_valueish
from nianbao.document import Cell, Document, Paragraph, Table
from nianbao.labels import plain
from nianbao.model import APPLICANT_TYPES
from nianbao.readers.flow import is_furniture
from nianbao.templates import load_templates

_TABLE2 = re.compile(r"主动公开政府信息(?:的)?(?:情况|$)|第二十条第?[（(]")
_TABLE3 = re.compile(r"收到和处理政府信息公开申请|申请人情况|本列数据的勾稽关系")
_TABLE4 = re.compile(r"(?:行政复议|复议).{0,12}(?:行政)?诉讼.{0,6}(?:情况|$)|结果维持|未经复议|复议后起诉|^行政复议$|^行政诉讼$")
_END = re.compile(r"存在的?(?:主要)?问题|其他需要?报告|其他报告事项|问题及改进|改进(?:情况|措施)")
_HEADER3 = ("自然人", "商业企业", "科研机构")
_NAME = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])|^.{0,3}计$|^.{0,2}其他")
_GLUED = re.compile(
    r"[\u4e00-\u9fff）)”]\s*[-－−]?[\d０-９][\d０-９,.，．]*(?:(?:\s+[-－−]?|[-－−])[\d０-９][\d０-９,.，．]*)*\s*$"
)
_UNIT_APART = re.compile(r"(?<=\d)\s+(?=(?:[万亿千]?元|件|条|项|个)(?:\s|$))")  # 542.55 万元 is one value
_LABEL = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@dataclass
class RawRow:
    """A printed row: names first, then values; `table` is the index of its block, None for loose lines."""

    cells: list[Cell]
    locator: str
    table: int | None = None
    ragged: bool = True
    region: str | None = None
    folded: bool = False  # its cells stood one below the other
    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        return "".join("".join(cell.text.split()) for cell in self.cells)

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.values if cell.text.strip()]


def raw_rows(document: Document) -> list[RawRow]:
    """All rows in document order; running prose is left out, headings and loose lines stay."""
    rows: list[RawRow] = []
    region: str | None = None
    for row in _stream(document):
        split_values(row)
        region = _region(row, region)
        row.region = region
        rows.append(row)
    return rows


def split_values(row: RawRow) -> None:
    """Names first: up to the last one that the form knows, else up to the first number."""
    known = [index for index, cell in enumerate(row.cells) if plain(cell.text) in known_names()]
    end = known[-1] + 1 if known else 0
    if not known or plain(row.cells[known[-1]].text) in _group_names():
        numbers = [index for index, cell in enumerate(row.cells) if cell.text.strip() and is_valueish(cell.text)]
        names = [index for index, cell in enumerate(row.cells) if cell.text.strip() and not is_valueish(cell.text)]
        before = [index for index in names if not numbers or index < numbers[0]]
        end = max(end, before[-1] + 1 if before else 0)
    row.labels = [cell for cell in row.cells[:end] if cell.text.strip()]
    row.values = row.cells[end:]


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Every row name, group and header of the form, in plain words."""
    catalogue = load_catalogue()
    names = {"信息内容", "本年度办理结果", "法人或其他组织", "行政诉讼", "申请人情况", *APPLICANT_TYPES.values()}
    for template in load_templates().values():
        names |= {plain(word) for word in (*template.table2, *template.subtotals, *template.table4)}
        ids = [*template.table3, *(name for row in template.table2.values() for name in row)]
        ids += [name for row in template.table4.values() for name in row]
        for name in ids:
            names |= {plain(word) for word in (*catalogue[name].rows, *catalogue[name].columns)}
    return frozenset(names - {""})


@lru_cache(maxsize=1)
def _group_names() -> frozenset[str]:
    """Names that stand left of the row's own name."""
    groups = {plain(word) for template in load_templates().values() for word in template.subtotals}
    return frozenset(groups | {"本年度办理结果"})


def has_glued_number(name: str) -> bool:
    """“行政许可2395”, “行政许可  0 -30”: the numbers of the next cells ran into the name."""
    return bool(_GLUED.search(name))


def _stream(document: Document) -> Iterator[RawRow]:
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            yield from _line_rows(block)
        elif block.width == 1:
            yield from _fold_column(block, index)
        else:
            for cells in block.rows:
                row = RawRow(list(cells), _row_place(cells, block), index, block.ragged)
                if not is_furniture(row.text):
                    yield row


def _row_place(cells: tuple[Cell, ...], block: Table) -> str:
    return re.sub(r"第\d+列$", "", cells[0].locator) if cells else block.locator


def _line_rows(paragraph: Paragraph) -> Iterator[RawRow]:
    """A loose line; numbers at its end, set off by spaces, are values of a table without rules."""
    text = _UNIT_APART.sub("", paragraph.text.strip())
    if len(text) > 120 or ("。" in text and len(text) > 40):
        return
    pieces = text.split()
    count = 0
    while count < len(pieces) and is_valueish(pieces[-1 - count]):
        count += 1
    for size in range(1, len(pieces)):
        if count and plain("".join(pieces[:size])) in known_names():
            count = len(pieces) - size  # a word among the numbers is a value too
            break
    texts = _names(pieces[: len(pieces) - count]) + pieces[len(pieces) - count :]
    cells = [
        Cell(piece, 0, column, locator=paragraph.locator if len(texts) == 1 else f"{paragraph.locator}第{column + 1}项")
        for column, piece in enumerate(texts)
    ]
    yield RawRow(cells, paragraph.locator)


def _names(pieces: list[str]) -> list[str]:
    """The name of a loose line, a group's name left of it by itself: “（四）无法提供  1.本机关不掌握相关政府信息”."""
    rest = " ".join(pieces[1:])
    if rest and plain(pieces[0]) in _group_names() and plain(rest) in known_names():
        return [pieces[0], rest]
    return [" ".join(pieces)] if pieces else []


def _fold_column(block: Table, index: int) -> Iterator[RawRow]:
    """One cell per line: a name opens a row, the values after it belong to it."""
    current: list[Cell] = []
    for (cell,) in (row for row in block.rows if len(row) == 1):
        text = cell.text.strip()
        value = not text or is_valueish(text)
        if not value and current and len(text) <= 6 and text[-1] not in "：:" and plain(current[0].text) in known_names():
            value = not _NAME.match(text) and plain(text) not in known_names()  # a word where a number should stand
        if value and current:
            current.append(cell)
            continue
        if current:
            yield RawRow(current, current[0].locator, index, folded=True)
        current = [cell]
    if current:
        yield RawRow(current, current[0].locator, index, folded=True)


def _region(row: RawRow, region: str | None) -> str | None:
    text = row.text
    if len(text) <= 60 and _LABEL.search(text):
        if _END.search(text) and not row.filled:
            return None
        if _TABLE3.search(text) or sum(name in text for name in _HEADER3) >= 2:
            return "table3"
        if _TABLE4.search(text):
            return "table4"
        if _TABLE2.search(text):
            return "table2"
    elif "申请人情况" in text:
        return "table3"
    elif "结果维持" in text and "尚未审结" in text:
        return "table4"
    return region
