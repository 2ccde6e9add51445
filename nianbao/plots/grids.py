"""Plots of many agencies over the years: heat table and small multiples of one group."""

from __future__ import annotations

import pandas as pd

from nianbao.charts import Nothing, Plot
from nianbao.charts.lines import heights
from nianbao.desk import Desk
from nianbao.plots.peers import Peers, group_filter, group_name, outsiders, peers, surely_first
from nianbao.plots.words import frame, has_number, split_absent
from nianbao.wording import figure

HEAT_ROWS = 24


def heat_plot(desk: Desk, *, indicator: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    """Agency × year, those with most years, in the order of a ranking; the focus agency and the chosen ones always."""
    return _grid(desk, "heat", indicator, scope, period_kind, year, width)


def small_plot(desk: Desk, *, indicator: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    """One small line per agency of the group on one axis."""
    return _grid(desk, "small", indicator, scope, period_kind, year, width)


def _grid(desk: Desk, name: str, indicator: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    about = desk.indicator(indicator)
    if not about["comparable"]:
        return Nothing(f"{about['name']}：不作机构间对照", f"各机构口径不一，只看本机构的走势。{about['definition']}")
    found = peers(desk, indicator, scope, period_kind, year)
    every = desk.rows("matrix", indicator=indicator, period_kind=period_kind, **group_filter(desk, found.group))
    rows = every[every["scope"] == scope]
    years, left_out = _years(rows, desk, 6 if desk.size == "narrow" else 10)
    rows = rows[rows["year"].isin(years)]
    if not has_number(rows):
        return Nothing("这些年份里没有可以对照的数", "放宽年份，或换一个指标。")
    shown, held = _order(desk, rows, year)
    part = rows[rows["agency_id"].isin(shown)]
    part = part.assign(place=part["agency_id"].map(shown.index)).sort_values(["place", "year"])
    missing, unlike = split_absent(desk, part, every)
    words = frame(
        desk,
        _title(found, part, desk.view.focus, year),
        f"{group_name(desk, found.group)} · {about['name']}，{years[0]}—{years[-1]} 年",
        part,
        width=width,
        missing=missing,
        unlike=unlike,
        marks=[
            f"按 {year} 年{'由高到低' if about['value_type'] == 'rate' else '由多到少'}排列，这一年没有数的在后。",
            f"有数的 {held} 家中列出年份最多的 {len(shown)} 家。" if held > len(shown) else "",
            f"只列最近 {len(years)} 年；{left_out} 年的数在宽屏上列出。" if left_out else "",
            outsiders(desk, part, found.group),
            *_breaks(desk, part),
        ],
    )
    recipe = {"indicator": indicator, "scope": scope, "period_kind": period_kind, "year": year}
    if name == "heat":
        return Plot(name, recipe, "heat_table", words, part, {"years": years, "focus": desk.view.focus})
    columns = {"narrow": 2, "half": 3}.get(width, 6)
    options = {"years": (years[0], years[-1]), "focus": desk.view.focus, "columns": columns}
    return Plot(name, recipe, "small_multiples", words, part, options)


def _title(found: Peers, part: pd.DataFrame, focus: str, year: int) -> str:
    """Who has most in that year, of all and not only of those drawn, where that is sure; and the focus agency's number."""
    name = str(part["indicator_short"].iloc[0])
    held = found.held
    if not len(held):
        return f"{name}：各机构历年对照"
    top = held.iloc[0]
    most = f"最{'高' if top['value_type'] == 'rate' else '多'}，" if len(held) > 1 and surely_first(top) else " "
    told = [f"{top['agency_short']}{most}{figure(top)}"]
    told += [f"{row['agency_short']} {figure(row)}" for _, row in held[held["agency_id"] == focus].head(1).iterrows()]
    return f"{year}年{name}：{'；'.join(told if top['agency_id'] != focus else told[:1])}"


def _years(rows: pd.DataFrame, desk: Desk, most: int) -> tuple[list[int], str]:
    """The chosen range, else the newest years held, a year without any number in between as a gap; older ones in words."""
    if desk.view.year_from and desk.view.year_to:
        every = list(range(desk.view.year_from, desk.view.year_to + 1))
    else:
        held = [int(y) for y in rows[rows["state"] == "reported"]["year"].unique()]
        every = list(range(min(held), max(held) + 1)) if held else []
    older = every[:-most]
    return every[-most:], (f"{older[0]}—{older[-1]}" if len(older) > 1 else str(older[0])) if older else ""


def _order(desk: Desk, rows: pd.DataFrame, year: int) -> tuple[list[str], int]:
    """Agencies to show, in the order of the year's ranking; and how many have a number at all.

    Of many, the chosen ones are kept, then those with most years; who has no number in that year follows by its newest.
    """
    reported = rows[rows["state"] == "reported"]
    counts = reported.groupby("agency_id")["year"].nunique().sort_values(ascending=False, kind="stable")
    kept = [a for a in desk.view.agencies if a in counts.index]
    kept += [str(a) for a in counts.index if a not in kept]
    drawn = reported[reported["agency_id"].isin(kept[:HEAT_ROWS])].assign(height=heights(reported), now=reported["year"] == year)
    newest = drawn.sort_values(["now", "year"], ascending=False, kind="stable").drop_duplicates("agency_id")
    ordered = newest.sort_values(["now", "height"], ascending=False, kind="stable")
    return [str(agency) for agency in ordered["agency_id"]], len(kept)


def _breaks(desk: Desk, part: pd.DataFrame) -> list[str]:
    """Breaks that lie between the drawn years, at most two, the rest counted."""
    names = part.drop_duplicates("agency_id").set_index("agency_id")["agency_short"].to_dict()
    first, last = int(part["year"].min()), int(part["year"].max())
    found = desk.rows("breaks")
    found = found[(found["indicator_id"] == part["indicator_id"].iloc[0]) & (found["year"] > first) & (found["year"] <= last)]
    told = []
    for row in found.itertuples():
        if pd.isna(row.agency_id):
            told.append(f"{row.year}年起口径变化：{row.reason}")
        elif row.agency_id in names:
            told.append(f"{names[row.agency_id]} {row.year}年起口径变化：{row.reason}")
    return told[:2] + ([f"另有 {len(told) - 2} 处口径变化，见“趋势”页。"] if len(told) > 2 else [])
