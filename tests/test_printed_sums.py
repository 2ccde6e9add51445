"""Sums that a report prints below a group of table 3, beside rows left blank."""

import pytest

from tests.bench.damaged import HEAD3, TABLE3
from tests.bench.fuzz import FORMATS
from tests.reading import damaged, findings, leave_blank, read, silent

GROUPS = ((15, 20), (12, 15), (4, 12))  # rows of （五）, （四） and （三）, from below


def print_sums(it, name):
    """Below each group a row of its sums, named `name`; the names of groups reach over it."""
    grid = it.grid(TABLE3)
    for first, last in GROUPS:
        first, last = first + HEAD3, last + HEAD3
        sums = [sum(int(row[at - 7][0] or 0) for row in grid[first:last]) for at in range(7)]
        grid.insert(last, [(text, 1, 1) for text in (name, *map(str, sums))])
        for at in range(HEAD3, last):
            grid[at] = [(text, down + (down > 1 and at + down >= last), wide) for text, down, wide in grid[at]]


@pytest.mark.parametrize("name", ["小计", "合计", "本类小计", ""])
@pytest.mark.parametrize("form", ["lines.txt", "spaces.txt", "cells.txt", "bars.txt"])
@pytest.mark.parametrize("seed", [0, 2, 4, 5, 9, 10])
def test_a_printed_sum_is_no_blank_row(form, name, seed):
    it = damaged(zeros=0.6 if seed in (4, 9) else 0.85, seed=seed)
    leave_blank(it, lambda kind, text: text == "0")
    print_sums(it, name)
    result = read(FORMATS[form](it.finished()), "x.txt")
    assert silent(result, it.truth) == {}
    assert {"row_is_in_the_form", "row_follows_its_name", "row_has_seven_cells"} & findings(result)


def test_a_total_named_otherwise_is_no_sum():
    it = damaged()
    grid = it.grid(TABLE3)
    (row,) = [row for row in grid if any("（七）总计" in text for text, *_ in row)]
    row[:] = [(text.replace("（七）总计", "（七）合计"), *rest) for text, *rest in row]
    assert silent(read(FORMATS["tabs.txt"](it.finished()), "x.txt"), it.truth) == {}
    assert "row_is_printed" not in findings(read(FORMATS["tabs.txt"](it.finished()), "x.txt"))
