"""Targets: what an agency has set itself for an indicator and year, kept in the journal, and how far a figure is from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nianbao import journal
from nianbao.access import Actor, Subject, require
from nianbao.catalogue import Indicator, load_catalogue
from nianbao.errors import NianbaoError
from nianbao.model import PERIOD_KINDS, SCOPES
from nianbao.store import DATASETS
from nianbao.wording import missing, plain, short_number

SENSES = {"at_least": "不低于", "at_most": "不超过"}
MOST_NOTE = 200
LAST_YEAR = 2100
_SCALES = {None: Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


@dataclass(frozen=True)
class Target:
    """One target; it speaks of figures of its own scope and period kind only. 本单位 and its drafts share theirs."""

    dataset: str
    agency: str
    indicator: str
    year: int
    value: Decimal
    sense: str  # a key of SENSES
    scope: str
    period_kind: str
    note: str = ""
    who: str = ""
    at: str = ""

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.dataset, self.agency, self.indicator, self.year


@dataclass(frozen=True)
class Standing:
    """A figure beside its target: met | missed | undecidable | no_number, and that in words.

    `gap` is how far an exact figure is from the target, in the indicator's unit; None where it is not exact.
    """

    state: str
    words: str
    gap: Decimal | None = None


def shelf(dataset: str) -> str:
    """The data set under which targets are kept: drafts are 本单位's."""
    return "own" if dataset == "draft" else dataset


def read_targets(dataset: str = "", agencies: Collection[str] = ()) -> tuple[Target, ...]:
    """Folds the journal: the targets that stand, of one data set and some agencies or of all, by agency, indicator, year."""
    standing: dict[tuple[str, str, str, int], Target] = {}
    for event in journal.events("target"):
        said = event.payload
        key = (said["dataset"], said["agency"], said["indicator"], int(said["year"]))
        if said["act"] == "drop":
            standing.pop(key, None)
        else:
            standing[key] = Target(
                *key, Decimal(said["value"]), said["sense"], said["scope"], said["period_kind"], said["note"], event.who, event.at
            )
    wanted = (t for t in standing.values() if not dataset or t.dataset == shelf(dataset))
    return tuple(sorted((t for t in wanted if not agencies or t.agency in agencies), key=lambda t: t.key))


def set_target(
    who: Actor, dataset: str, agency: Subject, indicator: str, year: int, value: str, *, sense: str, scope: str, note: str = ""
) -> None:
    """Sets or changes a target. Raises AccessError, or NianbaoError for a value or year that is none."""
    about = _known(indicator)
    require(who, "target", [agency])
    if not 2000 <= year <= LAST_YEAR:
        raise NianbaoError(f"目标年份 {year} 不对，应为 2000—{LAST_YEAR} 之间的年份；未保存。")
    if sense not in SENSES or scope not in SCOPES or dataset not in DATASETS:
        raise NianbaoError("目标的方向、口径或数据集不对；未保存。请刷新页面后重填。")
    wanted = Target(
        shelf(dataset), agency.agency_id, indicator, year, target_value(value, about), sense, scope, about.period_kind
    )
    old = {t.key: t for t in read_targets(dataset, [agency.agency_id])}.get(wanted.key)
    _write(
        who, "set", wanted, agency.name, before=target_words(old) if old else "", after=target_words(wanted),
        value=f"{wanted.value:f}", sense=sense, scope=scope, period_kind=about.period_kind, note=note.strip()[:MOST_NOTE],
    )  # fmt: skip


def drop_target(who: Actor, dataset: str, agency: Subject, indicator: str, year: int) -> None:
    """Takes a target away; the journal keeps what it was. Raises AccessError, or NianbaoError where there is none."""
    require(who, "target", [agency])
    key = (shelf(dataset), agency.agency_id, indicator, year)
    old = {t.key: t for t in read_targets(dataset, [agency.agency_id])}.get(key)
    if old is None:
        raise NianbaoError("没有这个目标，可能已被删除。")
    _write(who, "drop", old, agency.name, before=target_words(old), after="已删除")


def target_value(text: str, about: Indicator) -> Decimal:
    """A number as a person writes it (95, 95%, 1.2万), in the indicator's unit. Raises NianbaoError."""
    unit = re.escape(about.unit)
    found = re.fullmatch(rf"(\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(\.\d+)?\s*(万|亿)?\s*(?:{unit}|％)?", text.strip())
    if found is None:
        raise NianbaoError(f"目标值“{text.strip()[:20]}”不是数字，应为如 95 或 1.2万（单位：{about.unit}）；未保存。")
    value = Decimal(re.sub("[,，]", "", found[1]) + (found[2] or "")) * _SCALES[found[3]]
    if about.value_type == "rate" and value > 100:
        raise NianbaoError(f"{about.name}是百分比，目标值“{text.strip()[:20]}”超过 100；未保存。")
    return value.normalize()


