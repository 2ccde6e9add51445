"""Plots of one year: places among peers, the year's figures side by side, two indicators at once."""

from __future__ import annotations

import pandas as pd

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.families import Family, load_families
from nianbao.model import SCOPES
from nianbao.plots.peers import (
    ENOUGH,
    Peers,
    group_filter,
    group_name,
    outsiders,
    peers,
    surely_first,
    widens,
    with_changes,
)
from nianbao.plots.told import place_in_words
from nianbao.plots.words import frame
from nianbao.view import GROUPS
from nianbao.wording import SMALL_SAMPLE, figure, listed

WORTH_A_BAR = 10
"""The least sum of figures side by side: a chart of 6 against 2 says less than the two numbers."""


def ranking_plot(
    desk: Desk, *, indicator: str, scope: str, period_kind: str, year: int, width: str, most: int = 15, height: int = 0
) -> Plot | Nothing:
    """The place of the focus agency among its peers, or why there is none; below ENOUGH agencies the values only."""
    about = desk.indicator(indicator)
    name = about["short_name"]
    if not about["comparable"]:
        return Nothing(f"{about['name']}：不作机构间排名", f"各机构口径不一，只看本机构的走势。{about['definition']}")
    found = peers(desk, indicator, scope, period_kind, year)
    if len(found.held) < 2:
        return Nothing(f"{year}年{name}：没有可比的机构", _why_alone(desk, found, scope, str(about["value_type"])))
    missing, unlike = found.absent()
    rows, compared = with_changes(desk, found, indicator, scope, period_kind)
    group = group_name(desk, found.group)
    words = frame(
        desk,
        ranking_title(rows, desk.view.focus, name, year, group),
        " · ".join((group, str(about["name"]), *([] if found.enough else [f"仅 {found.ranked} 家有数，不排名"]))),
        found.held,
        width=width,
        missing=missing,
        unlike=unlike,
        marks=[
            found.note,
            outsiders(desk, rows, found.group),
            _order(about) if found.enough else "",
            _open_places(found) if found.enough else "",
            _changes(rows, compared, year),
            _small_samples(found),
            found.empty(5 if width == "narrow" else 8),
        ],
    )
    recipe = {"indicator": indicator, "scope": scope, "period_kind": period_kind, "year": year, "most": most}
    options = {"focus": desk.view.focus, "most": most, "plot_height": height, "placed": found.enough}
    return Plot("ranking", recipe, "ranked", words, rows, options)


def _why_alone(desk: Desk, found: Peers, scope: str, value_type: str) -> str:
    """Why there are no two to compare, and what to do about it."""
    if not len(found.held):
        return f"这一年、这一口径（{SCOPES[scope]}）下没有机构有数；换一个年份或指标。"
    who = f"这一年、这一口径（{SCOPES[scope]}）下{group_name(desk, found.group)}只有 {listed(found.held['agency_short'])} 有数"
    if found.group == "like" and not widens(value_type):
        return f"{who}。数量随级别增大，不与其他级别比；要看各级的数，在“机构对比”里选“{GROUPS['kind']}”。"
    return f"{who}；收录更多年报后，这里按高低列出同类机构。"


def ranking_title(rows: pd.DataFrame, focus: str, name: str, year: int, group: str) -> str:
    """The number of the focus agency, and its place where there are enough of them; else who has most."""
    held = rows[rows["place"].notna()]
    count = int(rows["ranked"].iloc[0]) if len(rows) else 0
    mine = held[held["agency_id"] == focus]
    if not len(mine) and not len(held):
        return f"{year}年{name}：{group}"
    if not len(mine) and count < ENOUGH:
        return f"{year}年{name}：{'，'.join(f'{r.agency_short} {figure(r._asdict())}' for r in held.head(2).itertuples())}"
    if not len(mine):
        first = held.iloc[0]
        most = f"，{count} 家中最{'高' if first['value_type'] == 'rate' else '多'}" if surely_first(first) else f"等 {count} 家"
        return f"{year}年{name}：{first['agency_short']} {figure(first)}{most}"
    row = mine.iloc[0]
    value = f"{year}年{name}：{row['agency_short']} {figure(row)}"
    return f"{value}，{place_in_words(row)}（{count} 家有数）" if count >= ENOUGH else value


