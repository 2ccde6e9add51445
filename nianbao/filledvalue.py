"""The value of one line of a fill-in form: its printed wording kept, its unit applied once, what cannot be right said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from nianbao.catalogue import Indicator
from nianbao.cellvalue import PLACEHOLDER, TOO_LARGE, parse_cell
from nianbao.model import Qualifier, State
from nianbao.numerals import parse_number

QUALIFIERS: dict[str, Qualifier] = {
    "": "exact", "准确": "exact", "超": "more_than", "超过": "more_than", "突破": "more_than", "余": "more_than",
    "多": "more_than", "以上": "at_least", "不少于": "at_least", "不足": "less_than", "以内": "at_most",
    "不超过": "at_most", "约": "about", "近": "about", "左右": "about",
}  # fmt: skip
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000}


@dataclass(frozen=True)
class Filled:
    """What was filled in, in the indicator's unit; `problem` is why it is unreadable or, where it has a value, doubtful."""

    state: State
    value: Decimal | None = None
    qualifier: Qualifier = "exact"
    low: Decimal | None = None
    high: Decimal | None = None
    problem: str = ""


def filled_value(text: str, unit: str, word: str, indicator: Indicator) -> Filled:
    """Reads the cells 数值, 单位 and 限定词 of one line."""
    bare, word = text.strip(), word.strip()
    if not bare:
        return Filled("blank")
    if PLACEHOLDER.match(bare):
        return Filled("not_applicable")
    if bare.startswith("="):
        return _no(f"“{bare[:40]}”是公式，文件里没有它算出的数；请用 Excel 或 WPS 打开、保存后再导入，或直接填数")
    if word not in QUALIFIERS:
        return _no(f"“{word}”不是可用的限定词")
    scale, rest = _scaled(unit.strip(), indicator)
    if rest != indicator.unit:
        return _no(f"单位“{unit.strip()}”与指标的单位“{indicator.unit}”不符")
    if scale > 1 and re.search(r"[万亿千]", bare):
        return _no(f"数值“{bare}”里已有“万”一类的字，单位又是“{unit.strip()}”，不知是否要乘两次；请只在一处写")
    read = _read(bare, indicator)
    if read.value is None and read.low is None:
        return read
    if word and read.qualifier != "exact" and QUALIFIERS[word] != read.qualifier:
        return _no(f"数值写“{bare}”，限定词却是“{word}”，两处不同")
    if word and read.qualifier == "exact":
        read = replace(read, qualifier=QUALIFIERS[word])
    ends = (number * scale if number is not None else None for number in (read.value, read.low, read.high))
    value, low, high = ends
    return _plausible(replace(read, value=value, low=low, high=high), bare, indicator)


def _no(problem: str) -> Filled:
    return Filled("unreadable", problem=problem)


def _scaled(unit: str, indicator: Indicator) -> tuple[int, str]:
    """万件 → (10000, 件)."""
    rest = unit or indicator.unit
    if rest[:1] in _SCALES and rest[1:] in ("", indicator.unit):
        return _SCALES[rest[0]], indicator.unit
    return 1, rest


def _read(bare: str, indicator: Indicator) -> Filled:
    """The cell by itself: with the words for a bound as prose is read, without them as a table's cell is."""
    printed = parse_number(bare)
    if printed is not None and printed.text == bare and printed.qualifier != "exact":
        if printed.unit and printed.unit != indicator.unit:
            return _no(f"“{bare}”的单位与指标的单位“{indicator.unit}”不符")
        value = None if printed.qualifier == "range" else printed.value
        return Filled("reported", value, printed.qualifier, printed.low, printed.high)
    if indicator.value_type == "rate":
        number = parse_cell(bare.removesuffix("%").removesuffix("％"), "signed")
    elif indicator.value_type == "money":
        number = parse_cell(bare, "money", "元")
    else:
        number = parse_cell(bare, "signed")
    if number.state != "reported" or number.value is None:
        return _no(number.problem or f"“{bare}”不是数字")
    own = number.unit.lstrip("万亿")
    if indicator.value_type != "money" and own not in ("", indicator.unit):
        return _no(f"“{bare}”的单位与指标的单位“{indicator.unit}”不符")
    return Filled("reported", number.value, number.qualifier, problem=number.problem)


def _plausible(read: Filled, bare: str, indicator: Indicator) -> Filled:
    """Refuses what no statistic can be; keeps, as doubtful, what was filled in but is hardly meant."""
    numbers = [number for number in (read.value, read.low, read.high) if number is not None]
    if any(number < 0 for number in numbers) and indicator.value_type != "signed":
        return _no(f"“{bare}”不应是负数")
    if any(abs(number) >= TOO_LARGE for number in numbers):
        return _no(f"“{bare[:40]}”大得不像统计数")
    if indicator.value_type == "rate" and any(number > 100 for number in numbers):
        return replace(read, problem=f"“{bare}”超过 100%")
    whole = indicator.value_type == "count" and indicator.unit != "秒"
    if whole and any(number != number.to_integral_value() for number in numbers):
        return replace(read, problem=f"“{bare}”不是整数，{indicator.unit}数应为整数")
    return read
