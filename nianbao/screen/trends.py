"""The charts of 趋势: values, an index to a base year, small multiples."""

from __future__ import annotations

import streamlit as st

from nianbao.charts import Plot
from nianbao.plots.indexed import default_base, exact_in_range
from nianbao.screen.chart import show
from nianbao.screen.page import Screen
from nianbao.screen.sparse import elsewhere
from nianbao.screen.told import line_sentence


def values_chart(screen: Screen, indicator: str) -> None:
    """The values themselves, over the whole width, with what they say."""
    line_sentence(screen, indicator)
    plot = show(screen, "trend", "values", screen.width, indicator=indicator, height=380, beside=True)
    if plot is None:
        return
    held = plot.rows[plot.rows["state"] == "reported"] if isinstance(plot, Plot) else None
    if held is None or held.groupby("agency_id")["year"].nunique().max() < 2:
        elsewhere(screen, str(screen.indicator(indicator)["topic"]), screen.width)


def index_chart(screen: Screen, indicator: str) -> None:
    """Each agency's value as a percentage of its own base year, which can be chosen."""
    exact = exact_in_range(screen, screen.rows("series", agencies=screen.view.agencies, indicators=(indicator,)))
    bases = [int(y) for y in sorted(exact["year"].unique())]
    base = 0
    if len(bases) > 1:
        base = st.selectbox(
            "基年",
            bases,
            index=bases.index(default_base(exact, screen.view.focus)),
            format_func=lambda y: f"{y} 年 ＝ 100",
            key="nb-base",
            width=180,
        )
    show(screen, "index", "index", screen.width, indicator=indicator, base=base)


def multiples(screen: Screen, indicator: str) -> None:
    """One small chart per chosen agency on a common axis."""
    show(screen, "multiples", "multiples", screen.width, indicator=indicator)
