"""What deserves attention in one agency and year: what got worse, what to settle, what got better; numbers only, no causes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from nianbao.catalogue import load_catalogue
from nianbao.charts.lines import records
from nianbao.checks import load_rules
from nianbao.datasets import OFFICE
from nianbao.denominators import sample_in
from nianbao.desk import Desk
from nianbao.model import TOPICS
from nianbao.office import read_office
from nianbao.promises import broken
from nianbao.settings import load_submission
from nianbao.targets import standing, target_of
from nianbao.templates import load_templates
from nianbao.wording import SMALL_SAMPLE, change_text, figure, missing, tendency

SMALL_COUNT = 10
MOST, MOST_OF_A_KIND = 5, 3
COMPARABLE = ("comparable", "rise_at_least", "fall_at_least")
KINDS = {
    "target": "未达目标",
    "promise": "未达承诺",
    "conflict": "自相矛盾",
    "missing": "缺",
    "uncollected": "未收录",
    "due": "未交",
}


@dataclass(frozen=True)
class Item:
    """One row of a list. Where it leads: to the evidence of `cell`, else to a `page` of the board.

    `kind` is worse | better or a key of KINDS: `missing` is a gap in the report, `uncollected` one of this board. `small` marks a change on numbers so small that its percentage says little.
    """

    kind: str
    text: str
    value: str = ""
    cell: Any = None
    page: str = ""
    small: bool = False


@dataclass(frozen=True)
class Attention:
    """The three lists; `cut` says how many rows of a kind are not listed, `uncollected` what this board does not hold."""

    worse: list[Item] = field(default_factory=list)
    todo: list[Item] = field(default_factory=list)
    better: list[Item] = field(default_factory=list)
    uncollected: list[Item] = field(default_factory=list)
    comparable: int = 0
    cut: dict[str, int] = field(default_factory=dict)

    def not_held(self, most: int = 4) -> str:
        """“传播 本年没有数；2022 年 未收录”: the first of what this board does not hold, as one phrase."""
        return "；".join(item.text if item.cell is not None else f"{item.text} {item.value}" for item in self.uncollected[:most])


def gather_attention(desk: Desk, mine: pd.DataFrame, today: date | None = None) -> Attention:
    """`mine` is the focus agency's series, all years."""
    mine = with_bases(mine)
    now = mine[mine["year"] == desk.view.year]
    ways = pd.Series([tendency(row) for row in records(now)], index=now.index, dtype=object)
    found = Attention(comparable=int(now["verdict"].isin(COMPARABLE).sum()))
    for kind, kept in (("worse", found.worse), ("better", found.better)):
        ordered = largest_first(now[ways == kind])
        chosen = _no_part_beside_its_whole(ordered, MOST)
        kept += [_change(kind, row) for _, row in chosen.iterrows()]
        found.cut[kind] = len(ordered) - len(chosen)
    found.uncollected.extend(_uncollected(desk, mine, now))
    # Only an office answers for what its own board lacks; of anybody else's figures the gaps are ours, not theirs.
    lacking = found.uncollected if desk.view.dataset in OFFICE else []
    for items in (_targets(desk, now), _promises(now), _conflicts(desk, mine, now), _due(desk, today), _missing(now), lacking):
        every = list(items)
        found.todo.extend(every[:MOST_OF_A_KIND])
        if len(every) > MOST_OF_A_KIND:
            found.cut[every[0].kind] = len(every) - MOST_OF_A_KIND
    return found


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest changes first: rates by percentage points, others by percent of the year before, small numbers last.

    Column `small`: a count that was and is below 10, or a rate worked out of fewer than 30 cases in either year.
    """
    if not len(rows):
        return rows.assign(small=pd.Series(dtype=bool))
    before = rows["previous_value"].astype("float64").abs()
    share = (100 * rows["change"].astype("float64").abs() / before.where(before > 0)).fillna(100.0)
    weight = rows["change"].astype("float64").abs().where(rows["value_type"] == "rate", share)
    return rows.assign(weight=weight, small=_small(rows)).sort_values(
        ["small", "weight", "position"], ascending=[True, False, True]
    )


def _small(rows: pd.DataFrame) -> list[bool]:
    found = []
    for _, row in rows.iterrows():
        if row["value_type"] == "rate":
            cases = [row.get(name) for name in ("base", "base_before")]
            found.append(any(not missing(n) and n < SMALL_SAMPLE for n in cases))
        else:
            found.append(max(abs(float(row["value"] or 0)), abs(float(row["previous_value"] or 0))) < SMALL_COUNT)
    return found


def with_bases(rows: pd.DataFrame) -> pd.DataFrame:
    """Adds `base` and `base_before`: denominators of a rate that was worked out here, in its year and the one before."""
    sample = sample_in(rows)
    keys = list(zip(*(rows[name].tolist() for name in ("agency_id", "year", "scope", "indicator_id")), strict=True))
    return rows.assign(
        base=[sample(*key) for key in keys],
        base_before=[sample(agency, year - 1, scope, rate) for agency, year, scope, rate in keys],
    )


def _no_part_beside_its_whole(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first `most` rows, without those that are part of one listed already or that it is part of."""
    leaves = _leaves()
    taken: list[frozenset[str]] = []
    kept = []
    for name in rows["indicator_id"] if len(rows) else ():
        mine = leaves.get(str(name), frozenset((str(name),)))
        related = any(mine <= other or other <= mine for other in taken)
        kept.append(not related and len(taken) < most)
        if kept[-1]:
            taken.append(mine)
    return rows[kept] if len(rows) else rows


