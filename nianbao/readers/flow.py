"""Loose lines to blocks: hard-wrapped lines become paragraphs, runs of one cell per line become a table."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from nianbao.document import Block, GridRow, Paragraph, Table, build_table, heading_level

# Page numbers and the like: “— 5 —”, “- 5 -”, “第 3 页 共 8 页”, “3 / 8”.
FURNITURE = re.compile(
    r"^\s*(?:[-—–－─·]+\s*\d{1,4}\s*[-—–－─·]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|"
    r"\d{1,4}\s*/\s*\d{1,4}\s*(?:页)?|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)\s*$"
)
_VALUE = re.compile(r"^[\s+\-－−增减]*[\d０-９][\d０-９,，.．\s]*(?:[万亿]?元|件|项|条|个|份)?\s*$|^[/／—－\-–]+$|^无$")
_NUMBERED = re.compile(r"(?:[（(][一二三四五六七八九十]+[)）]\S{2,8}\s+)?(\d{1,2})[.．、]\s*[\u4e00-\u9fff]")
_END = "。！？!?；;：:"
EMPTY_CELL = "\u2063"  # an empty cell among cells written one per line, where an empty line would be spacing


@dataclass
class Line:
    """A printed line; `wraps` says that it reaches the right margin, None that nobody knows."""

    text: str
    locator: str = ""
    wraps: bool | None = None


def is_value(text: str) -> bool:
    """A number, a placeholder or a sign of "none": what stands alone in a value cell."""
    return text == EMPTY_CELL or bool(_VALUE.match(text.strip()))


def is_tabular(text: str) -> bool:
    """A line of a table without rules: several short pieces set off by spaces, or values at its end."""
    pieces = text.split()
    if len(pieces) < 3:
        return len(pieces) == 2 and is_value(pieces[1]) and len(pieces[0]) >= 4
    return all(len(piece) <= 12 for piece in pieces) or all(is_value(piece) for piece in pieces[-3:])


def is_furniture(text: str) -> bool:
    """A running page number, never content."""
    return bool(FURNITURE.match(text)) and not re.fullmatch(r"[-—–－/／\s]+", text)


def blocks_from_lines(lines: Sequence[Line], table_locator: str = "表", first_table: int = 1) -> list[Block]:
    """Paragraphs and one-cell-per-line tables, in order; empty lines separate paragraphs."""
    blocks: list[Block] = []
    start, number = 0, first_table
    for begin, end in _value_runs(lines):
        blocks += join_paragraphs(lines[start:begin])
        blocks.append(_column_table(lines[begin:end], f"{table_locator}{number}"))
        number += 1
        start = end
    return blocks + join_paragraphs(lines[start:])


def join_paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Joins lines that a page width or a page break cut in the middle of a sentence."""
    widths = sorted(_width(line.text) for line in lines if line.text.strip())
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    paragraphs: list[Paragraph] = []
    last: Line | None = None
    gap = False
    for line in lines:
        text = line.text.strip()
        if not text or text == EMPTY_CELL:
            gap = True
            continue
        if is_furniture(text):
            continue
        if paragraphs and last is not None and _continues(last, text, usual, gap) and not _is_next(paragraphs[-1].text, text):
            before = paragraphs[-1]
            glue = " " if before.text[-1:].isascii() and text[0].isascii() and before.text[-1:].isalpha() else ""
            paragraphs[-1] = Paragraph(before.text + glue + text, before.locator, 0)
        else:
            paragraphs.append(Paragraph(text, line.locator, heading_level(text)))
        last, gap = line, False
    return list(paragraphs)


def _is_next(before: str, text: str) -> bool:
    """“2.…” and “3.…” below it: items of a list, or rows of a table whose cells are all empty."""
    one, two = _NUMBERED.match(before), _NUMBERED.match(text)
    return one is not None and two is not None and int(one[1]) + 1 == int(two[1])


def _continues(last: Line, text: str, usual: int, gap: bool) -> bool:
    before = last.text.strip()
    if is_tabular(before) or is_tabular(text):
        return False
    if before[-1] in _END or heading_level(text) or (heading_level(before) and not last.wraps):
        return False
    if re.match(r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)", text):
        return False
    if last.wraps is not None and not gap:
        return last.wraps
    width = _width(before)
    if gap:  # a page break inside a sentence
        return width >= 50 and not is_value(text) and not before.endswith(("报告", "年报"))
    return width >= max(30, usual - 6) and usual <= 120


def _value_runs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Stretches of short lines of which at least every third is a bare value: cells written one per line."""
    runs: list[tuple[int, int]] = []
    begin: int | None = None
    last_value = values = shorts = 0
    for index in range(len(lines) + 1):
        text = lines[index].text.strip() if index < len(lines) else "。" * 60
        short = len(text) <= 44 and not text.endswith("。")
        if short and begin is None and text:
            begin, values, shorts = index, 0, 0
        if begin is None:
            continue
        if short:
            shorts += bool(text)
            if is_value(text):
                values, last_value = values + 1, index
        if not short:
            if values >= 8 and values * 4 >= shorts:
                runs.append((begin, _trailing_blanks(lines, last_value + 1)))
            begin = None
    return runs


def _trailing_blanks(lines: Sequence[Line], end: int) -> int:
    """Empty lines right after the last value may be empty cells: keep them with the table."""
    while end < len(lines) and not lines[end].text.strip():
        end += 1
    return end


def _column_table(lines: Sequence[Line], locator: str) -> Table:
    texts = [line.text.strip() for line in lines]
    filled = sum(bool(text) for text in texts)  # an empty line after every cell is spacing, not an empty cell
    if texts.count("") >= 0.6 * filled:
        texts = _without_spacing(texts)
    rows = [GridRow([("" if text == EMPTY_CELL else text, 1, 1)]) for text in texts if not is_furniture(text)]
    return build_table(rows, locator, ragged=True)


def _without_spacing(texts: list[str]) -> list[str]:
    """Cells with as many empty lines behind each as behind a number; more of them are empty cells.

    An empty cell brings such lines of its own, or it is one line: where nearly all rows have one length only that way.
    """
    runs = [(text, len(lines)) for text, lines in _followed(texts)]
    behind = [count for text, count in runs[:-1] if is_value(text)]
    if not behind or sum(count == 0 for count in behind) > 0.05 * len(behind):
        return texts
    spacing = min((count for count in behind if count), default=1)
    as_line, with_spacing = (_with_empty_cells(runs, spacing, height) for height in (1, spacing + 1))
    even, rows = _rows_of_one_length(as_line)
    return as_line if even >= 0.9 * rows and even > _rows_of_one_length(with_spacing)[0] else with_spacing


def _with_empty_cells(runs: list[tuple[str, int]], spacing: int, height: int) -> list[str]:
    """The cells, and an empty one for every `height` lines beyond the spacing; a rest means that none of them is a cell."""
    cells = []
    for text, count in runs:
        empty, rest = divmod(count - spacing, height)
        cells += [text] + [""] * (empty if count > spacing and not rest else 0)
    return cells


def _rows_of_one_length(cells: list[str]) -> tuple[int, int]:
    """Of the stretches of five values or more, be they empty: how many have the length that most have, and how many there are."""
    lengths = [len(list(run)) for value, run in groupby(cells, lambda text: not text or is_value(text)) if value]
    rows = [length for length in lengths if length >= 5]
    return max(Counter(rows).values(), default=0), len(rows)


def _followed(texts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each text with the empty lines behind it."""
    starts = [index for index, text in enumerate(texts) if text]
    for start, end in pairwise([*starts, len(texts)]):
        yield texts[start], texts[start + 1 : end]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text.strip())
