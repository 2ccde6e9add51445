"""Plots of one year: places among peers, the year's figures side by side, two indicators at once."""

from __future__ import annotations

import pandas as pd

from nianbao.catalogue import Catalogue, load_catalogue
from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.model import SCOPES, TOPICS
from nianbao.plots.peers import Peers, group_filter, group_name, outsiders, peers, with_changes
from nianbao.plots.titles import ranking_title
from nianbao.plots.words import frame
from nianbao.wording import SMALL_SAMPLE, figure, listed


def ranking_plot(
    desk: Desk, *, indicator: str, scope: str, period_kind: str, year: int, width: str, most: int = 15, height: int = 0
) -> Plot | Nothing:
    """The place of the focus agency among its peers, or why there is none."""
    about = desk.indicator(indicator)
    name = about["short_name"]
    if not about["comparable"]:
        return Nothing(f"{about['name']}：不作机构间排名", f"各机构口径不一，只看本机构的走势。{about['definition']}")
    found = peers(desk, indicator, scope, period_kind, year)
    if len(found.held) < 2:
        who = listed(found.held["agency_short"]) or "没有机构"
        return Nothing(
            f"{year}年{name}：没有可比的机构",
            f"这一年、这一口径（{SCOPES[scope]}）下只有 {who} 有数；收录更多年报后，这里按高低列出同类机构。"
            if len(found.held)
            else f"这一年、这一口径（{SCOPES[scope]}）下没有机构有数；换一个年份或指标。",
        )
    missing, unlike = found.absent()
    rows, compared = with_changes(desk, found, indicator, scope, period_kind)
    words = frame(
        desk,
        ranking_title(rows, desk.view.focus, name, year, group_name(desk, found.group)),
        f"{group_name(desk, found.group)} · {about['name']}",
        found.held,
        width=width,
        missing=missing,
        unlike=unlike,
        marks=[
            found.note,
            outsiders(desk, rows, found.group),
            _open_places(found),
            _changes(rows, compared, year),
            _small_samples(found),
            found.empty(5 if width == "narrow" else 8),
        ],
    )
    recipe = {"indicator": indicator, "scope": scope, "period_kind": period_kind, "year": year, "most": most}
    options = {"focus": desk.view.focus, "most": most, "plot_height": height}
    return Plot("ranking", recipe, "ranked", words, rows, options)


def _changes(rows: pd.DataFrame, compared: int, year: int) -> str:
    if not compared:
        return ""
    return f"↑↓ 为名次较 {year - 1} 年的升降（— 为未变），仅在两年都有确切数、口径未变的 {compared} 家中比。"


def _small_samples(found: Peers) -> str:
    small = found.held["denominator"] < SMALL_SAMPLE
    return f"标有 N 的比率为小样本（分母 N 不足 {SMALL_SAMPLE}），照排不隐去。" if small.any() else ""


def _open_places(found: Peers) -> str:
    open_ = (found.held["place"] != found.held["place_last"]).any()
    return "有的数只印了界限（如“超”“余”），名次只能定在一个范围内，写作“3—5”。" if open_ else ""


def profile_plot(desk: Desk, *, topic: str, width: str, height: int = 0, rows: pd.DataFrame | None = None) -> Plot | Nothing:
    """The year's figures of one topic that share a unit, side by side; a total is not set beside its own parts."""
    mine = desk.series((desk.view.focus,), topics=(topic,)) if rows is None else rows
    now = mine[(mine["year"] == desk.view.year) & (mine["topic"] == topic) & (mine["value_type"] == "count")]
    now = now[now["value"].fillna(0) > 0]
    nothing = Nothing("没有单位相同、可以并列的几项数", "各项的数见上方卡片，点开即见出处。")
    now = now[~now["indicator_id"].isin(_totals(load_catalogue(), set(now["indicator_id"])))]
    if not len(now):
        return nothing
    unit, scope, period = now.groupby(["unit", "scope", "period_kind"]).size().idxmax()
    shown = now[(now["unit"] == unit) & (now["scope"] == scope) & (now["period_kind"] == period)].head(8)
    if len(shown) < 2:
        return nothing
    shown = shown.sort_values("value", ascending=False)
    top = shown.iloc[0]
    leading = "、".join(shown[shown["value"] == top["value"]]["indicator_short"])
    words = frame(
        desk,
        f"{desk.view.year}年{TOPICS[topic]}各项：{leading} {figure(top)}",
        f"{desk.focus['short_name']} · 单位相同的各项",
        shown,
        width=width,
    )
    return Plot("profile", {"topic": topic}, "profile", words, shown, {"plot_height": height})


def _totals(catalogue: Catalogue, held: set[str]) -> set[str]:
    """Indicators that the catalogue adds up from others, where one of the others is shown too."""
    return {
        d.indicator for d in catalogue.derivations if d.sum and d.indicator in held and {o.indicator for o in d.sum} & held
    } | {
        name for name in held if name.endswith("_total") and any(n.startswith(name.removesuffix("total")) for n in held - {name})
    }


def pairs_plot(desk: Desk, *, indicator: str, second: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    """A scatter of two indicators in the same year, scope and group."""
    found = peers(desk, indicator, scope, period_kind, year)
    rows = desk.rows(
        "pairs", indicator_x=indicator, indicator_y=second, year=year, scope=scope, **group_filter(desk, found.group)
    )
    if len(rows) < 3:
        return Nothing(f"{year} 年两个指标都有数的机构不足 3 家", f"目前 {len(rows)} 家；少于 3 家时不画散点图。")
    x, y = desk.indicator(indicator), desk.indicator(second)
    without = [n for n in found.held["agency_short"] if n not in set(rows["agency_short"])]
    words = frame(
        desk,
        f"{year}年{x['short_name']}与{y['short_name']}（{len(rows)} 家）",
        group_name(desk, found.group),
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
