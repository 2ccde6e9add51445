"""Plots over years: the values themselves, an index to a base year, one small chart per agency."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nianbao.charts import Goal, Nothing, Plot
from nianbao.charts.lines import records
from nianbao.desk import Desk, one_series, three_at_least
from nianbao.plots.bands import Band, band, band_words, beside_focus
from nianbao.plots.growth import growth, growth_text
from nianbao.plots.peers import group_filter
from nianbao.plots.titles import trend_title
from nianbao.plots.words import frame, has_number, split_absent
from nianbao.targets import Target, amount, pace, told
from nianbao.wording import figure

SOON = 5  # years an axis is made longer for a target


def trend_plot(
    desk: Desk, *, indicator: str, width: str, height: int = 280, beside: bool = False, rows: pd.DataFrame | None = None
) -> Plot | Nothing:
    """One indicator over the chosen agencies, in the focus agency's scope and period kind only, breaks explained.

    Behind the focus agency's line lie the quartiles of its like, where there are enough of them.
    `beside` adds, where no other agency was chosen and no band can be drawn, the like agencies with most years. `rows` may hold a result of
    queries/series.sql with this indicator, to spare the question.
    """
    every = _all_rows(desk, indicator, rows)
    lines = like_focus(desk, every)
    extra = lines.head(0)
    peers = _band(desk, lines, span(desk, lines))
    if beside and not desk.view.others and (peers is None or len(peers.rows) < 2):
        extra = _context(desk, lines)
        lines = pd.concat([lines, extra]) if len(extra) else lines
    mine = targets_drawn(desk, lines)
    first, last = span(desk, lines, [target.year for target in mine])
    drawn = lines[lines["year"].between(first, last)]
    if not has_number(drawn):
        return Nothing("这段年份里没有数", "在“范围与口径”里放宽年份，或在“机构”里加上有数的机构。")
    if beside and drawn[drawn["state"] == "reported"]["year"].nunique() < 2:
        height = 160
    missing, unlike = split_absent(desk, drawn, every)
    mark = f"另画同类机构中年份最多的 {extra['agency_id'].nunique()} 家，口径相同，供参照。" if len(extra) else ""
    peers_short, peers_long = band_words(desk, peers) if peers else ("", "")
    grown = growth_text(growth(records(drawn[drawn["agency_id"] == desk.view.focus]), desk.view.year))
    words = frame(
        desk,
        trend_title(lines, desk.view.focus, str(lines["indicator_short"].iloc[0]), desk.view.year),
        " · ".join(part for part in (str(lines["indicator"].iloc[0]), grown, peers_short) if part),
        drawn,
        width=width,
        missing=missing,
        unlike=unlike,
        marks=[mark, target_mark(mine, lines), peers_long, *predecessors(drawn)],
    )
    options = {
        "focus": desk.view.focus,
        "breaks": desk.rows("breaks"),
        "years": (first, last),
        "plot_height": height,
        "year": desk.view.year,
        "goals": tuple(goal_drawn(target, lines) for target in mine),
        "band": peers.rows if peers else None,
    }
    recipe = {"indicator": indicator, "beside": beside}
    return Plot("trend", recipe, "trend", words, beside_focus(lines, desk.view.focus, peers), options)


def _band(desk: Desk, lines: pd.DataFrame, years: tuple[int, int]) -> Band | None:
    """None where the focus agency has no line, or the indicator must not be compared across agencies."""
    mine = lines[(lines["agency_id"] == desk.view.focus) & (lines["state"] == "reported")]
    if not len(mine) or not mine["comparable"].iloc[-1]:
        return None
    return band(desk, mine.iloc[-1].to_dict(), years)


def predecessors(drawn: pd.DataFrame) -> list[str]:
    """Which years of a line were published under an older name."""
    old = drawn[(drawn["held_by"] != drawn["agency_id"]) & (drawn["state"] == "reported")]
    if not len(old):
        return []
    return [
        f"{'、'.join(str(year) for year in part['year'])} 年的数由前身{name}公布（更名，口径未变），连成一条线。"
        for name, part in old.groupby("agency", sort=False)
    ]


def index_plot(desk: Desk, *, indicator: str, width: str, base: int = 0, height: int = 340) -> Plot | Nothing:
    """Each agency's value as a percentage of its own base year: only exact numbers of the base year's definition."""
    every = _all_rows(desk, indicator, None)
    exact = exact_in_range(desk, every)
    bases = [int(y) for y in sorted(exact["year"].unique())]
    if len(bases) < 2:
        return Nothing("画不出指数", "指数要求同一口径下至少两年确切的、大于零的数。")
    base = base if base in bases else default_base(exact)
    parts = [_indexed(part, base) for _, part in exact.groupby("agency_id", sort=False)]
    indexed = pd.concat(parts)
    if not len(indexed):
        return Nothing(f"{base} 年没有可作基数的数", "换一个基年。")
    missing, unlike = split_absent(desk, indexed, every)
    without_base = [name for name in missing if name in set(exact["agency_short"])]
    cut = exact.merge(indexed[["agency_id", "year"]], on=["agency_id", "year"], how="left", indicator=True)
    cut = cut[(cut["_merge"] == "left_only") & cut["agency_id"].isin(set(indexed["agency_id"]))]
    marks = [
        f"{name}：{'、'.join(str(y) for y in sorted(part['year']))} 年与基年口径不同，不画。"
        for name, part in cut.groupby("agency_short", sort=False)
    ]
    name = str(every["indicator_short"].iloc[0])
    words = frame(
        desk,
        f"{name}：以 {base} 年为 100",
        f"{every['indicator'].iloc[0]} · 指数，{base} 年＝100",
        indexed,
        width=width,
        missing=[n for n in missing if n not in without_base],
        unlike=unlike,
        note="只用确切数、与基年同一口径的年份",
        marks=[*marks[:3], f"{base} 年无数，不画：{'、'.join(without_base)}" if without_base else ""],
    )
    options = {"focus": desk.view.focus, "years": desk.years, "plot_height": height, "year": desk.view.year}
    return Plot("index", {"indicator": indicator, "base": base}, "trend", words, indexed, options)


def exact_in_range(desk: Desk, every: pd.DataFrame) -> pd.DataFrame:
    """What an index can be made of."""
    rows = like_focus(desk, every)
    rows = rows[(rows["state"] == "reported") & (rows["qualifier"] == "exact") & (rows["value"] > 0)]
    return rows[rows["year"].between(*desk.years)]


def default_base(exact: pd.DataFrame) -> int:
    """The first of the years that most agencies have."""
    counts = exact.groupby("year")["agency_id"].nunique()
    return int(counts[counts == counts.max()].index.min())


def _indexed(part: pd.DataFrame, base: int) -> pd.DataFrame:
    at_base = part[part["year"] == base]
    if not len(at_base):
        return part.head(0)
    run = part[part["segment"] == at_base["segment"].iloc[0]]
    value = run["value"] / float(at_base["value"].iloc[0]) * 100
    return run.assign(value=value, low=value, high=value, unit="指数", value_type="index", break_reason=None)


def multiples_plot(desk: Desk, *, indicator: str, width: str) -> Plot | Nothing:
    """One small chart per chosen agency on a common axis."""
    every = _all_rows(desk, indicator, None)
    rows = like_focus(desk, every)
    rows = rows[rows["year"].between(*desk.years)]
    if not has_number(rows):
        return Nothing("没有可画的数", "在“机构”里加上有数的机构，或放宽年份。")
    missing, unlike = split_absent(desk, rows, every)
    words = frame(
        desk, f"{rows['indicator_short'].iloc[0]}：各机构走势", str(rows["indicator"].iloc[0]), rows,
        width=width, missing=missing, unlike=unlike,
    )  # fmt: skip
    options = {"years": desk.years, "focus": desk.view.focus, "columns": {"narrow": 2, "half": 3}.get(width, 5)}
    return Plot("multiples", {"indicator": indicator}, "small_multiples", words, rows, options)


def _all_rows(desk: Desk, indicator: str, rows: pd.DataFrame | None) -> pd.DataFrame:
    """Every scope and period kind of the chosen agencies."""
    if rows is None:
        rows = desk.rows("series", agencies=desk.view.agencies, indicators=(indicator,))
    return rows[rows["indicator_id"] == indicator]


def like_focus(desk: Desk, rows: pd.DataFrame) -> pd.DataFrame:
    """Only rows of the focus agency's scope and period kind: other definitions are not drawn beside it."""
    mine = one_series(rows[rows["agency_id"] == desk.view.focus], desk.view.scope)
    lead = mine if len(mine) else one_series(rows, desk.view.scope)
    if not len(lead):
        return lead
    head = lead.iloc[-1]
    return rows[(rows["scope"] == head["scope"]) & (rows["period_kind"] == head["period_kind"])]


