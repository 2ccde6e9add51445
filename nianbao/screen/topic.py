"""The common page of a topic: cards, a trend, the place among peers, rates beside volumes, or why a place is empty."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd
import streamlit as st

from nianbao.charts import Nothing, Plot
from nianbao.charts.lines import records
from nianbao.model import TOPICS
from nianbao.plots.bands import standings
from nianbao.plots.ranking import profile_plot, ranking_plot
from nianbao.plots.words import has_number
from nianbao.screen.cards import cards
from nianbao.screen.data import kept
from nianbao.screen.flow import Shown, flow
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.sparse import elsewhere
from nianbao.screen.state import change, remember, visit
from nianbao.screen.told import topic_paragraph
from nianbao.wording import missing

CARDS = 10


@dataclass(frozen=True)
class Outline:
    """What the page of one topic shows, worked out once per view: texts, cards, choices, and which charts."""

    now: bool  # has the focus agency a number in the focus year?
    any: bool  # has any chosen agency a number in any year?
    single: bool  # is there no line to draw, only points?
    sentence: str
    cards: str
    held: list[int]
    names: dict[str, str]
    default: str
    volumes: list[str]
    rates: list[str]


def topic_body(screen: Screen, topic: str) -> None:
    """Draws the page of one topic."""
    outline = _outline(screen, topic)
    if outline.now:
        section("本年要点")
        st.html(outline.sentence + outline.cards)
    else:
        empty_topic(screen, topic, outline.held)
    if not outline.any:
        return
    if outline.now and outline.single:
        _one_year(screen, topic)
        return
    chosen = indicator_picker(screen, topic, outline)
    if chosen is None:
        return
    raw = lambda: screen.rows("series", agencies=screen.view.agencies, topics=(topic,))  # noqa: E731
    charts, why = _of_indicator(screen, topic, chosen)
    flow(screen, charts, raw)
    if why is not None:
        nothing(why.what, why.advice)
    volumes, rates = ([i for i in ids if i != chosen][:3] for ids in (outline.volumes, outline.rates))
    if volumes or rates:
        section("量与率" if volumes and rates else "其他比率" if rates else "其他数量")
    flow(screen, [Shown("trend", f"{topic}-more-{i}", {"indicator": i, "height": 220}) for i in _in_turn(volumes, rates)], raw)


def _in_turn(volumes: list[str], rates: list[str]) -> list[str]:
    """A volume, a rate, and so on: side by side where there are both."""
    pairs = [pair for both in zip_longest(volumes, rates) for pair in both]
    return [indicator for indicator in pairs if indicator is not None]


@kept
def _outline(screen: Screen, topic: str) -> Outline:
    series = screen.series(topics=(topic,))
    mine = series[series["agency_id"] == screen.view.focus]
    held = mine[mine["state"] == "reported"]
    now = by_weight(mine[mine["year"] == screen.view.year])
    shown = now.head(CARDS)["indicator_id"]
    standings(screen, now.head(CARDS))  # the peers of all cards and sentences are asked for at once
    known = series[series["state"] == "reported"]
    names, default = _choices(screen, series)
    volumes, rates = _lines(held)
    return Outline(
        now=has_number(now),
        any=has_number(series),
        single=not len(known) or known.groupby(["agency_id", "indicator_id"])["year"].nunique().max() < 2,
        sentence=topic_paragraph(screen, now),
        cards=cards(screen, _ordered(mine, shown), lead=3),
        held=sorted(int(y) for y in held["year"].unique()),
        names=names,
        default=default,
        volumes=volumes,
        rates=rates,
    )


def place_of(cell: pd.Series) -> dict[str, Any]:
    """What a ranking needs of one cell."""
    return {
        "indicator": str(cell["indicator_id"]),
        "scope": str(cell["scope"]),
        "period_kind": str(cell["period_kind"]),
        "year": int(cell["year"]),
    }


def _one_year(screen: Screen, topic: str) -> None:
    """A page of points instead of lines: what of the year can be drawn, and ways to agencies that have a line."""
    charts = _of_one_year(screen, topic)
    only = f"仅 {screen.view.year} 年有数，不画走势、不作同比"
    if charts:
        section("这一年", f"{only}。")
        flow(screen, list(charts))
    else:
        nothing(only, "各项的数见上方卡片，点开即见出处；收录前后年份的年报后，这里画走势。")
    elsewhere(screen, topic, example=not charts)


@kept
def _of_one_year(screen: Screen, topic: str) -> tuple[Shown, ...]:
    """The figures that belong together, and the weightiest one that has peers."""
    charts = []
    if isinstance(profile_plot(screen, topic=topic, width=screen.half), Plot):
        charts.append(Shown("profile", f"profile-{topic}", {"topic": topic, "height": 160}))
    now = screen.series((screen.view.focus,), topics=(topic,))
    for _, cell in by_weight(now[now["year"] == screen.view.year]).head(CARDS).iterrows():
        if cell["state"] == "reported" and cell["comparable"]:
            place = place_of(cell)
            if isinstance(ranking_plot(screen, **place, width=screen.half), Plot):
                charts.append(Shown("ranking", f"{topic}-rank", {**place, "most": 10}))
                break
    return tuple(charts)


def by_weight(now: pd.DataFrame) -> pd.DataFrame:
    """Numbers first, headlines in their order, then the catalogue's order."""
    return now.assign(
        empty=(now["state"] != "reported").astype(int), rank=now["headline"].astype("float64").fillna(99.0)
    ).sort_values(["empty", "rank", "position"])


