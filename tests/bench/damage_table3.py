"""Damages to table 3: cells, rows and columns moved, joined, emptied, lost and printed twice."""

from __future__ import annotations

from tests.bench.damaged import HEAD3, KINDS, TABLE3, Damaged, put
from tests.samples import Grid


def blank_cell(it: Damaged) -> None:
    at, row = it.busy_row3()
    kind = it.chance.randrange(7)
    put(it.grid(TABLE3)[at], kind - 7, "")
    it.truth[row, KINDS[kind]] = None


def blank_row(it: Damaged) -> None:
    at, row = it.some_row3()
    for kind in range(7):
        put(it.grid(TABLE3)[at], kind - 7, "")
        it.truth[row, KINDS[kind]] = None


def blank_zeros(it: Damaged) -> None:
    """An office that leaves out every zero."""
    for at, row in enumerate(it.rows3, HEAD3):
        for kind in range(7):
            if it.truth[row, KINDS[kind]] == 0:
                put(it.grid(TABLE3)[at], kind - 7, "")
                it.truth[row, KINDS[kind]] = None


def dash_zeros(it: Damaged) -> None:
    sign = it.chance.choice(["/", "—", "-", "无", "\\"])
    for at, row in enumerate(it.rows3, HEAD3):
        for kind in range(7):
            if it.truth[row, KINDS[kind]] == 0:
                put(it.grid(TABLE3)[at], kind - 7, sign)
                it.truth[row, KINDS[kind]] = None


def drop_cell(it: Damaged) -> None:
    """One cell is not there at all: what follows moves left."""
    at, _row = it.busy_row3()
    kind = it.chance.randrange(7)
    del it.grid(TABLE3)[at][kind - 7]


def drop_zero_cell(it: Damaged) -> None:
    at, row = it.busy_row3()
    zeros = [kind for kind in range(7) if it.truth[row, KINDS[kind]] == 0]
    if zeros:
        kind = it.chance.choice(zeros)
        del it.grid(TABLE3)[at][kind - 7]


def join_cells(it: Damaged) -> None:
    """Two neighbours in one merged cell."""
    at, _row = it.busy_row3()
    line, kind = it.grid(TABLE3)[at], it.chance.randrange(6)
    left, right = line[kind - 7][0], line[kind - 6][0]
    line[kind - 7] = (left + it.chance.choice(["", " ", "\n"]) + right, 1, 2)
    del line[kind - 6 if kind < 6 else -1]


def join_and_blank(it: Damaged) -> None:
    """Two neighbours run together in the first cell, the second stays empty."""
    at, row = it.busy_row3()
    line, kind = it.grid(TABLE3)[at], it.chance.randrange(6)
    left, right = line[kind - 7][0], line[kind - 6][0]
    put(line, kind - 7, left + it.chance.choice(["", " ", "\n"]) + right)
    put(line, kind - 6, "")
    it.truth[row, KINDS[kind + 1]] = None


def split_number(it: Damaged) -> None:
    """拆格: the last digits of a number stand in the next cell, whose own are pushed on."""
    at, _row = it.busy_row3()
    line = it.grid(TABLE3)[at]
    long = [kind for kind in range(6) if len(line[kind - 7][0]) > 1]
    if long:
        kind = it.chance.choice(long)
        text = line[kind - 7][0]
        line.insert(len(line) - 7 + kind + 1, (text[1:], 1, 1))
        put(line, len(line) - 8 + kind, text[0])


def shift_right(it: Damaged) -> None:
    at, _row = it.busy_row3()
    line = it.grid(TABLE3)[at]
    line.insert(len(line) - 7, ("", 1, 1))


def shift_left(it: Damaged) -> None:
    """The values begin one column early, the last place is empty."""
    at, _row = it.busy_row3()
    line = it.grid(TABLE3)[at]
    texts = [line[kind - 7][0] for kind in range(7)]
    for kind in range(6):
        put(line, kind - 7, texts[kind + 1])
    put(line, -1, "")


def break_row(it: Damaged) -> None:
    """A page break inside a row: its name goes on in a row of empty cells."""
    at, _row = it.some_row3()
    grid = it.grid(TABLE3)
    line = grid[at]
    name = line[-8][0]
    if len(name) < 6:
        return
    half = len(name) // 2
    rest = [(name[half:], 1, line[-8][2]), *[("", 1, 1)] * 7]
    put(line, -8, name[:half])
    grid.insert(at + 1, rest)
    _stretch(grid, at)


def break_row_below(it: Damaged) -> None:
    """The same, with the values in the lower part."""
    at, _row = it.some_row3()
    grid = it.grid(TABLE3)
    line = grid[at]
    name = line[-8][0]
    if len(name) < 6:
        return
    half = len(name) // 2
    rest = [(name[half:], 1, line[-8][2]), *line[-7:]]
    put(line, -8, name[:half])
    for kind in range(7):
        put(line, kind - 7, "")
    grid.insert(at + 1, rest)
    _stretch(grid, at)


def split_values(it: Damaged) -> None:
    """A row cut across its values: some stand in the upper part, the others in the lower."""
    at, _row = it.busy_row3()
    grid = it.grid(TABLE3)
    line, cut = grid[at], it.chance.randrange(1, 6)
    rest = [("", 1, line[-8][2]), *[("", 1, 1)] * cut, *line[len(line) - 7 + cut :]]
    for kind in range(cut, 7):
        put(line, kind - 7, "")
    grid.insert(at + 1, rest)
    _stretch(grid, at)


def _stretch(grid: Grid, at: int) -> None:
    """Merged cells above a row that was put in reach one row further."""
    for number in range(HEAD3, at + 1):
        for place, (text, height, width) in enumerate(grid[number]):
            if height > 1 and number + height > at:
                grid[number][place] = (text, height + 1, width)


