"""A report as printed: paragraphs and tables in document order, each with the place it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paragraph:
    """Running text; `level` is a guess: 0 body, 1 title, 2 “一、”, 3 “（一）”."""

    text: str
    locator: str
    level: int = 0


@dataclass(frozen=True)
class Cell:
    """One printed cell at its place in the expanded grid (0-based); spans count grid rows and columns."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    locator: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of printed cells; a merged cell appears once, at its upper left place.

    `ragged` tables lost their geometry (text flattened by tabs): the column says only the order.
    """

    rows: tuple[tuple[Cell, ...], ...]
    locator: str
    ragged: bool = False

    @property
    def width(self) -> int:
        return max((cell.column + cell.colspan for row in self.rows for cell in row), default=0)


Block = Paragraph | Table


@dataclass(frozen=True)
class Document:
    """One file as read; `notes` are remarks of the reader that a person should see."""

    file: str
    sha256: str
    format: str
    blocks: tuple[Block, ...]
    title: str = ""
    notes: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]


@dataclass
class GridRow:
    """A row under construction: (text, rowspan, colspan) in printed order, from `start` columns on."""

    cells: list[tuple[str, int, int]] = field(default_factory=list)
    start: int = 0


def build_table(rows: Iterable[GridRow], locator: str, ragged: bool = False) -> Table:
    """Places the cells on the grid, moving them right past cells that reach down from above."""
    taken: dict[int, int] = {}  # column -> first free row
    built: list[tuple[Cell, ...]] = []
    for index, row in enumerate(rows):
        column = row.start
        cells: list[Cell] = []
        for text, rowspan, colspan in row.cells:
            while taken.get(column, 0) > index:
                column += 1
            place = f"{locator} 第{index + 1}行第{column + 1}列"
            cells.append(Cell(text, index, column, rowspan, colspan, place))
            if rowspan > 1:
                for covered in range(column, column + colspan):
                    taken[covered] = index + rowspan
            column += colspan
        built.append(tuple(cells))
    return Table(tuple(built), locator, ragged)


_HEADING_2 = re.compile(r"^[一二三四五六七八九十]{1,3}\s*[、.．,，]")
_HEADING_3 = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]")


def heading_level(text: str) -> int:
    """Guesses the level of a heading from its numbering; 0 for body text."""
    stripped = text.strip()
    if not stripped or len(stripped) > 40 or stripped[-1] in "；;，," or "。" in stripped[:-1]:
        return 0
    if _HEADING_2.match(stripped):
        return 2
    if _HEADING_3.match(stripped):
        return 3
    return 0


def iter_text(document: Document) -> Iterator[str]:
    """All printed text in document order, cell by cell."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                for cell in row:
                    if cell.text:
                        yield cell.text
