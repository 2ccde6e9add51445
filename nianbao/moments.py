"""Which time a number speaks of: this year, another, a part of it, a running total."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nianbao.marked import HIDDEN

Kind = Literal["year", "other", "several", "part", "now", "since", "as_of", "year_end", ""]

_DATE = (
    r"(?:(?P<{0}y>(?:20|19)\d\d)年)?(?:度)?"
    r"(?:(?P<{0}m>\d{{1,2}})月(?:份|底|末|初)?)?(?:(?P<{0}d>\d{{1,2}})日)?"
)
_SEVERAL = (
    r"近[两二三四五六七八九十\d]{1,2}年|(?<![\d〇零一二])[两二三四五六七八九十\d]{1,2}年(?:来|以来|间)|历年|十[二三四五]五[”]?(?:时期|期间|以来)"
    r"|(?:20\d\d)年?[-—–~至到](?:20\d\d)年|(?:党的)?[十二]+[八九十]?大以来|本届|届[^次，。；]{0,4}以来|连续[两二三四五六七八九十\d]+年"
)
_PART = (
    r"年初至今|[上下]半年|第?[一二三四1-4]季度|前[两二三]个?季度|\d{1,2}月?(?:份)?[-—–~至到]\d{1,2}月(?:份)?|\d{1,2}月份|[一二三四五六七八九十]{1,2}月份"
    r"|[日月周]均|平均每[天日月周人件]|每[天日周月年季]|本[月周季]|当[月天日周]|单[日周月]|首[日周月个]|周末"
    r"|(?<!\d)\d{1,2}月\d{1,2}日[-—–~至到](?:\d{1,2}月)?\d{1,2}日|[\d一二三四五六七八九十两]+个月(?:来|以来|内|间|时间)|疫情期间|\d{1,2}月(?=[，共全]|受理|收到)|(?:20|19)\d\d年\d{1,2}月(?=[“”，共全各]|我[省市区县]|12345|热线|受理|收到|办理)"
)
_START = "(?:上线|开通|运行|启用|成立|实施|施行|建成|启动|推出|颁布|开办|公布|开设|创建|设立|创办)[^，。；]{0,6}?(?:以来|至今|(?<!\d)起)"
_SINCE = rf"(?:自|从)?{_DATE.format('s')}[^，。；]{{0,14}}?{_START}"
# Since some event, not since the platform began: 自疫情发生以来, 自 1 月 22 日至今.
_EVENT = r"自(?!今年|本年|年初|当年|1月1日|20\d\d年(?:1月1日)?(?:起|以来))[^，。；自]{2,18}?(?:以来|至今)"
_AS_OF = rf"(?:截至|截止到?|(?<![转延接])[到至])(?:(?:今年|本年度?|当年)?年?[底末]|{_DATE.format('a')}(?:年?[底末])?)"
_WORDS_OF_TIME = (
    rf"(?P<several>{_SEVERAL})|(?P<part>{_PART})|(?P<since>{_SINCE})|(?P<event>{_EVENT})"
    r"|(?P<now>截至目前|截止目前|目前(?!条件)|当前|现已|至今|迄今)"
    rf"|(?P<as_of>{_AS_OF})"
    r"|(?P<other>上一?年度?|去年|往年|前年|明年|下一?年度?|次年|来年|上届)(?!度?(?:(?:没有|无|未|接续)?[结续顺]?转|转结|结余|结存|未办结|末|工作要点))"
    r"|(?P<this>今年|本年度?|全年|年内|当年|一年来|年度内)|(?P<number>(?:20|19)\d\d)年(?:度)?(?P<onward>以来|起)?"
)
_STARTED = re.compile(_START)
_YEARS = re.compile(_WORDS_OF_TIME)
# 自……上线以来 can begin anywhere and is slow to look for: left out where nothing started.
_YEARS_WITHOUT_START = re.compile(_WORDS_OF_TIME.replace("(?P<since>", "(?P<since>(?!)"))
_TOLD_BESIDE = re.compile(r"(?:同期)?[为是]?\d[^，。；]*，")
_IN_BRACKET = re.compile("^（[^）]*$")
# A part of the year that a whole paragraph can be about, not an average and not a day of the week.
_PERIOD = re.compile(r"半年|季度|季$|月(?!均)")
_FROM_MONTH = re.compile(r"\d{1,2}月?(?:份)?[-—–~至到]\d|[上下]半年|前[两二三]个?季度")
_OPENING = 8
_PLANS = re.compile(r"下一步|下一?年度?(?:工作|重点)|明年|来年|工作(?:打算|思路)|努力方向|今后(?:工作|打算)")
_COMPARED = re.compile(
    r"(?:比|较|与|同|和|由|从|相比|超过|高于|低于|对|转结|转入|转接|顺延|转|结转至|顺延至|顺延到|转至|转到)(?:于)?$"
)
# 公开 2024 年度部门决算和 2025 年度预算: what is published tells of a year, it was not counted in it.
_BUDGET = re.compile(
    "的?(?:部门|财政|单位|本级|三公经费|“三公”经费)*(?:预算|决算|预决算)(?P<listed>(?=[、等和及]|信息|公开|报告|说明))?"
)
_LAUNCHED = re.compile("上线|开通|启用|运行")
_LAUNCH = re.compile(rf"{_DATE.format('l')}(?:正式|全面|率先|起)?(?:上线|开通|启用|试运行|运行|开始运行)")
_CUMULATIVE = re.compile(r"累计|累积|总计达")
_TITLE = re.compile(r"《[^》]*》?|[〔\[【][^〕\]】]*[〕\]】]\d*号?")


@dataclass(frozen=True)
class Moment:
    """The time a number speaks of; `start` is the day a running total begins or the day a stock was taken."""

    kind: Kind = ""
    start: str | None = None
    cumulative: bool = False
    undated: bool = False


@lru_cache(maxsize=16)
def _times(text: str) -> tuple[re.Match[str], ...]:
    """The words of time of a sentence; asked for again with each of its numbers and by the sentences behind it."""
    return tuple((_YEARS if _STARTED.search(text) else _YEARS_WITHOUT_START).finditer(text))


def moment_at(masked_years: str, position: int, year: int, rate: bool = False) -> Moment:
    """The nearest word of time before `position` governs; a year that is only compared with does not.

    An average counts things: 日均 10,827 件，接通率 72.51% leaves the `rate` to the year.
    """
    kind: Kind = ""
    start: str | None = None
    undated = False
    last_end = 0
    for match in _times(masked_years):
        if match.end() > position:
            break
        # 收到 63 件，上年同期为 48 件，答复率 100%: the year before is told in one part and over behind it.
        if kind == "year" and match["other"] and _TOLD_BESIDE.match(masked_years[match.end() : position]):
            continue
        # 开通以来（2018 年 12 月—2020 年 7 月）: the bracket says when it was, not another time.
        if kind in ("since", "several") and _IN_BRACKET.search(masked_years[last_end : match.start()]):
            continue
        # 日均办理 30 件；全年公开信息 90 条: an average is over with its part of the sentence.
        if (
            match["part"]
            and not _PERIOD.search(match.group())
            and re.search("[，；]" if rate or match.group()[0] == "每" else "；", masked_years[match.end() : position])
        ):
            continue
        # 办结 141 件（含上年度转办件），其中予以公开 11 件: a bracket is over behind it.
        if match["other"] and _in_bracket(masked_years, match.start()) and "）" in masked_years[match.end() : position]:
            continue
        # 去年全年 is last year, not this one.
        if match["this"] == "全年" and kind == "other" and masked_years[match.start() - 1] in "年度":
            continue
        found, begun = _kind(match, masked_years, year)
        # 2019 年以来……截至目前 is a running total too.
        if found == "now" and kind == "several" and match.group().startswith("截"):
            found = "since"
        # 开通以来，截至目前 is still since the opening.
        if found is None or (found == "now" and kind in ("since", "several")):
            continue
        kind, start, last_end = found, begun, match.end()
        undated = bool(match["now"]) or (undated and kind in ("now", "since"))
    clause = masked_years[_clause_start(masked_years, position) : position]
    cumulative = bool(_CUMULATIVE.search(clause))
    if kind in ("", "now", "year", "since") and start is None:
        start = _launch(masked_years[:position], year)
    return Moment(kind, start, cumulative, undated)


def _in_bracket(text: str, position: int) -> bool:
    return text.rfind("（", 0, position) > text.rfind("）", 0, position)


def moment_before(sentences: tuple[str, ...], heading: str, year: int) -> Kind:
    """The time a sentence without one stands in: what the last sentence with a time in front opened with, else the heading.

    Only periods that keep a figure out of the year matter here; 日均 in an earlier sentence says nothing about this one.
    """
    for text in (*reversed(sentences), heading):
        told: Kind = ""
        spoken = False
        for match in _times(text):
            if match["now"] or (match["part"] and not _PERIOD.search(match.group())) or match.group()[0] == "每":
                continue
            kind = _kind(match, text, year)[0]
            if kind is None:
                continue
            spoken = True
            if text is heading or match.start() <= _OPENING or (match["part"] and _FROM_MONTH.match(match.group())):
                told = kind
        if spoken:
            return told if told in ("part", "other", "several") else ""
    return ""


def is_about_plans(headings: str, year: int) -> bool:
    """Whether the figures under these headings are of the time to come: 下一步工作打算, 2024 年工作安排."""
    return bool(
        _PLANS.search(headings) or re.search(rf"{year + 1}年(?:度)?(?:重点)?工作?(?:计划|打算|安排|思路|重点|目标)", headings)
    )


def _kind(match: re.Match[str], text: str, year: int) -> tuple[Kind | None, str | None]:
    if _COMPARED.search(text[: match.start()]) and (match["other"] or match["number"]):
        return None, None
    if match["number"] and re.match("度?(?:[结续顺]?转|结余|结存|未办结)", text[match.end() :]):
        return None, None
    if (
        match["number"]
        and (told := _BUDGET.match(text, match.end()))
        and (match.group().endswith("度") or told["listed"] is not None)
    ):
        return None, None
    if match["several"]:
        return "several", None
    if match["part"]:
        whole = re.fullmatch(r"0?1月?(?:份|0?1日)?[-—–~至到]12月(?:份|31日)?", match["part"])
        return ("year" if whole else "part"), None
    if match["event"]:
        return "several", None
    if match["since"]:
        return "since", _iso(match["sy"], match["sm"], match["sd"], year)
    if match["now"]:
        return "now", None
    if match["as_of"]:
        return _as_of(match, year)
    if match["other"]:
        return "other", None
    if match["this"]:
        return "year", None
    if int(match["number"]) == year:
        return "year", None
    return ("several" if match["onward"] else "other"), None


def _as_of(match: re.Match[str], year: int) -> tuple[Kind | None, str | None]:
    stated, month, day = match["ay"], match["am"], match["ad"]
    if not stated and not month and not re.search("[底末]", match["as_of"]):
        return None, None
    if not month:
        return ("year_end" if not stated or int(stated) == year else "other"), None
    stated_year = int(stated) if stated else year
    if stated_year == year and int(month) == 12:
        return "year_end", None
    if stated_year == year or (stated_year == year + 1 and int(month) <= 3):
        return "as_of", _iso(str(stated_year), month, day, year)
    return "other", None


def _launch(text: str, year: int) -> str | None:
    found = None
    for match in _LAUNCH.finditer(text) if _LAUNCHED.search(text) else ():
        if match["ly"] or match["lm"]:
            found = _iso(match["ly"], match["lm"], match["ld"], year)
    return found


def _iso(year: str | None, month: str | None, day: str | None, default: int) -> str | None:
    if not (year or month):
        return None
    parts = [year or str(default)] + [part.zfill(2) for part in (month, day) if part]
    return "-".join(parts)


def _clause_start(text: str, position: int) -> int:
    return max([text.rfind(stop, 0, position) for stop in "，；。：（"]) + 1


def time_text(plain: str) -> str:
    """The sentence with what stands in 《》 and 〔〕 hidden: years in titles say nothing about figures."""
    return _TITLE.sub(lambda match: HIDDEN * len(match.group()), plain)
