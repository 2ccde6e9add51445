"""What stands where years are few: the year's figures side by side, and the longest series that others have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from nianbao.charts import profile, trend
from nianbao.model import TOPICS
from nianbao.screen.chart import chart, frame
from nianbao.screen.page import Screen, nothing
from nianbao.screen.sentences import trend_title
from nianbao.screen.state import change
from nianbao.wording import figure


def profile_chart(screen: Screen, mine: pd.DataFrame, topic: str, place: Any) -> bool:
    """The year's figures of one topic that share a unit, side by side; False if there are fewer than two."""
    now = mine[(mine["year"] == screen.view.year) & (mine["topic"] == topic) & (mine["value_type"] == "count")]
    now = now[now["value"].fillna(0) > 0]
    if not len(now):
        return False
    key = now.groupby(["unit", "scope", "period_kind"]).size().idxmax()
    rows = now[(now["unit"] == key[0]) & (now["scope"] == key[1]) & (now["period_kind"] == key[2])].head(8)
    if len(rows) < 2:
        return False
    rows = rows.sort_values("value", ascending=False)
    top = rows.iloc[0]
    leading = "、".join(rows[rows["value"] == top["value"]]["indicator_short"])
    words = frame(
        screen,
        f"{screen.view.year}年{TOPICS[topic]}：{leading}最多，{figure(top)}",
        f"{screen.focus['short_name']} · 单位相同的各项",
        rows,
        width=screen.half,
    )
    with place:
        chart(screen, f"profile-{topic}", lambda w: profile(rows, w), words)
    return True


def elsewhere(screen: Screen, topic: str, width: str) -> None:
    """The longest series of another agency on this topic, named as such, with a way to it."""
    found = screen.rows("longest_series", topic=topic, but=screen.view.focus)
    if not len(found):
        nothing(f"{TOPICS[topic]}：还没有哪家机构有两年以上的数", "收录更多年报后，这里显示走势。")
        return
    best = found.iloc[0]
    rows = screen.rows("series", agencies=(best["agency_id"],), indicators=(best["indicator_id"],))
    rows = rows[(rows["scope"] == best["scope"]) & (rows["period_kind"] == best["period_kind"])]
    rows = rows[rows["applicant_type"] == "total"]
    held = rows[rows["state"] == "reported"]["year"]
    words = frame(
        screen, trend_title(rows, best["agency_id"], str(rows["indicator_short"].iloc[0])),
        f"{rows['agency'].iloc[0]} · {rows['indicator'].iloc[0]}", rows, width=width,
    )  # fmt: skip
    words = replace(words, marks=("本机构这一主题只有一年的数，故画其他机构中最长的序列，供参照，不作比较。",))
    breaks = screen.rows("breaks")
    span = (int(held.min()), int(held.max()))
    chart(
        screen,
        f"elsewhere-{topic}",
        lambda w: trend(rows, w, focus=best["agency_id"], breaks=breaks, years=span, plot_height=200),
        words,
    )
    with st.container(horizontal=True):
        for row in found.drop_duplicates("agency_id").head(4).itertuples():
            st.button(
                f"看 {row.agency_short}",
                key=f"elsewhere-{topic}-{row.agency_id}",
                on_click=change,
                kwargs={
                    "agencies": (row.agency_id,),
                    "year": int(row.last_year),
                    "year_from": 0,
                    "year_to": 0,
                    "indicator": row.indicator_id,
                },
            )
