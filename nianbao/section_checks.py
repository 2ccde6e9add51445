"""Rules about chapters of the report that hold no table: what must be said in 五 and in 六."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nianbao.document import Document, Paragraph
from nianbao.findings import Finding
from nianbao.model import Locator

# By their words: reports number their chapters as they like.
_PROBLEMS = re.compile(r"存在的?(?:主要)?(?:问题|不足)|问题(?:及|和|与)改进|改进情况")
_OTHER = re.compile(r"其他(?:需要)?(?:报告|说明)的?(?:事项|情况)|其他报告事项")
_CHAPTER = re.compile(r"^#*\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
_FEE = re.compile(r"(?:信息处理费|信息公开处理费|处理费|收取.{0,12}费|收费|费用)")
_SHORTEST = 10


def section_findings(document: Document, edition: str | None) -> list[Finding]:
    """五 says something about problems; 六 of the 2021 edition says whether 信息处理费 was charged (办函〔2021〕30号)."""
    if edition is None:
        return []
    found = []
    chapters = {name: text for name, text in _chapters(document) if name}
    problems = next(((name, text) for name, text in chapters.items() if _PROBLEMS.search(name)), None)
    if problems and len(re.sub(r"\W", "", problems[1])) < _SHORTEST:
        said = problems[1].strip() or "空"
        found.append(
            Finding(
                "problems_are_described",
                "question",
                (Locator(problems[0]),),
                f"不少于 {_SHORTEST} 字",
                said,
                f"“{problems[0]}”一章只写了“{said}”，没有说明问题和改进措施，请确认。",
            )
        )
    other = next(((name, text) for name, text in chapters.items() if _OTHER.search(name)), None)
    if edition == "2021" and other and not _FEE.search(other[1]):
        said = other[1].strip()[:40] or "空"
        found.append(
            Finding(
                "handling_fee_is_stated",
                "question",
                (Locator(other[0]),),
                "说明信息处理费收取情况",
                said,
                f"“{other[0]}”一章没有提到信息处理费；按 2021 年版格式，应写明收取了多少或没有收取，请核对原文。",
            )
        )
    return found


def _chapters(document: Document) -> Iterator[tuple[str, str]]:
    """(heading, text below it) of each numbered chapter; what runs on behind a heading's full stop belongs to the text."""
    name = ""
    text: list[str] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        for line in block.text.splitlines():
            if _CHAPTER.match(line.strip()) and len(line.strip()) <= 200:
                yield name, "\n".join(text)
                head, _, rest = line.strip().partition("。")
                name, text = head.lstrip("#").strip(), [rest] if rest else []
            else:
                text.append(line)
    yield name, "\n".join(text)