def span(desk: Desk, rows: pd.DataFrame, ahead: Sequence[int] = ()) -> tuple[int, int]:
    """The chosen years; left to the board, those in which this indicator has a number (three at least), or a target soon."""
    if desk.view.year_from and desk.view.year_to:
        return desk.view.year_from, desk.view.year_to
    held = [int(y) for y in rows[rows["state"] == "reported"]["year"]]
    return three_at_least([*held, *(year for year in ahead if year <= max(held) + SOON)]) if held else desk.years


def targets_drawn(desk: Desk, lines: pd.DataFrame) -> list[Target]:
    """The focus agency's targets for what is drawn: of the same indicator, scope and period kind."""
    if not len(lines):
        return []
    head = lines.iloc[0]
    about = (desk.view.focus, head["indicator_id"], head["scope"], head["period_kind"])
    return [t for t in desk.targets if (t.agency, t.indicator, t.scope, t.period_kind) == about]


def goal_drawn(target: Target, lines: pd.DataFrame) -> Goal:
    """The target as a trend shows it."""
    words = f"目标 {'≤ ' if target.sense == 'at_most' else ''}{amount(target.value, str(lines['unit'].iloc[0]))}"
    held = lines[(lines["agency_id"] == target.agency) & (lines["year"] <= target.year) & lines["value"].notna()]
    last = held.sort_values("year")["value"]
    return Goal(target.year, float(target.value), words, bool(len(last)) and float(last.iloc[-1]) < float(target.value))


