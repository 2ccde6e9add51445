"""Which phrase fits a number: what it counts, and whether it is this year's own figure at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nianbao.catalogue import Catalogue, Indicator
from nianbao.joint import is_joint
from nianbao.marked import LISTED, Clause, Marked
from nianbao.model import PeriodKind
from nianbao.moments import Moment
from nianbao.numerals import Printed
from nianbao.phrases import Phrase, PhraseBook, Topics, number_mark, place_of
from nianbao.sentences import Sentence

STOCKS = ("year_end_stock", "as_of")
# A word that forbids a reading is looked for from the last comma or number on to a few characters behind.
_PART_STOP = re.compile("[，。；：\ue000-\uf8ff]")
_STOP = re.compile("[，。；：]")
# What a sentence before says in brackets is not what it speaks of.
_ASIDE = re.compile("（[^（）]*）")
# 主办的 3 件人大代表建议和 1 件政协提案 are parts of what was taken on.
_PART_DONE_BY = re.compile(
    "(?:主办|牵头办理|牵头|协办|会办|领办|督办)(?:、(?:分办|独办|会办))?的?(?:[\ue000-\uf8ff]{2}[^，。；\ue000-\uf8ff]{1,8}[和、与及])?$"
)
# What may stand right before a name that must be whole: not 中标 before 公告信息.
_NAME_BEGINS = re.compile(
    "(?:^|[，。；：、.．\ue000-\uf8ff年度月]|公开|重要|发布|更新|推送|加载|上传|编发|转载|印发|其中|包括|涉及|涵盖|覆盖|包含|含|有|为|的|各类|相关|主动|累计|新增|共|计|了"
    "|全年|局|委|办|厅|室|[省市区县]|街道|镇|政府|[网站]站?|栏目|和|及|与|在|此外|同时|本级|各级|级|系统|行政机关|单位|分别是|分别为|(?:公开|发布)(?:政府)?信息)$"
)
# 通过新闻媒体及“某某”微信公众号: two channels share the number.
_CHANNEL_BEFORE = re.compile(
    "(?:媒体|网站|门户|政务网|官网|微博|微信|公众号|抖音|头条|日报|电视台?|广播|显示屏|公告栏|公示栏|公开栏|平台|APP|App)"
    "(?:、|及|和|与|以及)[^，。；、：]{0,14}$|(?:微博|抖音|头条)$"
)
_AND_OTHERS = re.compile("[^级平一同]等(?:各?类?信息|事项|工作|内容|业务|文件|渠道|方式)?(?:共|计|合计|共计|总计)*$")
# 分别是机构职能类信息 1 条: each name stands before its own number.
_EACH_OF = re.compile("分别(?!(?:是|为|包括)[\u4e00-\u9fff]{2,}$)|各自")
# 加强平台建设，主动公开信息 91 条: work on a channel, nothing said through it.
_SPOKEN_OF = re.compile(
    "(?:信息公开)?(?:平台|网站|新媒体|微信|公众号|专栏|栏目|专题)(?:[、和及与](?:政务)?(?:平台|网站|新媒体|微信|公众号|栏目))?(?:的|内容|集约化|规范化|标准化|信息化)*(?:建设|监管|管理|运维|维护|整合|改版|安全防护)"
    "|(?:开设|新增|新设|设立|维护)(?:专题|专栏|栏目){1,2}[\ue000-\uf8ff]{2}(?=，主动公开)"
    "|(?:拓展|拓宽|丰富)[^，。；]{0,24}(?:渠道|平台|形式)"
    "|以[^，。；]{0,10}为(?:主(?![要动])|[^，。；]{0,10}(?:平台|渠道|阵地|载体))"
)
# 召开新闻发布会 2 次提升了……: what follows a count is no growth.
_COUNTED = ("次", "条", "期", "场", "篇", "份", "项")
_PERCENT = number_mark("%", 0)[0]
_LAST_RATE = re.compile(f"[。；]|{_PERCENT}.")
_ONE_TOPIC = dict.fromkeys(("suggestions", "proposals", "both"), "deputies")
# 采用文字解读、视频解读等形式发布政策解读 105 份: how it was done names nothing that is counted.
_MANNER = re.compile("^.*等[^，。；]{0,4}(?:形式|方式|手段)")
# What is said of all of them, 24 件均按要求答复, does not say what they are.
_NEXT_PART = re.compile("(?!均|已(?!公开)|都|全部)[^，。；：、和及与\ue000-\uf8ff]{0,8}")


@dataclass(frozen=True)
class _Figure:
    """One number where it stands: `left` is the clause before it, `here` the part of that since the last comma.

    `before` are the sentences before this one and the headings, nearest first.
    """

    number: Printed
    moment: Moment
    sentence: Sentence
    left: str
    here: str
    before: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """One phrase that found one number; `weight` is how many characters of fixed wording agreed."""

    phrase: Phrase
    place: int
    weight: int
    start: int
    at: int
    end: int
    clause: Clause

    @property
    def order(self) -> tuple[int, int]:
        return self.phrase.rank, self.weight


def candidates(marked: Marked, book: PhraseBook) -> dict[tuple[int, int, int], list[Candidate]]:
    """For every number that some phrase finds, these phrases; the key is its place, clause and position.

    One number may stand twice in a clause that was spelt out: 办结率、满意率均为 100%.
    """
    found: dict[tuple[int, int, int], list[Candidate]] = defaultdict(list)
    for order, clause in enumerate(marked.clauses):
        for phrase in book.possible(clause.text):
            for candidate in _matches(phrase, clause):
                found[candidate.place, order, candidate.at].append(candidate)
    return found


def fitting(
    options: list[Candidate],
    marked: Marked,
    sentence: Sentence,
    number: Printed,
    moment: Moment,
    catalogue: Catalogue,
    book: PhraseBook,
) -> list[Candidate]:
    """Those of `options`, all for one number of one clause, that may be read as a figure of the year."""
    left = options[0].clause.text[: options[0].at]
    told = tuple(_ASIDE.sub("", text) for text in reversed(sentence.before))
    before = (*told, sentence.section, sentence.heading)
    figure = _Figure(number, moment, sentence, left, _STOP.split(left)[-1], before)
    # Two numbers for two names that could not be told apart: 各自拥有粉丝 68 万和 64 万.
    if _EACH_OF.search(figure.here):
        return []
    refused = _refusals(marked, number, moment, book)
    return [
        option
        for option in options
        if option.phrase.indicator in catalogue
        and refused.issubset(option.phrase.allow)
        and _fits(option, figure, catalogue[option.phrase.indicator], book)
    ]


def best_of(options: list[Candidate]) -> list[Candidate]:
    """The heaviest wording, of two as heavy the one nearer to the number; more than one is a doubt."""
    if len(options) == 1:
        return options
    top = max(option.order for option in options)
    options = [option for option in options if option.order == top]
    if len({option.phrase.indicator for option in options}) > 1:
        latest = max(option.start for option in options)
        options = [option for option in options if option.start == latest]
    return options


def _matches(phrase: Phrase, clause: Clause) -> list[Candidate]:
    found = []
    for match in phrase.pattern.finditer(clause.text):
        start, at = match.start(), match.start("n")
        # What stands before a number that comes first belongs to the number before it.
        first = start == at
        left = clause.text[:start]
        if _forbidden(match, "" if first else left, phrase) or ("joint" not in phrase.allow and is_joint(match, left)):
            continue
        if first and _PART_DONE_BY.search(left):
            continue
        if phrase.alone and not first and _CHANNEL_BEFORE.search(left):
            continue
        # 工作动态等信息 42 条 also counts what is not named.
        named = clause.text[start:at]
        if "等" in named and "等" not in phrase.text and "信息>" not in phrase.text and _AND_OTHERS.search(named):
            continue
        if phrase.whole and not first and _cut_off(left, match.group()):
            continue
        weight = sum(map(len, match.groups(""))) - len(match["n"])
        found.append(Candidate(phrase, place_of(match["n"]), weight, start, at, match.end(), clause))
    return found


def _forbidden(match: re.Match[str], left: str, phrase: Phrase) -> bool:
    """Whether a word that forbids the reading stands in it, in its part of the clause or right behind it."""
    # Many texts have none of these words anywhere.
    if not any(map(match.string.__contains__, phrase.never)):
        return False
    behind = _NEXT_PART.match(match.string, match.end())
    before = _MANNER.sub("", _PART_STOP.split(left)[-1].lstrip("、"))
    before = before[before.rfind("全年") + 1 :]  # 做好申请答复工作全年共受理申请 3 件
    whole = before + match.group() + (behind.group() if behind else "")
    return any(map(whole.__contains__, phrase.never))


def _cut_off(left: str, found: str) -> bool:
    """Whether a name that must be whole is the tail of a longer one: 中标公告信息 12 条 are no 公告信息.

    A kind named behind one of its examples is whole: 工作动态等政务动态类信息 78 条.
    """
    if left.endswith("等") and ("类" in found or LISTED in left or "、" in left):
        return False
    return not found.startswith(("主动公开", "公开", "发布", "公布", "等")) and not _NAME_BEGINS.search(left)


def _refusals(marked: Marked, number: Printed, moment: Moment, book: PhraseBook) -> set[str]:
    """Why this number is no figure of the year; a phrase may lift some reasons by `allow`."""
    left = marked.masked[: number.start]
    clause = re.split("[，。；：（]", left)[-1]
    right = marked.masked[number.end :]
    reasons: set[str] = set()
    if moment.kind in ("other", "several", "part"):
        reasons.add(moment.kind)
    for name in ("growth", "share", "part_only", "submitted"):
        if book.lists[name].search(clause):
            reasons.add(name)
    if "growth" in reasons and book.lists["growth_to"].search(clause):
        reasons.discard("growth")
    if book.lists["compared"].search(clause) and not book.lists["growth_to"].search(clause):
        reasons.add("compared")
    if (book.lists["growth_after"].search(right) and number.unit not in _COUNTED) or number.unit in ("百分点", "倍"):
        reasons.add("growth")
    if book.lists["plan"].search(left) or book.lists["plan_clause"].search(clause):
        reasons.add("plan")
    return reasons


def _fits(candidate: Candidate, figure: _Figure, indicator: Indicator, book: PhraseBook) -> bool:
    phrase, clause = candidate.phrase, candidate.clause
    number, moment, sentence = figure.number, figure.moment, figure.sentence
    if indicator.value_type == "rate":
        top = number.value if number.value is not None else number.high
        if number.unit != "%" or top is None or top > 100:
            return False
    elif number.unit == "%":
        return False
    if phrase.after and not any(word in clause.text[candidate.at :] for word in phrase.after):
        return False
    left = clause.context + figure.left
    if phrase.apart_from and any(map(_SPOKEN_OF.sub("", left + sentence.section).__contains__, phrase.apart_from)):
        return False
    if any(book.lists[name].search(left) for name in phrase.unless):
        return False
    if phrase.needs:
        here = clause.context + clause.text
        around = [here] if phrase.same_sentence else [here, *reversed(sentence.before), sentence.heading]
        if not any(word in text for text in around for word in phrase.needs):
            return False
    if phrase.topic:
        rivals = book.rivals(phrase.topic[0])
        further = () if phrase.same_sentence else figure.before
        if _topic((figure.here, figure.left, clause.context, *further), rivals) not in phrase.topic:
            return False
        if phrase.alone and _shares_channel(left, rivals):
            return False
    if indicator.value_type == "rate" and phrase.topic and _shared(figure.left, phrase, book):
        return False
    if indicator.period_kind != "year" and book.lists["new_only"].search(re.split("[，。；、]", figure.left)[-1]):
        return False
    running = is_running_total(moment, indicator)
    if "cumulative" in phrase.when and not running:
        return False
    if "year" in phrase.when and running:
        return False
    return period_of(indicator, moment) is not None


def _shares_channel(left: str, topics: Topics) -> bool:
    """Whether the channel spoken of last stands beside another: “某某”微博、微信公众号……，全年发布信息 12 条."""
    found = [match for pattern in topics.patterns.values() for match in pattern.finditer(left)]
    return bool(found) and _CHANNEL_BEFORE.search(left[: max(match.start() for match in found)]) is not None


def _shared(left: str, phrase: Phrase, book: PhraseBook) -> bool:
    """Whether a rate stands behind several counted things and may be that of all: 热线 9 件，信箱 4 件，办结率 100%."""
    here = _LAST_RATE.split(left)[-1]
    spoken = {name for name, pattern in book.rivals(phrase.topic[0]).patterns.items() if name != "cases" and pattern.search(here)}
    groups = {_ONE_TOPIC.get(name, name) for name in spoken} - {_ONE_TOPIC.get(phrase.topic[0], phrase.topic[0])}
    return bool(groups)


def is_running_total(moment: Moment, indicator: Indicator) -> bool:
    """累计 alone is a total since the start for a platform's cases, the year's total for everything else."""
    loose = ("now", "as_of", "") if indicator.topic == "online_services" else ("now", "as_of")
    return moment.kind == "since" or (moment.cumulative and moment.kind in loose)


# Words of a counter that an account of applications uses too: 到窗口当面提交, 涉及许可 3 件.
_INCIDENTAL = re.compile("窗口(?!受理|办)|大厅|审批|许可|事项")


def _topic(texts: tuple[str, ...], topics: Topics) -> str:
    """The topic spoken of last: in the clause, the sentence, those before it, at last the heading.

    办件 alone is what a counter or a hotline has dealt with, whichever was spoken of before.
    """
    bare = ""
    for text in texts:
        found = _spoken_last(text, topics)
        if found == "cases" and not _spoken_last(text.replace("办件", ""), topics):
            bare = found
        elif found == "cases" and not bare and _spoken_last(_INCIDENTAL.sub("", text), topics) == "applications":
            return "applications"
        elif found:
            return found if found == "hotline" or not bare else bare
    return bare


@lru_cache(maxsize=64)
def _spoken_last(text: str, topics: Topics) -> str:
    """The topic spoken of last in one text, empty for none; asked again for every phrase and number of a paragraph."""
    ends = [
        (match.end(), len(match.group()), name)
        for name, pattern in topics.patterns.items()
        for match in _overlapping(pattern, text, name)
    ]
    return max(ends)[2] if ends else ""


def _overlapping(pattern: re.Pattern[str], text: str, name: str) -> Iterator[re.Match[str]]:
    """The places of a topic; one that spans two names, 建议 8 件，提案 12 件, may begin within another."""
    if name != "both":
        yield from pattern.finditer(text)
        return
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def period_of(indicator: Indicator, moment: Moment) -> tuple[PeriodKind, str | None] | None:
    """The period kind and its start (for a stock: its day); None where it is no yearly figure."""
    usual: PeriodKind = indicator.period_kind
    if moment.kind == "as_of":
        if indicator.topic == "proposals" and usual == "year":
            return usual, None  # handed over once a year in spring: 截至 8 月底全部办结 is the year's
        return ("as_of", moment.start) if usual in STOCKS else None
    if usual == "cumulative_since":
        return usual, moment.start
    if usual == "year":
        if moment.kind == "since" or (moment.kind == "now" and moment.cumulative):
            return None
        return usual, None
    return usual, None
