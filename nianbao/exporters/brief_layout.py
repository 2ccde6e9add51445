"""How much of a brief goes on one A4 page, and in which sizes: reckoned from the width of its texts, before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nianbao.brief import Brief

PAGE = (595.0, 842.0)  # points
MARGIN = 40.0
WIDTH, HEIGHT = PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN
SAFE = 0.96  # text of another font may run a little longer than reckoned
LEADING = 1.32
COLUMNS = {"topic": 0.11, "name": 0.19, "value": 0.155, "previous": 0.15, "change": 0.25, "remark": 0.145}
ALONE = {"topic": 0.16, "name": 0.32, "value": 0.22, "remark": 0.3}  # no figure of the year before
HEADS = {"topic": "主题", "name": "指标", "value": "本年", "previous": "上年", "change": "与上年比", "remark": "说明"}
NUMBERS = ("value", "previous")
TITLE, LEAST_CHART = 17.0, 128.0
PIXELS = 1.65  # of a chart's canvas to a point on paper


@dataclass(frozen=True)
class Layout:
    """What is shown, and sizes in points: `text` of the body, `small` of the notes; `chart` is the height of one."""

    brief: Brief
    text: float = 9.5
    chart: float = 182.0
    rows: int = 14
    items: int = 5
    findings: int = 5
    sources: int = 5
    charts: int = 2

    @property
    def small(self) -> float:
        return self.text - 1.7

    @property
    def columns(self) -> dict[str, float]:
        """The columns of the table and their shares of its width."""
        return COLUMNS if self.brief.compared else ALONE

    @property
    def title(self) -> float:
        """The title on two lines at most."""
        return TITLE if lines(self.brief.title, WIDTH, TITLE) <= 2 else 13.0

    def chart_width(self, position: int) -> float:
        """Two side by side; one alone in its line takes all of it."""
        return WIDTH if position == self.charts - 1 and position % 2 == 0 else (WIDTH - 10) / 2

    def canvas(self, position: int) -> tuple[int, int]:
        """Pixels to lay a chart out on, so that its text comes out at about seven points."""
        return round(self.chart_width(position) * PIXELS), round(self.chart * PIXELS)

    def listing(self) -> list[tuple[str, list[str]]]:
        """The three short lists with what to say where one is empty."""
        comparable = any(one.change and one.way != "unknown" for one in self.brief.figures)
        none = "没有这一类。" if comparable else "没有可比的上年数，暂不判断。"
        lists = (
            ("向好", self.brief.better, none), ("变差", self.brief.worse, none), ("要办的", self.brief.todo, "没有缺数，也没有未达的目标和承诺。"),
        )  # fmt: skip
        return [(title, cut(items, self.items, "条") or [empty]) for title, items, empty in lists]

    def finding_lines(self) -> list[str]:
        return [self.brief.checked, *cut(self.brief.findings, self.findings, "条不符")]

    def source_line(self) -> str:
        shown, rest = self.brief.sources[: self.sources], len(self.brief.sources) - self.sources
        said = "、".join(shown) + (f" 等 {len(self.brief.sources)} 份" if rest > 0 else "")
        return f"数据来源：{said or '由法定表推算'}。"

    def notes(self) -> list[str]:
        return [self.source_line(), *self.brief.legend, self.brief.version]

    def hidden(self) -> str:
        """Says which part of the table had no room."""
        left = len(self.brief.figures) - self.rows
        return f"另有 {left} 项指标未列，见看板。" if left > 0 else ""

    @property
    def height(self) -> float:
        """Reckoned height of the whole page in points."""
        row = self.text * LEADING
        head = lines(self.brief.title, WIDTH, self.title) * self.title * LEADING + self.small * LEADING + 12
        sentence = lines(self.brief.sentence, WIDTH, self.text + 0.5) * (self.text + 0.5) * LEADING + 8
        table = row + 5 + sum(self._row(one) for one in self.brief.figures[: self.rows]) + 8
        table += self.small * LEADING if self.hidden() else 0
        third = (WIDTH - 20) / 3
        lists = max(
            row + sum(lines(f"· {item}", third - 10, self.small + 0.7) * (self.small + 0.7) * LEADING + 1 for item in items)
            for _, items in self.listing()
        )
        checks = row + sum(
            lines(f"· {one}", WIDTH - 8, self.small + 0.7) * (self.small + 0.7) * LEADING for one in self.finding_lines()
        )
        notes = sum(lines(one, WIDTH, self.small) * self.small * LEADING for one in self.notes())
        pictures = math.ceil(self.charts / 2) * (self.chart + 6) if self.charts else 0
        return head + sentence + table + pictures + lists + 12 + checks + 12 + notes + 10

    def _row(self, one: object) -> float:
        most = max(lines(getattr(one, name), WIDTH * share - 7, self.text) for name, share in self.columns.items())
        return most * self.text * LEADING + 3.5


def lines(text: str, width: float, size: float) -> int:
    """Lines that a text takes: an ideograph is one em, Latin and digits a little over half."""
    total = sum(size if ord(char) > 0x2E7F or char in "“”‘’…—％＞＜≥≤−·" else size * 0.56 for char in text)
    return max(1, math.ceil(total / width))


def cut(items: Sequence[str], most: int, word: str) -> list[str]:
    """The first `most`, and how many more there are."""
    left = len(items) - most
    return [*items[:most], *([f"另有 {left} {word}，见看板。"] if left > 0 else [])]


def laid_out(brief: Brief) -> Layout:
    """As much as fits: a third chart where there is room, else fewer items, then fewer rows, then smaller type."""
    layout = Layout(brief, charts=min(2, len(brief.charts)), rows=len(brief.figures))
    for step in (
        {"sources": 2}, {"items": 4}, {"items": 3}, {"findings": 3}, {"text": 9.0}, {"chart": 160.0}, {"rows": 11}, {"findings": 2}, {"items": 2},
        {"text": 8.5}, {"rows": 9}, {"chart": 144.0}, {"sources": 1}, {"text": 8.0}, {"chart": LEAST_CHART}, {"rows": 7},
        {"findings": 1}, {"items": 1}, {"text": 7.5}, {"rows": 5}, {"rows": 4},
    ):  # fmt: skip
        if layout.height <= HEIGHT * SAFE:
            break
        layout = replace(layout, **{name: min(value, getattr(layout, name)) for name, value in step.items()})
    third = replace(layout, charts=3, chart=150.0)
    if len(brief.charts) > 2 and third.height <= HEIGHT * SAFE:
        layout = third
    for text in (10.5, 10.0):  # what fits with room to spare is set larger
        if layout.text == 9.5 and replace(layout, text=text).height <= HEIGHT * SAFE:
            layout = replace(layout, text=text)
    room = HEIGHT * SAFE - layout.height
    if layout.charts and room > 0:
        layout = replace(layout, chart=min(layout.chart + room / math.ceil(layout.charts / 2), 250.0))
    return layout
