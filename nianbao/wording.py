"""Numbers and states in the words a Chinese reader expects: 万/亿, bounds as ≥, blank never as zero."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

import pandas as pd

from nianbao.model import STATES

BOUND_SIGNS = {"more_than": "＞", "at_least": "≥", "less_than": "＜", "at_most": "≤", "about": "约 "}
# A bound that is shortened must not claim more than was printed: ＞119.349万 is ＞119.34万.
_BOUND_ROUNDING = {
    "more_than": ROUND_FLOOR, "at_least": ROUND_FLOOR, "less_than": ROUND_CEILING, "at_most": ROUND_CEILING,
}  # fmt: skip
SMALL_SAMPLE = 30
"""A rate of fewer is marked."""
QUALITY = {"official": "官方", "press": "媒体", "own": "本单位", "invented": "虚构"}


def missing(value: Any) -> bool:
    """True for None, NaN and NA, which a frame uses for SQL null."""
    return bool(pd.isna(value))


def scale_for(values: Iterable[Any]) -> tuple[float, str]:
    """(divisor, 万|亿|empty) that keeps the largest of the values short."""
    known = [abs(float(v)) for v in values if not missing(v)]
    top = max(known, default=0)
    if top >= 1e8:
        return 1e8, "亿"
    if top >= 1e5:
        return 1e4, "万"
    return 1.0, ""


_DIGITS = Context(prec=60)


def plain(value: Any, digits: int = 2, rounding: str = ROUND_HALF_UP) -> str:
    """1234.5 → 1,234.5; trailing zeros dropped; 6.25 with one digit → 6.3, as a person rounds and not half to even."""
    number = float(value)
    if number.is_integer() or number - number != 0:  # whole, or no finite number
        text = f"{number:,.{digits}f}"
    else:
        exact = value if isinstance(value, Decimal) else Decimal(str(number))
        text = f"{exact.quantize(Decimal(1).scaleb(-digits), rounding, _DIGITS):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def in_words(value: float, divisor: float, tail: str) -> str:
    """A number beside others on one scale: 119万, −37; one too small for that scale in full, never “0万”."""
    if divisor > 1 and 0 < abs(value) < divisor / 100:
        return _minus(plain(value))
    return f"{_minus(plain(value / divisor))}{tail}"


def _minus(digits: str) -> str:
    """With the minus sign of printed text; `plain` keeps the hyphen, which programs read."""
    return digits.replace("-", "−")


def short_number(value: Any, rounding: str = ROUND_HALF_UP) -> str:
    """42456 → 42,456; 1190000 → 119万; 542.55万元's 5425500 → 542.55万; 307000000 → 3.07亿."""
    number = value if isinstance(value, Decimal) else Decimal(str(float(value)))
    if abs(number) >= 100_000_000:
        return f"{plain(number / 100_000_000, rounding=rounding)}亿"
    if abs(number) >= 100_000:
        return f"{plain(number / 10_000, rounding=rounding)}万"
    return plain(number, rounding=rounding)


def figure(row: Any, unit: bool = True, exact: bool = False) -> str:
    """A cell as a person reads it: “＞119万件”, “92%”, “未填”. `row` has value, low, high, qualifier, state, unit."""
    state = row["state"]
    if state != "reported":
        return STATES.get(state, "未收录")
    write = (lambda value, rounding: plain(value, rounding=rounding)) if exact else short_number
    if missing(row["value"]):
        digits = f"{write(row['low'], ROUND_FLOOR)}—{write(row['high'], ROUND_CEILING)}"
    else:
        digits = write(row["value"], _BOUND_ROUNDING.get(row["qualifier"], ROUND_HALF_UP))
    sign = BOUND_SIGNS.get(row["qualifier"], "")
    return f"{sign}{_minus(digits)}{row['unit'] if unit else ''}"


def number_and_unit(row: Any) -> tuple[str, str]:
    """A reported cell split for a card: (“＞119”, “万件”)."""
    text = figure(row, unit=False)
    tail = ""
    if text and text[-1] in "万亿":
        text, tail = text[:-1], text[-1]
    return text, tail + row["unit"]


