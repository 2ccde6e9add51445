"""How many cases a rate was worked out of, so that a rate of few is told apart from a rate of many."""

from __future__ import annotations

import pandas as pd

from nianbao.denominators import denominators, sample_in
from nianbao.desk import Desk
from nianbao.wording import SMALL_SAMPLE, plain


def with_samples(desk: Desk, rows: pd.DataFrame) -> pd.DataFrame:
    """Adds `sample`, the denominator of each derived rate (NaN where it is not held), to rows of any indicators."""
    parts = {part.indicator for name in set(rows["indicator_id"]) for part in denominators().get(name, ())}
    if not parts:
        return rows
    held = desk.rows("series", agencies=tuple(rows["agency_id"].unique()), indicators=tuple(sorted(parts)))
    sample = sample_in(held)
    samples = [
        sample(agency, year, scope, rate) if state == "reported" else None
        for agency, year, scope, rate, state in zip(
            *(rows[name].tolist() for name in ("agency_id", "year", "scope", "indicator_id", "state")), strict=True
        )
    ]
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
