"""The index: each agency's numbers as a share of its own base year, so that courses of unlike size can be set side by side."""

from __future__ import annotations

import pandas as pd

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.plots.naming import subject
from nianbao.plots.titles import index_title
from nianbao.plots.trends import all_rows, like_focus, without
from nianbao.plots.words import frame, split_absent


def index_plot(desk: Desk, *, indicator: str, width: str, base: int = 0, height: int = 340) -> Plot | Nothing:
    """Each agency's value as a percentage of its own base year: only exact numbers of the base year's definition."""
    every = all_rows(desk, indicator, None)
    exact = exact_in_range(desk, every)
    if not len(exact[exact["agency_id"] == desk.view.focus]) and not bool(every["comparable"].all()):
        return without(desk, list(dict.fromkeys(exact["agency_short"])))
    bases = [int(y) for y in sorted(exact["year"].unique())]
    if len(bases) < 2:
        return Nothing("画不出指数", "指数要求同一口径下至少两年确切的、大于零的数。")
    base = base if base in bases else default_base(exact, desk.view.focus)
    parts = [_indexed(part, base) for _, part in exact.groupby("agency_id", sort=False)]
    indexed = pd.concat(parts)
    if not len(indexed):
        return Nothing(f"{base} 年没有可作基数的数", "换一个基年。")
    if indexed.groupby("agency_id")["year"].nunique().max() < 2:
        return Nothing("画不出指数", f"与 {base} 年同一口径的确切数都只有这一年，没有升降可看；可以换一个基年。")
    missing, unlike = split_absent(desk, indexed, every)
    without_base = [name for name in missing if name in set(exact["agency_short"])]
    cut = exact.merge(indexed[["agency_id", "year"]], on=["agency_id", "year"], how="left", indicator=True)
    cut = cut[(cut["_merge"] == "left_only") & cut["agency_id"].isin(set(indexed["agency_id"]))]
    first, last = (int(y) for y in (indexed["year"].min(), indexed["year"].max()))
    marks = [
        f"{name}：{'、'.join(str(y) for y in sorted(part['year']))} 年与基年口径不同，不画。"
        for name, part in cut.groupby("agency_short", sort=False)
    ]
    name = subject(every.iloc[0])
    words = frame(
        desk,
        index_title(indexed, desk.view.focus, name, base),
        str(every["indicator"].iloc[0]),
        indexed,
        width=width,
        missing=[n for n in missing if n not in without_base],
        unlike=unlike,
        note="只用确切数、与基年同一口径的年份",
        marks=[_own_course(indexed), *marks[:3], f"{base} 年无数，不画：{'、'.join(without_base)}" if without_base else ""],
    )
    chosen = desk.view.year_from and desk.view.year_to
    options = {
        "focus": desk.view.focus,
        "years": desk.years if chosen else (first, last),
        "plot_height": height,
        "year": desk.view.year,
        "gaps": _not_exact(desk, every, indexed),
    }
    return Plot("index", {"indicator": indicator, "base": base}, "trend", words, indexed, options)


def _own_course(indexed: pd.DataFrame) -> str:
    if bool(indexed["comparable"].all()) or indexed["agency_id"].nunique() < 2:
        return ""
    return "这一项各机构口径不一：只看各自的升降，不比高低。"


def _not_exact(desk: Desk, every: pd.DataFrame, indexed: pd.DataFrame) -> dict[int, str]:
    """Why the focus agency's index has a gap where its report has a number."""
    mine = like_focus(desk, every)
    mine = mine[(mine["agency_id"] == desk.view.focus) & (mine["state"] == "reported")]
    held = set(indexed[indexed["agency_id"] == desk.view.focus]["year"])
    why = {"exact": "口径不同", "about": "仅有约数"}
    return {
        int(year): why.get(qualifier, "仅有界限")
        for year, qualifier in zip(mine["year"], mine["qualifier"], strict=True)
        if year not in held
    }


def exact_in_range(desk: Desk, every: pd.DataFrame) -> pd.DataFrame:
    """What an index can be made of."""
    rows = like_focus(desk, every)
    rows = rows[(rows["state"] == "reported") & (rows["qualifier"] == "exact") & (rows["value"] > 0)]
    return rows[rows["year"].between(*desk.years)]


def default_base(exact: pd.DataFrame, focus: str) -> int:
    """The first of the years that most agencies have: before the last one, and one of the focus agency's if that can be."""
    mine = exact[exact["year"].isin(set(exact[exact["agency_id"] == focus]["year"]))]
    for rows in (mine, exact):
        counts = rows.groupby("year")["agency_id"].nunique()
        counts = counts[counts.index < exact["year"].max()]
        if len(counts):
            return int(counts[counts == counts.max()].index.min())
    return int(exact["year"].min())


def _indexed(part: pd.DataFrame, base: int) -> pd.DataFrame:
    at_base = part[part["year"] == base]
    if not len(at_base):
        return part.head(0)
    run = part[part["segment"] == at_base["segment"].iloc[0]]
    value = run["value"] / float(at_base["value"].iloc[0]) * 100
    return run.assign(value=value, low=value, high=value, unit=f"指数（{base} 年＝100）", value_type="index", break_reason=None)
