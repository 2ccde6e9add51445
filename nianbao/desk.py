"""The desk a chart is made at: one view of one generation and its queries, with no screen around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

import pandas as pd

from nianbao import store
from nianbao.charts.frame import Frame
from nianbao.errors import NianbaoError
from nianbao.store import DATASETS, Generation
from nianbao.targets import Target, read_targets
from nianbao.view import View

FOUNDER = ("xian-xzspfwj", 2019)

Ask = Callable[..., pd.DataFrame]
"""A named query with its parameters, as a frame that must not be changed."""


@dataclass(frozen=True)
class Desk:
    """What is known before anything is drawn: the view, the generation, the agencies, the room there is.

    `agencies` is queries/agency_names.sql for the view's agencies, indexed by id, in the view's order;
    `size` is narrow | medium | wide.
    """

    view: View
    generation: Generation
    agencies: pd.DataFrame
    size: str
    dark: bool
    version: str
    targets: tuple[Target, ...] = ()  # of the view's agencies

    @property
    def focus(self) -> pd.Series:
        return self.agencies.iloc[0]

    @property
    def demo(self) -> bool:
        return self.view.dataset == "demo"

    @cached_property
    def years(self) -> tuple[int, int]:
        """The years drawn: the chosen range, or the first and the last year that the chosen agencies hold, and the view's own."""
        if self.view.year_from and self.view.year_to:
            return self.view.year_from, self.view.year_to
        held = [self.view.year, *(int(y) for years in self.agencies["years"] for y in years)]
        return min((year for year in held if year), default=0), max(held)

    @cached_property
    def remembered(self) -> dict[Any, Any]:
        """Answers that were asked for all at once and are used one by one; they last as long as this desk."""
        return {}

    @property
    def width(self) -> str:
        """The width class of a chart over the whole page."""
        return {"narrow": "narrow", "medium": "half"}.get(self.size, "full")

    @property
    def half(self) -> str:
        """The width class of a chart in one of two columns."""
        return "half" if self.size == "wide" else "narrow"

    def ask(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The result of a named query as it is; read-only."""
        return store.query(self.generation, name, **parameters)

    def rows(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The result of a named query, corrected figures with what was printed; read-only."""
        return with_printed(self.ask(name, **parameters), self.ask)

    def series(self, agencies: Sequence[str] | None = None, **parameters: Any) -> pd.DataFrame:
        """queries/series.sql for the chosen agencies, in one scope per agency and indicator; read-only."""
        chosen = self.view.agencies if agencies is None else tuple(agencies)
        key = ("series", chosen, tuple(sorted((name, str(value)) for name, value in parameters.items())))
        if key not in self.remembered:
            self.remembered[key] = one_series(self.rows("series", agencies=chosen, **parameters), self.view.scope)
        found: pd.DataFrame = self.remembered[key]
        return found

    def at(self, **fields: Any) -> Self:
        """The same desk with some fields of its view changed (agencies and dataset excepted)."""
        return replace(self, view=replace(self.view, **fields))

    def indicator(self, indicator: str) -> pd.Series:
        """The catalogue's line of one indicator."""
        every = self.rows("indicators")
        found = every[every["indicator_id"] == indicator]
        if not len(found):
            raise KeyError(indicator)
        return found.iloc[0]

    def framed(self, frame: Frame) -> Frame:
        """The frame with what this desk knows of every picture: version, data set, light or dark."""
        return replace(frame, version=self.version, demo=self.demo, dark=self.dark)


def open_desk(view: View, generation: Generation, *, size: str = "wide", dark: bool = False) -> Desk:
    """A desk outside the board (command line, exports), its view completed as the board would.

    Raises NianbaoError when the view asks for an agency or year that the data set does not have.
    """

    def ask(name: str, **parameters: Any) -> pd.DataFrame:
        return store.query(generation, name, **parameters)

    view, problems = complete(view, ask)
    if problems:
        raise NianbaoError(
            "".join(problems).replace("链接中的", "").replace("，已略去", "").replace("，已改为最近有数的一年", "")
        )
    if not view.agencies:
        raise NianbaoError(f"{DATASETS[view.dataset]}里还没有任何机构的数。")
    meta = dict(store.fetch(generation, "build/meta")[1])
    targets = read_targets(view.dataset, view.agencies)
    return Desk(view, generation, names_of(ask, view.agencies), size, dark, stamp(view.dataset, meta), targets)


def stamp(dataset: str, meta: dict[str, str], day: date | None = None) -> str:
    """The version line of every picture."""
    return f"{DATASETS[dataset]} · 数据版本 {meta.get('data_version', '')} · 制图 {day or date.today():%Y-%m-%d} · 年报看板"


def complete(view: View, ask: Ask) -> tuple[View, list[str]]:
    """The view with agency and year filled in and checked against the data; in Chinese, what of it is not there."""
    problems: list[str] = []
    agencies = view.agencies
    if agencies:
        known = set(ask("agency_names", agencies=agencies)["agency_id"])
        problems += [f"链接中的机构“{unknown[:40]}”不在这个数据集里，已略去。" for unknown in agencies if unknown not in known]
        agencies = tuple(a for a in agencies if a in known)
    if not agencies:
        agencies = _default_agency(view, ask)
    year = view.year
    held = years_of(ask, agencies[:1])
    everywhere = [int(y) for y in ask("years")["year"]]
    if year and everywhere and not everywhere[0] <= year <= everywhere[-1]:
        problems.append(f"链接中的年份 {year} 不在数据范围（{everywhere[0]}—{everywhere[-1]}）内，已改为最近有数的一年。")
        year = 0
    if not year:
        year = FOUNDER[1] if agencies[:1] == FOUNDER[:1] else (held[-1] if held else everywhere[-1] if everywhere else 0)
    return replace(view, agencies=agencies, year=year), problems


def _default_agency(view: View, ask: Ask) -> tuple[str, ...]:
    if view.dataset == "public" and len(ask("agency_names", agencies=FOUNDER[:1])):
        return FOUNDER[:1]
    best = ask("agencies", covered_only=True, kind="approval_service", level="city", limit=1)
    if not len(best):
        best = ask("agencies", covered_only=True, limit=1)
    return (str(best["agency_id"].iloc[0]),) if len(best) else ()


def years_of(ask: Ask, agencies: Sequence[str]) -> list[int]:
    """Years in which any of the agencies has a number."""
    if not agencies:
        return []
    return sorted({int(y) for years in ask("agency_names", agencies=agencies)["years"] for y in years})


def names_of(ask: Ask, agencies: Sequence[str]) -> pd.DataFrame:
    """Names and descriptions of agencies, indexed by id, in the given order."""
    frame = ask("agency_names", agencies=agencies).set_index("agency_id")
    return frame.reindex([a for a in agencies if a in frame.index])


_CELL = ["agency_id", "year", "indicator_id", "applicant_type", "scope", "period_kind"]


def with_printed(frame: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Where a person corrected a figure: columns `printed` (as the report has it) and `correction` (who, when, why)."""
    whose = "held_by" if "held_by" in frame else "agency_id"  # a renamed agency's line holds its predecessor's figures
    keys = [whose, *_CELL[1:]]
    if "choice_rule" not in frame or not set(keys) <= set(frame.columns):
        return frame
    corrected = frame["choice_rule"] == "correction"
    if not corrected.any():
        return frame
    printed = ask("printed_values", agencies=tuple(frame[corrected][whose].unique()))
    return frame.merge(printed.rename(columns={"agency_id": whose}), on=keys, how="left")


def one_series(frame: pd.DataFrame, scope: str = "") -> pd.DataFrame:
    """Keeps one scope and period kind per agency and indicator, so that a line never mixes two definitions.

    The chosen scope wins; else the one with most numbers, then the agency's own default.
    """
    if scope:
        frame = frame[frame["scope"] == scope]
    if not len(frame):
        return frame
    # Plain dicts, not groupby and merge: a page asks this a dozen times, of frames with a few hundred rows.
    names = ("agency_id", "indicator_id", "applicant_type", "scope", "period_kind", "state", "consolidates")
    numbers: dict[tuple[Any, ...], list[int]] = {}
    lines = []
    for agency, indicator, applicant, own, period, state, home in zip(*(frame[n].tolist() for n in names), strict=True):
        lines.append((agency, indicator, applicant, own, period))
        count = numbers.setdefault(lines[-1], [0, own == home])
        count[0] += state == "reported"
    best: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for line, (number, home) in numbers.items():
        rank = (-number, not home, *line[3:])
        if line[:3] not in best or rank < best[line[:3]]:
            best[line[:3]] = rank
    kept = [best[line[:3]][2:] == line[3:] for line in lines]
    return frame[kept].reset_index(drop=True)
