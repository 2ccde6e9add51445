"""The figures of the demonstration data that stand in running text: levels, trends, and their print."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

YEARS = range(2017, 2026)
_WAN = Decimal(10000)
_PLACES = {
    "consultation": "一、总体情况（三）",
    "online_services": "一、总体情况（二）",
    "proposals": "一、总体情况（五）",
    "media": "一、总体情况（四）",
    "disclosure": "一、总体情况（一）",
}


@dataclass
class Printed:
    """One figure as the report prints it; `text` opens the sentence that holds it."""

    indicator: str
    value: Decimal | None
    raw: str
    text: str
    qualifier: str = "exact"
    state: str = "reported"
    scope: str | None = None
    since: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    def sentence(self, unit: str) -> str:
        return f"{self.text}{self.raw}{unit}。"


def place(topic: str) -> str:
    """The part of the report where this topic is written about."""
    return _PLACES[topic]


def prose_figures(
    agency: dict[str, Any], figures: list[dict[str, Any]], kinds: dict[str, Any], seed: str
) -> dict[tuple[int, str], Printed]:
    """Every figure this agency would print, by year and indicator. Figures refer only to ones above them."""
    true: dict[tuple[int, str], Decimal] = {}
    printed: dict[tuple[int, str], Printed] = {}
    for figure in figures:
        if agency["kind"] not in figure["kinds"]:
            continue
        name = figure["id"]
        dice = Random(f"{seed}/{agency['id']}/{name}")
        factor = agency["size"] * kinds.get(name, {}).get(agency["kind"], 1.0) * dice.uniform(0.92, 1.08)
        offset = dice.uniform(-0.35, 0.35)
        for year in YEARS:
            value = _value(figure, agency["level"], year, factor, offset, dice, true)
            if value is None:
                continue
            rough = dice.random()  # drawn always, so that a change of wording moves no other figure
            true[year, name] = value
            if year >= figure.get("from", YEARS[0]):
                printed[year, name] = _print(figure, value, rough)
                # what is printed in 万 is known to two decimals: sums further down start from it
                if printed[year, name].qualifier == "exact":
                    true[year, name] = printed[year, name].value or value
    return printed


def _value(
    figure: dict[str, Any], level: str, year: int, factor: float, offset: float, dice: Random,
    true: dict[tuple[int, str], Decimal],
) -> Decimal | None:  # fmt: skip
    first = max(figure.get("from", YEARS[0]), YEARS[0])
    age = year - first
    if age < 0:
        return None
    swing = 0.045 if figure.get("wan") else 0.08
    wobble = dice.uniform(1 - swing, 1 + swing) * figure.get("years", {}).get(year, 1.0)
    if "rate" in figure:
        start, end = figure["rate"], figure["to"]
        reached = end - (end - start) * math.exp(-figure["pace"] * age * (1 + offset / 2)) + offset
        if reached >= 99.95 and figure["to"] == 100:
            reached = 100
        return Decimal(str(round(min(reached + dice.uniform(-0.2, 0.2), 100), 1)))
    if "sum_of" in figure:
        parts = [true.get((year, part)) for part in figure["sum_of"]]
        return None if None in parts else sum((p for p in parts if p is not None), Decimal(0))
    if "running_sum_of" in figure:
        summed = figure["running_sum_of"]
        return sum((v for (y, name), v in true.items() if name == summed and y <= year), Decimal(0))
    if "rest_of" in figure:
        whole, part = (true.get((year, name)) for name in figure["rest_of"])
        return None if whole is None or part is None else whole - part
    if "part_of" in figure:
        whole = true.get((year, figure["part_of"]))
        share = min(figure["share"] + dice.uniform(-0.015, 0.015), 0.999)
        return None if whole is None else _whole(float(whole) * share)
    base = figure["level"].get(level)
    if base is None:
        return None
    if figure["growth"] == 0:
        return Decimal(base)
    return _whole(base * factor * (1 + figure["growth"]) ** age * wobble)


def _whole(number: float) -> Decimal:
    return Decimal(max(round(number), 1))


def _print(figure: dict[str, Any], value: Decimal, rough: float) -> Printed:
    common = {
        "indicator": figure["id"], "text": figure["text"], "scope": figure.get("scope"),
        "since": figure.get("since"),
    }  # fmt: skip
    if not figure.get("wan") or value < _WAN:
        return Printed(value=value, raw=plain(value), **common)
    head = Decimal(10) ** (value.adjusted() - 1)
    if rough < 0.09:
        floor = value // head * head
        word = "超" if rough < 0.05 else "逾"
        return Printed(value=floor, raw=word + in_wan(floor), qualifier="more_than", **common)
    if rough < 0.13:
        near = (value / head).quantize(Decimal(1)) * head
        return Printed(value=near, raw="约" + in_wan(near), qualifier="about", **common)
    if rough < 0.15:
        floor = value // head * head
        return Printed(value=floor, raw=in_wan(floor) + "以上", qualifier="at_least", **common)
    value = hundreds(value)
    return Printed(value=value, raw=in_wan(value), **common)


def hundreds(value: Decimal) -> Decimal:
    """The value rounded to what two decimals of 万 can hold."""
    return (value / 100).quantize(Decimal(1)) * 100


def in_wan(value: Decimal) -> str:
    """1190000 as 119万."""
    return plain(value / _WAN) + "万"


def plain(value: Decimal) -> str:
    """The number without exponent and without trailing zeros after the point."""
    return f"{value.normalize():f}"