def _ordered(mine: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    place = {indicator: position for position, indicator in enumerate(ids)}
    part = mine[mine["indicator_id"].isin(place)]
    return part.assign(place=part["indicator_id"].map(place)).sort_values(["place", "year"])


def empty_topic(screen: Screen, topic: str, held: list[int]) -> None:
    """Says what would stand here, which years have it, and who is best covered."""
    name = screen.focus["short_name"]
    if held:
        nothing(
            f"{name} {screen.view.year} 年没有收录{TOPICS[topic]}方面的数",
            f"有数的年份：{'、'.join(map(str, held))}。可在上方切换年份。",
        )
        return
    nothing(f"本看板尚未收录{name}{TOPICS[topic]}方面的数", "收录后，这里显示主要指标、与上年的可比变化和同类机构的位置。")
    best = screen.rows("coverage_matrix", topic=topic, limit=6)
    names = best.drop_duplicates("agency_id")
    with st.container(horizontal=True):
        for row in names.itertuples():
            last = int(best[best["agency_id"] == row.agency_id]["year"].max())
            st.button(
                f"看 {as_text(row.agency_short)}（{last}）",
                key=f"go-{topic}-{row.agency_id}",
                on_click=visit,
                args=(row.agency_id, last),
            )
        if screen.view.dataset == "public":
            st.button("看演示数据", key=f"demo-{topic}", type="primary", on_click=change, kwargs={"dataset": "demo"})


def _choices(screen: Screen, series: pd.DataFrame) -> tuple[dict[str, str], str]:
    """The topic's indicators that the chosen agencies have numbers on, in order, and the one shown first."""
    found: dict[str, dict[str, Any]] = {}
    for row in _reported(series):
        mine = row["agency_id"] == screen.view.focus
        seen = found.setdefault(row["indicator_id"], {"row": row, "mine": 0, "now": False})
        seen["mine"] += mine
        seen["now"] |= mine and row["year"] == screen.view.year
    if not found:
        return {}, ""
    ordered = sorted(found, key=lambda name: _weight(found[name]["row"]))
    first = min(
        ordered,  # what the topic is about comes before a longer line of something else
        key=lambda name: (not found[name]["now"], missing(found[name]["row"]["headline"]), found[name]["mine"] < 2),
    )
    return {name: found[name]["row"]["indicator"] for name in ordered}, first


def _reported(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with a number, as plain dicts: counted and sorted many times faster than by pandas."""
    names = ["agency_id", "indicator_id", "indicator", "year", "headline", "position", "value_type"]
    return records(rows.loc[rows["state"] == "reported", names])


def _weight(row: dict[str, Any]) -> tuple[float, int]:
    """Headlines in their order, then the catalogue's order."""
    return 99.0 if missing(row["headline"]) else float(row["headline"]), row["position"]


def indicator_picker(screen: Screen, topic: str, outline: Outline) -> str | None:
    """A choice among the topic's indicators."""
    if not outline.names:
        return None
    chosen = screen.view.indicator if screen.view.indicator in outline.names else outline.default
    key = f"nb-indicator-{topic}"
    st.session_state[key] = chosen
    remember(indicator=chosen)
    st.selectbox(
        "指标",
        list(outline.names),
        format_func=lambda i: outline.names.get(i, i),
        key=key,
        width=420,
        on_change=lambda: change(indicator=st.session_state[key]),
    )
    return chosen


@kept
def _of_indicator(screen: Screen, topic: str, indicator: str) -> tuple[tuple[Shown, ...], Nothing | None]:
    """The line, where there is more than a point of it, and the ranking; or why there is none.

    Ranked is the cell of the focus year, else the newest one of the focus agency, else of anyone.
    """
    series = screen.series(topics=(topic,))
    rows = series[(series["indicator_id"] == indicator) & (series["state"] == "reported")]
    line = Shown("trend", f"{topic}-trend", {"indicator": indicator})
    charts = (line,) if len(rows) and rows.groupby("agency_id")["year"].nunique().max() > 1 else ()
    mine = rows[rows["agency_id"] == screen.view.focus]
    for part in (mine[mine["year"] == screen.view.year], mine, rows):
        if len(part):
            place = place_of(part.sort_values("year").iloc[-1])
            found = ranking_plot(screen, **place, width=screen.half)
            if isinstance(found, Nothing):
                return charts, found
            return (*charts, Shown("ranking", f"{topic}-rank", {**place, "most": 15, "height": 280 if charts else 0})), None
    return charts, Nothing("没有可以并排比较的数", "换一个指标或年份试试。")


def _lines(held: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Volumes and rates with more than one year, the weightiest first, one more than is drawn of each."""
    years: dict[str, set[int]] = {}
    about: dict[str, dict[str, Any]] = {}
    for row in _reported(held):
        years.setdefault(row["indicator_id"], set()).add(row["year"])
        about.setdefault(row["indicator_id"], row)
    lines = sorted((name for name in years if len(years[name]) > 1), key=lambda name: _weight(about[name]))
    rates = [name for name in lines if about[name]["value_type"] == "rate"]
    return [name for name in lines if name not in rates][:4], rates[:4]
