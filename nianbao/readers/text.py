"""Reads .txt and .md: tables flattened by tabs, drawn with pipes, or written one cell per line."""

from __future__ import annotations

import re
from itertools import groupby

from nianbao.document import Block, GridRow, Paragraph, build_table
from nianbao.readers.encoding import decode_text
from nianbao.readers.flow import EMPTY_CELL, Line, blocks_from_lines, is_furniture, is_value

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PIPES = re.compile(r"^\s*(\|+)\s*$")
_CLOSED = re.compile(r"^([^|]*[^|\s])\s*\|[\s|]*$")
_PIPE_ROW = re.compile(r"^[^|]*[^|\s]\s*\|.*[^|\s].*\|\s*$")
_BAR = re.compile(r"(?<!\\)\|")  # “\|” is a bar that is printed
_DRAWN_BARS = "│┃｜¦"
_FEWEST_CELLS = 12
_HEADS = ("信息内容", "行政复议", "行政诉讼")  # what may stand before a single bar and words behind it
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|__|<[^<>]{1,40}>")


def read_text(data: bytes, name: str) -> list[Block]:
    """Blocks of a plain text or Markdown file."""
    blocks: list[Block] = []
    loose: list[Line] = []
    rows: list[tuple[str, list[str]]] = []
    tables = 0

    def flush_lines() -> None:
        nonlocal tables
        found = blocks_from_lines(loose, first_table=tables + 1)
        tables += sum(not isinstance(block, Paragraph) for block in found)
        blocks.extend(found)
        loose.clear()

    def flush_rows() -> None:
        nonlocal tables
        if _are_words_between_bars(rows):
            loose.extend(Line(_MARKUP.sub("", line)) for line, _ in rows)
        elif rows:
            flush_lines()
            tables += 1
            blocks.append(
                build_table([GridRow([(cell, 1, 1) for cell in cells]) for _, cells in rows], f"表{tables}", ragged=True)
            )
        rows.clear()

    for line in without_pipes(decode_text(data, name).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        cells = split_cells(line, after_row=bool(rows))
        if cells is None:
            flush_rows()
            loose.append(Line(_MARKUP.sub("", line)))
        elif not (_RULE.match(line) or is_furniture("".join(cells))):
            rows.append((line, cells))
    flush_rows()
    flush_lines()
    return number_paragraphs(blocks)


def _are_words_between_bars(rows: list[tuple[str, list[str]]]) -> bool:
    """“…年度报告|示例县人民政府|门户网站”: lines of words with bars between them and not a single value are no table."""
    return bool(rows) and not any(
        "\t" in line or line.strip().startswith("|") or line.strip().endswith("|") or any(map(is_value, cells))
        for line, cells in rows
    )


def without_pipes(lines: list[str]) -> list[str]:
    """Web pages flattened to one cell per line, each closed by “ |” or by a line with nothing but “|”, as bare cells.

    A page may print some tables so and others in rows: each stretch without rows is looked at by itself.
    """
    cells: list[str] = []
    for is_row, stretch in groupby(lines, lambda line: bool(_PIPE_ROW.match(line))):
        part = list(stretch)
        cells += part if is_row else _bare_cells(part)
    return cells


def _bare_cells(lines: list[str]) -> list[str]:
    """A bare “|” where a cell should stand is an empty cell; a longer run of them only fills up a merged one."""
    marks = [_PIPES.match(line) for line in lines]
    if sum(mark is not None or bool(_CLOSED.match(line)) for line, mark in zip(lines, marks, strict=True)) < _FEWEST_CELLS:
        return lines
    cells = []
    after_text = False  # a text that its own line does not close is closed by the first “|” below it
    for line, mark in zip(lines, marks, strict=True):
        if mark is None:
            closing = _CLOSED.match(line)
            cells.append(closing[1] if closing else line)
            if line.strip():
                after_text = closing is None
        elif len(mark[1]) > 1 or after_text:
            after_text = False
        else:
            cells.append(EMPTY_CELL)
    return cells


def split_cells(line: str, after_row: bool = False) -> list[str] | None:
    """The cells of a table line, or None for running text; `after_row`: the line before it was one of a table."""
    if "\t" in line.strip() or (line.endswith("\t") and line.strip()):
        return [cell.strip() for cell in line.split("\t")]
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2:
        return [clean_markup(cell) for cell in _BAR.split(stripped[1:-1])]
    pieces = [clean_markup(cell) for cell in _BAR.split(stripped.removesuffix("|"))]
    inner = len(_BAR.findall(stripped))
    if stripped.endswith("|") and (inner > 1 or after_row or pieces[0].startswith("第二十条")):  # “name | 0 | 0 |”
        return pieces
    if inner and "。" not in stripped and (inner > 1 or after_row or is_value(pieces[-1]) or pieces[0] in _HEADS):
        return pieces
    drawn = next((bar for bar in _DRAWN_BARS if stripped.count(bar) >= 2), None)
    return [cell.strip() for cell in stripped.strip(drawn).split(drawn)] if drawn else None


def clean_markup(cell: str) -> str:
    """A pipe cell without line-break tags, emphasis and escapes."""
    return re.sub(r"<br\s*/?>", "\n", cell).replace("\\|", "|").replace("**", "").strip()


def number_paragraphs(blocks: list[Block], prefix: str = "") -> list[Block]:
    """Gives each paragraph its place, counted over the document."""
    numbered: list[Block] = []
    count = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            count += 1
            block = Paragraph(block.text, f"{prefix}第{count}段", block.level)
        numbered.append(block)
    return numbered
