"""A sentence made ready for the phrases: numbers as marks, dates hidden, each thing counted by its whole name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from nianbao.channels import told_together
from nianbao.dealt_with import each_part_named, kinds_of_part
from nianbao.numerals import Printed, find_numbers, fold
from nianbao.phrases import NUMBER, UNIT, PhraseBook, number_mark
from nianbao.spelt_out import spell_out

HIDDEN = "¤"
HOTLINE = "Ⓗ"
# 12333, 12329 and other numbers of one trade: not the 12345 hotline.
OTHER_HOTLINE = "Ⓣ"
_WESTERN = re.compile("[(),;:!?]")
_PLAIN_MARKS = str.maketrans("(),;:!?", "（），；：！？")
# 发布信息（1386）条: the bracket only sets the number off.
_SET_OFF = re.compile(
    r"(?<=[\u4e00-\u9fff])[（(]\s*\d[\d,，.]*\s*[)）]"
    r"(?=\s*(?:条(?!例)|件(?!件)|个(?![人别])|项(?!目)|次(?!年)|人(?![大民事社力员才])|篇|期|家|份|宗|场|起(?!草)|部(?![门署])|封|户|名(?!单)|万|余))"
)
_SPACE = re.compile(r"(?=\s)(?:(?<=[^0-9A-Za-z])\s+|\s+(?=[^0-9A-Za-z])|(?<=[A-Za-z])\s+(?=[A-Za-z]))")
_BRACKET = re.compile(r"（([^（）]*)）")
_KEPT_INSIDE = re.compile(
    r"[A-D甲乙丙丁]类|(?:主办|协办|会办|牵头|承办|人大|政协|官方微信公众号|微信公众号|公众号|官方微信|官方微博|微信|微博)(?:件)?|含.{0,6}(?:结转|转结)"
)
_INCLUDED = re.compile(r"(?<![不未无])(?<![不未]包)含.{0,6}(?:结转|转结)")
_NOT_INCLUDED = re.compile(r"(?:[不未]包?[含括]).{0,6}(?:结转|转结)")
_QUOTES = re.compile(r"[“”‘’\"'「」『』【】]")
_HOTLINE_NAME = re.compile(
    rf"(?:市民|政府|政务服务|便民|政务)*{HOTLINE}"
    r"(?:市民|市长|政务|政府|服务(?!总?量)|便民|网上|群众|公共|公益|民生|投诉|举报|专线|公开电话|热线|平台|电话)*"
)
# 公众号 alone is one of 微信; 微博公众号 and 抖音公众号 are not.
_ACCOUNT = re.compile("(微博|抖音|快手|头条)公众号")
# “部门动态”栏目发布信息 56 条 counts the 部门动态; a 信息公开 column is an indicator of its own.
_COLUMN = re.compile(
    rf"(?<!公开)(?<!内容)(?<!法定)(?<=[\u4e00-\u9fff])(?:栏目|板块)(?:公开|发布|更新)了?(?:各类)?(?:政府)?(?:信息)?(?={NUMBER})"
    rf"|(?<!公开)(?<!内容)(?<!法定)(?<=[\u4e00-\u9fff])栏目(?=[{number_mark('条', 0)[0]}{number_mark('篇', 0)[0]}])"
    rf"|(?<=[\u4e00-\u9fff])(?<![站信博网号息体台])发布量(?={NUMBER})"
)
# 发布信息 294 期 1014 条: the pieces count, not the issues they came in.
_ISSUES = re.compile(
    rf"(?<!公报){number_mark('期', 0)[0]}.(?=[{number_mark('条', 0)[0]}{number_mark('篇', 0)[0]}{number_mark('则', 0)[0]}])"
    rf"|{number_mark('次', 0)[0]}.(?=[{number_mark('条', 0)[0]}{number_mark('篇', 0)[0]}])"
    rf"|更新{number_mark('次', 0)[0]}.，(?:共计|共|累计)*(?=(?:推送|发布|公开){NUMBER})"
)
# 2022 年结转 3 件, 结转 2024 年 2 件: a year before the word is the one gone, behind it the one to come.
_FROM_YEAR = re.compile(f"(?<![{HIDDEN}至到入]){HIDDEN}{{5}}度?(?=(?:未办结|未办理)?的?(?:结转|转结|转入|转来))")
_TO_YEAR = re.compile(f"(?<!{HIDDEN})(?:结转|转结|转)(?:至|到|入)?{HIDDEN}{{5}}(?:度|{HIDDEN})?")
# 公布规划、预算、采购、执法等 15 类信息: a list ends in what it is a list of, its members say no more.
LISTED = "ⓛ"
_LIST = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:、(?:(?!(?<![预务厂村校])公开(?!目录|指南|年报|制度)|发布(?!会)|公布|更新|推送|公示(?!公告|信息)|渠道|平台|网站|媒体|微信|微博|公众号)[^，。；：、（）\ue000-\uf8ff]){{1,24}})+、?等(?:{UNIT}.(?:领域|方面)?)?"
    "(?=(?:多个?|方面|领域|内容|各类|相关|重要|有关|类|在内)*的?(?:政府|政务|工作|主动公开)?信息)"
)
# 本局动态 156 条信息、开展 7 期调查征集: what is counted stands behind its number.
_COUNTED_BEHIND = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:(?<!公开)(?<!发布)(?<!更新)(?<!推送)(?<!公示)(?<!公布)(?<!上传)(?<![了的共计约]){NUMBER}信息"
    rf"|{NUMBER}(?:推文|调查征集|征集调查))(?=[，。；：、（和及]|$)"
)
# 公开信息 687 条，其中主动公开 668 条，依申请公开 19 条: what was published on request is no part of what was published.
_ON_REQUEST_TOO = re.compile(
    rf"公开(?:政府|政务|各类)?信息(?:共计|共)?{NUMBER}，其中，?主动公开(?={NUMBER}(?:（[^（）]*）)?[，、；]依申请公开{NUMBER})"
)


@dataclass(frozen=True)
class Clause:
    """One marked text; `context` is what a bracket stands behind. Numbers are those of the whole sentence."""

    text: str
    context: str = ""


@dataclass(frozen=True)
class Marked:
    """`plain` has a place for every character that is no space; `origin` leads from there to the sentence."""

    sentence: str
    plain: str
    masked: str
    origin: tuple[int, ...]
    numbers: tuple[Printed, ...]
    clauses: tuple[Clause, ...]

    def printed(self, number: Printed) -> str:
        """The number as it stands in the sentence."""
        return self.sentence[self.origin[number.start] : self.origin[number.end - 1] + 1].strip()


def mark(sentence: str, book: PhraseBook, own_name: re.Pattern[str] | None = None) -> Marked:
    """Marks the numbers of one sentence; what is hidden stands under `lists` in data/phrases.yml.

    `own_name` is how the agency that reports may call itself: 信息 in 工业和信息化厅 is no word of what it tells.
    """
    plain, origin = _condense(sentence)
    shown = _hide(plain, book)
    # 一件事 and 跑一次 stay readable for the phrases but are not searched for numbers.
    masked = book.lists["set_words"].sub(lambda match: HIDDEN * len(match.group()), shown)
    numbers = tuple(find_numbers(masked))
    text = _with_marks(shown, numbers, own_name)
    parts = _brackets(text, bool(numbers))
    clauses = tuple(Clause(spell_out(part.text), part.context) for part in parts)
    return Marked(sentence, plain, masked, origin, numbers, clauses)


def in_plain_marks(sentence: str) -> str:
    """The sentence without its spaces and with Chinese punctuation, as `Marked.plain` has it."""
    return _condense(sentence)[0]


@lru_cache(maxsize=16)  # a paragraph: the sentences before are asked for again
def _condense(sentence: str) -> tuple[str, tuple[int, ...]]:
    keep = [True] * len(sentence)
    for match in _SPACE.finditer(sentence):
        keep[match.start() : match.end()] = [False] * (match.end() - match.start())
    for match in _SET_OFF.finditer(sentence):
        keep[match.start()] = keep[match.end() - 1] = False
    origin = tuple(compress(range(len(sentence)), keep))
    folded = fold("".join([sentence[index] for index in origin]))
    return _WESTERN.sub(_chinese_mark, folded), origin


def _chinese_mark(match: re.Match[str]) -> str:
    """The mark as Chinese texts print it, but for a comma within a number."""
    around = match.string[max(match.start() - 1, 0) : match.start()] + match.string[match.end() : match.end() + 1]
    inside = match.group() == "," and len(around) == 2 and around.isdigit()
    return match.group() if inside else match.group().translate(_PLAIN_MARKS)


def _hide(plain: str, book: PhraseBook) -> str:
    masked = book.lists["hotline_numbers"].sub(lambda m: HOTLINE.ljust(len(m.group()), HIDDEN), plain)
    masked = book.lists["other_hotlines"].sub(lambda m: OTHER_HOTLINE.ljust(len(m.group()), HIDDEN), masked)
    return book.lists["not_figures"].sub(lambda match: HIDDEN * len(match.group()), masked)


def _with_marks(shown: str, numbers: tuple[Printed, ...], own_name: re.Pattern[str] | None) -> str:
    parts: list[str] = []
    position = 0
    for place, number in enumerate(numbers):
        parts += shown[position : number.start], number_mark(number.unit, place)
        position = number.end
    text = "".join([*parts, shown[position:]])
    if "转" in text:
        text = _FROM_YEAR.sub("上年", _TO_YEAR.sub("结转下年度", text))
    text = _QUOTES.sub("", text.replace(HIDDEN, "")).replace("各栏目", "")
    if own_name is not None:
        text = own_name.sub("我局", text)
    text = told_together(text)
    text = _LIST.sub(LISTED + "等", text) if "等" in text else text
    text = _ISSUES.sub("", text)
    if "栏目" in text or "板块" in text or "发布量" in text:
        text = _COLUMN.sub("", text)
    if "依申请公开" in text:
        text = _ON_REQUEST_TOO.sub("主动公开信息", text)
    text = _COUNTED_BEHIND.sub(lambda match: match[0][2:] + match[0][:2], text)
    text = each_part_named(text, numbers)
    text = _ACCOUNT.sub(r"\1", text)
    return _HOTLINE_NAME.sub(HOTLINE, text) if HOTLINE in text else text


def _brackets(text: str, any_numbers: bool) -> list[Clause]:
    """The text without its brackets, and each bracket that holds a number as a clause of its own."""
    clauses: list[Clause] = []
    while any_numbers and (match := _BRACKET.search(text)):
        inside = match.group(1)
        left = text[: match.start()]
        if re.search(UNIT, inside):
            clauses.append(Clause(kinds_of_part(inside, left), left))
            put = "ⓒ" if _INCLUDED.search(inside) else "ⓧ" if _NOT_INCLUDED.search(inside) else ""
        else:
            put = inside if _KEPT_INSIDE.fullmatch(inside) else "及部分公开" if "部分公开" in inside else ""
        text = left + put + text[match.end() :]
    return [Clause(text), *clauses]
