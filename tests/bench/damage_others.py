"""Damages to tables 2 and 4, and to the order and the headings of all three."""

from __future__ import annotations

from nianbao.templates import load_templates
from tests.bench.damaged import HEAD3, TABLE2, TABLE3, TABLE4, Damaged, put


def swap_columns2(it: Damaged) -> None:
    """Table 2 with its columns in another order, head and values together."""
    grid = it.grid(TABLE2)
    for row in grid:
        if len(row) == 4:
            row[1], row[3] = row[3], row[1]


def lose_head2(it: Damaged) -> None:
    grid = it.grid(TABLE2)
    heads = [number for number, row in enumerate(grid) if row[0][0] == "信息内容"]
    del grid[it.chance.choice(heads)]


def drop_cell2(it: Damaged) -> None:
    grid = it.grid(TABLE2)
    wide = [row for row in grid if len(row) == 4 and row[0][0] != "信息内容"]
    row = it.chance.choice(wide)
    at = it.chance.randrange(1, 4)
    del row[at]


def blank_cell2(it: Damaged) -> None:
    grid = it.grid(TABLE2)
    row = it.chance.choice([row for row in grid if len(row) >= 2 and row[0][0] != "信息内容"])
    at = it.chance.randrange(1, len(row))
    _forget2(it, row, at)
    put(row, at, "")


def _forget2(it: Damaged, row: list, at: int) -> None:
    ids = load_templates()[it.edition].table2.get(row[0][0], ())
    if at - 1 < len(ids):
        it.truth[ids[at - 1], "total"] = None


def join_cells2(it: Damaged) -> None:
    row = it.chance.choice([row for row in it.grid(TABLE2) if len(row) == 4 and row[0][0] != "信息内容"])
    at = it.chance.randrange(1, 3)
    row[at] = (row[at][0] + it.chance.choice(["", " "]) + row[at + 1][0], 1, 2)
    del row[at + 1]


def swap_rows2(it: Damaged) -> None:
    grid = it.grid(TABLE2)
    rows = [number for number, row in enumerate(grid) if row[0][0] in load_templates()[it.edition].table2]
    one, two = it.chance.sample(rows, 2)
    if len(grid[one]) == len(grid[two]) and [c[2] for c in grid[one]] == [c[2] for c in grid[two]]:
        same = abs(one - two) == 1
        if same:
            grid[one], grid[two] = grid[two], grid[one]


def drop_cell4(it: Damaged) -> None:
    row = it.grid(TABLE4)[-1]
    del row[it.chance.randrange(15)]


def blank_cells4(it: Damaged) -> None:
    row = it.grid(TABLE4)[-1]
    ids = [name for group in load_templates()[it.edition].table4.values() for name in group]
    for at in it.chance.sample(range(15), it.chance.randint(1, 14)):
        put(row, at, "")
        it.truth[ids[at], "total"] = None


def join_cells4(it: Damaged) -> None:
    row = it.grid(TABLE4)[-1]
    at = it.chance.randrange(14)
    row[at] = (row[at][0] + it.chance.choice(["", " "]) + row[at + 1][0], 1, 2)
    del row[at + 1]


def shift4(it: Damaged) -> None:
    row = it.grid(TABLE4)[-1]
    row.insert(0, ("", 1, 1))
    if it.chance.random() < 0.5:
        row.pop()


def total_first4(it: Damaged) -> None:
    """总计 printed before the four results, in every group."""
    grid = it.grid(TABLE4)
    for row in (grid[1], grid[2]):
        heads = [cell for cell in row if cell[2] == 1]
        rest = [cell for cell in row if cell[2] != 1]
        moved = [cell for at in range(0, len(heads), 5) for cell in (heads[at + 4], *heads[at : at + 4])]
        row[:] = moved + rest
    values = grid[3]
    grid[3] = [cell for at in range(0, 15, 5) for cell in (values[at + 4], *values[at : at + 4])]


def swap_groups4(it: Damaged) -> None:
    """复议后起诉 printed before 未经复议直接起诉."""
    grid = it.grid(TABLE4)
    grid[1][5], grid[1][6] = grid[1][6], grid[1][5]
    grid[3] = grid[3][:5] + grid[3][10:] + grid[3][5:10]


def extra_row4(it: Damaged) -> None:
    """Last year's figures beneath this year's."""
    it.grid(TABLE4).append([(str(it.chance.randint(0, 9)), 1, 1) for _ in range(15)])


def reorder_tables(it: Damaged) -> None:
    """Table 4 printed before table 3, each with its heading."""
    at3, at4 = it.index(TABLE3), it.index(TABLE4)
    block3, block4 = it.printed[at3 - 1 : at3 + 1], it.printed[at4 - 1 : at4 + 1]
    it.printed[at3 - 1 : at4 + 1] = block4 + block3


def lose_headings(it: Damaged) -> None:
    """The chapter headings above the tables are gone."""
    for table in (TABLE4, TABLE3, TABLE2):
        if it.chance.random() < 0.6:
            del it.printed[it.index(table) - 1]


def double_table(it: Damaged) -> None:
    """Last year's table 3 printed again below."""
    at = it.index(TABLE3)
    copy = [list(row) for row in it.grid(TABLE3)]
    for row in copy[HEAD3:]:
        for kind in range(7):
            if it.chance.random() < 0.3:
                put(row, kind - 7, str(it.chance.randint(0, 60)))
    it.printed[at + 1 : at + 1] = ["附：上年度情况", copy]
