"""The charts of 机构对比: who stands where in one year, over the years, and on two indicators at once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from nianbao.plots.peers import ENOUGH, group_filter, group_name, widens
from nianbao.screen.chart import show
from nianbao.screen.choose import comparable_indicator
from nianbao.screen.data import kept
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.state import change, visit
from nianbao.screen.told import ranking_sentence
from nianbao.view import GROUPS


@dataclass(frozen=True)
class Ground:
    """What is compared: one indicator in one scope, period kind and year."""

    indicator: str
    scope: str
    period_kind: str
    year: int

    @property
    def recipe(self) -> dict[str, object]:
        return {"indicator": self.indicator, "scope": self.scope, "period_kind": self.period_kind, "year": self.year}


def group_picker(screen: Screen) -> None:
    """Whom to compare with: kind and level of the focus agency, widened on request, or only the chosen ones."""
    groups = [g for g in GROUPS if g != "picked" or screen.view.others]
    chosen = screen.view.group if screen.view.group in groups else "auto"
    st.session_state["nb-group"] = chosen
    st.selectbox(
        "和谁比",
        groups,
        format_func=lambda g: f"{GROUPS[g]}：{group_name(screen, g)}",
        key="nb-group",
        on_change=lambda: change(group=st.session_state["nb-group"]),
    )


def compared_indicator(screen: Screen) -> str | None:
    """A choice among the indicators that can be compared; first shown is one the focus agency can be compared on."""
    asked = screen.view.indicator or _default_indicator(screen)
    return comparable_indicator(screen.at(indicator=asked), "比较哪个指标", "indicator")


@kept
def _default_indicator(screen: Screen) -> str:
    """What the focus agency has together with most of its like, in its own year before others; else what most have."""
    about = screen.rows("indicators").set_index("indicator_id")
    parts = []
    for group in ("like", "kind") if screen.view.group == "auto" else (screen.view.group,):
        found = screen.rows("comparable_indicators", focus=screen.view.focus, **group_filter(screen, group))
        if group == "kind" and screen.view.group == "auto":
            found = found[[widens(str(about.loc[name]["value_type"])) for name in found["indicator_id"]]]
        parts.append(found)
    every = pd.concat(parts)
    if not len(every):
        return ""
    every = every.assign(
        mine=every["focus_has"].astype(int),
        now=(every["year"] == screen.view.year).astype(int),
        enough=(every["agencies"] >= ENOUGH).astype(int),
        weight=every["indicator_id"].map(about["headline"].astype("float64").fillna(99.0)),
    )
    order = ["mine", "now", "enough", "agencies", "weight"]
    return str(every.sort_values(order, ascending=[False, False, False, False, True])["indicator_id"].iloc[0])


def ranking(screen: Screen, indicator: str) -> Ground | None:
    """Bars of the focus year; where fewer than two have a number then, of another year, and the page says so first.

    Where the focus agency has no number that could be compared at all, that is what the page says, and the chart below
    is named as one of others.
    """
    about = screen.indicator(indicator)
    ground = _ground(screen, indicator, str(about["period_kind"]))
    name = as_text(screen.focus["short_name"])
    if ground is None:
        nothing(f"{about['name']}：没有两家以上可比的机构", "换一个指标，或放宽比较范围。")
        return None
    mine = _has(screen, ground)
    if not mine:
        nothing(
            f"{screen.focus['short_name']}的数现在没有可以相比的",
            f"{_group_in_words(screen)}里没有别的机构在同一年、按同一口径公布同一项数。"
            f"下面是{ground.year}年其他机构的“{about['name']}”，不含{screen.focus['short_name']}；换一家机构可以看它的位置。",
        )
        _others(screen, ground)
        section(f"其他机构 {ground.year} 年谁高谁低")
    else:
        section(f"{ground.year} 年谁高谁低")
    if mine and ground.year != screen.view.year:
        st.info(
            f"{screen.view.year} 年这个指标可比的不足两家，下面是{name}也有数的 {ground.year} 年。", icon=":material/event_busy:"
        )
    ranking_sentence(screen, ground.indicator, ground.scope, ground.period_kind, ground.year)
    show(screen, "ranking", "compare-rank", screen.width, **ground.recipe, most=24)
    return ground


def _group_in_words(screen: Screen) -> str:
    return group_name(screen, "like" if screen.view.group == "auto" else screen.view.group)


def _others(screen: Screen, ground: Ground) -> None:
    """Buttons to the agencies that are compared, as the focus of the page."""
    rows = _rows(screen, ground.indicator, ground.period_kind)
    held = rows[(rows["year"] == ground.year) & (rows["scope"] == ground.scope)].drop_duplicates("agency_id").head(4)
    with st.container(horizontal=True, key="nb-screen-only"):
        for row in held.itertuples():
            st.button(
                f"看 {as_text(row.agency_short)} {ground.year} 年",
                key=f"compare-go-{row.agency_id}",
                on_click=visit,
                args=(row.agency_id, ground.year, ground.indicator),
            )


def _rows(screen: Screen, indicator: str, period_kind: str) -> pd.DataFrame:
    group = screen.view.group
    if group == "auto":
        group = "kind" if widens(str(screen.indicator(indicator)["value_type"])) else "like"
    rows = screen.rows("matrix", indicator=indicator, period_kind=period_kind, **group_filter(screen, group))
    return rows[rows["state"] == "reported"]


def _has(screen: Screen, ground: Ground) -> bool:
    rows = _rows(screen, ground.indicator, ground.period_kind)
    mine = rows[(rows["agency_id"] == screen.view.focus) & (rows["scope"] == ground.scope)]
    return bool((mine["year"] == ground.year).any())


@kept
def _ground(screen: Screen, indicator: str, period_kind: str) -> Ground | None:
    """The focus agency's scope in the focus year; else the year and scope with most agencies, its own years first."""
    rows = _rows(screen, indicator, period_kind)
    if screen.view.scope:
        rows = rows[rows["scope"] == screen.view.scope]
    counts = rows.groupby(["scope", "year"])["agency_id"].nunique().rename("agencies").reset_index()
    counts = counts[counts["agencies"] >= 2]
    if not len(counts):
        return None
    own = rows[rows["agency_id"] == screen.view.focus][["scope", "year"]].drop_duplicates().assign(own=1)
    counts = counts.merge(own, on=["scope", "year"], how="left").fillna({"own": 0})
    counts["now"] = (counts["year"] == screen.view.year).astype(int)
    best = counts.sort_values(["now", "own", "agencies", "year"], ascending=False).iloc[0]
    return Ground(indicator, str(best["scope"]), period_kind, int(best["year"]))


def heat(screen: Screen, ground: Ground) -> None:
    """Agency × year for the same group and scope; small multiples beside it where lines say more."""
    section("历年对照")
    shape = st.segmented_control("样式", ["热力表", "小图"], default="热力表", key="nb-heat", label_visibility="collapsed")
    name = "small" if shape == "小图" else "heat"
    show(screen, name, f"compare-{name}", screen.width, **ground.recipe)


def pairs(screen: Screen, ground: Ground) -> None:
    """A scatter of this and a second indicator in the same year, scope and group; nothing where too few have two numbers."""
    if not _has(screen, ground):
        return
    section("两个指标一起看")
    second = comparable_indicator(screen, "纵轴指标", "indicator_y", but=ground.indicator, year=ground.year)
    if second is None or second == ground.indicator:
        nothing("请选一个不同的纵轴指标", "例如：横轴为本年新收申请，纵轴为行政复议总计。")
        return
    show(screen, "pairs", "compare-pairs", screen.width, **ground.recipe, second=second)
