"""Printed numbers: separators, full-width and Chinese digits, 万/亿, qualifiers, ranges and units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from nianbao.model import Qualifier

# One character for one character, so that offsets in the folded text are offsets in the printed one.
_FOLD = str.maketrans("０１２３４５６７８９．％〇－−﹣", "0123456789.%零---")
_TO_FOLD = re.compile("[" + "".join(map(chr, _FOLD)) + "]")

SCALES = {
    "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000, "万亿": 1_000_000_000_000,
}  # fmt: skip

UNITS = (
    "个工作日", "工作日", "个百分点", "百分点", "平方米", "平方公里", "公里", "分钟", "小时", "人次",
    "件次", "条次", "篇次", "场次", "户次", "家次", "项次", "批次", "台次", "班次", "余次", "个月", "千字",
    "美元", "元", "件", "条", "篇", "次", "个", "项", "人", "户", "家", "场", "期", "份", "宗", "起", "例",
    "封", "部", "名", "位", "种", "类", "通", "批", "册", "本", "秒", "天", "字", "幅", "张", "台", "辆",
    "套", "处", "所", "倍", "块", "款", "笔", "单", "票", "则", "辑", "组", "轮", "堂", "只", "支", "页",
    "档", "段", "枚", "岁", "米", "吨", "亩", "年", "月", "日", "号", "%",
)  # fmt: skip
# With these a numeral in characters counts nothing by itself: 一批, 二类, 三年.
_WEAK_UNITS = ("年", "月", "日", "号", "段", "轮", "支", "所", "类", "批", "位", "档", "组")

_DIGIT = "零一二两三四五六七八九"
_UNIT = "|".join(UNITS)
# 件（次）, 篇（条）, 条/次: the first unit is the one counted.
_UNIT_TAIL = r"(?:\s*[（(](?:次|条|件|篇|个|项|家|人次|人)[）)]|/(?:次|条|件|篇|个|项))?"
_ARABIC = (
    r"(?:\d{1,3}(?:[,，]\s?\d{3})+(?!\d)(?:\s?\.\s?\d+)?"
    r"|\d{1,3}(?:[ \u00a0\u2009\u3000]\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d+(?:\s?\.\s?\d+)?)(?![A-Za-z\d])"
)
_CHINESE = rf"(?:[{_DIGIT}十百千][{_DIGIT}十百千万亿]*|(?<=[近上])[百千万]|(?<=[\u4e00-\u9fff])(?<![{_DIGIT}十百千万亿几数上成])[百千万](?=余[条件篇次人]))(?![A-Za-z])"
_BEFORE = (
    r"不少于|不低于|至少|不超过|不高于|不多于|最多|超过|超出|超|逾|突破|多于|大于|高于|≥|>|＞"
    r"|大约|约为|约|将近|接近|(?<![附最新临邻靠相])近(?!年|期|日|\s?\d+\s?年|[一二三四五六七八九十]+年)|不足|不到|低于|小于|少于|＜|<|≤"
)
_MORE = r"[余多]|来(?=[个家人件条项次篇场]|$)"
_SCALE = r"万亿|千万|百万|十万|亿|万|千|百"
# 1 亿 2000 万, 16 万 4 千, 16 万 4356 件, but not 3 万 4 千米.
_REST = (
    r"(?<=亿)(?:\d+(?:\.\d+)?万|\d千万)|(?<=[^十百千]万)(?:\d千(?:\d百)?(?![米克瓦伏赫卡])|\d{4}(?![\d.万亿年]))"
    r"|(?<=[\d ]千)\d百"
)
_REST_PART = re.compile(r"(\d+(?:\.\d+)?)(千万|[万千百])?")
_AFTER = r"以上|以内|以下|之内|左右|上下|之多"
_BEFORE_KIND: dict[str, Qualifier] = {
    "不少于": "at_least", "不低于": "at_least", "至少": "at_least", "≥": "at_least",
    "不超过": "at_most", "不高于": "at_most", "不多于": "at_most", "最多": "at_most", "≤": "at_most",
    "超过": "more_than", "超出": "more_than", "超": "more_than", "逾": "more_than", "突破": "more_than",
    "多于": "more_than", "大于": "more_than", "高于": "more_than", ">": "more_than", "＞": "more_than",
    "大约": "about", "约为": "about", "约": "about", "将近": "about", "接近": "about", "近": "about",
    "不足": "less_than", "不到": "less_than", "低于": "less_than", "小于": "less_than", "少于": "less_than",
    "<": "less_than", "＜": "less_than",
}  # fmt: skip
_FIRST = _DIGIT + "十百千万" + "".join(word[0] for word in _BEFORE_KIND)
_NUMBER = re.compile(
    rf"(?=[\d{_FIRST}])"  # only there is the rest tried
    rf"(?P<before>(?:{_BEFORE})\s*)?"
    rf"(?<![A-Za-z\d.])(?P<body>(?P<bai>百分之\s*)?(?P<num>{_ARABIC}|{_CHINESE})"
    rf"(?(bai)(?:点(?P<point>[{_DIGIT}]+))?)"
    rf"\s*(?P<more1>{_MORE})?\s*(?P<scale>{_SCALE})?(?P<rest>{_REST})?"
    rf"\s*(?P<more2>{_MORE})?"
    rf"(?:\s*(?P<low_unit>{_UNIT})?\s*(?P<dash>[-—–~～至到]{{1,2}})\s*"
    rf"(?P<num2>{_ARABIC}|{_CHINESE})\s*(?P<scale2>{_SCALE})?)?"
    rf"\s*(?P<unit>(?:{_UNIT}){_UNIT_TAIL})?(?P<permille>‰)?)"
    rf"\s*(?P<after>{_AFTER})?"
)
_UNIT_END = re.compile("[（(/]")
_PLAIN_UNITS = {"个百分点": "百分点", "个工作日": "工作日", "余次": "次"}
_SEPARATOR = re.compile(r"[,，\s]")
_TOO_LARGE = Decimal(10) ** 15
_AFTER_KIND: dict[str, Qualifier] = {
    "以上": "at_least", "以内": "at_most", "以下": "at_most", "之内": "at_most",
    "左右": "about", "上下": "about",
}  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """One printed number, 万/亿 multiplied out; a range has `low` and `high` and no `value`."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    unit: str
    start: int
    end: int
    text: str
    scale: str = ""