def usual_sense(indicator: str) -> str:
    """The side a target of this indicator usually means, by its direction."""
    return "at_most" if _known(indicator).direction == "down" else "at_least"


def target_words(target: Target) -> str:
    """“不低于 95%（本机关，全年）”."""
    about = _known(target.indicator)
    kind = "，".join((SCOPES[target.scope], PERIOD_KINDS[target.period_kind]))
    return f"{SENSES[target.sense]} {amount(target.value, about.unit)}（{kind}）"


def amount(value: Any, unit: str) -> str:
    return f"{short_number(value)}{unit}"


def verdict(row: Mapping[str, Any] | None, value: Decimal, sense: str) -> str:
    """met | missed | undecidable | no_number: a printed bound decides only where all it allows lies on one side."""
    if row is None or row["state"] != "reported":
        return "no_number"
    if row["qualifier"] == "about":
        return "undecidable"
    wanted = float(value)
    low, high = (None if missing(row[end]) else float(row[end]) for end in ("low", "high"))
    if sense == "at_least":
        met = low is not None and low >= wanted
        missed = high is not None and (high < wanted or (high == wanted and row["qualifier"] == "less_than"))
    else:
        met = high is not None and high <= wanted
        missed = low is not None and (low > wanted or (low == wanted and row["qualifier"] == "more_than"))
    return "met" if met else "missed" if missed else "undecidable"


def standing(target: Target, row: Mapping[str, Any] | None) -> Standing:
    """`row` is the figure of the same scope and period kind (columns of queries/series.sql), or None."""
    about = _known(target.indicator)
    head = f"目标 {'≤ ' if target.sense == 'at_most' else ''}{amount(target.value, about.unit)}"
    state = verdict(row, target.value, target.sense)
    if state == "met":
        return Standing(state, f"{head}，已达成", _gap(target, row))
    if state == "missed":
        gap = _gap(target, row)
        unit = "个百分点" if about.value_type == "rate" else about.unit
        return Standing(state, f"{head}，差 {plain(gap)} {unit}" if gap is not None else f"{head}，未达成", gap)
    if state == "undecidable":
        return Standing(state, f"{head}，所印的界限判不出是否达成")
    return Standing(state, f"{head}，还没有数")


def _gap(target: Target, row: Mapping[str, Any] | None) -> Decimal | None:
    if row is None or row["qualifier"] != "exact" or missing(row["value"]):
        return None
    return abs(target.value - Decimal(f"{float(row['value']):.4f}")).normalize()


def pace(target: Target, row: Mapping[str, Any]) -> str:
    """For a target of a later year: what is needed each year against the last change; empty where that cannot be said."""
    years = target.year - int(row["year"])
    if years <= 0 or verdict(row, target.value, target.sense) != "missed" or row["qualifier"] != "exact":
        return ""
    about = _known(target.indicator)
    unit = "个百分点" if about.value_type == "rate" else about.unit
    needed = (float(target.value) - float(row["value"])) / years
    words = f"到 {target.year} 年每年需 {_signed(needed)} {unit}"
    if row["verdict"] != "comparable":
        return f"{words}；最近一年没有可比的变化"
    return f"{words}，最近一年 {_signed(float(row['change']))} {unit}"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{plain(abs(value))}"


def target_of(targets: Iterable[Target], row: Mapping[str, Any]) -> Target | None:
    """The target of the row's cell and year, else the next later one: of its own scope and period kind only."""
    mine = [
        t for t in targets
        if t.agency == row["agency_id"] and t.indicator == row["indicator_id"] and t.scope == row["scope"]
        and t.period_kind == row["period_kind"] and t.year >= int(row["year"]) and row["applicant_type"] == "total"
    ]  # fmt: skip
    return min(mine, key=lambda t: t.year, default=None)


def told(target: Target, row: Mapping[str, Any]) -> Standing:
    """The standing as a card says it: a later year's target names its year and is never already missed."""
    found = standing(target, row)
    if target.year == int(row["year"]):
        return found
    state = {"missed": "ahead"}.get(found.state, found.state)
    return Standing(state, f"{target.year} 年{found.words.replace('，差 ', '，还差 ')}", found.gap)


def _known(indicator: str) -> Indicator:
    about = load_catalogue().get(indicator)
    if about is None:
        raise NianbaoError(f"没有编号为“{indicator[:40]}”的指标。")
    return about


def _write(who: Actor, act: str, target: Target, name: str, *, before: str, after: str, **said: Any) -> None:
    """`subject`, `before` and `after` are the words of the record of operations."""
    subject = f"{name} {target.year} 年“{_known(target.indicator).name}”的目标（{DATASETS[target.dataset]}）"
    payload = {
        "act": act, "dataset": target.dataset, "agency": target.agency, "indicator": target.indicator, "year": target.year,
        "subject": subject, "before": before, "after": after, **said,
    }  # fmt: skip
    journal.append("target", payload, who.name)
