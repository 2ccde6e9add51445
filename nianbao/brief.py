"""一页纸: what a leader should know of one agency and year, gathered from a desk in words that are already final."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from nianbao import catalogue
from nianbao.attention import KINDS, Attention, Item, gather_attention
from nianbao.charts import Plot
from nianbao.checks import load_rules
from nianbao.compared import compared_words, counted
from nianbao.datasets import OFFICE
from nianbao.desk import Desk
from nianbao.errors import NianbaoError
from nianbao.model import PERIOD_KINDS, SCOPES, TOPICS
from nianbao.plots.chosen import few_plots
from nianbao.plots.titles import topic_sentence
from nianbao.plots.words import has_number
from nianbao.wording import change_text, corrected, figure, missing, tendency

MOST_FIGURES = 14
PER_TOPIC, ENOUGH_FIGURES = 5, 10
MOST_CHARTS = 3
WAYS = {"better": "向好", "worse": "变差"}


@dataclass(frozen=True)
class Figure:
    """One line of the table, every cell as it is printed."""

    topic: str
    name: str
    value: str
    previous: str
    change: str
    way: str  # better | worse | same | neutral | unknown
    remark: str


@dataclass(frozen=True)
class Brief:
    """Everything on the page, in the order of its weight: what does not fit is cut from the end of each list."""

    agency: str
    year: int
    about: str
    sentence: str
    figures: tuple[Figure, ...]
    charts: tuple[Plot, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    todo: tuple[str, ...]
    checked: str
    findings: tuple[str, ...]
    sources: tuple[str, ...]
    version: str
    demo: bool = False
    legend: tuple[str, ...] = field(
        default=(
            "“＞≥＜≤约”为原文印出的界限或约数，不是确切数；空着、未填不等于零；与上年比只在同一口径、同一范围内作。",
            "向好、变差按指标的方向判断，不说明原因。",
        )
    )

    @property
    def compared(self) -> bool:
        """Has any figure one of the year before? Else the table needs no columns for it."""
        return any(one.previous != "未收录" for one in self.figures)

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年年报一页纸"


def gather_brief(desk: Desk) -> Brief:
    """The page of the desk's focus agency and year. Raises NianbaoError where that year has no number at all."""
    view, focus = desk.view, desk.focus
    mine = desk.series((view.focus,))
    now = mine[mine["year"] == view.year]
    if not has_number(now):
        held = "、".join(str(y) for y in sorted(int(y) for y in mine[mine["state"] == "reported"]["year"].unique()))
        raise NianbaoError(f"{focus['name']} {view.year} 年没有收录任何数，写不出一页纸。有数的年份：{held or '无'}。")
    now = _weighed(now)
    told = _told(now)
    found = gather_attention(desk, mine)
    checked, findings = _checked(desk)
    place = "、".join(p for p in (catalogue.LEVELS.get(focus["level"], ""), catalogue.KINDS.get(focus["kind"], "")) if p)
    return Brief(
        agency=str(focus["name"]),
        year=view.year,
        about=place + ("　演示数据（虚构，不代表任何机构）" if desk.demo else ""),
        sentence=topic_sentence(told.drop_duplicates("topic"), view.year, 3),  # the first of each topic, not six of one
        figures=tuple(_figure(row, mine) for _, row in told.iterrows()),
        charts=tuple(_bare(plot) for plot in few_plots(desk, MOST_CHARTS)),
        better=tuple(_changes(found.better, found.cut["better"])),
        worse=tuple(_changes(found.worse, found.cut["worse"])),
        todo=tuple(_todo(desk, found)),
        checked=checked,
        findings=findings,
        sources=tuple(_sources(told)),
        version=desk.version,
        demo=desk.demo,
    )


def _weighed(now: pd.DataFrame) -> pd.DataFrame:
    """Numbers first, headlines in their order, zeros behind other numbers."""
    return now.assign(
        empty=(now["state"] != "reported").astype(int),
        zero=((now["state"] == "reported") & (now["value"] == 0)).astype(int),
        rank=now["headline"].astype("float64").fillna(99.0),
    ).sort_values(["empty", "zero", "rank", "position"])


