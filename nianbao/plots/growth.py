"""累计增长: what one line became from its first to its last year of one definition, never more than was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP
from typing import Any

from nianbao.wording import missing, plain, short_number

Row = dict[str, Any]


@dataclass(frozen=True)
class Growth:
    """First and last number of a line's newest definition.

    `verdict` is grown | rise_at_least | fall_at_least | same | from_zero | undecidable; `change` is in the indicator's
    unit, `percent` is None for rates, signed figures and where nothing follows. `cut` says that older years are of
    another definition.
    """

    first: Row
    last: Row
    verdict: str
    change: float | None
    percent: float | None
    cut: bool

    @property
    def years(self) -> int:
        return int(self.last["year"]) - int(self.first["year"])


def growth(line: Iterable[Row], year: int | None = None) -> Growth | None:
    """The growth of one line (rows of queries/series.sql of one agency, indicator, scope, period kind) up to `year`.

    None where fewer than three years lie between first and last: two neighbouring years are what 较上年 says.
    """
    held = [row for row in line if row["state"] == "reported" and (year is None or row["year"] <= year)]
    held.sort(key=lambda row: int(row["year"]))
    if not held:
        return None
    run = [row for row in held if row["segment"] == held[-1]["segment"]]
    first, last = run[0], run[-1]
    if int(last["year"]) - int(first["year"]) < 2:
        return None
    cut = len(run) < len(held)
    if "about" in (first["qualifier"], last["qualifier"]):
        return Growth(first, last, "undecidable", None, None, cut)
    exact = first["qualifier"] == last["qualifier"] == "exact"
    if exact:
        change = float(last["value"]) - float(first["value"])
        if not float(first["value"]) and first["value_type"] not in ("rate", "signed") and change:
            return Growth(first, last, "from_zero", change, None, cut)
        return Growth(first, last, "grown" if change else "same", change, _percent(change, first["value"], first), cut)
    if not missing(last["low"]) and not missing(first["high"]) and float(last["low"]) > float(first["high"]):
        change = float(last["low"]) - float(first["high"])
        return Growth(first, last, "rise_at_least", change, _percent(change, first["high"], first), cut)
    if not missing(last["high"]) and not missing(first["low"]) and float(last["high"]) < float(first["low"]):
        change = float(last["high"]) - float(first["low"])
        return Growth(first, last, "fall_at_least", change, _percent(change, first["low"], first), cut)
    return Growth(first, last, "undecidable", None, None, cut)


def _percent(change: float, start: Any, row: Row) -> float | None:
    if row["value_type"] not in ("count", "money") or float(start) <= 0:
        return None
    return 100 * change / float(start)


def growth_text(found: Growth | None) -> str:
    """“2016—2019 年累计 +35%（3 年）”, or why there is none; empty where there is too little to speak of."""
    if found is None:
        return ""
    span = f"{found.first['year']}—{found.last['year']} 年"
    start = "此前口径不同，" if found.cut else ""
    match found.verdict:
        case "undecidable":
            return f"{start}{span}累计增减：区间无法判定"
        case "from_zero":
            return f"{start}{span}累计 {_amount(found)}（{found.first['year']} 年为零）"
        case "same":
            return f"{start}{span}首末相同"
    least, rounding = ("至少", ROUND_DOWN) if found.verdict in ("rise_at_least", "fall_at_least") else ("", ROUND_HALF_UP)
    if found.percent is None:
        told = _amount(found, rounding)
    else:
        told = f"{_sign(found.percent)}{plain(abs(found.percent), 1, rounding)}%"
    return f"{start}{span}累计{least} {told}（{found.years} 年）"


def _amount(found: Growth, rounding: str = ROUND_HALF_UP) -> str:
    change = found.change or 0.0
    if found.first["value_type"] == "rate":
        return f"{_sign(change)}{plain(abs(change), rounding=rounding)}个百分点"
    return f"{_sign(change)}{short_number(abs(change), rounding)}{found.first['unit']}"


def _sign(value: float) -> str:
    return "+" if value > 0 else "−"
