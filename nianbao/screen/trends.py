"""The charts of 趋势: values, an index to a base year, small multiples."""

from __future__ import annotations

import streamlit as st

from nianbao.plots.indexed import default_base, exact_in_range
from nianbao.screen.chart import show
from nianbao.screen.page import Screen, nothing
from nianbao.screen.sparse import elsewhere
from nianbao.screen.told import line_sentence


def values_chart(screen: Screen, indicator: str) -> bool:
    """The values themselves, over the whole width, with what they say; False where no line can be drawn."""
    line_sentence(screen, indicator)
    held = screen.series((screen.view.focus,), indicators=(indicator,))
    held = held[held["state"] == "reported"]
    if held["year"].nunique() < 2 and not screen.view.others:
        _one_point(screen, indicator, [int(year) for year in held["year"]])
        return False
    show(screen, "trend", "values", screen.width, indicator=indicator, height=380, beside=True)
    return True


def _one_point(screen: Screen, indicator: str, years: list[int]) -> None:
    """Why there is no line, ways to agencies that have one, and the longest of theirs as an example."""
    about = screen.indicator(indicator)
    when = f"只有 {years[0]} 年一年的数" if years else "没有数"
    nothing(
        f"{screen.focus['short_name']}的“{about['name']}”{when}，画不出走势",
        "换一个指标或机构，或在“机构”里加上几家来比；收录更多年报后，这里画走势。",
    )
    elsewhere(screen, str(about["topic"]), example=True)


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
