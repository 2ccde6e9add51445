"""Reads .txt and .md: tables flattened by tabs, drawn with pipes, or written one cell per line."""

from __future__ import annotations

import re

from nianbao.document import Block, GridRow, Paragraph, build_table
from nianbao.readers.encoding import decode_text
from nianbao.readers.flow import Line, blocks_from_lines, is_furniture

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|__|<[^<>]{1,40}>")


def read_text(data: bytes, name: str) -> list[Block]:
    """Blocks of a plain text or Markdown file."""
    blocks: list[Block] = []
    loose: list[Line] = []
    rows: list[GridRow] = []
    tables = 0

    def flush_lines() -> None:
        nonlocal tables
        found = blocks_from_lines(loose, first_table=tables + 1)
        tables += sum(not isinstance(block, Paragraph) for block in found)
        blocks.extend(found)
        loose.clear()

    def flush_rows() -> None:
        nonlocal tables
        if rows:
            tables += 1
            blocks.append(build_table(rows, f"表{tables}", ragged=True))
            rows.clear()

    for line in decode_text(data, name).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cells = split_cells(line)
        if cells is None:
            flush_rows()
            loose.append(Line(_MARKUP.sub("", line)))
            continue
        flush_lines()
        if _RULE.match(line) or is_furniture("".join(cells)):
            continue
        rows.append(GridRow([(cell, 1, 1) for cell in cells]))
    flush_rows()
    flush_lines()
    return number_paragraphs(blocks)


def split_cells(line: str) -> list[str] | None:
    """The cells of a table line, or None for running text."""
    if "\t" in line.strip() or (line.endswith("\t") and line.strip()):
        return [cell.strip() for cell in line.split("\t")]
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2:
        cells = re.split(r"(?<!\\)\|", stripped[1:-1])
        return [clean_markup(cell) for cell in cells]
    if stripped.count("│") >= 2:
        return [cell.strip() for cell in stripped.strip("│").split("│")]
    return None


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
