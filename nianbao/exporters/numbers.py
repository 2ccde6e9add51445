"""The numbers of a plot as a table of texts, as a reader would copy them: bounds with their sign, empty cells with their reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nianbao.charts.plot import Plot
from nianbao.model import STATES
from nianbao.wording import figure, missing, place_text, plain


@dataclass(frozen=True)
class Numbers:
    """A head line and one line for each thing drawn, all of the same length."""

    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def numbers(plot: Plot) -> Numbers:
    """Every number the plot draws, in its order; the unit stands once, in the head."""
    rows = plot.rows
    if plot.kind in ("trend", "small_multiples", "heat_table"):
        by, label = plot.options.get("by", "agency_id"), plot.options.get("label", "agency_short")
        first = "机构" if label == "agency_short" else "系列"
        return _crossed(rows, by, label, "year", years_of(plot), f"{first}{_in_unit(rows)}")
    if plot.kind == "composition":
        parts = plot.options.get("order") or list(dict.fromkeys(rows[plot.options["part"]]))
        group = plot.options["group"]
        return _crossed(rows, group, group, plot.options["part"], parts, _in_unit(rows))
    if plot.kind == "scatter":
        head = ("机构", plot.options["x_name"], plot.options["y_name"])
        return Numbers(head, tuple((str(r.agency_short), _paired(r, "x"), _paired(r, "y")) for r in rows.itertuples()))
    if plot.kind == "profile":
        return Numbers(
            ("指标", f"数值{_in_unit(rows)}"), tuple((str(r["indicator_short"]), printed(r)) for _, r in rows.iterrows())
        )
    held = rows[rows["place"].notna()]
    if not plot.options.get("placed", True):  # too few for a place to say something
        pairs = tuple((str(r["agency_short"]), printed(r)) for _, r in held.iterrows())
        return Numbers(("机构", f"数值{_in_unit(rows)}"), pairs)
    lines = tuple((place_text(r), str(r["agency_short"]), printed(r)) for _, r in held.iterrows())
    return Numbers(("名次", "机构", f"数值{_in_unit(rows)}"), lines)


def years_of(plot: Plot) -> list[int]:
    """The years on the plot's axis, those without any number too."""
    span = plot.options.get("years")
    if plot.kind == "heat_table":
        return [int(year) for year in span or sorted(set(plot.rows["year"]))]
    if not span and not len(plot.rows):
        return []
    first, last = span or (int(plot.rows["year"].min()), int(plot.rows["year"].max()))
    return list(range(int(first), int(last) + 1))


def printed(row: Any) -> str:
    """One cell with all its digits: “＞1,190,000”, “未填”, “92.5%”."""
    text = figure(row, unit=False, exact=True)
    return f"{text}%" if row["state"] == "reported" and row["value_type"] == "rate" else text


def _paired(row: Any, axis: str) -> str:
    sign = figure(
        {"state": "reported", "value": getattr(row, axis), "qualifier": getattr(row, f"{axis}_qualifier"), "unit": ""}, exact=True
    )
    return sign if not missing(getattr(row, axis)) else ""


def _in_unit(rows: pd.DataFrame) -> str:
    """The indicator's own unit: here every digit is written, while a figure may count in 万."""
    return f"（{rows['unit'].iloc[0]}）" if len(rows) and rows["value_type"].iloc[0] != "rate" else ""


def _crossed(rows: pd.DataFrame, down: str, label: str, across: str, heads: Iterable[Any], first: str) -> Numbers:
    heads = list(heads)
    cells = {(row[down], row[across]): printed(row) for _, row in rows.iterrows() if not missing(row["state"])}
    names = rows.drop_duplicates(down).set_index(down)[label] if down != label else {name: name for name in rows[down]}
    absent = STATES.get("not_collected", "未收录")
    lines = tuple((str(names[key]), *(cells.get((key, head), absent) for head in heads)) for key in dict.fromkeys(rows[down]))
    return Numbers((first, *(str(head) for head in heads)), lines)


def scaled(value: float, divisor: float, word: str, rate: bool) -> str:
    """The short form that stands beside a mark: “119万”, “92.5%”; a number too small for the scale keeps its digits."""
    if value and abs(value) < divisor / 100:
        return plain(value)
    return f"{plain(value / divisor)}{'%' if rate else word}"