@lru_cache(maxsize=1)
def _leaves() -> dict[str, frozenset[str]]:
    """What each sum is made of in the end: by the catalogue, by table four of the form, or by its name (用户, 其中个人用户)."""
    catalogue = load_catalogue()
    parts: dict[str, set[str]] = {
        d.indicator: {o.indicator for o in d.sum if not o.year_offset} for d in catalogue.derivations if d.sum
    }
    for ids in load_templates()["2021"].table4.values():
        parts.setdefault(ids[-1], set()).update(ids[:-1])
    counts = [i.id for i in catalogue.indicators if i.value_type == "count"]
    for whole in counts:
        if named := {name for name in counts if name.startswith(f"{whole}_")}:
            parts.setdefault(whole, set()).update(named)

    def reach(name: str) -> frozenset[str]:
        found = parts.get(name)
        return frozenset().union(*map(reach, found)) if found else frozenset((name,))

    return {name: reach(name) for name in parts}


def _change(kind: str, row: Any) -> Item:
    text = f"{row['indicator_short']} {figure(row)}"
    return Item(kind, text, change_text(row).removeprefix("较上年 "), row, small=bool(row["small"]))


def _targets(desk: Desk, now: pd.DataFrame) -> Iterator[Item]:
    for row in records(now) if desk.targets else ():
        target = target_of(desk.targets, row)
        if target is None or target.year != desk.view.year:
            continue
        found = standing(target, row)
        if found.state == "missed":
            yield Item("target", f"{row['indicator_short']} {figure(row)}", found.words, row)


def _promises(now: pd.DataFrame) -> Iterator[Item]:
    for row, promise in broken(records(now)):
        yield Item("promise", f"{promise.sentence}：实为 {figure(row)}", f"应 {promise.threshold:f}{row['unit']}", row)


