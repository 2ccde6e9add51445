"""What deserves attention in one agency and year: what got worse, what to settle, what got better; numbers only, no causes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from nianbao.catalogue import load_catalogue
from nianbao.charts.lines import records
from nianbao.checks import load_rules
from nianbao.desk import Desk
from nianbao.model import TOPICS
from nianbao.office import read_office
from nianbao.promises import broken
from nianbao.settings import load_submission
from nianbao.targets import standing, target_of
from nianbao.wording import change_text, figure, missing, tendency

SMALL_COUNT, SMALL_BASE = 10, 30
MOST, MOST_OF_A_KIND = 5, 3
COMPARABLE = ("comparable", "rise_at_least", "fall_at_least")
KINDS = {
    "target": "未达目标",
    "promise": "未达承诺",
    "conflict": "自相矛盾",
    "missing": "缺",
    "due": "未交",
}


@dataclass(frozen=True)
class Item:
    """One row of a list. Where it leads: to the evidence of `cell`, else to a `page` of the board.

    `kind` is worse | better or a key of KINDS; `small` marks a change on numbers so small that its percentage says little.
    """

    kind: str
    text: str
    value: str = ""
    cell: Any = None
    page: str = ""
    small: bool = False


@dataclass(frozen=True)
class Attention:
    """The three lists; `cut` says how many rows of a kind are not listed."""

    worse: list[Item] = field(default_factory=list)
    todo: list[Item] = field(default_factory=list)
    better: list[Item] = field(default_factory=list)
    comparable: int = 0
    cut: dict[str, int] = field(default_factory=dict)


def gather_attention(desk: Desk, mine: pd.DataFrame, today: date | None = None) -> Attention:
    """`mine` is the focus agency's series, all years."""
    now = mine[mine["year"] == desk.view.year]
    ways = pd.Series([tendency(row) for row in records(now)], index=now.index, dtype=object)
    found = Attention(comparable=int(now["verdict"].isin(COMPARABLE).sum()))
    for kind, kept in (("worse", found.worse), ("better", found.better)):
        ordered = largest_first(now[ways == kind])
        kept += [_change(kind, row) for _, row in ordered.head(MOST).iterrows()]
        found.cut[kind] = max(len(ordered) - MOST, 0)
    for items in (_targets(desk, now), _promises(now), _conflicts(desk, mine, now), _due(desk, today), _missing(desk, mine, now)):
        every = list(items)
        found.todo.extend(every[:MOST_OF_A_KIND])
        if len(every) > MOST_OF_A_KIND:
            found.cut[every[0].kind] = len(every) - MOST_OF_A_KIND
    return found


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest changes first: rates by percentage points, others by percent of the year before, small numbers last.

    Column `small`: a count that was and is below 10, or a rate worked out of fewer than 30 cases.
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
    bases = {name for d in load_catalogue().derivations for name in (d.indicator,) if d.denominator}
    found = []
    for _, row in rows.iterrows():
        if row["value_type"] == "rate":
            found.append(row["indicator_id"] in bases and not missing(row.get("base")) and row["base"] < SMALL_BASE)
        else:
            found.append(max(abs(float(row["value"] or 0)), abs(float(row["previous_value"] or 0))) < SMALL_COUNT)
    return found


def with_bases(rows: pd.DataFrame) -> pd.DataFrame:
    """Adds `base`: the denominator of a rate that was worked out here, of the same agency, year and scope."""
    parts = {d.indicator: d.denominator for d in load_catalogue().derivations if d.denominator}
    columns = ("agency_id", "year", "scope", "indicator_id", "state", "value")
    values: dict[tuple[str, int, str, str], float] = {}
    keys = []
    for agency, year, scope, indicator, state, value in zip(*(rows[name].tolist() for name in columns), strict=True):
        keys.append((agency, year, scope, indicator))
        if state == "reported" and not missing(value):
            values[keys[-1]] = float(value)

    def base(agency: str, year: int, scope: str, indicator: str) -> float | None:
        terms = [values.get((agency, year + o.year_offset, scope, o.indicator)) for o in parts[indicator]]
        return sum(t for t in terms if t is not None) if all(t is not None for t in terms) else None

    return rows.assign(base=[base(*key) if key[3] in parts else None for key in keys])


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
    for year, day in due.items():
        if (desk.view.focus, year) not in held and today > day:
            yield Item("due", f"{year} 年度报告", f"已过期限 {(today - day).days} 天", page="review")


def _missing(desk: Desk, mine: pd.DataFrame, now: pd.DataFrame) -> Iterator[Item]:
    """Headline figures of last year that are gone, cells without a number, topics and years without any."""
    year = desk.view.year
    before = mine[(mine["year"] == year - 1) & (mine["state"] == "reported") & mine["headline"].notna()]
    gone = before[~before["indicator_id"].isin(now["indicator_id"])].sort_values(["headline", "position"])
    for _, row in gone.iterrows():
        yield Item("missing", f"{row['indicator_short']}：上年 {figure(row)}", "本年未收录", row)
    for _, row in now[now["state"] != "reported"].sort_values(["headline", "position"], na_position="last").iterrows():
        yield Item("missing", str(row["indicator_short"]), figure(row), row)
    known = now[now["state"] == "reported"]
    absent = [title for topic, title in TOPICS.items() if not len(known[known["topic"] == topic])]
    if absent:
        yield Item("missing", "、".join(absent), "本年没有数", page="data")
    years = {int(y) for y in mine[mine["state"] == "reported"]["year"].unique()}
    gaps = [str(y) for y in range(min(years), max(years) + 1) if y not in years] if years else []
    if gaps:
        yield Item("missing", f"{'、'.join(gaps)} 年", "未收录", page="data")
