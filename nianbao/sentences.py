"""From paragraphs to sentences: broken lines joined again, each sentence with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_PAGE_NUMBER = re.compile(r"^[-—–－\s]*\d{1,3}[-—–－\s]*$|^第\s*\d+\s*页.{0,12}$")
_CHAPTER = re.compile(r"^#*\s*([一二三四五六七八九十]{1,3})\s*[、.．]\s*(\S.*)$")
_SECTION = re.compile(r"^#*\s*([（(][一二三四五六七八九十]{1,3}[)）])\s*[、.．]?\s*(\S.*)$")
_ITEM = re.compile(r"^\s*(?:\d{1,2}\s*[.、．)）]|[（(]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]是|[-•·●◆])")
# Parted by tabs or bars, or ending in figures set off by spaces: “二、上年结转政府信息公开申请数量 17件 10件 0件 3件 0件”.
_TABLE_LINE = re.compile(r"\t|^\s*\|.*\|\s*$|(?:[ \u3000]{1,20}-?\d[\d,.]{0,15}[件项条个份]?){5}\s*$")
_END = "。！？；：…”!?;:"
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）)]?")
_TOO_LONG_FOR_A_HEADING = 40
_ANY_DIGIT = re.compile(r"\d")
_COUNTS = re.compile(r"\d\s*[余多]?\s*[万亿]?\s*[余多]?(?:[件条次项篇期家宗%]|个(?!百))")
# Longer than this is a table that lost its lines, no sentence; it also bounds the time a hostile text can take.
_TOO_LONG_FOR_A_SENTENCE = 1500


# A time of the year may be named this many sentences before a figure: 上半年，……。三是……。满意率 97%.
_BEFORE = 10


@dataclass(frozen=True)
class Sentence:
    """One sentence as printed; `before` are the sentences before it in its paragraph, nearest last.

    A paragraph that begins with 其中 belongs to the one before it.

    `heading` is how people cite the place; `headings` has the full words of chapter and section.
    """

    text: str
    heading: str
    section: str
    locator: str
    before: tuple[str, ...] = ()
    headings: str = ""


@dataclass
class _Passage:
    text: str
    chapter: str
    section: str
    locator: str


def sentences(blocks: Iterable[Any]) -> Iterator[Sentence]:
    """The sentences of every block that has a string `text`; tables have none and are passed over."""
    before: list[str] = []
    for passage in _passages(blocks):
        if not passage.text.startswith("其中"):  # which goes on with the paragraph before it
            before = []
        heading = _path(passage.chapter, passage.section)
        for match in _SENTENCE.finditer(passage.text):
            text = match.group().strip()
            if text and len(text) <= _TOO_LONG_FOR_A_SENTENCE:
                section = passage.section or passage.chapter
                words = f"{passage.chapter}，{passage.section}"
                yield Sentence(text, heading, section, passage.locator, tuple(before[-_BEFORE:]), words)
                before.append(text)


def _passages(blocks: Iterable[Any]) -> Iterator[_Passage]:
    chapter = section = ""
    passage: _Passage | None = None
    for text, locator in _lines(blocks):
        heading = _heading(text)
        if heading:
            if passage:
                yield passage
                passage = None
            mark, name, rest = heading
            if mark[0] in "（(":
                section = f"{mark.replace('(', '（').replace(')', '）')}{name}"
            else:
                chapter, section = f"{mark}、{name}", ""
            if rest:
                passage = _Passage(rest, chapter, section, locator)
            continue
        if passage and passage.text.rstrip()[-1:] not in _END and not _ITEM.match(text):
            passage.text = _join(passage.text, text)
            continue
        if passage:
            yield passage
        passage = _Passage(text, chapter, section, locator)
    if passage:
        yield passage


def _lines(blocks: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        text = getattr(block, "text", None)
        if not isinstance(text, str):
            continue
        place = getattr(block, "locator", "")
        locator = place if isinstance(place, str) else getattr(place, "text", "")
        for line in text.splitlines():
            line = line.strip("\ufeff\u200b \u3000\r")
            if line and not _PAGE_NUMBER.match(line) and not _TABLE_LINE.search(line):
                yield line, locator


def _heading(text: str) -> tuple[str, str, str] | None:
    """(mark, name, text running on behind it) of a heading such as “（二）依申请公开情况。2023 年……”."""
    match = _CHAPTER.match(text) or _SECTION.match(text)
    if not match:
        return None
    mark, rest = match.groups()
    name, stop, tail = _split_heading(rest)
    if len(name) > _TOO_LONG_FOR_A_HEADING or (not stop and name[-1] in "；，,;"):
        return None
    # A numbered line with a figure in it is an item of a list, not a heading: its text must be read.
    if stop and (_COUNTS if tail else _ANY_DIGIT).search(re.sub(r"\d{4}\s*年", "", name)):
        return mark, "", rest
    return mark, name.strip(), tail.strip()


def _split_heading(text: str) -> tuple[str, str, str]:
    match = re.search(r"[。：]", text)
    if match is None:
        return text, "", ""
    return text[: match.start()], match.group(), text[match.end() :]


def _join(first: str, second: str) -> str:
    gap = " " if first[-1:].isascii() and second[:1].isascii() and (first[-1:] + second[:1]).isalpha() else ""
    return first.rstrip() + gap + second.lstrip()


def _path(chapter: str, section: str) -> str:
    """一、总体情况 alone, but 一、（六）积极处理群众咨询 under a section, as people cite it."""
    if section and chapter:
        return f"{chapter.split('、')[0]}、{section}"
    return section or chapter
