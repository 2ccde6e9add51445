"""The charts of 机构对比: who stands where in one year, over the years, and on two indicators at once."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from nianbao.charts import heat_table, ranked, scatter, small_multiples
from nianbao.screen.chart import chart, frame
from nianbao.screen.choose import comparable_indicator
from nianbao.screen.compare import ENOUGH, Peers, group_filter, group_name, peers, settled_group
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.sentences import ranking_title
from nianbao.screen.state import change
from nianbao.screen.view import GROUPS

HEAT_ROWS = 24


def group_picker(screen: Screen) -> None:
    """Whom to compare with: kind and level of the focus agency, widened on request."""
    st.session_state["nb-group"] = screen.view.group
    st.selectbox(
        "和谁比",
        list(GROUPS),
        format_func=lambda g: f"{GROUPS[g]}：{group_name(screen, g)}",
        key="nb-group",
        on_change=lambda: change(group=st.session_state["nb-group"]),
    )


def ranking(screen: Screen, indicator: str) -> Peers | None:
    """Bars of the focus year, or of the year with most agencies when that one has fewer than two; the title says which."""
    about = screen.rows("indicators").set_index("indicator_id").loc[indicator]
    scope, year = _scope_and_year(screen, indicator, str(about["period_kind"]))
    if year is None:
        nothing(f"{about['name']}：没有两家以上可比的机构", "换一个指标，或放宽比较范围。")
        return None
    group = settled_group(screen)
    found = peers(screen, indicator, scope, str(about["period_kind"]), year, group=group)
    section(f"{year} 年谁高谁低")
    words = frame(
        screen,
        ranking_title(found.rows, screen.view.focus, about["short_name"], year, group_name(screen, found.group)),
        f"{group_name(screen, found.group)} · {about['name']}",
        found.held,
        width=screen.width,
        missing_names=found.missing_names(),
    )
    marks = [found.note] if found.note else []
    if screen.view.group == "auto" and group == "kind":
        marks.append(f"{group_name(screen, 'like')}可比的不足 {ENOUGH} 家，已放宽到各级{group_name(screen, 'kind')}。")
    if year != screen.view.year:
        marks.append(f"{screen.view.year} 年有数的不足两家，改画有数最多的 {year} 年。")
    words = replace(words, marks=(*words.marks, *marks))
    chart(screen, "compare-rank", lambda w: ranked(found.rows, w, focus=screen.view.focus, most=24), words)
    return found


def _scope_and_year(screen: Screen, indicator: str, period_kind: str) -> tuple[str, int | None]:
    """The scope most agencies of the group report in, and the focus year if two have a number in it."""
    rows = _group_matrix(screen, indicator, settled_group(screen), period_kind)
    if screen.view.scope:
        rows = rows[rows["scope"] == screen.view.scope]
    rows = rows[rows["state"] == "reported"]
    if not len(rows):
        return screen.view.scope or "own", None
    now = rows[rows["year"] == screen.view.year]
    pool = now if now.groupby("scope")["agency_id"].nunique().max() >= 2 else rows
    mine = pool[(pool["agency_id"] == screen.view.focus) & (pool["year"] == screen.view.year)]
    scope = str(mine["scope"].iloc[0]) if len(mine) else str(pool.groupby("scope")["agency_id"].nunique().idxmax())
    counts = rows[rows["scope"] == scope].groupby("year")["agency_id"].nunique()
    if counts.get(screen.view.year, 0) >= 2:
        return scope, screen.view.year
    return scope, int(counts.idxmax()) if counts.max() >= 2 else None


def _group_matrix(screen: Screen, indicator: str, group: str, period_kind: str) -> pd.DataFrame:
    return screen.rows("matrix", indicator=indicator, period_kind=period_kind, **group_filter(screen, group))


def heat(screen: Screen, indicator: str, found: Peers | None) -> None:
    """Agency × year for the same group and scope, the best covered first; small multiples beside it where lines say more."""
    if found is None:
        return
    first = found.held.iloc[0]
    rows = _group_matrix(screen, indicator, found.group, str(first["period_kind"]))
    rows = rows[rows["scope"] == first["scope"]]
    years = sorted(int(y) for y in rows["year"].unique())
    limit = 6 if screen.size == "narrow" else 10
    years = list(range(years[0], years[-1] + 1))[-limit:] if years else []
    rows = rows[rows["year"].isin(years)]
    if not len(rows):
        return
    counts = rows[rows["state"] == "reported"].groupby("agency_id")["year"].nunique().sort_values(ascending=False, kind="stable")
    order = [screen.view.focus] if screen.view.focus in counts.index else []
    order += [a for a in counts.index if a not in order]
    shown = order[:HEAT_ROWS]
    part = rows[rows["agency_id"].isin(shown)]
    part = part.assign(place=part["agency_id"].map(shown.index)).sort_values(["place", "year"])
    section("历年对照")
    shape = st.segmented_control("样式", ["热力表", "小图"], default="热力表", key="nb-heat", label_visibility="collapsed")
    words = frame(
        screen,
        f"{part['indicator'].iloc[0]}：{years[0]}—{years[-1]} 年各机构对照"
        if len(years) > 1
        else f"{years[0]} 年{part['indicator'].iloc[0]}",
        group_name(screen, found.group),
        part,
        width=screen.width,
    )
    if len(order) > len(shown):
        words = replace(words, marks=(f"有数的 {len(order)} 家中列出年份最多的 {len(shown)} 家。",))
    if shape == "小图":
        columns = {"narrow": 2, "half": 3}.get(screen.width, 6)
        span = (years[0], years[-1])
        chart(
            screen,
            "compare-small",
            lambda w: small_multiples(part, w, years=span, focus=screen.view.focus, columns=columns),
            words,
        )
    else:
        chart(screen, "compare-heat", lambda w: heat_table(part, w, years=years, focus=screen.view.focus), words)


def pairs(screen: Screen, indicator: str, found: Peers | None) -> None:
    """A scatter of this and a second indicator in the same year, scope and group."""
    if found is None:
        return
    section("两个指标一起看")
    second = comparable_indicator(screen, "纵轴指标", "indicator_y", but=indicator, year=found.year)
    if second is None or second == indicator:
        nothing("请选一个不同的纵轴指标", "例如：横轴为本年新收申请，纵轴为行政复议总计。")
        return
    scope = str(found.held["scope"].iloc[0])
    rows = screen.rows(
        "pairs", indicator_x=indicator, indicator_y=second, year=found.year, scope=scope, **group_filter(screen, found.group)
    )
    if len(rows) < 3:
        nothing(f"{found.year} 年两个指标都有数的机构不足 3 家", f"目前 {len(rows)} 家；少于 3 家时不画散点图。")
        return
    about = screen.rows("indicators").set_index("indicator_id")
    x, y = about.loc[indicator], about.loc[second]
    words = frame(
        screen,
        f"{found.year}年{x['short_name']}与{y['short_name']}（{len(rows)} 家）",
        group_name(screen, found.group),
        rows.assign(period_kind=x["period_kind"]),
        width=screen.width,
    )
    chart(
        screen, "compare-pairs",
        lambda w: scatter(
            rows, w, x_name=f"{x['short_name']}（{x['unit']}）", y_name=f"{y['short_name']}（{y['unit']}）", focus=screen.view.focus
        ),
        words,
    )  # fmt: skip
