"""Which charts a view comes to when no one picks them: the headline indicators of each topic, or all there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.errors import NianbaoError
from nianbao.model import TOPICS
from nianbao.plots.ranking import profile_plot, ranking_plot
from nianbao.plots.statutory import disputes_plot, outcomes_by_applicant_plot, outcomes_by_year_plot
from nianbao.plots.trends import trend_plot

PER_TOPIC = 3


def view_plots(desk: Desk, indicators: Sequence[str] = (), everything: bool = False, width: str = "half") -> list[Plot]:
    """A trend and a ranking per indicator, then the year's compositions; what cannot be drawn is left out.

    `indicators` are ids of the catalogue; without any, the headline ones of each topic are taken, or all
    (`everything`). Raises NianbaoError for an indicator that does not exist.
    """
    raw = desk.rows("series", agencies=desk.view.agencies)
    series = desk.series()
    weight = by_weight(desk, series)
    chosen = list(indicators) or _everything(weight) if everything or indicators else _headlines(weight)
    plots: list[Plot | Nothing] = []
    for indicator in chosen:
        plots.append(trend_plot(desk, indicator=indicator, width=width, rows=_known(desk, raw, indicator)))
        cell = cell_to_rank(desk, series, indicator)
        if cell is not None and (indicators or not everything or not pd.isna(cell["headline"])):
            plots.append(ranking_of_cell(desk, cell, width))
    if not indicators:
        plots += [profile_plot(desk, topic=topic, width=width) for topic in TOPICS]
        plots += [make(desk, width=width) for make in (outcomes_by_year_plot, outcomes_by_applicant_plot, disputes_plot)]
    return [plot for plot in plots if isinstance(plot, Plot)]


def _known(desk: Desk, raw: pd.DataFrame, indicator: str) -> pd.DataFrame:
    if indicator not in set(desk.rows("indicators")["indicator_id"]):
        raise NianbaoError(f"没有编号为“{indicator}”的指标；可用 nianbao query indicators 列出指标。")
    rows = raw[raw["indicator_id"] == indicator]
    if not len(rows):
        raise NianbaoError(f"所选机构没有“{desk.indicator(indicator)['name']}”的数；请换一个指标或机构。")
    return rows


def by_weight(desk: Desk, series: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator with a number, most telling first: of the focus agency and year, many years, headline."""
    held = series[(series["state"] == "reported") & (series["applicant_type"] == "total")]
    mine = held["agency_id"] == desk.view.focus
    weight = (
        held.assign(mine=mine, now=mine & (held["year"] == desk.view.year), zero=held["value"] == 0)
        .groupby("indicator_id", as_index=False)
        .agg(
            topic=("topic", "first"), now=("now", "max"), mine=("mine", "sum"), zero=("zero", "all"),
            headline=("headline", "first"), position=("position", "first"),
        )
    )  # fmt: skip
    weight["headline"] = weight["headline"].astype("float64").fillna(99.0)
    weight["line"] = weight["mine"] > 1
    order = ["now", "zero", "line", "headline", "position"]
    return weight.sort_values(order, ascending=[False, True, False, True, True])


def _everything(weight: pd.DataFrame) -> list[str]:
    return list(weight.sort_values("position")["indicator_id"])


def _headlines(weight: pd.DataFrame) -> list[str]:
    return [name for topic in TOPICS for name in weight[weight["topic"] == topic]["indicator_id"].head(PER_TOPIC)]


def cell_to_rank(desk: Desk, series: pd.DataFrame, indicator: str) -> pd.Series | None:
    """The cell of the focus year, else the newest one of the focus agency; None where it has no number."""
    rows = series[(series["indicator_id"] == indicator) & (series["state"] == "reported")]
    rows = rows[(rows["agency_id"] == desk.view.focus) & rows["comparable"].astype(bool)]
    if not len(rows):
        return None
    now = rows[rows["year"] == desk.view.year]
    return (now if len(now) else rows.sort_values("year")).iloc[-1]


def ranking_of_cell(desk: Desk, cell: pd.Series, width: str) -> Plot | Nothing:
    """The focus agency among its peers on the indicator, year, scope and period kind of `cell`."""
    return ranking_plot(
        desk, indicator=str(cell["indicator_id"]), scope=str(cell["scope"]), period_kind=str(cell["period_kind"]),
        year=int(cell["year"]), width=width,
    )  # fmt: skip


def few(plots: Iterable[Plot], most: int) -> list[Plot]:
    """The first of each kind of recipe before any second one, so that few charts still say different things."""
    seen: dict[str, int] = {}
    ranked: list[tuple[int, int, Plot]] = []
    for position, plot in enumerate(plots):
        seen[plot.name] = seen.get(plot.name, 0) + 1
        ranked.append((seen[plot.name], position, plot))
    return [plot for _, _, plot in sorted(ranked, key=lambda one: one[:2])[:most]]