def _order(about: pd.Series) -> str:
    """Which way the places run, where the first is not the best."""
    if about["direction"] == "up":
        return ""
    rate = about["value_type"] == "rate"
    return f"由{'高到低' if rate else '多到少'}排列，" + (
        "名次不分好坏。" if about["direction"] == "neutral" else f"{'低' if rate else '少'}的为好。"
    )


def _changes(rows: pd.DataFrame, compared: int, year: int) -> str:
    moved = rows["rank_change"].dropna()
    if not compared or not len(moved):
        return ""
    what = f"较 {year - 1} 年" + ("的升降，“平”为未变" if (moved != 0).any() else "未变，写作“平”")
    return f"{'↑↓ 为' if (moved != 0).any() else ''}名次{what}；仅在两年都有确切数、口径未变的 {compared} 家中比。"


def _small_samples(found: Peers) -> str:
    small = found.held["denominator"] < SMALL_SAMPLE
    return f"写有“样本”的比率，分母不足 {SMALL_SAMPLE}，照排不隐去。" if small.any() else ""


def _open_places(found: Peers) -> str:
    open_ = (found.held["place"] != found.held["place_last"]).any()
    return "有的数只印了界限（如“超”“余”），名次只能定在一个范围内，写作“3—5”。" if open_ else ""


def profile_plot(desk: Desk, *, topic: str, width: str, height: int = 0, rows: pd.DataFrame | None = None) -> Plot | Nothing:
    """The year's figures of one family (data/families.yml) side by side: parts of one total, or one kind in one unit."""
    mine = desk.series((desk.view.focus,), topics=(topic,)) if rows is None else rows
    now = mine[(mine["year"] == desk.view.year) & (mine["topic"] == topic) & (mine["applicant_type"] == "total")]
    best: tuple[Family, pd.DataFrame] | None = None
    for family in load_families():
        shown = _side_by_side(now, family)
        if shown["value"].sum() >= WORTH_A_BAR and len(shown) > 1 and (best is None or len(shown) > len(best[1])):
            best = family, shown
    if best is None:
        return Nothing("没有可以并排的几项数", "只并排同一总数的各部分，或同类同单位的几项；各项的数见上方卡片，点开即见出处。")
    family, shown = best
    shown = shown.sort_values("value", ascending=False)
    top = shown.iloc[0]
    leading = "、".join(shown[shown["value"] == top["value"]]["indicator_short"])
    alike = now[(now["scope"] == top["scope"]) & (now["period_kind"] == top["period_kind"]) & (now["state"] == "reported")]
    whole = alike[alike["indicator_id"] == family.total]
    of = f"（共 {figure(whole.iloc[0])}）" if len(whole) else ""
    ranges = alike[alike["indicator_id"].isin(family.members) & alike["value"].isna()]
    apart = [f"{row.indicator_short} {figure(row._asdict())}" for row in ranges.itertuples()]
    exact = not len(ranges) and (shown["qualifier"] == "exact").all()
    words = frame(
        desk,
        f"{desk.view.year}年{family.name}{of}：{leading} {figure(top)}{'最多' if exact else ''}",
        f"{desk.focus['short_name']} · {family.name}",
        shown,
        width=width,
        marks=[f"印的是区间，不并排：{'、'.join(apart)}。" if apart else ""],
    )
    return Plot("profile", {"topic": topic}, "profile", words, shown, {"plot_height": height})