def target_mark(targets: Sequence[Target], lines: pd.DataFrame) -> str:
    """Distance and pace to the last target, from the focus agency's newest number."""
    if not targets:
        return ""
    last = targets[-1]
    mine = lines[(lines["agency_id"] == last.agency) & (lines["state"] == "reported") & (lines["year"] <= last.year)]
    if not len(mine):
        return ""
    row = mine.sort_values("year").iloc[-1]
    words = told(last, row).words if last.year == row["year"] else f"{row['year']} 年 {figure(row)}，{told(last, row).words}"
    return "；".join(part for part in (words, pace(last, row)) if part) + "。"


def _context(desk: Desk, lines: pd.DataFrame) -> pd.DataFrame:
    """Agencies of the same kind with most years on this indicator in the same scope and period kind."""
    if not len(lines):
        return lines
    last = lines.iloc[-1]
    for group in ("like", "kind"):
        rows = desk.rows(
            "matrix", indicator=last["indicator_id"], scope=last["scope"], period_kind=last["period_kind"],
            **group_filter(desk, group),
        )  # fmt: skip
        held = rows[(rows["state"] == "reported") & (rows["agency_id"] != desk.view.focus)]
        years = held.groupby("agency_id")["year"].nunique()
        best = tuple(years[years > 1].sort_values(ascending=False, kind="stable").index[:6])
        if best:
            found = desk.rows("series", agencies=best, indicators=(last["indicator_id"],))
            return found[(found["scope"] == last["scope"]) & (found["period_kind"] == last["period_kind"])]
    return lines.head(0)
