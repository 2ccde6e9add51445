"""The pages of a deck as values: a chart with what someone wrote beside it, a summary, the words of the cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nianbao.charts.plot import Plot


@dataclass(frozen=True)
class Slide:
    """A plot with an optional comment; `at` is the time of the comment as it is shown."""

    plot: Plot
    comment: str = ""
    author: str = ""
    at: str = ""

    @property
    def remark(self) -> str:
        """The comment with who said it and when; empty without a comment."""
        if not self.comment.strip():
            return ""
        who = "，".join(part for part in (self.author, self.at) if part)
        return f"批注{f'（{who}）' if who else ''}：{self.comment.strip()}"


@dataclass(frozen=True)
class Column:
    """One list of a summary: its heading, lines of (what, how much) and what it says where there are none."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    empty: str


@dataclass(frozen=True)
class Summary:
    """The first page of a deck after its cover: a year in numbers, what got worse, what got better."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    foot: tuple[str, ...] = ()
    demo: bool = False


def today_in_words() -> str:
    now = date.today()
    return f"{now.year} 年 {now.month} 月 {now.day} 日"


def cover_lines(slides: Sequence[Slide]) -> list[str]:
    """How many charts, of which data; that invented and real data stand in one deck, where they do."""
    frames = [slide.plot.frame for slide in slides]
    invented = sum(frame.demo for frame in frames)
    versions = list(dict.fromkeys(frame.version for frame in frames if frame.version))
    mixed = f"注意：其中 {invented} 页是演示数据（虚构），其余是真实数据，不可相比" if 0 < invented < len(frames) else ""
    only = "全部是演示数据（虚构，不代表任何机构）" if invented and invented == len(frames) else ""
    return [line for line in (f"共 {len(slides)} 页图表", mixed or only, *versions[:2]) if line]
