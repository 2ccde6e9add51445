"""Ways in which a printed form gets damaged; each changes the layout of a sample, and its truth only where the figure goes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from nianbao.catalogue import load_catalogue
from nianbao.model import APPLICANT_TYPES
from nianbao.templates import load_templates
from tests.samples import Grid, Place, Sample, parts

Truth = dict[Place, Decimal | None]  # None: nothing is printed there
TABLE2, TABLE3, TABLE4 = 0, 1, 2
HEAD3 = 3  # rows of the head of table 3


@dataclass
class Damaged:
    """A sample being damaged: `tables` are the grids of its three tables, changed in place."""

    sample: Sample
    printed: list[str | Grid]
    truth: Truth
    chance: random.Random
    edition: str

    @classmethod
    def of(cls, sample: Sample, chance: random.Random) -> Damaged:
        printed = [part if isinstance(part, str) else [list(row) for row in part] for part in parts(sample)]
        return cls(sample, printed, truth_of(sample), chance, sample.edition)

    def index(self, table: int) -> int:
        """Where table number `table` stands among the parts."""
        return [place for place, part in enumerate(self.printed) if not isinstance(part, str)][table]

    def grid(self, table: int) -> Grid:
        part = self.printed[self.index(table)]
        assert not isinstance(part, str)
        return part

    @property
    def rows3(self) -> list[str]:
        return list(load_templates()[self.edition].table3)

    def some_row3(self) -> tuple[int, str]:
        """Grid index and indicator of a row of table 3."""
        number = self.chance.randrange(len(self.rows3))
        return HEAD3 + number, self.rows3[number]

    def busy_row3(self) -> tuple[int, str]:
        """The same, preferring a row with figures in it."""
        full = [n for n, row in enumerate(self.rows3) if any(self.truth.get((row, kind)) for kind in APPLICANT_TYPES)]
        number = self.chance.choice(full or list(range(len(self.rows3))))
        return HEAD3 + number, self.rows3[number]

    def finished(self) -> Sample:
        self.sample.printed = self.printed
        return self.sample


def truth_of(sample: Sample) -> Truth:
    """The figures of the undamaged sample, money in 元."""
    catalogue = load_catalogue()
    return {
        place: Decimal(text) * (10_000 if catalogue[place[0]].value_type == "money" else 1)
        for place, text in sample.cells.items()
    }


def _put(row: list, at: int, text: str) -> None:
    row[at] = (text, *row[at][1:])


KINDS = list(APPLICANT_TYPES)


def blank_cell(it: Damaged) -> None:
    at, row = it.busy_row3()
    kind = it.chance.randrange(7)
    _put(it.grid(TABLE3)[at], kind - 7, "")
    it.truth[row, KINDS[kind]] = None


def blank_row(it: Damaged) -> None:
    at, row = it.some_row3()
    for kind in range(7):
        _put(it.grid(TABLE3)[at], kind - 7, "")
        it.truth[row, KINDS[kind]] = None


def blank_zeros(it: Damaged) -> None:
    """An office that leaves out every zero."""
    for at, row in enumerate(it.rows3, HEAD3):
        for kind in range(7):
            if it.truth[row, KINDS[kind]] == 0:
                _put(it.grid(TABLE3)[at], kind - 7, "")
                it.truth[row, KINDS[kind]] = None


def dash_zeros(it: Damaged) -> None:
    sign = it.chance.choice(["/", "—", "-", "无", "\\"])
    for at, row in enumerate(it.rows3, HEAD3):
        for kind in range(7):
            if it.truth[row, KINDS[kind]] == 0:
                _put(it.grid(TABLE3)[at], kind - 7, sign)
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
    _put(line, kind - 7, left + it.chance.choice(["", " ", "\n"]) + right)
    _put(line, kind - 6, "")
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
        _put(line, len(line) - 8 + kind, text[0])


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
        _put(line, kind - 7, texts[kind + 1])
    _put(line, -1, "")


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
    _put(line, -8, name[:half])
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
    _put(line, -8, name[:half])
    for kind in range(7):
        _put(line, kind - 7, "")
    grid.insert(at + 1, rest)
    _stretch(grid, at)


def split_values(it: Damaged) -> None:
    """A row cut across its values: some stand in the upper part, the others in the lower."""
    at, _row = it.busy_row3()
    grid = it.grid(TABLE3)
    line, cut = grid[at], it.chance.randrange(1, 6)
    rest = [("", 1, line[-8][2]), *[("", 1, 1)] * cut, *line[len(line) - 7 + cut :]]
    for kind in range(cut, 7):
        _put(line, kind - 7, "")
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
        _put(copy, -1, str(it.chance.randint(1, 99)))
    grid.insert(at + 1, copy)
    _stretch(grid, at)


def lose_name(it: Damaged) -> None:
    at, _row = it.some_row3()
    _put(it.grid(TABLE3)[at], -8, "")


def misspell(it: Damaged) -> None:
    for _ in range(it.chance.randint(1, 4)):
        at, _row = it.some_row3()
        line = it.grid(TABLE3)[at]
        name = line[-8][0]
        if len(name) > 3:
            cut = it.chance.randrange(len(name))
            width = it.chance.randint(1, max(1, len(name) // 3))
            _put(line, -8, name[:cut] + it.chance.choice(["", "□", "某"]) + name[cut + width :])


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
        _put(grid[at], kind - 7, it.chance.choice(forms))


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
    _put(row, at, "")


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
        _put(row, at, "")
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
                _put(row, kind - 7, str(it.chance.randint(0, 60)))
    it.printed[at + 1 : at + 1] = ["附：上年度情况", copy]


DAMAGES: dict[str, Callable[[Damaged], None]] = {
    damage.__name__: damage
    for damage in (
        blank_cell, blank_row, blank_zeros, dash_zeros, drop_cell, drop_zero_cell, join_cells, join_and_blank, split_number,
        shift_right, shift_left, break_row, break_row_below, split_values, repeat_header, furniture, drop_row, double_row,
        lose_name, misspell, swap_rows, swap_columns, total_first, number_column, tall_cell, spell_numbers, swap_columns2,
        lose_head2, drop_cell2, blank_cell2, join_cells2, swap_rows2, drop_cell4, blank_cells4, join_cells4, shift4,
        total_first4, swap_groups4, extra_row4, reorder_tables, lose_headings, double_table,
    )
}  # fmt: skip
