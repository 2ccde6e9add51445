"""Titles and short texts made of numbers only: no cause, no judgement that the figures do not hold."""

from __future__ import annotations

import pandas as pd

from nianbao.charts.lines import heights
from nianbao.plots.told import plain_words, topic_pieces
from nianbao.wording import figure, in_words, plain, sample_words, scale_for


def topic_sentence(now: pd.DataFrame, year: int, most: int = 4) -> str:
    """“2019 年：咨询 42,456 次；……”. `now` holds the cells of one year, most important first."""
    return plain_words(topic_pieces(now, year, most))


def year_told(mine: pd.DataFrame, year: int | None) -> int | None:
    """The year up to which a title speaks of one agency's rows: the page's, where it has a number then; else no limit."""
    held = mine[mine["state"] == "reported"]["year"]
    return year if year is not None and (held == year).any() else None


def trend_title(series: pd.DataFrame, focus: str, name: str, year: int | None = None) -> str:
    """What is seen in a trend up to `year` (the year the page is about), from one agency's exact numbers; else just the name.

    The agency is the focus agency, or the only one drawn. Years after `year` may be drawn, but the title speaks of the
    year that was asked for. A line that went up and down is told by its last change and its extreme.
    """
    held = series[series["state"] == "reported"]
    mine = held[held["agency_id"] == focus].sort_values("year")
    if not len(mine) and held["agency_id"].nunique() == 1:
        mine = held.sort_values("year")
    limit = year_told(mine, year)
    if limit is not None:
        mine = mine[mine["year"] <= limit]
    if not len(mine):
        return name
    agency = mine["agency_short"].iloc[0]
    last = mine.iloc[-1]
    if len(mine) == 1:
        return f"{agency}{last['year']}年{name} {_whole(last)}"
    part = mine[mine["segment"] == last["segment"]]
    exact = part[part["qualifier"] == "exact"]
    start, low, high = part.iloc[0], exact["value"].min(), exact["value"].max()
    within = heights(part).between(low, high).all()
    if len(part) < 2 or start["qualifier"] != "exact" or last["qualifier"] != "exact" or not within:
        return f"{agency}{name}：{last['year']}年 {_whole(last)}"
    wavy = not exact["value"].is_monotonic_increasing and not exact["value"].is_monotonic_decreasing
    if wavy and {start["value"], last["value"]} != {low, high}:
        return f"{agency}{name}{_course(exact)}"
    if _bare(start, last) == _bare(last, last):
        return f"{agency}{name}：{start['year']}年与{last['year']}年同为 {_whole(last)}"
    verb = "升至" if last["value"] > start["value"] else "降至"
    between = "，其间有升降" if wavy else ""
    return f"{agency}{name}由{start['year']}年 {_bare(start, last)} {verb}{last['year']}年 {_whole(last)}{between}"


def _course(exact: pd.DataFrame) -> str:
    """“2024年降至 4,367万件，低于2022年的 4,854万”; a line at its highest says how low it was before."""
    last, before = exact.iloc[-1], exact.iloc[-2]
    top = exact[exact["value"] == exact["value"].max()].iloc[-1]
    bottom = exact[exact["value"] == exact["value"].min()].iloc[-1]
    move = "仍为" if last["value"] == before["value"] else "升至" if last["value"] > before["value"] else "降至"
    text = f"{last['year']}年{move} {_whole(last)}"
    if top["value"] > last["value"] and _bare(top, last) != _bare(last, last):
        return f"{text}，低于{top['year']}年的 {_bare(top, last)}"
    if _bare(bottom, last) != _bare(last, last):
        return f"{text}，{bottom['year']}年曾低至 {_bare(bottom, last)}"
    return text


def index_title(indexed: pd.DataFrame, focus: str, name: str, base: int) -> str:
    """“甲公开申请办理总计：2024年为2021年的 128.3%”, or what the index is of where the focus agency has none."""
    mine = indexed[indexed["agency_id"] == focus].sort_values("year")
    last = mine[mine["year"] != base].tail(1)
    if not len(last):
        return f"{name}：以 {base} 年为 100"
    row = last.iloc[0]
    return f"{row['agency_short']}{name}：{row['year']}年为{base}年的 {plain(row['value'], 1)}%"


def _whole(row: pd.Series) -> str:
    """The number with its unit, and its sample where a rate was worked out of few."""
    return f"{figure(row)}{sample_words(row.get('sample'))}"


def _bare(row: pd.Series, like: pd.Series) -> str:
    """A number in the notation of another one, so that a title never sets 66,295 beside 11.47万."""
    if row["value_type"] == "rate":
        return figure(row)
    divisor, word = scale_for([like["value"]])
    return in_words(float(row["value"]), divisor, word)
