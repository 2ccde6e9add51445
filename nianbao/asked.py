"""The charts that a command asks for in words: agencies, years and indicators by name, kinds of charts by theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nianbao import store
from nianbao.charts import Nothing, Plot
from nianbao.datasets import open_dataset
from nianbao.desk import Desk, open_desk
from nianbao.errors import NianbaoError
from nianbao.plots import make_plot
from nianbao.store import Generation
from nianbao.view import View

WITHOUT_INDICATOR = ("outcomes_by_year", "outcomes_by_applicant", "disputes")
MOST_INDICATORS = 20


def asked_desk(dataset: str, agency: str, years: str) -> Desk:
    """A desk for agencies by id or name (the first is the focus) and years like 2024 or 2019-2025. Raises NianbaoError."""
    generation = open_dataset(dataset)
    first, last = _years(years)
    agencies = tuple(_agency(generation, name.strip()) for name in re.split("[,，]", agency) if name.strip())
    view = View(dataset=dataset, agencies=agencies, year=last)
    if first != last:
        view = replace(view, year_from=first, year_to=last)
    return open_desk(view, generation)


def _years(text: str) -> tuple[int, int]:
    if not text:
        return 0, 0
    found = re.fullmatch(r"(20\d\d)(?:\s*[-—–~至]\s*(20\d\d))?", text.strip())
    if found is None:
        raise NianbaoError(f"--years 为“{text}”，应为一个年份或起止年份，如 2024 或 2019-2025。")
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def _agency(generation: Generation, name: str) -> str:
    """The id of an agency given by id, name or short name. Raises NianbaoError naming those that are alike."""
    rows = store.query(generation, "agencies")
    for column in ("agency_id", "name", "short_name"):
        exact = rows[rows[column] == name]
        if len(exact) == 1:
            return str(exact["agency_id"].iloc[0])
    like = store.query(generation, "agencies", search=name)
    if len(like) == 1:
        return str(like["agency_id"].iloc[0])
    hint = f"相近的有：{'、'.join(like['name'].head(6))}。" if len(like) else "可用 nianbao query agencies 列出全部机构。"
    raise NianbaoError(f"{store.DATASETS[generation.dataset]}里没有唯一叫“{name}”的机构。{hint}")


def asked_indicators(desk: Desk, text: str) -> list[str]:
    """Ids of the indicators asked for by id, name or short name; else the focus agency's headline ones."""
    known = desk.rows("indicators")
    found = []
    for name in (part.strip() for part in re.split("[,，]", text)):
        if not name:
            continue
        hits = known[(known["indicator_id"] == name) | (known["name"] == name) | (known["short_name"] == name)]
        if not len(hits):
            raise NianbaoError(f"没有叫“{name}”的指标；可用 nianbao query indicators 列出全部指标。")
        found.append(str(hits["indicator_id"].iloc[0]))
    if found:
        return found
    mine = desk.series((desk.view.focus,), headline_only=True)
    mine = mine[mine["state"] == "reported"].sort_values(["headline", "position"])
    return list(dict.fromkeys(mine["indicator_id"]))[:MOST_INDICATORS]


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
        recipe["second"] = asked_indicators(desk, second)[0]
    return make_plot(desk, name, recipe)
