"""Plots of many agencies over the years: heat table and small multiples of one group."""

from __future__ import annotations

import pandas as pd

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.plots.peers import group_filter, group_name, outsiders, peers
from nianbao.plots.words import frame, has_number, split_absent

HEAT_ROWS = 24


def heat_plot(desk: Desk, *, indicator: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    """Agency × year, the best covered first; the focus agency and the chosen ones always."""
    return _grid(desk, "heat", indicator, scope, period_kind, year, width)


def small_plot(desk: Desk, *, indicator: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    """One small line per agency of the group on one axis."""
    return _grid(desk, "small", indicator, scope, period_kind, year, width)


def _grid(desk: Desk, name: str, indicator: str, scope: str, period_kind: str, year: int, width: str) -> Plot | Nothing:
    found = peers(desk, indicator, scope, period_kind, year)
    every = desk.rows("matrix", indicator=indicator, period_kind=period_kind, **group_filter(desk, found.group))
    rows = every[every["scope"] == scope]
    years = _years(rows, desk, 6 if desk.size == "narrow" else 10)
    rows = rows[rows["year"].isin(years)]
    if not has_number(rows):
        return Nothing("这些年份里没有可以对照的数", "放宽年份，或换一个指标。")
    shown, held = _order(desk, rows)
    part = rows[rows["agency_id"].isin(shown)]
    part = part.assign(place=part["agency_id"].map(shown.index)).sort_values(["place", "year"])
    missing, unlike = split_absent(desk, part, every)
    about = f"{part['indicator'].iloc[0]}：{years[0]}—{years[-1]} 年各机构对照"
    words = frame(
        desk,
        about if len(years) > 1 else f"{years[0]} 年{part['indicator'].iloc[0]}",
        group_name(desk, found.group),
        part,
        width=width,
        missing=missing,
        unlike=unlike,
        marks=[
            f"有数的 {held} 家中列出年份最多的 {len(shown)} 家。" if held > len(shown) else "",
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


def _years(rows: pd.DataFrame, desk: Desk, most: int) -> list[int]:
    """The chosen range, else the newest years held; a year without any number in between stays as a gap."""
    if desk.view.year_from and desk.view.year_to:
        return list(range(desk.view.year_from, desk.view.year_to + 1))[-most:]
    held = [int(y) for y in rows[rows["state"] == "reported"]["year"].unique()]
    return list(range(min(held), max(held) + 1))[-most:] if held else []


def _order(desk: Desk, rows: pd.DataFrame) -> tuple[list[str], int]:
    """Agencies to show, the chosen ones first, then those with most years; and how many have a number at all."""
    counts = rows[rows["state"] == "reported"].groupby("agency_id")["year"].nunique().sort_values(ascending=False, kind="stable")
    order = [a for a in desk.view.agencies if a in counts.index]
    order += [str(a) for a in counts.index if a not in order]
    return order[:HEAT_ROWS], len(order)


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
