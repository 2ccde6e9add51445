"""Titles and short texts made of numbers only: no cause, no judgement that the figures do not hold."""

from __future__ import annotations

import pandas as pd

from nianbao.plots.told import plain_words, topic_pieces
from nianbao.wording import figure, place_text


def topic_sentence(now: pd.DataFrame, year: int, most: int = 4) -> str:
    """“2019 年：咨询 42,456 次；……”. `now` holds the cells of one year, most important first."""
    return plain_words(topic_pieces(now, year, most))


def trend_title(series: pd.DataFrame, focus: str, name: str, year: int | None = None) -> str:
    """What is seen in a trend up to `year` (the year the page is about), from the focus agency's exact numbers; else just the name.

    Years after `year` may be drawn, but the title speaks of the year that was asked for.
    """
    mine = series[(series["agency_id"] == focus) & (series["state"] == "reported")].sort_values("year")
    if year is not None and (mine["year"] <= year).any():
        mine = mine[mine["year"] <= year]
    if not len(mine):
        return name
    agency = mine["agency_short"].iloc[0]
    last = mine.iloc[-1]
    if len(mine) == 1:
        return f"{agency}{last['year']}年{name} {figure(last)}"
    part = mine[mine["segment"] == last["segment"]]
    start = part.iloc[0]
    if len(part) < 2 or start["qualifier"] != "exact" or last["qualifier"] != "exact":
        return f"{agency}{name}：{last['year']}年 {figure(last)}"
    if start["value"] == last["value"]:
        return f"{agency}{name}：{start['year']}年与{last['year']}年同为 {figure(last)}"
    verb = "升至" if last["value"] > start["value"] else "降至"
    return f"{agency}{name}由{start['year']}年 {_bare(start)} {verb}{last['year']}年 {figure(last)}"


def _bare(row: pd.Series) -> str:
    return figure(row, unit=row["value_type"] == "rate")


def ranking_title(rows: pd.DataFrame, focus: str, name: str, year: int, group: str) -> str:
    """The place of the focus agency among those with a number: ties said as ties, an open place as a span."""
    mine = rows[(rows["agency_id"] == focus) & rows["place"].notna()]
    held = int(rows["ranked"].iloc[0]) if len(rows) else 0
    if not len(mine) or held < 2:
        return f"{year}年{name}：{group}"
    row = mine.iloc[0]
    return f"{year}年{name}：{row['agency_short']}{place_text(row)}（{held} 家有数）"