def change_text(row: Any) -> str:
    """The change from the year before, or why there is none."""
    verdict = row["verdict"]
    unit = "个百分点" if row["value_type"] == "rate" else row["unit"]
    if verdict == "comparable":
        change = float(row["change"])
        if not seen(change):
            return "与上年持平" if change == 0 else "与上年几乎持平"
        sign = "+" if change > 0 else "−"
        if row["value_type"] == "rate":
            return f"较上年 {sign}{plain(abs(change))}{unit}"
        amount = f"{sign}{short_number(abs(change))}{unit}"
        if missing(row["change_percent"]):
            zero = not missing(row.get("previous_value")) and not row["previous_value"] and row["value_type"] != "signed"
            return f"较上年 {amount}{'（上年为零）' if zero else ''}"
        return f"较上年 {sign}{plain(abs(float(row['change_percent'])), 1)}%（{amount}）"
    if verdict == "rise_at_least":
        return f"较上年增加，至少 {short_number(abs(float(row['change'])), ROUND_DOWN)}{unit}"
    if verdict == "fall_at_least":
        return f"较上年减少，至少 {short_number(abs(float(row['change'])), ROUND_DOWN)}{unit}"
    if verdict == "break" and missing(row.get("previous_state", "reported")):
        verdict = "no_previous"  # the definition changed too, but there is nothing to compare with anyway
    return REFUSED_CHANGES.get(verdict, "")


REFUSED_CHANGES = {
    "break": "口径变化，不与上年比",
    "no_previous": "缺上年，无法比较",
    "previous_empty": "上年无数，无法比较",
    "undecidable": "区间无法判定增减",
    "no_value": "",
}


def seen(change: float) -> bool:
    """Is anything left of a change once it is written down? 0.0035 percentage points are neither better nor worse."""
    return plain(abs(change)) != "0"


def tendency(row: Any) -> str:
    """better | worse | same | neutral | unknown, by the indicator's direction."""
    if row["verdict"] not in ("comparable", "rise_at_least", "fall_at_least"):
        return "unknown"
    change = float(row["change"])
    if not seen(change):
        return "same"
    if row["direction"] == "neutral":
        return "neutral"
    return "better" if (change > 0) == (row["direction"] == "up") else "worse"


def place_text(row: Any) -> str:
    """“第 3”, “并列第 3”, or “第 3—5” where a printed bound leaves the place open."""
    if int(row["place"]) != int(row["place_last"]):
        return f"第 {int(row['place'])}—{int(row['place_last'])}"
    return f"{'并列' if row['ties'] > 1 else ''}第 {int(row['place'])}"


def moved_text(row: Any) -> str:
    """“↑2”, “↓1”, “—” for places won or lost since the year before; empty for who was not compared."""
    change = row.get("rank_change")
    if missing(change):
        return ""
    return f"↑{int(change)}" if change > 0 else f"↓{-int(change)}" if change < 0 else "—"


def sample_words(size: Any) -> str:
    """“（样本 12）” behind a rate that was worked out of few cases; empty elsewhere."""
    return f"（样本 {plain(size)}）" if not missing(size) and 0 < size < SMALL_SAMPLE else ""


def year_runs(years: Iterable[int]) -> list[list[int]]:
    """Neighbouring years together, in order."""
    found: list[list[int]] = []
    for year in sorted(int(year) for year in years):
        if found and found[-1][-1] == year - 1:
            found[-1].append(year)
        else:
            found.append([year])
    return found


def years_in_words(years: Iterable[int]) -> str:
    """“2021—2024”, “2018、2020”."""
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in year_runs(years))


def listed(names: Iterable[str], most: int = 6) -> str:
    """“甲、乙、丙 等 9 家” for a footer that must stay short; all of them up to `most`."""
    names = list(names)
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])} 等 {len(names)} 家"


def corrected(row: Any) -> str:
    """“已更正，原印 65” for a figure that a person corrected; empty for any other."""
    printed = row.get("printed")
    return "" if missing(printed) else f"已更正，原印 {printed}"
