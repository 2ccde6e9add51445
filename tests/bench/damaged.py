"""A sample under damage: its paragraphs and tables as printed, and what may truly be read from them."""

from __future__ import annotations

import random
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


def put(row: list, at: int, text: str) -> None:
    row[at] = (text, *row[at][1:])


KINDS = list(APPLICANT_TYPES)
