"""The common page of a topic: cards, a trend, the place among peers, rates beside volumes, or why a place is empty."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nianbao.desk import one_series
from nianbao.model import TOPICS
from nianbao.plots.titles import topic_sentence
from nianbao.plots.words import has_number
from nianbao.screen.cards import cards
from nianbao.screen.chart import show
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.sparse import elsewhere
from nianbao.screen.state import change, remember


def topic_body(screen: Screen, topic: str, *, card_limit: int = 10) -> pd.DataFrame:
    """Draws the page of one topic and returns the series it used (all years, chosen agencies, no breakdown)."""
    raw = screen.rows("series", agencies=screen.view.agencies, topics=(topic,))
    series = one_series(raw, screen.view.scope)
    mine = series[series["agency_id"] == screen.view.focus]
    now = by_weight(mine[mine["year"] == screen.view.year])
    if not has_number(now):
        empty_topic(screen, topic, mine)
    else:
        section("本年要点", topic_sentence(now, screen.view.year))
        shown = now.head(card_limit)["indicator_id"]
        cards(screen, _ordered(mine, shown), lead=3)
    if not has_number(series):
        return series
    if (
        has_number(now)
        and series[series["state"] == "reported"].groupby(["agency_id", "indicator_id"])["year"].nunique().max() < 2
    ):
        _one_year(screen, topic)
        return series
    chosen = indicator_picker(screen, topic, series)
    if chosen is None:
        return series
    left, right = screen.columns(2)
    with left:
        show(screen, "trend", f"{topic}-trend", screen.half, indicator=chosen, rows=raw)
    with right:
        cell = _cell_for_ranking(screen, series, chosen)
        if cell is None:
            nothing("没有可以并排比较的数", "换一个指标或年份试试。")
        else:
            ranking_of(screen, f"{topic}-rank", cell, screen.half)
    _rates(screen, topic, series, raw, chosen)
    return series


def ranking_of(screen: Screen, key: str, cell: pd.Series, width: str, most: int = 15) -> None:
    """The place of the focus agency among its peers on one cell's indicator, scope, period kind and year."""
    show(
        screen, "ranking", key, width,
        indicator=str(cell["indicator_id"]), scope=str(cell["scope"]), period_kind=str(cell["period_kind"]),
        year=int(cell["year"]), most=most, height=280,
    )  # fmt: skip


def _one_year(screen: Screen, topic: str) -> None:
    """A page of points instead of lines: the year's figures side by side, and the longest series of others."""
    section("这一年的构成", f"仅 {screen.view.year} 年有数，不画走势、不作同比。")
    left, right = screen.columns(2)
    with left:
        show(screen, "profile", f"profile-{topic}", screen.half, topic=topic, height=200)
    with right:
        elsewhere(screen, topic, screen.half)


def by_weight(now: pd.DataFrame) -> pd.DataFrame:
    """Numbers first, headlines in their order, then the catalogue's order."""
    return now.assign(
        empty=(now["state"] != "reported").astype(int), rank=now["headline"].astype("float64").fillna(99.0)
    ).sort_values(["empty", "rank", "position"])


