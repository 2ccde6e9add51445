"""Reads a damaged sample, and tells which cells came out wrong without a word."""

from __future__ import annotations

import random

from nianbao.extract import Extraction, extract_document
from nianbao.readers import read_bytes
from tests.bench.damaged import HEAD3, KINDS, TABLE3, Damaged, put
from tests.samples import make_sample


def read(data: bytes, name: str) -> Extraction:
    return extract_document(read_bytes(data, name))


def damaged(edition="2021", zeros=0.0, seed=11):
    return Damaged.of(make_sample(seed, edition, zeros=zeros), random.Random(seed))


def values(result):
    return {(o.indicator, o.applicant_type): o.value for o in result.observations if o.locator.table}


def silent(result, truth):
    """Cells read wrongly that neither a mark nor a finding tells of."""
    named = {(c.table, c.row, c.column) for f in result.findings if f.severity != "info" for c in f.cells}
    return {
        (o.indicator, o.applicant_type): (truth.get((o.indicator, o.applicant_type)), o.value)
        for o in result.observations
        if o.locator.table
        and o.value is not None
        and o.value != truth.get((o.indicator, o.applicant_type))
        and not o.doubtful
        and (o.locator.table, o.locator.row, o.locator.column) not in named
    }


def natural_person_last(it):
    """自然人 printed right of the five kinds of organisations, head and values together."""
    grid = it.grid(TABLE3)
    grid[1][0], grid[1][1] = grid[1][1], grid[1][0]
    for row in grid[HEAD3:]:
        row.insert(-1, row.pop(-7))


def total_first(it):
    """总计 printed as the first of the seven columns."""
    grid = it.grid(TABLE3)
    grid[1].insert(0, grid[1].pop())
    for row in grid[HEAD3:]:
        row.insert(len(row) - 7, row.pop())


def leave_blank(it, blank):
    """Empties the cells of table 3 for which `blank(kind, text)` says so, in the truth too."""
    for row, line in zip(it.rows3, it.grid(TABLE3)[HEAD3:], strict=True):
        for at, kind in enumerate(KINDS):
            if blank(kind, line[at - 7][0]):
                put(line, at - 7, "")
                it.truth[row, kind] = None


def findings(result):
    """The rules of the findings that a person should look at."""
    return {finding.rule for finding in result.findings if finding.severity != "info"}
