"""Where like agencies lie: median and quartiles of the others, for cards and behind lines, from five peers on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nianbao.charts.bands import AREA
from nianbao.charts.lines import records
from nianbao.desk import Desk
from nianbao.plots.peers import ENOUGH, group_filter, group_name, widens
from nianbao.wording import figure, missing, years_in_words

OTHERS = {"like": "同类", "kind": "各级同类", "level": "同级", "all": "其他机构", "picked": "所选"}
"""Whose median it is, in the few words a card has room for."""


@dataclass(frozen=True)
class Band:
    """Quartiles per year of the peers of one cell's definition: queries/peer_bands.sql, years with ENOUGH peers only.

    `most` is the largest number of peers that any year has, also where that is not enough; `asked` the first and last
    year that were asked for.
    """

    rows: pd.DataFrame
    group: str
    most: int
    asked: tuple[int, int]

    @property
    def years(self) -> list[int]:
        return [int(year) for year in self.rows["year"]]

    @property
    def peers(self) -> str:
        """“12 家”, “12—17 家”."""
        low, high = int(self.rows["peers"].min()), int(self.rows["peers"].max())
        return f"{low} 家" if low == high else f"{low}—{high} 家"


@dataclass(frozen=True)
class Standing:
    """The median beside one cell; `way` is above | below | equal | open (a printed bound does not decide it)."""

    median: float
    peers: int
    group: str
    way: str


def band(desk: Desk, cell: Mapping[str, Any], years: tuple[int, int]) -> Band:
    """The peers' band over the years, in the scope and period kind of `cell`; the group is the view's.

    Left to the board: agencies of one kind and level where ENOUGH of them have a number in the view's year, of a rate
    else those of that kind on all levels, as in a ranking.
    """
    found: list[Band] = []
    for group in _groups(desk, str(cell["value_type"])):
        every = _asked(desk, (str(cell["indicator_id"]),), group, *years)
        every = every[(every["scope"] == cell["scope"]) & (every["period_kind"] == cell["period_kind"])]
        found.append(Band(every[every["peers"] >= ENOUGH], group, int(every["peers"].max()) if len(every) else 0, years))
        if (found[-1].rows["year"] == desk.view.year).any():
            return found[-1]
    return next((one for one in found if len(one.rows)), found[0])


def band_words(desk: Desk, found: Band) -> tuple[str, str]:
    """What a trend says of its band: in the subtitle, and below. Of which years it is said wherever it is not of all."""
    who = f"{group_name(desk, found.group)}（不含本机构）"
    if not len(found.rows):
        return "", f"不画同类中位数：{who}有确切数的{'至多' if found.most else '有'} {found.most} 家，不足 {ENOUGH} 家。"
    years = f"{years_in_words(found.years)} 年"
    if len(found.rows) < AREA:
        return (
            f"{OTHERS[found.group]}中位数仅 {years}（{found.peers}）",
            f"短横：{who}{years}的中位数，{found.peers}有确切数；其余年份不足 {ENOUGH} 家，不画。",
        )
    partly = len(found.rows) <= found.asked[1] - found.asked[0]
    return (
        f"{OTHERS[found.group]} {found.peers}{f'（{years}）' if partly else ''}",
        f"浅色：{who}居中的一半（四分位）；虚线：中位数。{years if partly else '每年'} {found.peers}有确切数"
        + (f"，其余年份不足 {ENOUGH} 家，不画。" if partly else "。"),
    )


def beside_focus(lines: pd.DataFrame, focus: str, found: Band | None) -> pd.DataFrame:
    """The lines with the band's figures beside the focus agency's years, for whoever takes the numbers along."""
    if found is None or not len(found.rows):
        return lines
    names = {"median": "peer_median", "lower_quartile": "peer_lower", "upper_quartile": "peer_upper", "peers": "peers"}
    figures = {row["year"]: row for row in records(found.rows)}
    mine = [
        figures.get(year, {}) if agency == focus else {} for agency, year in zip(lines["agency_id"], lines["year"], strict=True)
    ]
    beside = {ours: [float(row.get(name, math.nan)) for row in mine] for name, ours in names.items()}
    return lines.reset_index(drop=True).assign(**beside)


def standings(desk: Desk, cells: pd.DataFrame) -> dict[str, Standing]:
    """By indicator, where each reported cell of the view's year stands to its peers' median; only with ENOUGH peers.

    A page that will ask for several portions asks for all of them first: what was asked once is remembered by the desk.
    """
    told = cells[(cells["state"] == "reported") & cells["comparable"].astype(bool) & (cells["applicant_type"] == "total")]
    found: dict[str, Standing] = {}
    for group in _groups(desk, "rate"):
        left = told[~told["indicator_id"].isin(found)]
        left = left[[group in _groups(desk, value_type) for value_type in left["value_type"]]]
        if not len(left):
            break
        known = _of_year(desk, sorted(left["indicator_id"].unique()), group)
        for cell in records(left):
            row = known.get((cell["indicator_id"], cell["scope"], cell["period_kind"]))
            if row and cell["year"] == desk.view.year:
                median = float(row["median"])
                found[cell["indicator_id"]] = Standing(median, int(row["peers"]), group, way_of(cell, median))
    return found


def _of_year(desk: Desk, indicators: list[str], group: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Rows with ENOUGH peers in the view's year, by indicator, scope and period kind."""
    known: dict[tuple[str, str, str], dict[str, Any]] = desk.remembered.setdefault(("bands", group), {})
    asked: set[str] = desk.remembered.setdefault(("bands asked", group), set())
    if new := tuple(indicator for indicator in indicators if indicator not in asked):
        asked.update(new)
        for row in records(_asked(desk, new, group, desk.view.year, desk.view.year)):
            if row["peers"] >= ENOUGH:
                known[row["indicator_id"], row["scope"], row["period_kind"]] = row
    return known


def way_of(cell: Mapping[str, Any], median: float) -> str:
    """above | below | equal, or open where the printed bound leaves it so."""
    if cell["qualifier"] == "exact":
        value = float(cell["value"])
        return "above" if value > median else "below" if value < median else "equal"
    if cell["qualifier"] == "about":
        return "open"
    if not missing(cell["low"]) and float(cell["low"]) > median:
        return "above"
    if not missing(cell["high"]) and float(cell["high"]) < median:
        return "below"
    return "open"


_WAYS = {"above": "高于", "below": "低于", "equal": "等于", "open": "高低无法判定："}


def standing_text(found: Standing | None, cell: Mapping[str, Any]) -> str:
    """“高于同类中位数（96 件，12 家）”: the number is the median, not the distance; empty where there are too few peers."""
    if found is None:
        return ""
    median = figure({**cell, "value": found.median, "qualifier": "exact", "state": "reported"})
    return f"{_WAYS[found.way]}{OTHERS[found.group]}中位数（{median}，{found.peers} 家）"


def _groups(desk: Desk, value_type: str) -> tuple[str, ...]:
    """The groups to try one after the other, as a ranking does."""
    if desk.view.group != "auto":
        return (desk.view.group,)
    return ("like", "kind") if widens(value_type) else ("like",)


def _asked(desk: Desk, indicators: tuple[str, ...], group: str, first: int, last: int) -> pd.DataFrame:
    return desk.rows(
        "peer_bands", indicators=indicators, focus=desk.view.focus, year_from=first, year_to=last, **group_filter(desk, group)
    )
