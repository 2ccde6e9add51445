"""The parts of 总览: cards per topic, what got better and worse, what is missing, four charts, where to go next."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nianbao.charts import Plot
from nianbao.model import TOPICS
from nianbao.plots.ranking import profile_plot
from nianbao.plots.titles import topic_sentence
from nianbao.plots.words import has_number
from nianbao.screen.cards import link, listing, panels
from nianbao.screen.chart import show
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.state import change
from nianbao.screen.topic import by_weight, ranking_of
from nianbao.wording import change_text, figure, listed, tendency

CARDS_PER_TOPIC = 5


def topics(screen: Screen, series: pd.DataFrame) -> None:
    """One row of cards per topic that has a number in the focus year; the others in one designed line."""
    mine = series[series["agency_id"] == screen.view.focus]
    now = by_weight(mine[mine["year"] == screen.view.year])
    empty, parts = [], []
    for topic, title in TOPICS.items():
        cells = now[now["topic"] == topic]
        if not has_number(cells):
            empty.append(title)
            continue
        told = _worth_a_card(cells).head(CARDS_PER_TOPIC if screen.size != "narrow" else 4)
        chosen = told["indicator_id"].tolist()
        part = mine[mine["indicator_id"].isin(chosen)]
        part = part.assign(place=part["indicator_id"].map(chosen.index)).sort_values(["place", "year"])
        parts.append((title, topic_sentence(told, screen.view.year, 3), part))
    if parts:
        panels(screen, parts)
    if empty:
        held = sorted(int(y) for y in mine[mine["state"] == "reported"]["year"].unique())
        nothing(
            f"{screen.view.year} 年未收录：{'、'.join(empty)}",
            f"本机构有数的年份：{'、'.join(map(str, held)) or '无'}。收录相应年报后，这里显示主要指标和可比变化。",
        )
        if screen.view.dataset == "public":
            st.button("看完整示例（演示数据）", on_click=change, kwargs={"dataset": "demo"}, key="overview-demo")


def _worth_a_card(cells: pd.DataFrame) -> pd.DataFrame:
    """Headlines first; among the rest numbers above zero before zeros, so that 0 of 0 does not fill the page."""
    zero = ((cells["state"] == "reported") & (cells["value"] == 0)).astype(int)
    return cells.assign(zero=zero).sort_values(["empty", "zero", "rank", "position"])


def turning_points(screen: Screen, series: pd.DataFrame) -> None:
    """Better, worse and missing, each row a link to the figure."""
    mine = series[series["agency_id"] == screen.view.focus]
    now = mine[mine["year"] == screen.view.year]
    ways = now.apply(tendency, axis=1) if len(now) else pd.Series(dtype=str)
    section("好在哪，差在哪，缺什么")
    left, middle, right = screen.columns(3)
    comparable = int(now["verdict"].isin(["comparable", "rise_at_least", "fall_at_least"]).sum())
    why = "没有可比的上年数，暂不判断好坏。" if not comparable else "没有这一类。"
    with left:
        listing("向好", _changes(screen, now[ways == "better"]), why)
    with middle:
        listing("变差", _changes(screen, now[ways == "worse"]), why)
    with right:
        listing("缺什么", _missing(screen, mine, now), "主要指标本年都有数。")


def _changes(screen: Screen, rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    weight = rows["change_percent"].abs().fillna(rows["change"].abs())
    rows = rows.assign(weight=weight).sort_values(["headline", "weight"], ascending=[True, False], na_position="last")
    return [
        (f"{row['indicator_short']} {figure(row)}", change_text(row).removeprefix("较上年 "), link(screen, row))
        for _, row in rows.head(5).iterrows()
    ]


def _missing(screen: Screen, mine: pd.DataFrame, now: pd.DataFrame) -> list[tuple[str, str, str]]:
    items = []
    empty = now[now["state"] != "reported"]
    for _, row in empty.head(3).iterrows():
        items.append((row["indicator_short"], figure(row), link(screen, row)))
    before = mine[(mine["year"] == screen.view.year - 1) & (mine["state"] == "reported")]
    gone = before[~before["indicator_id"].isin(now["indicator_id"])]
    gone = gone[gone["headline"].notna()].head(3)
    for _, row in gone.iterrows():
        items.append((row["indicator_short"], f"上年 {figure(row)}，本年未收录", link(screen, row)))
    held = {int(y) for y in mine[mine["state"] == "reported"]["year"].unique()}
    if held:
        gaps = [str(y) for y in range(min(held), max(held) + 1) if y not in held]
        if gaps:
            items.append((f"未收录的年份：{'、'.join(gaps)}", "", ""))
    absent = [title for topic, title in TOPICS.items() if not len(now[(now["topic"] == topic) & (now["state"] == "reported")])]
    if absent:
        items.append((f"未收录的主题：{'、'.join(absent)}", "", ""))
    if not len(now[now["verdict"] == "comparable"]):
        items.append((f"{screen.view.year - 1} 年没有可比的数，各项不作同比", "", ""))
    return items


def charts(screen: Screen, series: pd.DataFrame) -> None:
    """At most four: trends where there are years to show, the profile of the year and peers where there are not."""
    mine = series[(series["agency_id"] == screen.view.focus) & (series["state"] == "reported")]
    if not len(mine):
        return
    section("看图")
    spread = (
        mine.groupby(["topic", "indicator_id"])
        .agg(years=("year", "nunique"), headline=("headline", "first"), position=("position", "first"))
        .reset_index()
    )
    spread["headline"] = spread["headline"].astype("float64").fillna(99.0)
    lines = (
        spread[spread["years"] > 1]
        .sort_values(["headline", "position"])
        .drop_duplicates("topic")
        .sort_values("position")["indicator_id"]
        .tolist()
    )
    raw = screen.rows("series", agencies=screen.view.agencies)
    places = [*screen.columns(2), *screen.columns(2)]
    for place, indicator in zip(places, lines[:3], strict=False):
        with place:
            show(screen, "trend", f"overview-{indicator}", screen.half, indicator=indicator, height=240, rows=raw)
    rest = places[len(lines[:3]) :]
    drawn = 0
    for topic in _with_profile(screen, mine) if not lines else ():
        if drawn < len(rest) - 1:
            with rest[drawn]:
                show(screen, "profile", f"profile-{topic}", screen.half, topic=topic, height=160)
            drawn += 1
    if drawn < len(rest):
        _peers(screen, series, rest[drawn])


def _with_profile(screen: Screen, mine: pd.DataFrame) -> list[str]:
    """Topics of which the year has at least two figures to set side by side."""
    topics = ("media", "online_services", "disclosure", "consultation", "proposals")
    return [t for t in topics if isinstance(profile_plot(screen, topic=t, width=screen.half, rows=mine), Plot)]


def _peers(screen: Screen, series: pd.DataFrame, place: st.delta_generator.DeltaGenerator) -> None:
    shared = screen.rows("shared_indicators", agency=screen.view.focus, year=screen.view.year)
    shared = shared[shared["comparable"].astype(bool) & (shared["kind_agencies"] > 1)]
    if not len(shared):
        return
    best = shared.iloc[0]
    cell = series[
        (series["agency_id"] == screen.view.focus)
        & (series["year"] == screen.view.year)
        & (series["indicator_id"] == best["indicator_id"])
    ]
    if len(cell):
        with place:
            ranking_of(screen, "overview-peers", cell.iloc[0], screen.half, 10)


def neighbours(screen: Screen) -> None:
    """Like agencies of the year and the best-covered ones, one click away."""
    like = screen.rows("like_agencies", agency=screen.view.focus, year=screen.view.year, limit=8)
    best = screen.rows("agencies", covered_only=True, limit=8)
    section("再看看谁")
    left, right = screen.columns(2)
    with left:
        st.caption(f"{screen.view.year} 年的同类同级机构" if len(like) else f"{screen.view.year} 年没有收录同类同级机构")
        _buttons("like", like, screen.view.year)
    with right:
        st.caption(f"数据最全的机构：{listed(best['short_name'], 2)}")
        _buttons("best", best.rename(columns={"short_name": "agency_short"}), 0)


def _buttons(key: str, frame_: pd.DataFrame, year: int) -> None:
    with st.container(horizontal=True, gap="small"):
        for row in frame_.itertuples():
            st.button(
                row.agency_short,
                key=f"{key}-{row.agency_id}",
                on_click=change,
                kwargs={"agencies": (row.agency_id,), "year": year, "year_from": 0, "year_to": 0, "indicator": ""},
            )