def parse_number(text: str) -> Printed | None:
    """The first number in `text`; None where there is none, and per mille counts as none."""
    sign = re.match(r"\s*([-+＋])\s*(?=[\d.])", fold(text))
    found = next(find_numbers(text), None)
    if found is None or sign is None or sign.group(1) != "-" or found.value is None:
        return found
    return replace(found, value=-found.value, start=sign.start(1), text=text[: found.end].strip())


def fold(text: str) -> str:
    """Full-width digits, point, percent sign and minus as their plain forms, character for character."""
    return text.translate(_FOLD) if _TO_FOLD.search(text) else text


def find_numbers(text: str) -> Iterator[Printed]:
    """Every number of `text` in order; Chinese numerals only where a unit or a qualifier shows they count."""
    folded = fold(text)
    for match in _NUMBER.finditer(folded):
        printed = _printed(match, text)
        if printed is not None:
            yield printed


def chinese_value(numeral: str) -> Decimal | None:
    """三百二十六 → 326, 一百 → 100, 二〇一九 → 2019; None if malformed."""
    numeral = numeral.translate(_FOLD)
    if len(numeral) > 1 and all(character in _DIGIT for character in numeral):
        return Decimal("".join(str(_digit(character)) for character in numeral))
    total = section = 0
    digit: int | None = None
    for position, character in enumerate(numeral):
        if character in _DIGIT:
            if digit not in (None, 0):
                return None
            digit = _digit(character)
            continue
        power = SCALES[character]
        if power >= 10_000:
            alone = digit is None and not (total or section)  # 万余条
            total = (1 if alone else total + section + (digit or 0)) * power
            section = 0
        else:
            if digit is None and power > 10 and position == 0 and len(numeral) > 1:
                return None
            section += (1 if digit is None else digit) * power
        digit = None
    return Decimal(total + section + (digit or 0))


def _digit(character: str) -> int:
    return 2 if character == "两" else _DIGIT.replace("两", "").index(character)


def _printed(match: re.Match[str], text: str) -> Printed | None:
    chinese = match["num"][0] not in "0123456789"
    unit = _UNIT_END.split(match["unit"] or "", maxsplit=1)[0].strip()
    low = _value(match["num"], match["scale"], match["rest"])
    if low is not None and match["point"]:
        low += Decimal("0." + "".join(str(_digit(character)) for character in match["point"]))
    vague = text[max(match.start("num") - 1, 0) : match.start("num")]
    if low is None or match["permille"] or (chinese and vague in ("数", "几")) or (chinese and not _counts(match, unit)):
        return None
    if match["bai"]:
        unit = "%"
    unit = _PLAIN_UNITS.get(unit, unit)
    qualifier = "at_least" if vague == "上" and chinese else _qualifier(match)
    high: Decimal | None = None
    value: Decimal | None = low
    if match["dash"]:
        second = _value(match["num2"], match["scale2"])
        if second is None:
            return None
        if match["scale2"] and not match["scale"]:
            low *= SCALES[match["scale2"]]
        if second <= low:
            return None
        value, high, qualifier = None, second, "range"
    # 之多 belongs to the number as printed but says nothing about its bounds.
    start, end = match.start(), match.end()
    scale = match["scale"] or match["scale2"] or ""
    text = text[start:end].strip()
    return Printed(value, None if high is None else low, high, qualifier, unit, start, end, text, scale)


def _counts(match: re.Match[str], unit: str) -> bool:
    """Whether a numeral in characters counts something: 两件, 三百二十六, 百分之九十, not 一体化 or 万众."""
    if match["bai"] or (unit and unit not in _WEAK_UNITS):
        return True
    return len(match["num"]) >= 3 and any(power in match["num"] for power in "十百千万")


def _value(number: str, scale: str | None, rest: str | None = None) -> Decimal | None:
    if number[0] in "0123456789":
        digits = _SEPARATOR.sub("", number)
        if len(digits.partition(".")[0]) > 15:
            return None  # a number of an identity card or an account, or several run together
        value: Decimal | None = Decimal(digits)
    else:
        value = chinese_value(number)
    if value is None:
        return None
    if rest and value != Decimal(int(value)):
        return None  # 1.6 万 4 千 is no number
    value *= SCALES.get(scale or "", 1)
    value += sum(Decimal(part) * SCALES.get(power, 1) for part, power in _REST_PART.findall(rest or ""))
    if abs(value) >= _TOO_LARGE:
        return None
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _qualifier(match: re.Match[str]) -> Qualifier:
    before = _BEFORE_KIND.get((match["before"] or "").strip())
    after = _AFTER_KIND.get(match["after"] or "")
    more: Qualifier | None = None
    if sign := match["more1"] or match["more2"]:
        more = "about" if sign == "来" else "more_than"
    # 近 30 余家 bounds nothing; otherwise the word before the number wins over the one behind it.
    if "about" in (before, after):
        return "about"
    return before or more or after or "exact"
