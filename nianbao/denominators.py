"""What a rate was worked out of: a rate of few cases is told apart from a rate of many."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pandas as pd

from nianbao.catalogue import Operand, load_catalogue
from nianbao.wording import missing

_COLUMNS = ("agency_id", "year", "scope", "indicator_id", "period_kind", "state", "qualifier", "value")


@lru_cache(maxsize=1)
def denominators() -> dict[str, tuple[Operand, ...]]:
    """By rate: the indicators that its denominator is the sum of."""
    return {d.indicator: tuple(d.denominator) for d in load_catalogue().derivations if d.denominator}


def sample_in(rows: pd.DataFrame) -> Callable[[str, int, str, str], float | None]:
    """By agency, year, scope and rate: how many cases it was worked out of.

    `rows` of queries/series.sql hold the parts. None where a part is missing or not exact, and for a figure that is no
    such rate.
    """
    kinds = {part.indicator: load_catalogue()[part.indicator].period_kind for parts in denominators().values() for part in parts}
    known: dict[tuple[str, int, str, str], float] = {}
    for agency, year, scope, indicator, period, state, qualifier, value in zip(
        *(rows[name].tolist() for name in _COLUMNS), strict=True
    ):
        if state == "reported" and qualifier == "exact" and period == kinds.get(indicator) and not missing(value):
            known[agency, int(year), scope, indicator] = float(value)

    def sample(agency: str, year: int, scope: str, rate: str) -> float | None:
        parts = denominators().get(rate, ())
        terms = [known.get((agency, year + part.year_offset, scope, part.indicator)) for part in parts]
        held = [term for term in terms if term is not None]
        return sum(held) if held and len(held) == len(terms) else None

    return sample
