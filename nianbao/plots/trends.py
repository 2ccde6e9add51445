"""Plots over years: the values themselves, an index to a base year, one small chart per agency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from nianbao.charts import Goal, Nothing, Plot
from nianbao.charts.lines import heights, records
from nianbao.desk import Desk, one_series
from nianbao.plots.bands import Band, band, band_words, beside_focus
from nianbao.plots.growth import growth, growth_text
from nianbao.plots.naming import subject
from nianbao.plots.peers import group_filter
from nianbao.plots.samples import sample_mark, with_samples
from nianbao.plots.titles import trend_title, year_told
from nianbao.plots.words import frame, has_number, split_absent
from nianbao.targets import Target, amount, pace, told
from nianbao.wording import figure, listed

FLAT = 6  # times the smallest line: then small charts get an axis each
SOON = 5  # years an axis is made longer for a target


def trend_plot(
    desk: Desk, *, indicator: str, width: str, height: int = 280, beside: bool = False, rows: pd.DataFrame | None = None
) -> Plot | Nothing:
    """One indicator over the chosen agencies, in the focus agency's scope and period kind only, breaks explained.

    Where the catalogue says that agencies count it differently, the focus agency alone, and who is left out. Behind the
    focus agency's line lie the quartiles of its like, where there are enough of them.
    `beside` adds, where no other agency was chosen and no band can be drawn, the like agencies with most years. `rows` may hold a result of
    queries/series.sql with this indicator, to spare the question.
    """
    every = all_rows(desk, indicator, rows)
    lines, apart = of_one_kind(desk, like_focus(desk, every))
    extra = lines.head(0)
    peers = _band(desk, lines, span(desk, lines))
    if beside and not desk.view.others and (peers is None or len(peers.rows) < 2):
        extra = _context(desk, lines)
        lines = pd.concat([lines, extra]) if len(extra) else lines
    mine = targets_drawn(desk, lines)
    first, last = span(desk, lines, [target.year for target in mine])
    drawn = with_samples(desk, lines[lines["year"].between(first, last)])
    if not has_number(drawn):
        return without(desk, apart)
    if beside and drawn[drawn["state"] == "reported"]["year"].nunique() < 2:
        height = 160
    missing, unlike = split_absent(desk, drawn, every)
    mark = f"另画同类机构中年份最多的 {extra['agency_id'].nunique()} 家，口径相同，供参照。" if len(extra) else ""
    peers_short, peers_long = band_words(desk, peers) if peers else ("", "")
    of_focus = drawn[drawn["agency_id"] == desk.view.focus]
    grown = growth_text(growth(records(of_focus), year_told(of_focus, desk.view.year)))
    words = frame(
        desk,
        trend_title(drawn, desk.view.focus, subject(lines.iloc[0]), desk.view.year),
        " · ".join(part for part in (str(lines["indicator"].iloc[0]), grown, peers_short) if part),
        drawn,
        width=width,
        missing=missing,
        unlike=() if apart else unlike,
        marks=[apart_mark(apart), mark, target_mark(mine, lines), peers_long, *predecessors(drawn), sample_mark(of_focus)],
    )
    options = {
        "focus": desk.view.focus,
        "breaks": desk.rows("breaks"),
        "years": (first, last),
        "plot_height": height,
        "year": desk.view.year,
        "goals": tuple(goal_drawn(target, lines) for target in mine),
        "band": peers.rows if peers else None,
        "gaps": _elsewhere_counted(desk, every, drawn),
    }
    recipe = {"indicator": indicator, "beside": beside}
    return Plot("trend", recipe, "trend", words, beside_focus(drawn, desk.view.focus, peers), options)


def of_one_kind(desk: Desk, lines: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The lines that may stand on one axis, and the names of those that have a number but may not."""
    if not len(lines) or bool(lines["comparable"].iloc[-1]):
        return lines, []
    mine = lines["agency_id"] == desk.view.focus
    others = lines[~mine & (lines["state"] == "reported")]
    return lines[mine], list(dict.fromkeys(others["agency_short"]))


def apart_mark(names: Sequence[str]) -> str:
    return f"这一项各机构口径不一，只画本机构；有数而未并列的：{listed(names)}。" if names else ""


def without(desk: Desk, apart: Sequence[str]) -> Nothing:
    if not apart:
        return Nothing("这段年份里没有数", "在“范围与口径”里放宽年份，或在“机构”里加上有数的机构。")
    name = desk.focus["short_name"]
    return Nothing(
        f"{name}没有收录这一项", f"各机构口径不一，不画别家的走势代替；有数的是{listed(apart)}：要看，请把它设为主机构。"
    )


def _elsewhere_counted(desk: Desk, every: pd.DataFrame, drawn: pd.DataFrame) -> dict[int, str]:
    """Years in which the focus agency has only a number of another scope or period kind."""
    mine = every[(every["agency_id"] == desk.view.focus) & (every["state"] == "reported")]
    held = drawn[(drawn["agency_id"] == desk.view.focus) & (drawn["state"] == "reported")]
    return {int(year): "口径不同" for year in set(mine["year"]) - set(held["year"])}


