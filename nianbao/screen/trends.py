"""The charts of 趋势: values, an index to a base year, small multiples."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nianbao.charts import small_multiples, trend
from nianbao.screen.chart import absent, chart, frame, has_number
from nianbao.screen.compare import group_filter
from nianbao.screen.page import Screen, nothing
from nianbao.screen.sparse import elsewhere
from nianbao.screen.topic import one_scope, trend_chart


def values_chart(screen: Screen, series: pd.DataFrame) -> None:
    """The values themselves, over the whole width."""
    if not has_number(series):
        nothing("所选机构没有这个指标的数", "在“机构”里加上有数的机构，或换一个指标。")
        return
    context = _context(screen, series) if not screen.view.others else series.head(0)
    both = pd.concat([series, context]) if len(context) else series
    mark = f"另画同类机构中年份最多的 {context['agency_id'].nunique()} 家，口径相同，供参照。" if len(context) else ""
    held = both[both["state"] == "reported"]
    height = 380 if held["year"].nunique() > 1 else 160
    trend_chart(screen, "values", both, str(series["indicator_id"].iloc[0]), screen.width, height, mark)
    years = held.groupby("agency_id")["year"].nunique()
    if years.max() < 2:
        elsewhere(screen, str(series["topic"].iloc[0]), screen.width)


def _context(screen: Screen, series: pd.DataFrame) -> pd.DataFrame:
    """Agencies of the same kind with most years on this indicator in the same scope, when none was chosen to compare with."""
    mine = one_scope(screen, series)
    last = mine.iloc[-1]
    for group in ("like", "kind"):
        rows = screen.rows(
            "matrix", indicator=last["indicator_id"], scope=last["scope"], period_kind=last["period_kind"],
            **group_filter(screen, group),
        )  # fmt: skip
        held = rows[(rows["state"] == "reported") & (rows["agency_id"] != screen.view.focus)]
        years = held.groupby("agency_id")["year"].nunique()
        best = list(years[years > 1].sort_values(ascending=False, kind="stable").index[:6])
        if best:
            return screen.series(tuple(best), indicators=[last["indicator_id"]])
    return series.head(0)


def index_chart(screen: Screen, series: pd.DataFrame) -> None:
    """Each agency's value as a percentage of its own base year; only exact numbers after the last break."""
    rows = one_scope(screen, series)
    exact = rows[(rows["state"] == "reported") & (rows["qualifier"] == "exact") & (rows["value"] > 0)]
    first, last = screen.years
    exact = exact[exact["year"].between(first, last)]
    bases = [int(y) for y in sorted(exact["year"].unique())]
    if len(bases) < 2:
        nothing("画不出指数", "指数要求同一口径下至少两年确切的、大于零的数。")
        return
    counts = exact.groupby("year")["agency_id"].nunique()
    default = int(counts[counts == counts.max()].index.min())
    base = st.selectbox(
        "基年", bases, index=bases.index(default), format_func=lambda y: f"{y} 年 ＝ 100", key="nb-base", width=180
    )
    indexed = pd.concat([_indexed(part, base) for _, part in exact.groupby("agency_id", sort=False)])
    if not len(indexed):
        nothing(f"{base} 年没有可作基数的数")
        return
    names = screen.agencies["short_name"].to_dict()
    words = frame(
        screen,
        f"{rows['indicator_short'].iloc[0]}：以 {base} 年为 100",
        f"{rows['indicator'].iloc[0]} · 指数，{base} 年＝100",
        indexed,
        width=screen.width,
        missing_names=absent(names, indexed),
        note="只用确切数；只画与基年同一口径的年份；基年无数的机构不画",
    )
    chart(screen, "index", lambda w: trend(indexed, w, focus=screen.view.focus, years=(first, last), plot_height=340), words)


def _indexed(part: pd.DataFrame, base: int) -> pd.DataFrame:
    """One agency's index: the unbroken run of definitions that holds the base year."""
    cuts = sorted(int(y) for y in part[part["break_reason"].notna()]["year"])
    start = max([y for y in cuts if y <= base], default=0)
    end = min([y for y in cuts if y > base], default=9999)
    run = part[(part["year"] >= start) & (part["year"] < end)]
    at_base = run[run["year"] == base]["value"]
    if not len(at_base):
        return part.head(0)
    value = run["value"] / float(at_base.iloc[0]) * 100
    return run.assign(value=value, low=value, high=value, unit="指数", value_type="index", break_reason=None)


def multiples(screen: Screen, series: pd.DataFrame) -> None:
    """One small chart per chosen agency on a common axis."""
    rows = one_scope(screen, series)
    rows = rows[rows["year"].between(*screen.years)]
    if not has_number(rows):
        nothing("没有可画的数")
        return
    names = screen.agencies["short_name"].to_dict()
    words = frame(
        screen, f"{rows['indicator_short'].iloc[0]}：各机构走势", str(rows["indicator"].iloc[0]), rows,
        width=screen.width, missing_names=absent(names, rows),
    )  # fmt: skip
    columns = {"narrow": 2, "half": 3}.get(screen.width, 5)
    chart(
        screen,
        "multiples",
        lambda w: small_multiples(rows, w, years=screen.years, focus=screen.view.focus, columns=columns),
        words,
    )
