"""The parts of 总览: what deserves attention, cards per topic, four charts, where to go next."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from nianbao.attention import KINDS, Attention, Item, gather_attention
from nianbao.charts import Plot
from nianbao.datasets import OFFICE
from nianbao.model import TOPICS
from nianbao.plots.bands import standings
from nianbao.plots.ranking import profile_plot, ranking_plot
from nianbao.plots.words import has_number
from nianbao.screen.cards import link, listing, page_link, panels, three
from nianbao.screen.data import kept
from nianbao.screen.flow import Shown, flow
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.state import change, visit
from nianbao.screen.told import topic_paragraph
from nianbao.screen.topic import by_weight, place_of
from nianbao.wording import listed

CARDS_PER_TOPIC = 5
PEERS_TRIED = 4


def topics(screen: Screen) -> None:
    """One row of cards per topic that has a number in the focus year; the others in one designed line."""
    html, empty, held = _topics(screen)
    if html:
        st.html(html)
    if not held:
        nothing("本看板尚未收录这家机构的数", "不是这家机构没有公开。收录它的年报后，这里显示主要指标和可比变化。")
    elif empty:
        nothing(
            f"{screen.view.year} 年未收录：{'、'.join(empty)}",
            f"本机构有数的年份：{'、'.join(map(str, held)) or '无'}。收录相应年报后，这里显示主要指标和可比变化。",
        )
    if empty and screen.view.dataset == "public":
        st.button("看完整示例（演示数据）", on_click=change, kwargs={"dataset": "demo"}, key="overview-demo")


@kept
def _topics(screen: Screen) -> tuple[str, list[str], list[int]]:
    """The cards as HTML, titles of topics without a number, years held."""
    mine = _mine(screen)
    now = _worth_a_card(by_weight(mine[mine["year"] == screen.view.year]))
    empty, parts = [], []
    by_topic = {topic: now[now["topic"] == topic].head(CARDS_PER_TOPIC if screen.size != "narrow" else 4) for topic in TOPICS}
    standings(screen, pd.concat(by_topic.values()))  # the peers of all cards are asked for at once
    for topic, title in TOPICS.items():
        told = by_topic[topic]
        if not has_number(told):
            empty.append(title)
            continue
        chosen = told["indicator_id"].tolist()
        part = mine[mine["indicator_id"].isin(chosen)]
        part = part.assign(place=part["indicator_id"].map(chosen.index)).sort_values(["place", "year"])
        parts.append((title, topic_paragraph(screen, told, 3, beside=0), part))
    held = sorted(int(y) for y in mine[mine["state"] == "reported"]["year"].unique())
    return panels(screen, parts) if parts else "", empty, held


def _mine(screen: Screen) -> pd.DataFrame:
    return screen.series((screen.view.focus,))


def _worth_a_card(cells: pd.DataFrame) -> pd.DataFrame:
    """Headlines first; among the rest numbers above zero before zeros, so that 0 of 0 does not fill the page."""
    zero = ((cells["state"] == "reported") & (cells["value"] == 0)).astype(int)
    return cells.assign(zero=zero).sort_values(["empty", "zero", "rank", "position"])


def attention(screen: Screen) -> None:
    """What got worse, what to settle, what got better; each row a link to the figure or finding."""
    if not has_number(_mine(screen)):
        return  # nothing is held of this agency: there is nothing to judge
    section(
        "要留意什么", "变化幅度大的在前：比率按百分点，其他按上年数的百分比；数很小的排在后面。只按指标的方向判断，不说明原因。"
    )
    st.html(_attention(screen))


def anything_worse(screen: Screen) -> bool:
    """Did anything get worse? Then that is what the page begins with."""
    return bool(_found(screen).worse)


@kept
def _found(screen: Screen) -> Attention:
    return gather_attention(screen, _mine(screen))


@kept
def _attention(screen: Screen) -> str:
    found = _found(screen)
    why = "没有这一类。" if found.comparable else _incomparable(_mine(screen), screen.view.year)
    more = _left_out(found)
    if screen.view.dataset not in OFFICE and found.uncollected:
        more += f"本看板尚未收录（不是本机构没有）：{found.not_held()}。"
    return three(
        _list(screen, "变差", found.worse, why, _others(found.cut["worse"])),
        _list(screen, "要办的", found.todo, "没有缺数，没有对不上的，也没有未达的目标和承诺。", more),
        _list(screen, "向好", found.better, why, _others(found.cut["better"])),
    )


_WHERE = {"target": "目标", "promise": "目标", "due": "核验"}


def _left_out(found: Attention) -> str:
    """How many rows of each kind are not listed, and the page that lists them."""
    told: dict[str, list[str]] = {}
    for kind, count in found.cut.items():
        if count and kind in KINDS:
            told.setdefault(_WHERE.get(kind, "数据与来源"), []).append(f"{KINDS[kind]} {count} 条")
    return "".join(f"还有：{'、'.join(parts)}，见“{page}”。" for page, parts in told.items())


def _incomparable(mine: pd.DataFrame, year: int) -> str:
    """Why nothing is called better or worse: this year is empty, or the last one, or both are of different definitions."""
    if not has_number(mine[mine["year"] == year]):
        return f"{year} 年没有收录任何数，无从比较。"
    if not has_number(mine[mine["year"] == year - 1]):
        return f"{year - 1} 年没有可比的数，各项不作同比，暂不判断好坏。"
    return f"与 {year - 1} 年没有口径相同的数可比，暂不判断好坏。"


def _others(count: int) -> str:
    return f"另有 {count} 项，见各主题页。" if count else ""


def _list(screen: Screen, title: str, items: list[Item], empty: str, more: str) -> str:
    lines = []
    for item in items:
        tag = KINDS.get(item.kind, "")
        href = link(screen, item.cell) if item.cell is not None else page_link(screen, item.page) if item.page else ""
        lines.append((item.text + ("（数小）" if item.small else ""), item.value, href, tag))
    return listing(title, lines, empty, more)


def charts(screen: Screen) -> None:
    """At most four: trends where there are years to show, the profile of the year and peers where there are not."""
    plan = _plan(screen)
    if not plan:
        return
    section("看图")
    raw = lambda: screen.rows("series", agencies=screen.view.agencies)  # noqa: E731
    flow(screen, [Shown(*chart) for chart in plan], raw)


@kept
def _plan(screen: Screen) -> list[tuple[str, str, dict[str, Any]]]:
    """Which charts: (name, key, arguments)."""
    mine = _mine(screen)
    held = mine[mine["state"] == "reported"]
    if not len(held):
        return []
    spread = (
        held.groupby(["topic", "indicator_id"])
        .agg(years=("year", "nunique"), headline=("headline", "first"), position=("position", "first"))
        .reset_index()
    )
    spread["headline"] = spread["headline"].astype("float64").fillna(99.0)
    best = spread[spread["years"] > 1].sort_values(["headline", "position"]).drop_duplicates("topic")
    lines = best.sort_values("position")["indicator_id"].tolist()[:3]
    plan: list[tuple[str, str, dict[str, Any]]] = [("trend", f"overview-{i}", {"indicator": i, "height": 240}) for i in lines]
    if not lines:
        topics = _with_profile(screen, held)[:3]
        plan = [("profile", f"profile-{topic}", {"topic": topic, "height": 160}) for topic in topics]
    return plan + _peers(screen, held)


def _with_profile(screen: Screen, mine: pd.DataFrame) -> list[str]:
    """Topics of which the year has at least two figures to set side by side."""
    topics = ("media", "online_services", "disclosure", "consultation", "proposals")
    return [t for t in topics if isinstance(profile_plot(screen, topic=t, width=screen.half, rows=mine), Plot)]


def _peers(screen: Screen, held: pd.DataFrame) -> list[tuple[str, str, dict[str, Any]]]:
    """The weightiest figure of the year that others of the kind have too: one with a place among them before one without."""
    shared = screen.rows("shared_indicators", agency=screen.view.focus)  # all years: the next year chosen has its answer already
    shared = shared[(shared["year"] == screen.view.year) & shared["comparable"].astype(bool) & (shared["kind_agencies"] > 1)]
    unplaced: dict[str, Any] = {}
    for indicator in shared["indicator_id"].head(PEERS_TRIED):
        cell = held[(held["year"] == screen.view.year) & (held["indicator_id"] == indicator)]
        if not len(cell):
            continue
        place = place_of(cell.iloc[0])
        plot = ranking_plot(screen, **place, width=screen.half)
        if isinstance(plot, Plot) and plot.options["placed"]:
            return [("ranking", "overview-peers", {**place, "most": 10, "height": 280})]
        if isinstance(plot, Plot):
            unplaced = unplaced or place
    return [("ranking", "overview-peers", {**unplaced, "most": 10})] if unplaced else []


def neighbours(screen: Screen) -> None:
    """Like agencies of the year and the best-covered ones, one click away."""
    like = screen.rows("like_agencies", agency=screen.view.focus, year=screen.view.year, limit=8)
    best = screen.rows("agencies", covered_only=True, limit=8)
    with st.container(key="nb-screen-only"):  # buttons only: nothing for paper
        section("再看看谁")
        left, right = screen.columns(2)
        with left:
            st.caption(f"{screen.view.year} 年的同类同级机构" if len(like) else f"{screen.view.year} 年没有收录同类同级机构")
            _buttons("like", like, screen.view.year)
        with right:
            st.caption(f"数据最全的机构：{as_text(listed(best['short_name'], 2))}")
            _buttons("best", best.rename(columns={"short_name": "agency_short"}), 0)


def _buttons(key: str, frame_: pd.DataFrame, year: int) -> None:
    with st.container(horizontal=True, gap="small"):
        for row in frame_.itertuples():
            st.button(
                as_text(row.agency_short),
                key=f"{key}-{row.agency_id}",
                on_click=visit,
                args=(row.agency_id, year),
            )
