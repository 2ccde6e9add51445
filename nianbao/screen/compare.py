"""Who is compared with whom: groups of like agencies, widened only when the page says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from nianbao.catalogue import KINDS, LEVELS
from nianbao.charts import ranked
from nianbao.screen.chart import chart, frame
from nianbao.screen.page import Screen, nothing
from nianbao.screen.sentences import ranking_title
from nianbao.wording import listed

ENOUGH = 5


@dataclass(frozen=True)
class Peers:
    """One indicator in one year over one group. `note` says in Chinese if the group was widened."""

    rows: pd.DataFrame
    group: str
    note: str
    year: int

    @property
    def held(self) -> pd.DataFrame:
        return self.rows[self.rows["place"].notna()]

    def missing_names(self) -> list[str]:
        names = list(self.rows[self.rows["place"].isna()]["agency_short"])
        members = int(self.rows["members"].iloc[0]) if len(self.rows) else 0
        if self.group == "all" or members > 80:
            return [f"本组 {members} 家中的 {members - len(self.held)} 家"]
        return names


def group_filter(screen: Screen, group: str) -> dict[str, list[str]]:
    focus = screen.focus
    return {
        "kinds": [focus["kind"]] if group in ("auto", "like", "kind") else [],
        "levels": [focus["level"]] if group in ("auto", "like", "level") else [],
    }


def group_name(screen: Screen, group: str) -> str:
    focus = screen.focus
    return {
        "auto": f"{LEVELS[focus['level']]}{KINDS[focus['kind']]}，不足 {ENOUGH} 家时放宽级别",
        "like": f"{LEVELS[focus['level']]}{KINDS[focus['kind']]}",
        "kind": KINDS[focus["kind"]],
        "level": f"{LEVELS[focus['level']]}机构",
        "all": "全部机构",
    }[group]


def settled_group(screen: Screen) -> str:
    """The chosen group; left to the board, one kind and level if ENOUGH of them can be compared in some year, else one kind."""
    if screen.view.group != "auto":
        return screen.view.group
    found = screen.rows("comparable_indicators", **group_filter(screen, "like"))
    return "like" if len(found) and found["agencies"].max() >= ENOUGH else "kind"


def peers(screen: Screen, indicator: str, scope: str, period_kind: str, year: int, least: int = 2, group: str = "") -> Peers:
    """The chosen group; where fewer than `least` of one kind and level have a number, all levels of that kind.

    Never wider by itself: unlike agencies are compared only when the visitor asks for it.
    """
    asked = group or screen.view.group
    tried = None
    for step in ("like", "kind") if asked == "auto" else (asked,):
        rows = screen.rows(
            "ranking", indicator=indicator, year=year, scope=scope, period_kind=period_kind, **group_filter(screen, step)
        )
        tried = Peers(rows, step, "" if step in (asked, "like") else _widened(screen, "like", step), year)
        if len(tried.held) >= least:
            break
    assert tried is not None
    return tried


def _widened(screen: Screen, asked: str, group: str) -> str:
    return f"{group_name(screen, asked)}中有数的不足两家，已放宽到{group_name(screen, group)}。"


def ranking_chart(screen: Screen, key: str, cell: pd.Series, width: str, most: int = 15) -> None:
    """The place of the focus agency among its peers on the cell's indicator, or why there is none."""
    name, year = cell["indicator_short"], int(cell["year"])
    if not cell["comparable"]:
        nothing(f"{cell['indicator']}：不作机构间排名", f"各机构口径不一，只看本机构的走势。{cell['definition']}")
        return
    found = peers(screen, cell["indicator_id"], cell["scope"], cell["period_kind"], year)
    if len(found.held) < 2:
        nothing(
            f"{year}年{name}：没有可比的机构",
            f"这一年、这一口径下只有 {listed(found.held['agency_short']) or '本机构'} 有数；收录更多年报后，这里按高低列出同类机构。",
        )
        return
    words = frame(
        screen,
        ranking_title(found.rows, screen.view.focus, name, year, group_name(screen, found.group)),
        f"{group_name(screen, found.group)} · {cell['indicator']}",
        found.held,
        width=width,
        missing_names=found.missing_names(),
    )
    if found.note:
        words = replace(words, marks=(*words.marks, found.note))
    chart(screen, key, lambda w: ranked(found.rows, w, focus=screen.view.focus, most=most), words)
