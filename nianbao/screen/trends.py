"""The charts of 趋势: values, an index to a base year, small multiples."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nianbao.charts import small_multiples, trend
from nianbao.screen.chart import absent, chart, frame, has_number
from nianbao.screen.page import Screen, nothing
from nianbao.screen.topic import one_scope, trend_chart


def values_chart(screen: Screen, series: pd.DataFrame) -> None:
    """The values themselves, over the whole width."""
    if not has_number(series):
        nothing("所选机构没有这个指标的数", "在“机构”里加上有数的机构，或换一个指标。")
        return
    trend_chart(screen, "values", series, str(series["indicator_id"].iloc[0]), screen.width, 380)


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
        note="只用确切数；口径变化之前的年份不画；基年无数的机构不画",
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
