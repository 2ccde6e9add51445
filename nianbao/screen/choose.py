"""Choices that reach over all topics."""

from __future__ import annotations

import streamlit as st

from nianbao.model import TOPICS
from nianbao.plots.peers import group_filter
from nianbao.screen.data import kept
from nianbao.screen.page import Screen
from nianbao.screen.state import change, remember


def indicator_of_any_topic(screen: Screen) -> str | None:
    """A search box over all indicators that are held; the first shown is one that the focus agency has a number for."""
    names, default = _of_any_topic(screen)
    return _box(screen, "指标", "indicator", names, default) if names else None


@kept
def _of_any_topic(screen: Screen) -> tuple[dict[str, str], str]:
    """The names by id, in order, and the one shown first."""
    held = screen.rows("indicators", held_only=True)
    if not len(held):
        return {}, ""
    chosen = screen.series()
    known = chosen[chosen["state"] == "reported"]
    mine = known[(known["agency_id"] == screen.view.focus) & (known["value"] != 0)]
    beside = known[known["comparable"].astype(bool)].groupby("indicator_id")["agency_id"].nunique()
    lines = screen.rows("lines_by_indicator", kind=screen.focus["kind"]).set_index("indicator_id")["line_count"]
    counts = {
        "own": mine.groupby("indicator_id")["year"].nunique().clip(upper=2),
        "now": mine[mine["year"] == screen.view.year].groupby("indicator_id")["year"].nunique(),
        "beside": beside,
        "lines": lines,
    }
    held = held.assign(
        weight=held["headline"].astype("float64").fillna(99.0),
        **{name: held["indicator_id"].map(count).fillna(0) for name, count in counts.items()},
    )
    names = {i.indicator_id: f"{TOPICS[i.topic]}｜{i.name}（{i.agencies} 家 {i.years} 年）" for i in held.itertuples()}
    order = ["own", "now", "beside", "weight", "position"]
    if held["own"].max() == 1:  # a lone point says more among lines of its kind
        order = ["own", "now", "lines", "weight", "position"]
    best = held.sort_values(order, ascending=[name in ("weight", "position") for name in order])
    return names, str(best["indicator_id"].iloc[0])


def comparable_indicator(screen: Screen, label: str, field: str, but: str = "", year: int = 0) -> str | None:
    """A search box over the indicators on which at least two agencies of the group can be compared.

    The default is one the focus agency has in the focus year, that most others have too; else the one most have then,
    or ever.
    """
    names, default = _comparable(screen, but, year)
    return _box(screen, label, field, names, default) if names else None


@kept
def _comparable(screen: Screen, but: str, year: int) -> tuple[dict[str, str], str]:
    group = "kind" if screen.view.group == "auto" else screen.view.group
    found = screen.rows("comparable_indicators", focus=screen.view.focus, **group_filter(screen, group))
    found = found[found["indicator_id"] != but]
    if not len(found):
        return {}, ""
    about = screen.rows("indicators").set_index("indicator_id")
    most = found.groupby("indicator_id")["agencies"].max().sort_values(ascending=False, kind="stable")
    names = {i: f"{TOPICS[about.loc[i]['topic']]}｜{about.loc[i]['name']}（一年最多 {int(n)} 家）" for i, n in most.items()}
    found = found.assign(
        now=(found["year"] == (year or screen.view.year)).astype(int),
        weight=found["indicator_id"].map(about["headline"].astype("float64").fillna(99.0)),
    )
    found["mine"] = found["now"] * found["focus_has"].astype(int)
    best = found.sort_values(["mine", "now", "agencies", "weight"], ascending=[False, False, False, True])
    return names, str(best["indicator_id"].iloc[0])


def _box(screen: Screen, label: str, field: str, names: dict[str, str], default: str) -> str:
    asked = getattr(screen.view, field)
    chosen = asked if asked in names else default
    key = f"nb-any-{field}"
    st.session_state[key] = chosen
    remember(**{field: chosen})
    st.selectbox(
        label,
        list(names),
        format_func=lambda i: names.get(i, i),
        key=key,
        on_change=lambda: change(**{field: st.session_state[key]}),
    )
    return chosen
