"""Frames as the queries give them, for charts that are tested without a warehouse."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nianbao.charts import Frame

NAMES = {"city": "示例市审批局", "town": "样例县审批局", "district": "范例区审批局"}
_TEXT = (
    "agency_id", "agency", "agency_short", "indicator_id", "indicator", "indicator_short", "topic", "unit", "value_type",
    "applicant_type", "scope", "period_kind", "qualifier", "state", "choice_rule", "source_title", "source_kind",
)  # fmt: skip


def cell(agency: str, year: int, value: float | None = None, **more: Any) -> dict[str, Any]:
    """One row of queries/series.sql; without a value it is blank."""
    row = {
        "agency_id": agency, "agency": NAMES.get(agency, agency), "agency_short": NAMES.get(agency, agency), "year": year,
        "indicator_id": "visitors_received", "indicator": "大厅接待量", "indicator_short": "大厅接待", "topic": "consultation",
        "unit": "人次", "value_type": "count", "applicant_type": "total", "scope": "own", "period_kind": "year",
        "value": value, "low": value, "high": value, "qualifier": "exact", "state": "blank" if value is None else "reported",
        "disagree": False, "failures": 0, "choice_rule": "only", "source_title": "示例市年报", "source_kind": "official",
        "place": None, "place_last": None, "ties": 1, "named": False, "segment": 0,
    }  # fmt: skip
    return row | more


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """With the types that DuckDB gives."""
    made = pd.DataFrame(list(rows) or [cell("city", 2020)])
    made = made.astype({name: "str" for name in _TEXT} | {name: "float64" for name in ("value", "low", "high")})
    made[["place", "place_last"]] = made[["place", "place_last"]].astype("Int64")
    return made if rows else made.head(0)


def places(*rows: dict[str, Any]) -> pd.DataFrame:
    """With places as queries/ranking.sql gives them: largest first, ties sharing a place."""
    known = sorted((r for r in rows if r["value"] is not None), key=lambda r: -r["value"])
    for row in known:
        row["place"] = row["place_last"] = 1 + sum(other["value"] > row["value"] for other in known)
        row["ties"] = sum(other["value"] == row["value"] for other in known)
    return frame(*known, *(r for r in rows if r["value"] is None))


def words(figure: go.Figure) -> str:
    """Everything written around the drawing: title, subtitle, labels, footer."""
    return "".join(str(a.text) for a in figure.layout.annotations).replace("<br>", "")


def bar_labels(figure: go.Figure) -> list[str]:
    """What stands before each bar, from the top, its columns in their order on the page."""
    notes = sorted((a for a in figure.layout.annotations if a.yref == "y"), key=lambda a: (a.y, a.xshift))
    lines: dict[float, list[str]] = {}
    for note in notes:
        lines.setdefault(note.y, []).append(re.sub("</?b>", "", note.text))
    return ["　".join(parts) for parts in lines.values()]


def computer_words(figure: go.Figure) -> list[str]:
    """Words in the figure's JSON that no reader should meet; the JSON itself must be strict."""
    text = figure.to_json()
    json.loads(text, parse_constant=_no_json)
    return re.findall(r"(?<![A-Za-z_])(?:nan|NaN|None|inf|Infinity|NaT|<NA>)(?![A-Za-z_])", text)


def _no_json(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


WORDS = Frame(
    "示例市大厅接待升至 120 人次", "大厅接待量", source="《示例市年报》", note="全年，本机关", missing="样例县审批局",
    version="数据版本 20240101-1",
)  # fmt: skip
YEARS = frame(cell("city", 2020, 100), cell("city", 2021, 110), cell("city", 2023, 120))
