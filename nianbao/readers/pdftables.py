"""PDF tables: the pieces of one table on several pages become one, repeated headers dropped."""

from __future__ import annotations

from nianbao.document import Cell, Table
from nianbao.readers.flow import is_furniture
from nianbao.readers.pdfpage import PageTable


def join_over_pages(tables: list[PageTable]) -> list[list[PageTable]]:
    """Groups consecutive pieces: next page, borders going on, nothing printed between."""
    groups: list[list[PageTable]] = []
    for table in tables:
        if groups:
            last = groups[-1][-1]
            if table.page == last.page + 1 and _continues(last, table):
                groups[-1].append(table)
                continue
        groups.append([table])
    return groups


def build_pdf_table(pieces: list[PageTable], locator: str) -> Table:
    """One table of the joined pieces; the place of each cell keeps its page."""
    header = [_texts(row) for row in pieces[0].rows[:4]]
    grid = _grid(pieces)
    rows: list[tuple[Cell, ...]] = []
    for index, piece in enumerate(pieces):
        skip = _repeated(header, piece) if index else 0
        for row in piece.rows[skip:]:
            texts = _texts(row)
            filled = [text for text in texts if text]
            if len(filled) == 1 and is_furniture(filled[0]):
                continue
            number = len(rows)
            cells = []
            for cell in row:
                if cell is None:
                    continue
                box, text = cell
                column = _column(grid, box[0])
                span = max(1, _column(grid, box[2]) - column)
                height = sum(
                    1 for other in piece.rows if _top(other) is not None and box[1] - 1 <= (_top(other) or 0) < box[3] - 1
                )
                place = f"第{piece.page}页 {locator} 第{number + 1}行第{column + 1}列"
                cells.append(Cell(text, number, column, max(1, height), span, place))
            rows.append(tuple(cells))
    return Table(tuple(rows), f"第{pieces[0].page}页 {locator}")


def _continues(first: PageTable, second: PageTable) -> bool:
    """The column borders go on; merged cells at the left may have stayed open at the page break."""
    if abs(first.edges[-1] - second.edges[-1]) > 4 or second.edges[0] < first.edges[0] - 4:
        return False
    known = sum(any(abs(edge - other) < 3 for other in first.edges) for edge in second.edges)
    return known >= 0.8 * len(second.edges) or (len(second.edges) == 2 and known == 2)


def _grid(pieces: list[PageTable]) -> list[float]:
    """The column borders of all pieces, those a hair apart taken as one."""
    grid: list[float] = []
    for edge in sorted(edge for piece in pieces for edge in piece.edges):
        if not grid or edge - grid[-1] > 2.5:
            grid.append(edge)
    return grid


def _column(grid: list[float], edge: float) -> int:
    return min(range(len(grid)), key=lambda index: abs(grid[index] - edge))


def _texts(row: list[tuple[tuple[float, float, float, float], str] | None]) -> list[str]:
    return ["" if cell is None else "".join(cell[1].split()) for cell in row]


def _top(row: list[tuple[tuple[float, float, float, float], str] | None]) -> float | None:
    tops = [cell[0][1] for cell in row if cell]
    return max(tops) if tops else None


def _repeated(header: list[list[str]], piece: PageTable) -> int:
    """How many leading rows of a continuation repeat the header of the first page."""
    count = 0
    for row, known in zip(piece.rows, header, strict=False):
        if _texts(row) != known or not any(known) or any(text.isdigit() for text in known):
            break
        count += 1
    return count
