"""Suggestions and proposals by who deals with them: 主办 and 协办 said once for a name, spelt out for each part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from nianbao.numerals import Printed
from nianbao.phrases import NUMBER, place_of

_DEALT_WITH = (
    r"(?:(?:建议[、和与及]?[省市区县]?(?:政协委员|政协|委员)?|提案[、和与及](?:人大代表|代表|人大)?)?"
    r"(?:人大代表|代表|人大|政协委员|政协|委员)?(?:建议|提案)|议提案)"
)
_WAY = "(?:主(?:合)?办(?:及分办|、分办)?|牵头(?:办理)?|独办|协办(?:、?会办)?|会办|汇办|参加办理|会同办理|分办|承办|参阅|参考)"
# 主办 34 件; 24 件为主办
_PART = rf"(?:{_WAY}[件类]?{NUMBER}(?:（[^（）]*）)?|{NUMBER}为?{_WAY}[件类]?)"
# 代表建议 37 件（主办 34 件、协办 3 件）; 提案 6 件，其中 4 个主办件、2 个会办件
_AFTER_THE_NAME = re.compile(
    rf"(?P<noun>{_DEALT_WITH})(?:办理任务|办理件|任务)?(?P<whole>(?:(?:共计|合计|共)?{NUMBER}中?)?)"
    r"(?:（[^（）]*）|[全均已][^，。；\ue000-\uf8ff]{1,6})?[，：；（]*(?:其中)?[，：]?(?:包含|包括|含)?"
    rf"(?P<parts>{_PART}(?:[，、和]{_PART})*)）?"
)
_ONE_PART = re.compile(_PART)
_LEADING, _ASSISTING = re.compile("主(?:合)?办|牵头"), re.compile("协办|[会汇]办|参加办理|会同办理")
# 牵头办理全国人大代表建议 7162 件，全国政协委员提案 3281 件
_WAY_FOR_BOTH = re.compile(
    rf"(?P<way>主办|牵头办理|协办|会办)(?:的)?(?P<one>[^，。；、\ue000-\uf8ff]{{0,16}}建议{NUMBER})(?P<join>[，、和])(?P<other>(?!主办|牵头|协办|会办)[^，。；、\ue000-\uf8ff]{{0,16}}提案{NUMBER})(?=[，。；、（）]|$)"
)
# 主办的建议、提案共有 20 件，其中：人大代表建议 8 件，政协委员提案 12 件
_KINDS_OF_LEAD = re.compile(
    rf"(?P<head>主办的?(?:建议[、和与及]提案|提案[、和与及]建议|建议提案)(?:共有|共计|共)?{NUMBER}，其中[，：]?)"
    rf"(?P<one>(?:人大代表|代表|人大)?建议{NUMBER})(?P<join>[，、])(?P<other>(?:政协委员|政协|委员)?提案{NUMBER})"
)
# 全国人大代表建议和全国政协提案: one name for both, whatever their level.
_SAME_LEVEL = re.compile("(?<=建议|提案)(?P<join>[、和与及]|以及)(?:全国|[省市区县州])(?=政协|人大)")
# 人大代表建议、政协提案各 27 件
_OF_EACH = re.compile(
    rf"(?P<one>(?:人大代表|代表|人大)建议)[、和与及](?P<other>(?:政协委员|政协|委员)提案)各(?P<number>{NUMBER})"
)
# 十四届全国人大一次会议代表建议 are 代表建议 of 全国人大.
_SESSION = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}届)(?=人大|政协)|(?<=人大|政协)[^，。；、：]{0,16}?会议(?=(?:人大|政协)?(?:代表|委员)?(?:建议|提案))"
)
# 主办的提案有 26 件、协办 19 件
_BEFORE_THE_NAME = re.compile(
    rf"(?:主办|牵头办理|牵头)的?(?P<noun>{_DEALT_WITH})[有共]?(?P<lead>{NUMBER})[，、和](?:协办|会办)(?P<assist>{NUMBER})"
)
_NUMBER, _BRACKET = re.compile(NUMBER), re.compile("（[^（）]*）")
_OTHER_KIND_BEFORE = re.compile(rf"(?:建议|提案){NUMBER}[，、和与及][^，。；\ue000-\uf8ff]{{0,14}}$")
_LEADS = re.compile("(?:主办|主合办|牵头)(?:（[^（）]*）)?的?[^，。；：]{0,12}$")
_ASSISTS = re.compile("(?:协办|会办)的?[^，。；：]{0,12}$")
_EACH_KIND = re.compile(
    rf"(?:包括|包含|其中|含)?(?P<suggestions>(?:全国|[省市区县])?(?:人大代表|代表|人大)?建议{NUMBER})[、，和](?P<proposals>(?:全国|[省市区县])?(?:政协委员|政协|委员)?提案{NUMBER})"
)


def each_part_named(text: str, numbers: Sequence[Printed]) -> str:
    """Marked text with each part by its whole name: 提案 6 件（主办 4 件、协办 2 件） → 提案 6 件，提案主办 4 件，提案协办 2 件.

    `numbers` are those the marks of `text` stand for. Parts that exceed what they stand behind belong to both kinds
    where suggestions were counted just before, and are left as they are where not.
    """
    if "会议" in text:
        text = _SESSION.sub("", text)
    text = _KINDS_OF_LEAD.sub(r"\g<head>主办\g<one>\g<join>主办\g<other>", text)
    text = _SAME_LEVEL.sub(r"\g<join>", text)
    text = _OF_EACH.sub(r"\g<one>\g<number>，\g<other>\g<number>", text)
    if "办" not in text:
        return text
    text = _WAY_FOR_BOTH.sub(r"\g<way>\g<one>\g<join>\g<way>\g<other>", text)
    text = _BEFORE_THE_NAME.sub(_before, text)
    return _AFTER_THE_NAME.sub(lambda match: _after(match, numbers), text)


def kinds_of_part(inside: str, left: str) -> str:
    """What stands in a bracket: 建议 24 件、提案 11 件 behind 主办的建议、提案 35 件 are those 主办."""
    parts = _EACH_KIND.fullmatch(inside)
    if parts is None:
        return inside
    before = re.sub(f"{NUMBER}$", "", left)
    way = "主办" if _LEADS.search(before) else "协办" if _ASSISTS.search(before) else ""
    return f"{way}{parts['suggestions']}，{way}{parts['proposals']}" if way else inside


def _before(match: re.Match[str]) -> str:
    noun = _one_name(match["noun"])
    return f"主办{noun}{match['lead']}，协办{noun}{match['assist']}"


def _after(match: re.Match[str], numbers: Sequence[Printed]) -> str:
    noun, whole = _one_name(match["noun"]), _value(match["whole"], numbers)
    parts = [part.group() for part in _ONE_PART.finditer(match["parts"])]
    ways = (("主办", _LEADING), ("协办", _ASSISTING))
    found = {way: [part for part in parts if sign.search(part)] for way, sign in ways}
    # 协办 3 件、会办 2 件: whether both are meant by the one figure the text does not say.
    told = {way: parts_of_it[0] for way, parts_of_it in found.items() if len(parts_of_it) == 1}
    if not any(found.values()):
        return match.group()
    values = [_value(part, numbers) or Decimal(0) for part in told.values()]
    if whole is not None and sum(values) > whole:
        # 建议 16 件、提案 9 件，其中主办 2 件、会办 23 件
        if not _OTHER_KIND_BEFORE.search(match.string[: match.start()]):
            return match.group()
        noun = "建议提案"
    each = "".join(f"，{noun}{way}{_NUMBER.findall(part)[0]}{_kinds(part)}" for way, part in told.items())
    return (match["noun"] + match["whole"].removesuffix("中") if match["whole"] else "") + each


def _kinds(part: str) -> str:
    found = _BRACKET.search(part)
    return found.group() if found else ""


def _one_name(noun: str) -> str:
    """建议和提案, 提案、建议: one name for both."""
    return "建议提案" if "议提案" in noun or ("建议" in noun and "提案" in noun) else noun


def _value(marked: str, numbers: Sequence[Printed]) -> Decimal | None:
    mark = re.search(NUMBER, marked)
    return numbers[place_of(mark.group())].value if mark else None
