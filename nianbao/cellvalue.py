"""What a printed table cell says: a number with its sign and unit, a placeholder, nothing, or no number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from nianbao.model import Qualifier, State

PLACEHOLDER = re.compile(r"^(?:[/\\|—–―─－\-﹣_]{1,6}|无|无此项|不适用|不涉及|无此类情况|N/?A|n/?a|\*{1,3})$")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SOFT_HYPHEN = re.compile(r"[^\d\u00ad]*\u00ad\D*\d")
_SPACE = re.compile(r"[\s\u3000\xa0]+")
_MONEY_UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
}
_COUNT_UNITS = "件|项|条|个|次|份|宗|起|人|例|部|篇|册|家"
_NUMBER = re.compile(
    r"^(?P<qualifier>约|近|超过|超|不足)?"
    r"(?P<sign>[+\-]|增加?|减少?|新增|↑|↓)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<multiplier>[万亿]?)"
    rf"(?P<unit>人民币|元|千元|{_COUNT_UNITS})?"
    r"(?P<remark>\([^()]{1,60}\))?$"
)
_QUALIFIERS: dict[str, Qualifier] = {
    "约": "about",
    "近": "about",
    "超": "more_than",
    "超过": "more_than",
    "不足": "less_than",
}


@dataclass(frozen=True)
class CellValue:
    """A cell as understood; `problem` is the Chinese reason why it is unreadable or doubtful."""

    state: State
    value: Decimal | None = None
    unit: str = ""
    qualifier: Qualifier = "exact"
    problem: str = ""


BLANK = CellValue("blank")


LONGEST = 15
TOO_LARGE = Decimal(10) ** LONGEST  # the warehouse holds 16 digits before the point, sums among them


@lru_cache(maxsize=16384)
def parse_cell(text: str, value_type: str = "count", table_unit: str = "") -> CellValue:
    """Reads one cell. Money comes back in 元: `table_unit` is the unit the table announces (default 万元)."""
    bare = _INVISIBLE.sub("", text).strip()
    bare = _SPACE.sub(" ", bare).strip()
    if not bare:
        return BLANK
    if _SOFT_HYPHEN.match(text):
        return CellValue("unreadable", problem=f"“{bare}”前有一个不一定看得见的连字符（软连字符），可能是负号，无法确认正负")
    bare, note = _note_mark(bare)
    if any(unicodedata.category(char) == "No" for char in bare):
        return CellValue("unreadable", problem=f"“{text.strip()}”含有特殊数字符号，无法确认数值")
    flat = unicodedata.normalize("NFKC", bare)
    flat = re.sub(r"[−﹣－‐‑‒–]", "-", flat) if re.search(r"\d", flat) else flat
    if value_type == "signed":
        flat = re.sub(r"^[—―─]", "-", flat) if re.search(r"\d", flat) else flat
    compact = flat.replace(" ", "").replace("，", ",").replace("．", ".")
    if PLACEHOLDER.match(compact):
        return CellValue("not_applicable")
    if compact in ("零", "〇"):
        compact = "0"
    compact = compact.removesuffix("。").removesuffix("、")
    match = _NUMBER.match(compact)
    if match is None or not _spacing_is_plausible(flat):
        unsure = "里〔〕内的字原件上不一定看得见（隐藏、同底色、重叠等）" if "〔" in text else "不是数字"
        return CellValue("unreadable", problem=f"“{text.strip()}”{unsure}")
    result = _number(match, value_type, table_unit, text.strip())
    if _is_broken(text) and result.state == "reported" and not result.problem:
        return replace(result, problem=f"“{bare}”中间有空格或换行，已连读为一个数")
    if note and result.state == "reported" and not result.problem:
        return CellValue(result.state, result.value, result.unit, result.qualifier, f"“{text.strip()}”带有注记号，已略去")
    return result


@lru_cache(maxsize=16384)
def is_valueish(text: str) -> bool:
    """Might stand in a value cell: readable, empty, or a damaged number, but not a row name."""
    bare = _SPACE.sub("", text)
    if parse_cell(text, "signed").state != "unreadable" or parse_cell(text, "money").state != "unreadable":
        return True
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in bare)
    named = re.match(r"^[(（]?(?:\d{1,2}[.、）)]\D|20\d\d年度?(?:数据|情况|数)?$)", bare)  # “1.重复申请”, “2022年数据”
    return any(char.isdigit() for char in bare) and chinese <= 3 and not named


def _note_mark(text: str) -> tuple[str, bool]:
    """Cuts a footnote mark (①, ¹, [1], *) off the end of a number."""
    cut = re.sub(r"(?<=[\d０-９])\s*(?:[①-⑳⁰¹²³⁴-⁹]+|\[\d\]|【\d】|\*+|※)$", "", text)
    return cut, cut != text


def _spacing_is_plausible(flat: str) -> bool:
    """Spaces may break a number, but "0 0" or "3 05" are two numbers that fell into one cell."""
    pieces = re.findall(r"\d+(?=\s|$)|(?<=\s)\d+", flat)
    groups = flat.split()
    digits = [group for group in groups if re.fullmatch(r"[+\-]?\d[\d,.]*", group)]
    if len(digits) <= 1:
        return True
    if digits[0].lstrip("+-").startswith("0") and not digits[0].startswith("0."):
        return False
    return not all(piece == "0" for piece in pieces)


def _is_broken(text: str) -> bool:
    """A number in pieces that are not groups of three digits: maybe two numbers."""
    pieces = re.findall(r"[\d０-９]+(?:\s+[\d０-９]+)+", _INVISIBLE.sub("", text).strip())
    return any("\n" in piece or not re.fullmatch(r"[\d０-９]{1,3}(?:\s[\d０-９]{3})+", piece) for piece in pieces)


def _number(match: re.Match[str], value_type: str, table_unit: str, printed: str) -> CellValue:
    digits = match["digits"].replace(",", "")
    if re.match(r"^0\d", digits):
        return CellValue("unreadable", problem=f"“{printed}”以 0 开头，可能是两个数连在一起")
    if len(digits.partition(".")[0]) > LONGEST:
        return CellValue("unreadable", problem=f"“{printed[:40]}”有 {len(digits)} 位，不像统计数，可能是几个数连在一起或证件号")
    value = Decimal(digits)
    sign = match["sign"] or ""
    if sign in ("-", "减", "减少", "↓"):
        value = -value
    elif sign and value_type != "signed" and sign != "+":
        return CellValue("unreadable", problem=f"“{printed}”不是单纯的数字")
    if sign in ("减", "减少", "↓") and value_type != "signed":
        return CellValue("unreadable", problem=f"“{printed}”不是单纯的数字")
    multiplier, unit = match["multiplier"], match["unit"] or ""
    qualifier = _QUALIFIERS.get(match["qualifier"] or "", "exact")
    problem = f"“{printed}”带有附注，取括号前的数" if match["remark"] else ""
    if value_type == "money":
        printed_unit = (multiplier + ("元" if unit in ("元", "人民币", "") and multiplier else unit)) or table_unit
        factor = _MONEY_UNITS.get(printed_unit or "万元")
        if factor is None:
            units = printed_unit.split("或")
            problem = "的单位不是金额单位" if len(units) == 1 else f"印有几种金额单位（{'、'.join(units)}），无法确认是哪一种"
            return CellValue("unreadable", problem=f"“{printed}”{problem}")
        if abs(value * factor) >= TOO_LARGE:
            return CellValue("unreadable", problem=f"“{printed[:40]}”大得不像统计数")
        return CellValue("reported", value * factor, printed_unit or "万元", qualifier, problem)
    if unit in ("元", "千元", "人民币"):
        return CellValue("unreadable", problem=f"“{printed}”是金额，不是件数")
    value *= {"万": 10_000, "亿": 100_000_000}.get(multiplier, 1)
    if abs(value) >= TOO_LARGE:
        return CellValue("unreadable", problem=f"“{printed[:40]}”大得不像统计数")
    return CellValue("reported", _whole(value), multiplier + unit, qualifier, problem)


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
