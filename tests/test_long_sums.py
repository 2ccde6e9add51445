"""Long sums in the list of comparisons: what is zero is counted, what is not is read."""

from __future__ import annotations

import pytest

from nianbao.screen.tables import without_zeros


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("0+0+3+空+0=3", "3+空（其余 3 项为 0）=3"),
        ("0+0+0+0=0", "4 项均为 0=0"),
        ("5+0=5", "5+0=5"),
        ("1+2+3+4=10", "1+2+3+4=10"),
        ("12", "12"),
    ],
)
def test_zeros_of_a_long_sum_are_counted_and_an_empty_cell_is_not_one(terms, said):
    assert without_zeros(terms) == said
