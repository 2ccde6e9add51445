"""Which charts a view comes to when no one picks them: the headline indicators of each topic, or all there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import pandas as pd

from nianbao.attention import Attention
from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.errors import NianbaoError
from nianbao.model import TOPICS
from nianbao.plots.ranking import profile_plot, ranking_plot
from nianbao.plots.statutory import disputes_plot, outcomes_by_applicant_plot, outcomes_by_year_plot
from nianbao.plots.trends import trend_plot

PER_TOPIC = 3
MOST_SLIDES, MOST_MOVED = 10, 6


def view_plots(desk: Desk, indicators: Sequence[str] = (), everything: bool = False, width: str = "half") -> list[Plot]:
    """A trend and a ranking per indicator, then the year's compositions; what cannot be drawn is left out.

    `indicators` are ids of the catalogue; without any, the headline ones of each topic are taken, or all
    (`everything`). Raises NianbaoError for an indicator that does not exist.
    """
    raw = desk.rows("series", agencies=desk.view.agencies)
    series = desk.series()
    weight = by_weight(desk, series)
    chosen = _checked(desk, raw, indicators) or (_everything(weight) if everything else headlines(weight))
    plots: list[Plot | Nothing] = []
    for indicator in chosen:
        plots.append(trend_plot(desk, indicator=indicator, width=width, rows=raw))
        cell = cell_to_rank(desk, series, indicator)
        if cell is not None and (indicators or not everything or not pd.isna(cell["headline"])):
            plots.append(ranking_of_cell(desk, cell, width))
    if not indicators:
        plots += [profile_plot(desk, topic=topic, width=width) for topic in TOPICS]
        plots += [make(desk, width=width) for make in (outcomes_by_year_plot, outcomes_by_applicant_plot, disputes_plot)]
    return [plot for plot in plots if isinstance(plot, Plot)]


def deck_plots(desk: Desk, found: Attention, width: str = "full") -> list[Plot]:
    """About MOST_SLIDES charts of the focus year: what got worse, what got better, the headline figures, places, the year's parts.

    Small numbers come last; what has no number in the focus year is left out.
    """
    raw, series = desk.rows("series", agencies=desk.view.agencies), desk.series()
    weight = by_weight(desk, series)
    now = weight[weight["now"]]
    moved = [str(item.cell["indicator_id"]) for item in (*found.worse, *found.better) if item.cell is not None and not item.small]
    lines = list(dict.fromkeys([*moved[:MOST_MOVED], *now[now["line"]].drop_duplicates("topic")["indicator_id"]]))
    trends = [trend_plot(desk, indicator=name, width=width, rows=raw) for name in lines]
    cells = (cell_to_rank(desk, series, name) for name in now["indicator_id"])
    ranks = (ranking_of_cell(desk, cell, width) for cell in cells if cell is not None and int(cell["year"]) == desk.view.year)
    placed = (plot for plot in ranks if isinstance(plot, Plot) and plot.options["placed"])
    parts: list[Plot | Nothing] = [outcomes_by_year_plot(desk, width=width), disputes_plot(desk, width=width)]
    sides = [profile_plot(desk, topic=topic, width=width) for topic in TOPICS] if len(lines) < MOST_SLIDES // 2 else []
    wanted = [*trends[: MOST_SLIDES - 4], *islice(placed, 3), *parts, *sides]
    drawn = [plot for plot in wanted if isinstance(plot, Plot)]
    return drawn[:MOST_SLIDES] or view_plots(desk, width=width)[:MOST_SLIDES]


def _checked(desk: Desk, raw: pd.DataFrame, indicators: Sequence[str]) -> list[str]:
    known, held = set(desk.rows("indicators")["indicator_id"]) if indicators else set(), set(raw["indicator_id"])
    for indicator in indicators:
        if indicator not in known:
            raise NianbaoError(f"没有编号为“{indicator}”的指标；可用 nianbao query indicators 列出指标。")
        if indicator not in held:
            raise NianbaoError(f"所选机构没有“{desk.indicator(indicator)['name']}”的数；请换一个指标或机构。")
    return list(indicators)


def few_plots(desk: Desk, most: int, width: str = "narrow") -> list[Plot]:
    """Charts for one page: a trend, the place among peers, a trend of another topic; where years are few, the year's figures."""
    raw, series = desk.rows("series", agencies=desk.view.agencies), desk.series()
    weight = by_weight(desk, series)
    lines = weight[weight["line"]].drop_duplicates("topic")["indicator_id"]
    trends = (trend_plot(desk, indicator=name, width=width, rows=raw) for name in lines)
    cells = (cell_to_rank(desk, series, name) for name in weight[weight["now"]]["indicator_id"])
    ranks = (ranking_of_cell(desk, cell, width) for cell in cells if cell is not None)
    years = (outcomes_by_year_plot(desk, width=width) for _ in range(1))
    sides = (profile_plot(desk, topic=topic, width=width) for topic in TOPICS)
    order = chain(_drawn(trends, 1), _drawn(ranks, 1), _drawn(trends, 1), _drawn(years, 1), _drawn(sides, 2), _drawn(trends, 1))
    return list(islice(order, most))


def _drawn(plots: Iterable[Plot | Nothing], most: int) -> Iterator[Plot]:
    """The next `most` that can be drawn; no more than that is asked for."""
    return islice((plot for plot in plots if isinstance(plot, Plot)), most)


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


def headlines(weight: pd.DataFrame) -> list[str]:
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