def _side_by_side(now: pd.DataFrame, family: Family) -> pd.DataFrame:
    """The members with a number above zero, in the scope and period kind that most of them have."""
    held = now[now["indicator_id"].isin(family.members) & (now["value"].astype("float64").fillna(0) > 0)]
    if not len(held):
        return held
    scope, period = held.groupby(["scope", "period_kind"]).size().idxmax()
    return held[(held["scope"] == scope) & (held["period_kind"] == period)]


def pairs_plot(desk: Desk, *, indicator: str, second: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    """A scatter of two indicators in the same year, scope and group."""
    found = peers(desk, indicator, scope, period_kind, year)
    rows = desk.rows(
        "pairs", indicator_x=indicator, indicator_y=second, year=year, scope=scope, **group_filter(desk, found.group)
    )
    if len(rows) < 3:
        return Nothing(f"{year} 年两个指标都有数的机构不足 3 家", f"目前 {len(rows)} 家；少于 3 家时不画散点图。")
    x, y = desk.indicator(indicator), desk.indicator(second)
    every = int(rows["pairs"].iloc[0])
    # of a nation every n-th agency is drawn: who is not drawn does not lack the second number then
    without = [n for n in found.held["agency_short"] if n not in set(rows["agency_short"])] if every == len(rows) else []
    words = frame(
        desk,
        _pairs_title(rows, desk.view.focus, x, y, year),
        f"{group_name(desk, found.group)} · {every} 家" + (f"中画出 {len(rows)} 家" if every > len(rows) else ""),
        rows.assign(period_kind=x["period_kind"]),
        width=width,
        marks=[f"有{x['short_name']}而无{y['short_name']}，不画：{listed(without, 5)}" if without else ""],
    )
    options = {
        "x_name": f"{x['short_name']}（{x['unit']}）",
        "y_name": f"{y['short_name']}（{y['unit']}）",
        "focus": desk.view.focus,
    }
    recipe = {"indicator": indicator, "second": second, "scope": scope, "period_kind": period_kind, "year": year}
    return Plot("pairs", recipe, "scatter", words, rows, options)


def _pairs_title(rows: pd.DataFrame, focus: str, x: pd.Series, y: pd.Series, year: int) -> str:
    """Both numbers of the focus agency with their places, else of the one that has most on the first."""
    mine = rows[rows["agency_id"] == focus]
    row = (mine if len(mine) else rows.sort_values("x", ascending=False)).iloc[0]
    said = [
        f"{about['short_name']} {figure(_as_cell(row, axis, about))}{_place(rows, row, axis, about) if len(mine) else ''}"
        for axis, about in (("x", x), ("y", y))
    ]
    most = not len(mine) and bool((rows["x_qualifier"] == "exact").all()) and int((rows["x"] == row["x"]).sum()) == 1
    whose = f"{x['short_name']}最{'高' if x['value_type'] == 'rate' else '多'}的" if most else ""
    return f"{year}年{whose}{row['agency_short']}：{'，'.join(said)}"


def _place(rows: pd.DataFrame, row: pd.Series, axis: str, about: pd.Series) -> str:
    """“（由多到少第 3）”; from ENOUGH exact numbers on, where all are drawn, a volume only among agencies of one level."""
    alike = widens(str(about["value_type"])) or rows["level"].nunique() == 1
    exact = bool((rows[f"{axis}_qualifier"] == "exact").all())
    if not alike or not exact or len(rows) < ENOUGH or int(row["pairs"]) > len(rows):
        return ""
    way = "由高到低" if about["value_type"] == "rate" else "由多到少"
    tied = "并列" if int((rows[axis] == row[axis]).sum()) > 1 else ""
    return f"（{way}{tied}第 {int((rows[axis] > row[axis]).sum()) + 1}）"


def _as_cell(row: pd.Series, axis: str, about: pd.Series) -> dict[str, object]:
    return {"value": row[axis], "qualifier": row[f"{axis}_qualifier"], "state": "reported", "unit": about["unit"]}