def _band(desk: Desk, lines: pd.DataFrame, years: tuple[int, int]) -> Band | None:
    """None where the focus agency has no line, or the indicator must not be compared across agencies."""
    mine = lines[(lines["agency_id"] == desk.view.focus) & (lines["state"] == "reported")]
    if not len(mine) or not mine["comparable"].iloc[-1]:
        return None
    return band(desk, mine.iloc[-1].to_dict(), years)


def predecessors(drawn: pd.DataFrame) -> list[str]:
    """Which years of a line were published under an older name, and whether the line runs on from them."""
    old = drawn[(drawn["held_by"] != drawn["agency_id"]) & (drawn["state"] == "reported")]
    told = []
    for (agency, name), part in old.groupby(["agency_id", "agency"], sort=False):
        since = drawn[(drawn["agency_id"] == agency) & (drawn["state"] == "reported") & (drawn["year"] > part["year"].max())]
        exact = part.sort_values("year")["qualifier"].iloc[-1] == "exact" and (since["qualifier"].head(1) == "exact").all()
        joined = len(since) and int(since["year"].min()) == int(part["year"].max()) + 1 and exact
        line = "连成一条线" if joined else "与此后的数画在一处，中间不相连" if len(since) else "此后没有数"
        told.append(f"{'、'.join(str(year) for year in part['year'])} 年的数由前身{name}公布（更名，口径未变），{line}。")
    return told


def multiples_plot(desk: Desk, *, indicator: str, width: str) -> Plot | Nothing:
    """One small chart per agency on a common axis: the chosen ones, or the focus agency and its like with most years."""
    every = all_rows(desk, indicator, None)
    rows, apart = of_one_kind(desk, like_focus(desk, every))
    if not desk.view.others and not apart:
        rows = pd.concat([rows, _context(desk, rows)])
    first, last = span(desk, rows)
    rows = rows[rows["year"].between(first, last)]
    rows = rows[rows["agency_id"].isin(set(rows[rows["state"] == "reported"]["agency_id"]))]
    order = [*desk.view.agencies, *rows["agency_id"]]
    rows = rows.assign(turn=rows["agency_id"].map(order.index)).sort_values(["turn", "year"]).drop(columns="turn")
    if not has_number(rows):
        return without(desk, apart)
    if apart or rows["agency_id"].nunique() < 2:
        return Nothing("不画分机构小图", apart_mark(apart) or "只有一家机构有同一口径的数；在“机构”里加上要看的机构。")
    missing, unlike = split_absent(desk, rows, every)
    own = ["各图纵轴不同，只比升降，不比高低"] if _unlike_sizes(rows) else []
    extra = rows["agency_id"].nunique() - len(set(rows["agency_id"]) & set(desk.view.agencies))
    words = frame(
        desk, f"{subject(rows.iloc[0])}：各机构走势（{rows['agency_id'].nunique()} 家）", " · ".join([str(rows["indicator"].iloc[0]), *own]), rows,
        width=width, missing=missing, unlike=unlike,
        marks=[f"其中 {extra} 家是同类机构中年份最多的，口径相同，供参照。" if extra else ""],
    )  # fmt: skip
    options: dict[str, Any] = {
        "years": (first, last),
        "focus": desk.view.focus,
        "columns": {"narrow": 2, "half": 3}.get(width, 5),
    }
    options["own"] = bool(own)
    return Plot("multiples", {"indicator": indicator}, "small_multiples", words, rows, options)


def _unlike_sizes(rows: pd.DataFrame) -> bool:
    """Would the smallest line lie flat on an axis that the largest needs?"""
    if rows["value_type"].iloc[0] == "rate":
        return False
    most = heights(rows).groupby(rows["agency_id"]).max()
    return bool(most.max() > FLAT * most[most > 0].min())


def all_rows(desk: Desk, indicator: str, rows: pd.DataFrame | None) -> pd.DataFrame:
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
    """The chosen years; left to the board, those in which this indicator has a number or a target soon."""
    if desk.view.year_from and desk.view.year_to:
        return desk.view.year_from, desk.view.year_to
    held = [int(y) for y in rows[rows["state"] == "reported"]["year"]]
    if not held:
        return desk.years
    return min(held), max([*held, *(year for year in ahead if year <= max(held) + SOON)])


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
    """Agencies of the same kind with most years on this indicator in the same scope and period kind.

    Only those that share a year with the lines there are: marks years apart say nothing beside each other.
    """
    if not len(lines) or not bool(lines["comparable"].iloc[-1]):
        return lines.head(0)
    last = lines.iloc[-1]
    shared = set(lines[lines["state"] == "reported"]["year"])
    for group in ("like", "kind"):
        rows = desk.rows(
            "matrix", indicator=last["indicator_id"], scope=last["scope"], period_kind=last["period_kind"],
            **group_filter(desk, group),
        )  # fmt: skip
        held = rows[(rows["state"] == "reported") & (rows["agency_id"] != desk.view.focus)]
        held = held[held["agency_id"].isin(set(held[held["year"].isin(shared)]["agency_id"]))]
        years = held.groupby("agency_id")["year"].nunique()
        best = tuple(years[years > 1].sort_values(ascending=False, kind="stable").index[:6])
        if best:
            found = desk.rows("series", agencies=best, indicators=(last["indicator_id"],))
            return found[(found["scope"] == last["scope"]) & (found["period_kind"] == last["period_kind"])]
    return lines.head(0)
