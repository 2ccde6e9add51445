"""The numbers of one chart as a table with Chinese columns: every cell drawn, every gap with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from nianbao.catalogue import KINDS, LEVELS
from nianbao.charts import Plot
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES, STATES
from nianbao.wording import BOUND_SIGNS, QUALITY, change_text, figure, missing

QUALIFIERS = {
    "exact": "",
    "more_than": "超过（＞）",
    "at_least": "不少于（≥）",
    "less_than": "不足（＜）",
    "at_most": "不超过（≤）",
    "about": "约",
    "range": "区间",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: object) -> str:
    """Text as Excel takes it: control characters out, never longer than a cell."""
    return _CONTROL.sub("", "" if missing(text) else str(text))[:32_000]


@dataclass(frozen=True)
class Column:
    """A column of the table; `format` is text | number | percent | integer."""

    key: str
    title: str
    format: str = "text"
    width: int = 10


@dataclass
class ChartTable:
    """Rows by column key; a block is one series of the chart: its name, first and last row, and where it is cut."""

    columns: list[Column]
    rows: list[dict[str, Any]]
    blocks: list[tuple[str, int, int]] = field(default_factory=list)
    cuts: list[set[int]] = field(default_factory=list)
    ahead: set[int] = field(default_factory=set)  # rows of the focus agency
    same: str = ""  # what is the same in every row, and therefore no column

    def place(self, key: str) -> int:
        return next(index for index, column in enumerate(self.columns) if column.key == key)


_COLUMNS = (
    Column("place", "名次", "integer", 6),
    Column("place_last", "最低名次", "integer", 9),
    Column("ties", "并列家数", "integer", 8),
    Column("rank_change", "较上年升", "integer", 8),
    Column("denominator", "分母", "number", 9),
    Column("group", "分组", "text", 16),
    Column("part", "构成项", "text", 18),
    Column("agency", "机构", "text", 24),
    Column("kind", "机构类别", "text", 14),
    Column("level", "级别", "text", 7),
    Column("indicator", "指标", "text", 26),
    Column("applicant_type", "申请人类型", "text", 12),
    Column("year", "年份", "year", 7),
    Column("value", "数值", "value", 14),
    Column("unit", "单位", "text", 7),
    Column("qualifier", "限定词", "text", 12),
    Column("low", "下限", "value", 14),
    Column("high", "上限", "value", 14),
    Column("drawn", "作图值", "value", 14),
    Column("peer_median", "同类中位数", "value", 14),
    Column("peer_lower", "同类下四分位", "value", 14),
    Column("peer_upper", "同类上四分位", "value", 14),
    Column("peers", "同类家数", "integer", 9),
    Column("state", "状态", "text", 9),
    Column("change_text", "与上年比", "text", 22),
    Column("break_reason", "口径变化", "text", 30),
    Column("scope", "口径范围", "text", 12),
    Column("period_kind", "期间", "text", 9),
    Column("period_start", "累计起点", "text", 11),
    Column("as_of", "时点", "text", 11),
    Column("other", "另有别的口径", "text", 16),
    Column("derived", "推算", "text", 6),
    Column("printed", "更正前（原印）", "text", 14),
    Column("disagree", "来源不一致", "text", 10),
    Column("failures", "勾稽不符", "text", 9),
    Column("source_title", "来源", "text", 26),
    Column("source_kind", "来源性质", "text", 9),
)
_ALWAYS = ("agency", "indicator", "year", "value", "unit", "qualifier", "state")
_ONCE = ("indicator", "kind", "level", "scope", "period_kind", "source_kind")
_WORDS: dict[str, Mapping[str, str]] = {
    "state": STATES, "qualifier": QUALIFIERS, "scope": SCOPES, "period_kind": PERIOD_KINDS, "kind": KINDS, "level": LEVELS,
    "applicant_type": APPLICANT_TYPES, "source_kind": QUALITY,
}  # fmt: skip


def chart_table(chart: Plot) -> ChartTable:
    """What `chart` draws, in its order; years, agencies and parts without a row are there as 未收录."""
    if chart.kind == "scatter":
        return _pairs(chart)
    rows = _completed(chart)
    told = [_told(row, chart.kind == "ranked" and chart.options.get("placed", True)) for row in rows]
    shown = [column for column in _COLUMNS if column.key in _ALWAYS or any(row.get(column.key) not in ("", None) for row in told)]
    if all(row["applicant_type"] in ("", APPLICANT_TYPES["total"]) for row in told):
        shown = [column for column in shown if column.key != "applicant_type"]
    if all(row["drawn"] == row["value"] for row in told):
        shown = [column for column in shown if column.key != "drawn"]
    once = _ONCE[1:] if chart.kind == "profile" else _ONCE  # whose bars are named after their indicators
    constant = {column.key for column in shown if column.key in once and len({row[column.key] for row in told}) == 1}
    same = "　".join(f"{column.title}：{told[0][column.key]}" for column in shown if column.key in constant)
    shown = [column for column in shown if column.key not in constant]
    rate = any(row.get("value_type") == "rate" for row in rows)
    table = ChartTable([_with_format(column, rate) for column in shown], told, same=same)
    focus = chart.options.get("focus")
    table.ahead = {index for index, row in enumerate(rows) if focus and row.get("agency_id") == focus}
    _mark_blocks(chart, rows, table)
    return table


def _with_format(column: Column, rate: bool) -> Column:
    if column.format == "value":
        return Column(column.key, column.title, "percent" if rate else "number", column.width)
    return Column(column.key, column.title, "plain" if column.format == "year" else column.format, column.width)


def _told(row: Mapping[str, Any], ranked: bool) -> dict[str, Any]:
    """One row in words and numbers: None where there is no number, never a zero in its place."""
    told = {column.key: _clean(row.get(column.key)) for column in _COLUMNS}
    if not ranked:  # other charts keep only their order there
        told |= {"place": None, "place_last": None, "ties": None}
    if told["place_last"] == told["place"]:
        told["place_last"] = None
    told["other"] = "".join(
        (SCOPES.get(str(row.get("other_scope")), ""), PERIOD_KINDS.get(str(row.get("other_period_kind")), ""))
    )
    reported = row.get("state") == "reported"
    inexact = reported and row.get("qualifier") != "exact"
    told["value"] = told["value"] if reported else None
    told["low"], told["high"] = (told["low"], told["high"]) if inexact else (None, None)
    told["drawn"] = drawn_height(row)
    told["sign"] = BOUND_SIGNS.get(str(told["qualifier"]), "") if reported else ""
    told["figure"] = figure(row, unit=False, exact=True) if reported else ""
    told["qualifier"] = told["qualifier"] if reported else ""
    told["ties"] = told["ties"] if told["ties"] and told["ties"] > 1 else None
    for key, words in _WORDS.items():
        told[key] = words.get(str(told[key]), told[key] or "")
    told["state"] = told["state"] or STATES["not_collected"]
    told["change_text"] = change_text(row) if not missing(row.get("verdict")) else ""
    told["derived"] = "推算" if row.get("choice_rule") == "derived" else ""
    told["disagree"] = "是" if not missing(row.get("disagree")) and bool(row.get("disagree")) else ""
    told["failures"] = "是" if not missing(row.get("failures")) and row["failures"] > 0 else ""
    return told


def _clean(value: Any) -> Any:
    if missing(value):
        return None
    return value.item() if hasattr(value, "item") else value


def drawn_height(row: Mapping[str, Any]) -> float | None:
    """Where a chart puts a cell: its value, or the one bound that was printed."""
    if row.get("state") != "reported":
        return None
    return next((float(row[key]) for key in ("value", "low", "high") if not missing(row.get(key))), None)


def _completed(chart: Plot) -> list[dict[str, Any]]:
    rows = chart.rows
    if not len(rows):
        return []
    match chart.kind:
        case "trend" | "small_multiples":
            years = chart.options.get("years") or (int(rows["year"].min()), int(rows["year"].max()))
            return _years_filled(rows, str(chart.options.get("by", "agency_id")), range(years[0], years[1] + 1), chart)
        case "heat_table":
            return _years_filled(rows, "agency_id", chart.options["years"], chart)
        case "composition":
            return _parts_filled(rows, str(chart.options["group"]), str(chart.options["part"]), chart.options.get("order"))
    return _records(rows)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in record.items()} for record in rows.to_dict("records")]


_OF_THE_SERIES = (
    "agency_id", "agency", "agency_short", "kind", "level", "indicator_id", "indicator", "unit", "value_type", "applicant_type",
    "scope", "period_kind",
)  # fmt: skip


def _years_filled(rows: pd.DataFrame, by: str, years: Iterable[int], chart: Plot) -> list[dict[str, Any]]:
    """One row per series and year; a year without a row says only whose it is."""
    found = []
    names = list(dict.fromkeys(rows[by]))
    names.sort(key=lambda name: name != chart.options.get("focus"))
    for name in names:
        mine = {int(row["year"]): row for row in _records(rows[rows[by] == name])}
        lead = next(iter(mine.values()))
        about = {key: lead[key] for key in _OF_THE_SERIES if key in lead}
        found += [mine.get(year, {**about, "year": year, "state": "not_collected"}) for year in years]
    return found


def _parts_filled(rows: pd.DataFrame, group: str, part: str, order: list[str] | None) -> list[dict[str, Any]]:
    """Part by part, so that each is one series over the same groups."""
    groups = list(dict.fromkeys(rows[group]))
    parts = [name for name in (order or dict.fromkeys(rows[part])) if name in set(rows[part])]
    held: dict[tuple[Any, Any], dict[str, Any]] = {}
    for row in _records(rows):
        held.setdefault((row[part], row[group]), row)
    lead = next(iter(held.values()))
    about: dict[str, Any] = {
        key: lead[key] for key in ("agency_id", "agency", "unit", "value_type", "scope", "period_kind") if key in lead
    }
    found = []
    for name in parts:
        for one in groups:
            row = held.get((name, one), {**about, "state": "not_collected"})
            found.append({**row, "group": str(one), "part": str(name)})
    return found


def _mark_blocks(chart: Plot, rows: list[dict[str, Any]], table: ChartTable) -> None:
    key = {"trend": str(chart.options.get("by", "agency_id")), "small_multiples": "agency_id", "composition": "part"}.get(
        chart.kind
    )
    if key is None:
        return
    label = {"composition": "part"}.get(chart.kind, str(chart.options.get("label", "agency_short")))
    start = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and rows[index][key] == rows[start][key]:
            continue
        table.blocks.append((str(rows[start][label]), start, index - 1))
        table.cuts.append(_cuts(chart, rows[start:index], start) if chart.kind != "composition" else set())
        start = index


def _cuts(chart: Plot, rows: list[dict[str, Any]], start: int) -> set[int]:
    """Rows of a series before which its line is cut: the first year of another definition."""
    known = chart.options.get("breaks")
    years = set()
    segment = None
    for row in rows:
        here = row.get("segment")
        if not missing(here):
            if segment is not None and here != segment:
                years.add(int(row["year"]))
            segment = here
    for one in known.itertuples() if known is not None else ():
        if one.indicator_id == rows[0].get("indicator_id") and (
            missing(one.agency_id) or one.agency_id == rows[0].get("agency_id")
        ):
            years.add(int(one.year))
    return {start + index for index, row in enumerate(rows) if int(row["year"]) in years and index}


def _pairs(chart: Plot) -> ChartTable:
    """Two indicators of one year: each with its bound beside it."""
    x_name, y_name = str(chart.options["x_name"]), str(chart.options["y_name"])
    columns = [
        Column("agency", "机构", "text", 28), Column("year", "年份", "plain", 7), Column("x", x_name, "number", 18),
        Column("x_qualifier", f"{x_name}限定词", "text", 12), Column("y", y_name, "number", 18),
        Column("y_qualifier", f"{y_name}限定词", "text", 12), Column("scope", "口径范围", "text", 12),
    ]  # fmt: skip
    rows = []
    for row in _records(chart.rows):
        told = {column.key: _clean(row.get(column.key)) for column in columns}
        told |= {key: QUALIFIERS.get(str(told[key]), "") for key in ("x_qualifier", "y_qualifier")}
        told["scope"] = SCOPES.get(str(told["scope"]), "")
        rows.append({**told, "short": row["agency_short"]})
    table = ChartTable(columns, rows)
    focus = chart.options.get("focus")
    table.ahead = {index for index, row in enumerate(_records(chart.rows)) if focus and row["agency_id"] == focus}
    return table
