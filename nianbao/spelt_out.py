"""Numbers told for several things, or several numbers told at once, spelt out one by one."""

from __future__ import annotations

import re

from nianbao.phrases import NUMBER, UNIT, number_mark

_RISE = r"(?:增|升|提|扩|跃|攀|降|减|压|发展|拓展|上涨|涨)[^，。；\ue000-\uf8ff]{0,4}?"
# 已解决的（A 类）22 件，占提案总数的 23.9% is the rate solved.
_SOLVED = re.compile(
    rf"(?P<told>(?:解决或基本解决|已经解决|已解决|已基本解决|A类)[^，。；\ue000-\uf8ff]{{0,16}}{NUMBER}(?:（[^（）]*）|A类)?"
    rf"|{NUMBER}提案所提问题(?:已经|得到|已)?解决或基本解决)[，（]?"
    rf"占(?:比|[^，。；\ue000-\uf8ff]{{0,12}}?)(?P<rate>{number_mark('%', 0)[0]}.)"
)
# 行政复议 1 件，结果维持; 行政诉讼 6 件，均为未经复议直接起诉; 依申请公开 1 件，为网上申请: said of all that were counted.
_ALL_OF_THEM = re.compile(
    rf"(?P<told>(?:(?:行政复议|复议)(?:案件|申请)?(?:共计|共)?(?P<n>{NUMBER}))，(?:复议机关)?(?:均|全部)?(?:被|予)?)(?P<what>(?:结果)?(?:维持|纠正)|尚未(?:审结|办结))(?=[，。；]|$)"
    rf"|(?P<told2>行政诉讼(?:案件)?(?:共计|共)?(?P<n2>{NUMBER})，)(?:均|全部|都)(?:为|系|是)(?P<what2>未经复议直接起诉|复议后起诉)"
    rf"|(?P<told3>申请(?:公开)?[^，。；：\ue000-\uf8ff]{{0,8}}(?P<n3>{NUMBER})，)(?:均|全部|都)?(?:为|系|是)(?P<what3>(?:网上|网络|线上|当面|信函|邮寄)申请)"
)
# 最多跑一次事项 14270 项，占总事项的 94.72%
_SHARE_OF_ITEMS = re.compile(
    rf"(?P<name>最多跑一次|网上可办|即办|全程网办)(?:理)?的?事项{NUMBER}，?占(?:比|[^，。；\ue000-\uf8ff]{{0,12}}?)(?P<rate>{number_mark('%', 0)[0]}.)"
)
_FROM_TO = re.compile(
    rf"(?:从|由)[^，。；\ue000-\uf8ff]{{0,12}}{NUMBER}"
    rf"[^，。；\ue000-\uf8ff]{{0,12}}?{_RISE}(?:至|到|为|达)"
)
# 满意率比上年提高 2.3 个百分点，达到 98.6%: the level is what stands behind the change.
_CHANGE_FIRST = re.compile(
    r"(?:(?:同比|环比|比|较)[^，。；\ue000-\uf8ff]{0,8}?)?(?:提高|上升|增长|提升|增加|下降|降低|减少|上涨)[了约]?"
    rf"{NUMBER}，?(?=(?:达|升至|增至|降至|提高到|增加到))"
)
_WORD = r"[^，。；：、\ue000-\uf8ff]"
# Of a list of names: no character both joins and belongs to one, so that no text can be taken apart in endless ways.
_NAME = r"[^，。；：、和及与率\ue000-\uf8ff]"
_NAME_OR_RATE = r"[^，。；：、和及与\ue000-\uf8ff]"
_EACH = re.compile(
    rf"(?P<names>{_WORD}{{1,40}}(?:、{_WORD}{{1,16}}?)*?)(?P<verb>分别{_WORD}{{0,12}}?)"
    rf"(?P<numbers>{NUMBER}{_WORD}{{0,6}}?(?:[、，和及与]+{NUMBER}{_WORD}{{0,6}}?)+)(?=[，。；：、]|$|的|政|信|等)"
)
_BOTH = re.compile(
    rf"(?P<names>{_WORD}{{2,40}}?(?:(?:、|以?[和及与]){_NAME_OR_RATE}{{2,12}}?)+)(?P<verb>[均都皆双]{_WORD}{{0,6}}?)(?P<number>{NUMBER})"
)
# 实现 97.26% 的按时办结率: the rate behind its number.
_RATE_LAST = re.compile(rf"(?P<number>{number_mark('%', 0)[0]}.)的(?P<name>[^，。；：、\ue000-\uf8ff]{{1,8}}率)")
# 做到了满意率、办复率、公示率 100%: the same without 均.
_RATES = re.compile(
    rf"(?P<names>(?:{_NAME}{{2,10}}率(?:、|以?[和及与]))+{_NAME}{{2,6}}率)(?:达到?|为|[二两三四五六]个)?(?P<number>{NUMBER})"
)
_SATISFIED = re.compile("满意(?:率|度)")
_ONLY_NEARLY = re.compile("(?<![和及与或、])基本满意(?:率|度)")
_AND = re.compile(r"、|以及|和|及|与")