def repeat_header(it: Damaged) -> None:
    """A page break: the table goes on as another one with its head again, or without."""
    grid = it.grid(TABLE3)
    at = it.chance.randrange(HEAD3 + 1, len(grid) - 1)
    head = [list(row) for row in grid[:HEAD3]] if it.chance.random() < 0.5 else []
    second = [_no_tall(row) for row in grid[at:]]
    for row in second:
        missing = 10 - sum(cell[2] for cell in row)
        if missing > 0:
            row[:0] = [("", 1, 1)] * missing
    first = [[(text, min(height, at - number), width) for text, height, width in row] for number, row in enumerate(grid[:at])]
    place = it.index(TABLE3)
    it.printed[place : place + 1] = [first, "— 4 —", head + second]


def _no_tall(row: list) -> list:
    return [(text, 1, width) for text, _, width in row]


def furniture(it: Damaged) -> None:
    """A page number printed as a row of the table."""
    grid = it.grid(TABLE3)
    at = it.chance.randrange(HEAD3, len(grid))
    text = it.chance.choice(["— 5 —", "第 3 页 共 8 页", "5", "- 4 -", "4 / 8"])
    grid.insert(at, [(text, 1, 10)])
    _stretch(grid, at - 1)


def drop_row(it: Damaged) -> None:
    at, row = it.some_row3()
    grid = it.grid(TABLE3)
    line = grid[at]
    if len(line) > 8 and any(height > 1 for _, height, _ in line):
        return
    del grid[at]
    for number in range(HEAD3, at):
        for place, (text, height, width) in enumerate(grid[number]):
            if height > 1 and number + height > at:
                grid[number][place] = (text, height - 1, width)
    for kind in KINDS:
        it.truth[row, kind] = None


def double_row(it: Damaged) -> None:
    at, _row = it.busy_row3()
    grid = it.grid(TABLE3)
    copy = [(text, 1, width) for text, _, width in grid[at][-8:]]
    if it.chance.random() < 0.5:
        put(copy, -1, str(it.chance.randint(1, 99)))
    grid.insert(at + 1, copy)
    _stretch(grid, at)


def lose_name(it: Damaged) -> None:
    at, _row = it.some_row3()
    put(it.grid(TABLE3)[at], -8, "")


def misspell(it: Damaged) -> None:
    for _ in range(it.chance.randint(1, 4)):
        at, _row = it.some_row3()
        line = it.grid(TABLE3)[at]
        name = line[-8][0]
        if len(name) > 3:
            cut = it.chance.randrange(len(name))
            width = it.chance.randint(1, max(1, len(name) // 3))
            put(line, -8, name[:cut] + it.chance.choice(["", "□", "某"]) + name[cut + width :])


def swap_rows(it: Damaged) -> None:
    """Two neighbours change places, names and values together."""
    at = it.chance.randrange(HEAD3 + 3, len(it.grid(TABLE3)) - 3)
    grid = it.grid(TABLE3)
    first, second = grid[at], grid[at + 1]
    if first[-8][2] == second[-8][2]:
        grid[at] = first[:-8] + second[-8:]
        grid[at + 1] = second[:-8] + first[-8:]


def swap_columns(it: Damaged) -> None:
    """Another order of the applicants, head and values together."""
    grid = it.grid(TABLE3)
    one, two = it.chance.sample(range(1, 6), 2)
    head = grid[2]
    head[one - 1], head[two - 1] = head[two - 1], head[one - 1]
    for row in grid[HEAD3:]:
        row[one - 7], row[two - 7] = row[two - 7], row[one - 7]


def total_first(it: Damaged) -> None:
    """总计 printed as the first of the seven columns."""
    grid = it.grid(TABLE3)
    grid[1].insert(0, grid[1].pop())
    for row in grid[HEAD3:]:
        row.insert(len(row) - 7, row.pop())


def number_column(it: Damaged) -> None:
    """A column of serial numbers before the values, or of remarks behind them."""
    grid = it.grid(TABLE3)
    before = it.chance.random() < 0.5
    for number, row in enumerate(grid):
        if number == 0:
            row.insert(1 if before else len(row), ("序号" if before else "备注", HEAD3, 1))
        elif number >= HEAD3:
            row.insert(len(row) - 7 if before else len(row), (str(number - 2) if before else "", 1, 1))


def tall_cell(it: Damaged) -> None:
    """Two cells one above the other were merged: one number stands for both."""
    at, _row = it.some_row3()
    grid = it.grid(TABLE3)
    if at + 1 >= len(grid):
        return
    kind = it.chance.randrange(7)
    below = it.rows3[at + 1 - HEAD3]
    text, _, width = grid[at][kind - 7]
    grid[at][kind - 7] = (text, 2, width)
    del grid[at + 1][kind - 7]
    it.truth[below, KINDS[kind]] = None


def spell_numbers(it: Damaged) -> None:
    """Full-width digits, separators, spaces and line breaks inside numbers; units, footnotes, letters for digits."""
    grid = it.grid(TABLE3)
    for _ in range(it.chance.randint(1, 12)):
        at, _row = it.busy_row3()
        kind = it.chance.randrange(7)
        text = grid[at][kind - 7][0]
        if not text.isdecimal():
            continue
        wide = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        forms = [wide, f"{text}件", f" {text} ", f"{int(text):,}", f"{text}①", text.replace("0", "O"), text.replace("1", "l")]
        if len(text) > 1:
            forms += [f"{text[0]}\n{text[1:]}", f"{text[0]} {text[1:]}", f"{text[0]}.{text[1:]}"]
        put(grid[at], kind - 7, it.chance.choice(forms))
