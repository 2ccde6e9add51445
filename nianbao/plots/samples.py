"""How many cases a rate was worked out of, so that a rate of few is told apart from a rate of many."""

from __future__ import annotations

import pandas as pd

from nianbao.catalogue import load_catalogue
from nianbao.charts.lines import records
from nianbao.desk import Desk
from nianbao.wording import SMALL_SAMPLE, plain

_CELL = ("agency_id", "year", "scope")


def with_samples(desk: Desk, rows: pd.DataFrame) -> pd.DataFrame:
    """Adds `sample`, the denominator of each derived rate (NaN where it is not held), to the rows of one indicator."""
    names = set(rows["indicator_id"])
    found = [d for d in load_catalogue().derivations if d.indicator in names and d.denominator]
    if not found:
        return rows
    parts = found[0].denominator
    kinds = {
        part.indicator: load_catalogue()[part.indicator].period_kind for part in parts
    }  # a rate's parts may be a year's and a stock
    held = desk.rows("series", agencies=tuple(rows["agency_id"].unique()), indicators=tuple(kinds))
    values = {
        (row["indicator_id"], *(row[name] for name in _CELL)): float(row["value"])
        for row in records(held[(held["state"] == "reported") & (held["qualifier"] == "exact")])
        if row["period_kind"] == kinds[row["indicator_id"]]
    }
    samples: list[float | None] = []
    for row in records(rows):
        terms = [values.get((part.indicator, row["agency_id"], row["year"] + part.year_offset, row["scope"])) for part in parts]
        whole = row["state"] == "reported" and all(term is not None for term in terms)
        samples.append(sum(term for term in terms if term is not None) if whole else None)
    return rows.assign(sample=pd.array(samples, dtype="Float64").astype("float64"))


def sample_mark(rows: pd.DataFrame) -> str:
    """“样本不足 30，一两件就能使比率大变：2025 年 4。” for the years of one line that were worked out of few."""
    if "sample" not in rows:
        return ""
    few = rows[(rows["sample"] > 0) & (rows["sample"] < SMALL_SAMPLE)].sort_values("year")
    if not len(few):
        return ""
    told = "、".join(f"{year} 年 {plain(sample)}" for year, sample in zip(few["year"], few["sample"], strict=True))
    return f"样本（分母）不足 {SMALL_SAMPLE}，一两件就能使比率大变：{told}。"