def spell_out(text: str) -> str:
    """Marked text with every number beside the one name it counts: 甲、乙分别为 3 件和 5 件 → 甲 3 件，乙 5 件."""
    if "占" in text:
        text = _SOLVED.sub(r"\g<told>，解决率\g<rate>", text)
        text = _SHARE_OF_ITEMS.sub(r"\g<0>，\g<name>事项占比\g<rate>", text)
    if "复议" in text or "申请" in text:
        text = _ALL_OF_THEM.sub(_said_of_all, text)
    text = _RATE_LAST.sub(r"\g<name>\g<number>", _CHANGE_FIRST.sub("", _FROM_TO.sub("达", text)))
    if "分别" in text:
        text = _EACH.sub(_each, text)
    if text.count("率") > 1:
        text = _RATES.sub(_both, _BOTH.sub(_both, text))
    # Beside a 满意率 of its own, 基本满意率 is the share of those that were only 基本满意.
    return _ONLY_NEARLY.sub("", text) if "基本满意" in text and len(_SATISFIED.findall(text)) > 1 else text


def _said_of_all(match: re.Match[str]) -> str:
    told, what, number = (match[name] or match[f"{name}2"] or match[f"{name}3"] for name in ("told", "what", "n"))
    return f"{told}{what}{number}"


def _each(match: re.Match[str]) -> str:
    """建议、提案分别为 6 件和 2 件 → 建议 6 件，提案 2 件; left alone where the counts do not agree."""
    marks = re.findall(NUMBER, match["numbers"])
    names = [name for name in _AND.split(match["names"]) if name]
    if len(names) < len(marks):
        return match.group()
    head, names = "".join(names[: len(names) - len(marks)]), names[len(names) - len(marks) :]
    verb = match["verb"].removeprefix("分别")
    marks = _share_unit(marks)
    tail = re.sub(rf"^.*{UNIT}.", "", match["numbers"])
    return head + "，".join(f"{name}{verb}{mark_}{tail}" for name, mark_ in zip(names, marks, strict=True))


def _share_unit(marks: list[str]) -> list[str]:
    """6、2 件: the unit is printed once."""
    last = marks[-1][0]
    bare = number_mark("", 0)[0]
    return [last + mark_[1] if mark_[0] == bare else mark_ for mark_ in marks]


def _both(match: re.Match[str]) -> str:
    """办结率、满意率均为 100% → 办结率 100%，满意率 100%."""
    names = [name for name in _AND.split(match["names"]) if name]
    if not names[-1].endswith(("率", "比例", "量", "数", "度")) or sum("率" in name for name in names) < 2:
        return match.group()
    return "，".join(f"{name}{match['number']}" for name in names)
