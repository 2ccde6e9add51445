"""Compositions of the statutory tables: what became of applications, who applied, how disputes ended."""

from __future__ import annotations

import pandas as pd

from nianbao.charts import composition
from nianbao.model import APPLICANT_TYPES
from nianbao.screen.chart import chart, frame, has_number
from nianbao.screen.page import Screen, nothing, section

OUTCOMES = (
    "outcome_granted", "outcome_partly_granted", "applications_refused", "applications_unavailable",
    "applications_not_processed", "outcome_other_handling",
)  # fmt: skip
DISPUTES = {
    "行政复议": "review",
    "未经复议直接起诉": "litigation_direct",
    "复议后起诉": "litigation_after_review",
}
RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}


def compositions(screen: Screen) -> None:
    """Outcomes by year and by applicant type, and the results of disputes, for the focus agency."""
    focus, year = screen.view.focus, screen.view.year
    outcomes = screen.series((focus,), indicators=OUTCOMES, applicant_types=tuple(APPLICANT_TYPES))
    disputes = screen.series((focus,), indicators=tuple(f"{g}_{r}" for g in DISPUTES.values() for r in RESULTS))
    totals = _one_scope(outcomes[outcomes["applicant_type"] == "total"])
    if not has_number(totals) and not has_number(disputes):
        return
    section("申请怎么办的，争议怎么结的")
    left, right = screen.columns(2)
    with left:
        _by_year(screen, totals)
    with right:
        _by_applicant(screen, outcomes, year)
    _disputes(screen, disputes, year)


def _one_scope(rows: pd.DataFrame) -> pd.DataFrame:
    return rows if not len(rows) else rows[rows["scope"] == rows["scope"].mode().iloc[0]]


def _by_year(screen: Screen, totals: pd.DataFrame) -> None:
    first, last = screen.years
    rows = totals[totals["year"].between(first, last)].copy()
    if not has_number(rows) or not rows["value"].fillna(0).sum():
        nothing("办理结果：这些年没有大于零的数", "报告印出的是 0，或没有收录法定表；0 与未收录在“数据与来源”中分开标明。")
        return
    rows["bar"] = rows["year"].astype(str) + "年"
    rows = rows.sort_values("year")
    words = frame(screen, f"{screen.focus['short_name']}申请办理结果的构成", "办理结果（总计列）", rows, width=screen.half)
    order = [name for name in _shorts(rows, OUTCOMES)]
    chart(screen, "outcomes-year", lambda w: composition(rows, w, group="bar", part="indicator_short", order=order), words)


def _by_applicant(screen: Screen, outcomes: pd.DataFrame, year: int) -> None:
    rows = outcomes[(outcomes["year"] == year) & (outcomes["applicant_type"] != "total")].copy()
    if not has_number(rows) or not rows["value"].fillna(0).sum():
        nothing(f"申请人类型：{year} 年没有分类型的数", "分类型的数在法定表三，各列全为 0 或未收录时这里为空。")
        return
    rows["bar"] = rows["applicant_type"].map(APPLICANT_TYPES)
    rows = rows.sort_values("applicant_type", key=lambda s: s.map(list(APPLICANT_TYPES).index))
    words = frame(screen, f"{year}年各类申请人的办理结果", "按申请人类型", rows, width=screen.half)
    order = _shorts(rows, OUTCOMES)
    chart(screen, "outcomes-applicant", lambda w: composition(rows, w, group="bar", part="indicator_short", order=order), words)


def _disputes(screen: Screen, disputes: pd.DataFrame, year: int) -> None:
    rows = disputes[disputes["year"] == year].copy()
    if not has_number(rows):
        return
    names = {f"{code}_{result}": (group, RESULTS[result]) for group, code in DISPUTES.items() for result in RESULTS}
    rows["bar"] = rows["indicator_id"].map(lambda i: names[i][0])
    rows["result"] = rows["indicator_id"].map(lambda i: names[i][1])
    if not rows["value"].fillna(0).sum():
        nothing(f"{year} 年行政复议、行政诉讼各项均为 0 或未填", "表四印出 0 的即为零件；未填的不作零处理。")
        return
    words = frame(screen, f"{year}年行政复议与行政诉讼的结果", "表四 · 按结果", rows, width=screen.width)
    chart(
        screen, "disputes",
        lambda w: composition(rows, w, group="bar", part="result", order=list(RESULTS.values())), words,
    )  # fmt: skip


def _shorts(rows: pd.DataFrame, ids: tuple[str, ...]) -> list[str]:
    names = rows.drop_duplicates("indicator_id").set_index("indicator_id")["indicator_short"]
    return [names[i] for i in ids if i in names.index]
