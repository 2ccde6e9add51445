"""Who is compared with whom: groups of like agencies, widened only where the page says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nianbao.catalogue import KINDS, LEVELS
from nianbao.desk import Desk
from nianbao.model import PERIOD_KINDS, SCOPES, STATES
from nianbao.wording import listed

ENOUGH = 5
TOO_MANY_TO_NAME = 80


@dataclass(frozen=True)
class Peers:
    """One indicator in one year over one group: queries/ranking.sql. `note` says in Chinese if the group was widened."""

    rows: pd.DataFrame
    group: str
    note: str
    year: int

    @property
    def held(self) -> pd.DataFrame:
        return self.rows[self.rows["place"].notna()]

    @property
    def ranked(self) -> int:
        """How many members have a number, also where a long list is cut."""
        return int(self.rows["ranked"].iloc[0]) if len(self.rows) else 0

    @property
    def enough(self) -> bool:
        """Are there so many that a place among them says something?"""
        return self.ranked >= ENOUGH

    def absent(self) -> tuple[list[str], list[str]]:
        """Names of members of whom no report is held, and of those whose number is of another definition."""
        without = self.rows[self.rows["place"].isna()]
        other = without[without["other_scope"].notna()]
        unlike = [f"{r.agency_short}（{SCOPES[r.other_scope]}{PERIOD_KINDS[r.other_period_kind]}）" for r in other.itertuples()]
        nobody = without[without["other_scope"].isna()]
        uncollected = nobody[(nobody["state"] == "not_collected") & ~nobody["underived"].astype(bool)]
        members = int(self.rows["members"].iloc[0]) if len(self.rows) else 0
        if members > TOO_MANY_TO_NAME:
            count = members - self.ranked - len(other) - (len(nobody) - len(uncollected))
            return [*uncollected[uncollected["named"].astype(bool)]["agency_short"], f"本组 {members} 家中的 {count} 家"], unlike
        return list(uncollected["agency_short"]), unlike

    def empty(self, most: int = 8) -> str:
        """“未填：甲、乙；不适用：丙”: members whose report is held and has no number in the cell."""
        without = self.rows[self.rows["place"].isna() & self.rows["other_scope"].isna()]
        held = without[without["state"] != "not_collected"]
        open_ = without[without["underived"].astype(bool)]["agency_short"]
        parts = [f"{STATES[state]}：{listed(part['agency_short'], most)}" for state, part in held.groupby("state", sort=True)]
        if len(open_):
            parts.append(f"无从推算（缺项或分母为零）：{listed(open_, most)}")
        return "；".join(parts) + "。" if parts else ""


def surely_first(row: Any) -> bool:
    """Has this row of queries/ranking.sql more than every other, whatever the printed bounds stand for?"""
    return int(row["place_last"]) == 1 and not row["ties"] > 1


def group_filter(desk: Desk, group: str) -> dict[str, Any]:
    """What a group means to ranking, matrix and pairs; the chosen agencies always stand in it."""
    focus = desk.focus
    return {
        "kinds": [focus["kind"]] if group in ("auto", "like", "kind") else [],
        "levels": [focus["level"]] if group in ("like", "level") else [],
        "agencies": list(desk.view.agencies),
        "named_only": group == "picked",
    }


def group_name(desk: Desk, group: str) -> str:
    focus = desk.focus
    return {
        "auto": f"{LEVELS[focus['level']]}{KINDS[focus['kind']]}，比率不足 {ENOUGH} 家时放宽级别",
        "like": f"{LEVELS[focus['level']]}{KINDS[focus['kind']]}",
        "kind": f"各级{KINDS[focus['kind']]}",
        "level": f"{LEVELS[focus['level']]}机构",
        "all": "全部机构",
        "picked": "所选机构",
    }[group]


def peers(desk: Desk, indicator: str, scope: str, period_kind: str, year: int) -> Peers:
    """The group of one indicator and year, the same wherever it is asked for.

    Left to the board: agencies of one kind and level if ENOUGH of them have a number; of a rate else all levels of that
    kind where that brings more. A volume grows with the level, so it is never compared across levels by itself: that
    and anything wider only when the visitor asks for it.
    """

    def ask(group: str) -> Peers:
        rows = desk.rows(
            "ranking", indicator=indicator, year=year, scope=scope, period_kind=period_kind, **group_filter(desk, group)
        )
        return Peers(rows, group, "", year)

    if desk.view.group != "auto":
        return ask(desk.view.group)
    if not widens(str(desk.indicator(indicator)["value_type"])):
        return ask("like")
    every = desk.rows(
        "group_sizes", indicator=indicator, scope=scope, period_kind=period_kind,
        kind=desk.focus["kind"], level=desk.focus["level"], agencies=list(desk.view.agencies),
    )  # fmt: skip
    sizes = every[every["year"] == year][["like_agencies", "kind_agencies"]].sum()
    if sizes["like_agencies"] >= ENOUGH or sizes["kind_agencies"] <= sizes["like_agencies"]:
        return ask("like")
    kind = ask("kind")
    note = f"{group_name(desk, 'like')}有数的不足 {ENOUGH} 家，已放宽到{group_name(desk, 'kind')}。"
    return Peers(kind.rows, "kind", note, year)


def widens(value_type: str) -> bool:
    """May the board compare this across levels without being asked? Rates only."""
    return value_type == "rate"


def with_changes(desk: Desk, found: Peers, indicator: str, scope: str, period_kind: str) -> tuple[pd.DataFrame, int]:
    """The ranking's rows with rank_change (places won since the year before), and among how many that was compared.

    No change where fewer than ENOUGH have a number in either year.
    """
    if not found.enough:
        return found.rows.assign(rank_change=None), 0
    changes = desk.rows(
        "rank_changes",
        indicator=indicator,
        year=found.year,
        scope=scope,
        period_kind=period_kind,
        **group_filter(desk, found.group),
    )
    compared = int(changes["compared"].iloc[0]) if len(changes) else 0
    if compared < ENOUGH:
        return found.rows.assign(rank_change=None), 0
    return found.rows.merge(changes[["agency_id", "rank_change"]], on="agency_id", how="left"), compared


def outsiders(desk: Desk, rows: pd.DataFrame, group: str) -> str:
    """A sentence for chosen agencies that stand, with a number, among peers they do not belong to."""
    focus = desk.focus
    chosen = rows["named"].astype(bool) & (rows["agency_id"] != desk.view.focus) & (rows["state"] == "reported")
    named = rows[chosen].drop_duplicates("agency_id")
    strange = named[named["kind"] != focus["kind"]] if group in ("like", "kind") else named.head(0)
    if group in ("like", "level"):
        strange = pd.concat([strange, named[named["level"] != focus["level"]]]).drop_duplicates("agency_id")
    names: Iterable[str] = strange["agency_short"]
    return f"应您的选择并列：{'、'.join(names)}（类别或级别不同）。" if len(strange) else ""
