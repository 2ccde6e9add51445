"""The charts that a command asks for in words: agencies, years and indicators by name, kinds of charts by theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from nianbao.attention import Attention, Item, gather_attention
from nianbao.charts import Nothing, Plot
from nianbao.datasets import open_dataset
from nianbao.desk import Desk, open_desk
from nianbao.errors import NianbaoError
from nianbao.plots import make_plot
from nianbao.plots.chosen import deck_plots, view_plots
from nianbao.slide import Column, Summary
from nianbao.view import View
from nianbao.wording import figure
from nianbao.written import named_agency

WITHOUT_INDICATOR = ("outcomes_by_year", "outcomes_by_applicant", "disputes")
MOST_INDICATORS = 20
SUMMARY_LINES = 6


def asked_desk(dataset: str, agencies: Iterable[str], years: str = "", year: int = 0, group: str = "auto") -> Desk:
    """A desk for agencies by id or name (the first is the focus) and years like 2024 or 2019-2025. Raises NianbaoError."""
    generation = open_dataset(dataset)
    first, last = _years(years)
    ids = tuple(str(named_agency(generation, name)["agency_id"]) for name in _names(agencies))
    view = View(dataset=dataset, agencies=ids, year=year or last, group=group)
    if first != last:
        view = replace(view, year_from=first, year_to=last)
    return open_desk(view, generation)


def _names(texts: Iterable[str]) -> list[str]:
    """What was written one by one or with commas."""
    return [name.strip() for text in texts for name in re.split("[,，]", text) if name.strip()]


def _years(text: str) -> tuple[int, int]:
    if not text:
        return 0, 0
    found = re.fullmatch(r"(20\d\d)(?:\s*[-—–~至]\s*(20\d\d))?", text.strip())
    if found is None:
        raise NianbaoError(f"--years 为“{text}”，应为一个年份或起止年份，如 2024 或 2019-2025。")
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def asked_indicators(desk: Desk, texts: Iterable[str] = ()) -> list[str]:
    """Ids of the indicators asked for by id, name or short name; else the focus agency's headline ones."""
    known = desk.rows("indicators")
    found = []
    for name in _names(texts):
        hits = known[(known["indicator_id"] == name) | (known["name"] == name) | (known["short_name"] == name)]
        if not len(hits):
            raise NianbaoError(f"没有叫“{name}”的指标；可用 nianbao query indicators 列出全部指标。")
        found.append(str(hits["indicator_id"].iloc[0]))
    if found:
        return found
    mine = desk.series((desk.view.focus,), headline_only=True)
    mine = mine[mine["state"] == "reported"].sort_values(["headline", "position"])
    return list(dict.fromkeys(mine["indicator_id"]))[:MOST_INDICATORS]


def usual_slides(desk: Desk, texts: Iterable[str] = ()) -> tuple[list[Plot], Summary | None]:
    """The charts of a deck when no kind of chart is named: of the indicators asked for, else the year's points with a summary."""
    names = list(texts)
    if names:
        return view_plots(desk, asked_indicators(desk, names), width="full"), None
    mine = desk.series((desk.view.focus,))
    found = gather_attention(desk, mine)
    return deck_plots(desk, found), _summary(desk, mine, found)


def _summary(desk: Desk, mine: pd.DataFrame, found: Attention) -> Summary:
    """The year in numbers, what got worse and what got better, as on 总览."""
    now = mine[(mine["year"] == desk.view.year) & (mine["state"] == "reported") & (mine["applicant_type"] == "total")]
    heads = now[now["headline"].notna() & (now["value"].astype("float64").fillna(1) != 0)]
    heads = heads.sort_values(["headline", "position"]).drop_duplicates("indicator_id").head(SUMMARY_LINES)
    figures = tuple((str(row["indicator_short"]), figure(row)) for _, row in heads.iterrows())
    worse, better = (tuple((_said(item), item.value) for item in items[:SUMMARY_LINES]) for items in (found.worse, found.better))
    without = "没有" if found.comparable else "没有可与上年相比的数"
    return Summary(
        title=f"{desk.focus['short_name']} {desk.view.year} 年要点",
        subtitle=f"与上年可比的 {found.comparable} 项：变差 {len(found.worse) + found.cut.get('worse', 0)}，"
        f"向好 {len(found.better) + found.cut.get('better', 0)}，其余持平或不分好坏",
        columns=(
            Column("主要数", figures, "这一年没有主要指标的数"),
            Column("变差", worse, without),
            Column("向好", better, without),
        ),
        foot=(
            "较上年：比率按百分点，其他按上年数的百分比；只按指标的方向判断，不说明原因。“数小”指数值或样本很小。",
            desk.version,
        ),
        demo=desk.demo,
    )


def _said(item: Item) -> str:
    return item.text + ("（数小）" if item.small else "")


def asked_plots(desk: Desk, indicators: Sequence[str], charts: Sequence[str], second: str) -> Iterator[Plot | Nothing]:
    """Chart by chart; those that need no indicator once, at the end."""
    if not indicators and set(charts) - set(WITHOUT_INDICATOR):
        yield Nothing(f"{desk.focus['short_name']}没有主要指标的数", "用 --indicator 写明指标，或换一家机构。")
    for indicator in indicators:
        for name in charts:
            if name not in WITHOUT_INDICATOR:
                yield _plot(desk, name, indicator, second)
    for name in charts:
        if name in WITHOUT_INDICATOR:
            yield make_plot(desk, name, {})


def _plot(desk: Desk, name: str, indicator: str, second: str) -> Plot | Nothing:
    if name in ("trend", "index", "multiples"):
        return make_plot(desk, name, {"indicator": indicator})
    if name in ("profile", "elsewhere"):
        return make_plot(desk, name, {"topic": str(desk.indicator(indicator)["topic"])})
    mine = desk.series((desk.view.focus,), indicators=(indicator,))
    mine = mine[(mine["state"] == "reported") & (mine["year"] <= desk.view.year)]
    if not len(mine):
        return Nothing(f"{desk.focus['short_name']} {desk.view.year} 年及以前没有“{desk.indicator(indicator)['name']}”的数")
    cell = mine.sort_values("year").iloc[-1]
    recipe = {
        "indicator": indicator, "scope": str(cell["scope"]), "period_kind": str(cell["period_kind"]), "year": int(cell["year"]),
    }  # fmt: skip
    if name == "pairs":
        if not second:
            raise NianbaoError("散点图（pairs）要用 --second 写明纵轴指标。")
        recipe["second"] = asked_indicators(desk, [second])[0]
    return make_plot(desk, name, recipe)