def _conflicts(desk: Desk, mine: pd.DataFrame, now: pd.DataFrame) -> Iterator[Item]:
    """Relations that do not hold, each once, then figures whose sources contradict each other."""
    year = desk.view.year
    failing = desk.rows("findings", agencies=(desk.view.focus,), outcome="fails", limit=10_000)  # all years: asked once
    failing = failing[failing["year"] == year].head(200)
    failing = failing[failing["severity"] != "question"]
    sentences = {rule.name: rule.sentence for rule in load_rules()}
    sources = "readings_of_one_figure_agree"
    for rule, rows in failing[failing["rule"] != sources].groupby("rule", sort=False):
        first = rows.iloc[0]
        more = f"等 {len(rows)} 处" if len(rows) > 1 else ""
        text = f"{first['subject']}{more}：{sentences.get(str(rule), rule)}"
        yield Item(
            "conflict", text, f"应 {_last(first['expected'])}，实 {_last(first['actual'])}", _cell(now, first["cells"]), "data"
        )
    for _, row in now[now["disagree"].fillna(False).astype(bool)].iterrows():
        yield Item("conflict", f"{row['indicator_short']} {figure(row)}：各处来源不一致", "", row)


def _last(text: str) -> str:
    """“1+2+3=6” → “6”: a list has no room for the terms."""
    return str(text).rsplit("=", 1)[-1].strip()


def _cell(now: pd.DataFrame, cells: str) -> pd.Series | None:
    for cell in str(cells).split(";"):
        row = now[now["indicator_id"] == cell.split("/")[0]]
        if len(row):
            return row.iloc[0]
    return None


def _due(desk: Desk, today: date | None) -> Iterator[Item]:
    """Reports that are late, of 本单位 only: elsewhere nobody hands in to this board."""
    if desk.view.dataset not in ("own", "draft"):
        return
    today, setting = today or date.today(), load_submission()
    held = {(report.agency_id, report.year) for report in read_office().active() if not report.form}
    mine = sorted(year for agency, year in held if agency == desk.view.focus)
    due = {year: setting.due(str(desk.focus["kind"]), year) for year in range(min(mine, default=today.year), today.year)}
    late = []
    for year, day in due.items():
        if (desk.view.focus, year) not in held and today > day:
            late.append((year, (today - day).days))
    if late:
        # One row, however many: what is years late must not push out what is to be done in the year on the page.
        newest = f"{'最近一份' * (len(late) > 1)}已过期限 {late[-1][1]} 天"
        yield Item("due", f"{'、'.join(str(year) for year, _ in late)} 年度报告", newest, page="review")


def _missing(now: pd.DataFrame) -> Iterator[Item]:
    """Cells of the report that should have a number and have none; 不适用 is an answer."""
    empty = now[now["state"].isin(("blank", "unreadable"))]
    for _, row in empty.sort_values(["headline", "position"], na_position="last").iterrows():
        yield Item("missing", full_name(row), figure(row), row)


def full_name(row: Any) -> str:
    """A row of table three with the group it stands in: “不予处理·要求确认或重新出具” says something by itself."""
    group = re.sub(r"^（.+?）", "", load_catalogue()[str(row["indicator_id"])].row_group or "")
    name = str(row["indicator_short"])
    return f"{group}·{name}" if group and group not in name else name


def _uncollected(desk: Desk, mine: pd.DataFrame, now: pd.DataFrame) -> Iterator[Item]:
    """What this board does not hold: headline figures it had of last year, topics and years without any."""
    year = desk.view.year
    before = mine[(mine["year"] == year - 1) & (mine["state"] == "reported") & mine["headline"].notna()]
    gone = before[~before["indicator_id"].isin(now["indicator_id"])].sort_values(["headline", "position"])
    for _, row in gone.iterrows():
        yield Item("uncollected", f"{row['indicator_short']}：上年 {figure(row)}", "本年未收录", row)
    known = now[now["state"] == "reported"]
    absent = [title for topic, title in TOPICS.items() if not len(known[known["topic"] == topic])]
    if absent:
        yield Item("uncollected", "、".join(absent), "本年没有数", page="data")
    years = {int(y) for y in mine[mine["state"] == "reported"]["year"].unique()}
    gaps = [str(y) for y in range(min(years), max(years) + 1) if y not in years] if years else []
    if gaps:
        yield Item("uncollected", f"{'、'.join(gaps)} 年", "未收录", page="data")