def _told(now: pd.DataFrame) -> pd.DataFrame:
    """A few figures of each topic; an agency with one or two topics gets more of each. In the order of topics."""
    known = now[now["state"] == "reported"]
    first = pd.concat([known[known["topic"] == topic].head(PER_TOPIC) for topic in TOPICS])
    first = first.sort_values(["rank", "position"]).head(MOST_FIGURES)
    rest = known[~known["indicator_id"].isin(first["indicator_id"])].head(max(ENOUGH_FIGURES - len(first), 0))
    told = pd.concat([first, rest])
    return told.assign(group=told["topic"].map(list(TOPICS).index)).sort_values(["group", "rank", "position"])


def _figure(row: Any, mine: pd.DataFrame) -> Figure:
    before = mine[(mine["indicator_id"] == row["indicator_id"]) & (mine["year"] == row["year"] - 1)]
    remarks = [SCOPES[row["scope"]]] if row["scope"] != "own" else []
    if row["period_kind"] != "year":
        remarks.append(PERIOD_KINDS[row["period_kind"]])
    if row["choice_rule"] == "derived":
        remarks.append("推算")
    if told := corrected(row):
        remarks.append(told)
    if row["disagree"]:
        remarks.append("来源不一致")
    if not missing(row["failures"]) and row["failures"] > 0:
        remarks.append("勾稽不符")
    return Figure(
        TOPICS[row["topic"]], str(row["indicator_short"]), figure(row), figure(before.iloc[0]) if len(before) else "未收录",
        change_text(row).removeprefix("较上年 "), tendency(row), "、".join(remarks),
    )  # fmt: skip


def _changes(items: Iterable[Item], cut: int) -> Iterator[str]:
    """The same rows in the same order as 总览 has them."""
    for item in items:
        against = "较上年 " if item.value[:1] in ("+", "−") else ""
        yield f"{item.text}，{against}{item.value}{'（数小）' if item.small else ''}"
    if cut:
        yield f"另有 {cut} 项，见看板。"


def _todo(desk: Desk, found: Attention) -> Iterator[str]:
    """Missed targets and promises, empty cells, late reports; relations that do not hold stand under 核对."""
    items = [item for item in found.todo if item.kind != "conflict"]
    for item in items:
        yield f"{KINDS[item.kind]}：{item.text}" + (f"，{item.value}" if item.value else "")
    cut = sum(count for kind, count in found.cut.items() if kind in KINDS and kind != "conflict")
    if cut:
        yield f"另有 {cut} 条，见看板。"
    if desk.view.dataset not in OFFICE and found.uncollected:
        yield f"本看板尚未收录：{found.not_held()}"


def _checked(desk: Desk) -> tuple[str, tuple[str, ...]]:
    """How many comparisons were made and what they gave; “no finding” is not “nothing was compared”."""
    view = desk.view
    rows = desk.rows("findings", agencies=(view.focus,), year_from=view.year, year_to=view.year, limit=100_000)
    if not len(rows):
        return "没有可以核对的关系（未收录法定表，也没有第二处来源）。", ()
    sentences = {rule.name: rule.sentence for rule in load_rules()}
    failing = rows[(rows["outcome"] == "fails") & (rows["severity"] != "question")]
    return compared_words(*counted(rows)), tuple(
        f"{row.subject}：{sentences.get(str(row.rule), str(row.rule))}，应为 {_sum(row.expected)}，实为 {_sum(row.actual)}"
        for row in failing.itertuples()
    )


def _sum(text: str) -> str:
    """“1+2+3=6” → “6”: the page has no room for the terms."""
    return text.rsplit("=", 1)[-1].strip()


def _sources(told: pd.DataFrame) -> Iterator[str]:
    known = told[told["source_title"].notna()].drop_duplicates("source_title")
    for _, row in known.iterrows():
        yield f"《{row['source_title']}》" + (f"（{row['source_published']}）" if not missing(row["source_published"]) else "")


def _bare(plot: Plot) -> Plot:
    """The page itself names sources and version once."""
    return replace(plot, frame=replace(plot.frame, source="", version="年报看板"))