def _ordered(mine: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    place = {indicator: position for position, indicator in enumerate(ids)}
    part = mine[mine["indicator_id"].isin(place)]
    return part.assign(place=part["indicator_id"].map(place)).sort_values(["place", "year"])


def empty_topic(screen: Screen, topic: str, mine: pd.DataFrame) -> None:
    """Says what would stand here, which years have it, and who is best covered."""
    held = sorted(int(y) for y in mine[mine["state"] == "reported"]["year"].unique())
    name = screen.focus["short_name"]
    if held:
        nothing(
            f"{name} {screen.view.year} 年没有收录{TOPICS[topic]}方面的数",
            f"有数的年份：{'、'.join(map(str, held))}。可在上方切换年份。",
        )
        return
    nothing(
        f"{name}的公开材料里没有{TOPICS[topic]}方面的数" if not screen.demo else f"{name}没有{TOPICS[topic]}方面的数",
        "收录后，这里显示主要指标、与上年的可比变化和同类机构的位置。",
    )
    best = screen.rows("coverage_matrix", topic=topic, limit=6)
    names = best.drop_duplicates("agency_id")
    with st.container(horizontal=True):
        for row in names.itertuples():
            last = int(best[best["agency_id"] == row.agency_id]["year"].max())
            st.button(
                f"看 {row.agency_short}（{last}）",
                key=f"go-{topic}-{row.agency_id}",
                on_click=change,
                kwargs={"agencies": (row.agency_id,), "year": last, "year_from": 0, "year_to": 0, "indicator": ""},
            )
        if screen.view.dataset == "public":
            st.button("看演示数据", key=f"demo-{topic}", type="primary", on_click=change, kwargs={"dataset": "demo"})


def indicator_picker(screen: Screen, topic: str, series: pd.DataFrame) -> str | None:
    """A choice among the topic's indicators that the chosen agencies have numbers on."""
    held = series[series["state"] == "reported"]
    weight = (
        held.assign(
            mine=(held["agency_id"] == screen.view.focus).astype(int),
            mine_now=((held["agency_id"] == screen.view.focus) & (held["year"] == screen.view.year)).astype(int),
        )
        .groupby("indicator_id")
        .agg(
            mine=("mine", "sum"),
            now=("mine_now", "max"),
            name=("indicator", "first"),
            headline=("headline", "first"),
            position=("position", "first"),
        )
        .reset_index()
    )
    if not len(weight):
        return None
    weight["headline"] = weight["headline"].astype("float64").fillna(99.0)
    weight["line"] = (weight["mine"] > 1).astype(int)
    by_default = weight.sort_values(["now", "line", "headline", "position"], ascending=[False, False, True, True])
    options = list(weight.sort_values(["headline", "position"])["indicator_id"])
    names = dict(zip(weight["indicator_id"], weight["name"], strict=True))
    chosen = screen.view.indicator if screen.view.indicator in names else str(by_default["indicator_id"].iloc[0])
    key = f"nb-indicator-{topic}"
    st.session_state[key] = chosen
    remember(indicator=chosen)
    st.selectbox(
        "指标",
        options,
        format_func=lambda i: names.get(i, i),
        key=key,
        width=420,
        on_change=lambda: change(indicator=st.session_state[key]),
    )
    return chosen


def _cell_for_ranking(screen: Screen, series: pd.DataFrame, indicator: str) -> pd.Series | None:
    """The cell of the focus year, else the newest one of the focus agency, else of anyone."""
    rows = series[(series["indicator_id"] == indicator) & (series["state"] == "reported")]
    for part in (
        rows[(rows["agency_id"] == screen.view.focus) & (rows["year"] == screen.view.year)],
        rows[rows["agency_id"] == screen.view.focus],
        rows,
    ):
        if len(part):
            return part.sort_values("year").iloc[-1]
    return None


def _rates(screen: Screen, topic: str, series: pd.DataFrame, raw: pd.DataFrame, chosen: str) -> None:
    """Rates of the focus agency beside its volumes, where there is more than one year to show."""
    mine = series[(series["agency_id"] == screen.view.focus) & (series["state"] == "reported")]
    spread = mine.groupby("indicator_id").agg(
        years=("year", "nunique"), rate=("value_type", "first"), headline=("headline", "first"), position=("position", "first")
    )
    spread = spread[(spread["years"] > 1) & (spread.index != chosen)]
    spread = spread.assign(headline=spread["headline"].astype("float64").fillna(99.0)).sort_values(["headline", "position"])
    rates = list(spread[spread["rate"] == "rate"].index[:3])
    volumes = list(spread[spread["rate"] != "rate"].index[:3])
    if not rates and not volumes:
        return
    section("量与率")
    for index in range(max(len(rates), len(volumes))):
        left, right = screen.columns(2)
        for place, ids in ((left, volumes), (right, rates)):
            with place:
                if index < len(ids):
                    show(screen, "trend", f"{topic}-more-{ids[index]}", screen.half, indicator=ids[index], height=220, rows=raw)
