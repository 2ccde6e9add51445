"""The common page of a topic: cards, a trend, the place among peers, rates beside volumes, or why a place is empty."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from nianbao.charts import trend
from nianbao.model import TOPICS
from nianbao.screen.cards import cards
from nianbao.screen.chart import absent, chart, frame, has_number
from nianbao.screen.compare import ranking_chart
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.sentences import topic_sentence, trend_title
from nianbao.screen.sparse import elsewhere, profile_chart
from nianbao.screen.state import change


def topic_body(screen: Screen, topic: str, *, card_limit: int = 10) -> pd.DataFrame:
    """Draws the page of one topic and returns the series it used (all years, chosen agencies, no breakdown)."""
    series = screen.series(topics=[topic])
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
        _one_year(screen, topic, mine)
        return series
    chosen = indicator_picker(screen, topic, series)
    if chosen is None:
        return series
    left, right = screen.columns(2)
    with left:
        trend_chart(screen, f"{topic}-trend", series, chosen, screen.half)
    with right:
        cell = _cell_for_ranking(screen, series, chosen)
        if cell is None:
            nothing("没有可以并排比较的数", "换一个指标或年份试试。")
        else:
            ranking_chart(screen, f"{topic}-rank", cell, screen.half)
    _rates(screen, topic, series, chosen)
    return series


def _one_year(screen: Screen, topic: str, mine: pd.DataFrame) -> None:
    """A page of points instead of lines: the year's figures side by side, and the longest series of others."""
    section("这一年的构成", f"仅 {screen.view.year} 年有数，不画走势、不作同比。")
    left, right = screen.columns(2)
    if not profile_chart(screen, mine, topic, left):
        with left:
            nothing("没有单位相同、可以并列的几项数", "各项的数见上方卡片，点开即见出处。")
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
    st.selectbox(
        "指标",
        options,
        format_func=lambda i: names.get(i, i),
        key=key,
        width=420,
        on_change=lambda: change(indicator=st.session_state[key]),
    )
    return chosen


def trend_chart(
    screen: Screen, key: str, series: pd.DataFrame, indicator: str, width: str, plot_height: int = 280, mark: str = ""
) -> None:
    """The trend of one indicator over the chosen agencies, one scope only, breaks explained."""
    rows = one_scope(screen, series[series["indicator_id"] == indicator])
    first, last = _span(screen, rows)
    drawn = rows[rows["year"].between(first, last)]
    if not has_number(drawn):
        nothing("这段年份里没有数", "在“范围与口径”里放宽年份。")
        return
    names = screen.agencies["short_name"].to_dict()
    words = frame(
        screen,
        trend_title(rows, screen.view.focus, str(rows["indicator_short"].iloc[0])),
        str(rows["indicator"].iloc[0]),
        drawn,
        width=width,
        missing_names=absent(names, drawn),
    )
    if mark:
        words = replace(words, marks=(mark,))
    breaks = screen.rows("breaks")
    chart(
        screen,
        key,
        lambda w: trend(rows, w, focus=screen.view.focus, breaks=breaks, years=(first, last), plot_height=plot_height),
        words,
    )


def _span(screen: Screen, rows: pd.DataFrame) -> tuple[int, int]:
    """The chosen years; left to the board, those in which this indicator has a number (three at least)."""
    if screen.view.year_from and screen.view.year_to:
        return screen.view.year_from, screen.view.year_to
    held = rows[rows["state"] == "reported"]["year"]
    if not len(held):
        return screen.years
    first, last = int(held.min()), int(held.max())
    while last - first < 2:
        first, last = first - 1, last + (1 if last - first < 1 else 0)
    return first, last


def one_scope(screen: Screen, rows: pd.DataFrame) -> pd.DataFrame:
    """Only rows of the focus agency's scope and period kind: other definitions are not drawn beside it."""
    mine = rows[rows["agency_id"] == screen.view.focus]
    lead = mine if len(mine) else rows
    if not len(lead):
        return rows
    head = lead.iloc[-1]
    return rows[(rows["scope"] == head["scope"]) & (rows["period_kind"] == head["period_kind"])]


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


def _rates(screen: Screen, topic: str, series: pd.DataFrame, chosen: str) -> None:
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
                    trend_chart(screen, f"{topic}-more-{ids[index]}", series, ids[index], screen.half, 220)
