"""Plots of the statutory tables: what became of applications, who applied, how disputes ended."""

from __future__ import annotations

import pandas as pd

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.model import APPLICANT_TYPES
from nianbao.plots.words import frame, has_number
from nianbao.wording import SMALL_SAMPLE, plain

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


def outcomes_by_year_plot(desk: Desk, *, width: str) -> Plot | Nothing:
    """How applications were handled, one bar per year."""
    first, last = desk.years
    rows = _one_scope(_outcomes(desk, ("total",)))
    rows = rows[rows["year"].between(first, last)].copy()
    if not has_number(rows) or not rows["value"].fillna(0).sum():
        return Nothing("办理结果：这些年没有大于零的数", "报告印出的是 0，或没有收录法定表；0 与未收录在“数据与来源”中分开标明。")
    rows["bar"] = rows["year"].astype(str) + "年"
    rows = rows.sort_values("year")
    words = frame(desk, _by_year_title(desk, rows), f"{desk.focus['short_name']} · 办理结果（总计列）", rows, width=width)
    options = {"group": "bar", "part": "indicator_short", "order": _shorts(rows)}
    return Plot("outcomes_by_year", {}, "composition", words, rows, options)


def outcomes_by_applicant_plot(desk: Desk, *, width: str) -> Plot | Nothing:
    """How applications were handled in the focus year, one bar per type of applicant."""
    rows = _outcomes(desk, tuple(APPLICANT_TYPES))
    year = desk.view.year
    rows = _one_scope(rows[(rows["year"] == year) & (rows["applicant_type"] != "total")]).copy()
    if not has_number(rows) or not rows["value"].fillna(0).sum():
        return Nothing(f"申请人类型：{year} 年没有分类型的数", "分类型的数在法定表三，各列全为 0 或未收录时这里为空。")
    rows["bar"] = rows["applicant_type"].map(APPLICANT_TYPES)
    rows = rows.sort_values("applicant_type", key=lambda s: s.map(list(APPLICANT_TYPES).index))
    sums = _sums(rows, "bar")
    title = f"{year}年办结的申请 {_share(sums)}"
    words = frame(desk, title, f"{desk.focus['short_name']} · 各类申请人的办理结果", rows, width=width)
    options = {"group": "bar", "part": "indicator_short", "order": _shorts(rows), "shares": True}
    return Plot("outcomes_by_applicant", {}, "composition", words, rows, options)


def disputes_plot(desk: Desk, *, width: str) -> Plot | Nothing:
    """Results of review and litigation in the focus year."""
    names = {f"{code}_{result}": (group, RESULTS[result]) for group, code in DISPUTES.items() for result in RESULTS}
    disputes = desk.series((desk.view.focus,), indicators=tuple(names))
    rows = _one_scope(disputes[disputes["year"] == desk.view.year]).copy()
    if not has_number(rows):
        return Nothing(f"{desk.view.year} 年没有收录行政复议、行政诉讼的数", "收录法定表四后显示。")
    rows["bar"] = rows["indicator_id"].map(lambda i: names[i][0])
    rows["result"] = rows["indicator_id"].map(lambda i: names[i][1])
    if not rows["value"].fillna(0).sum():
        return Nothing(f"{desk.view.year} 年行政复议、行政诉讼各项均为 0 或未填", "表四印出 0 的即为零件；未填的不作零处理。")
    title = f"{desk.view.year}年复议诉讼 {_share(_sums(rows, 'result'))}"
    words = frame(desk, title, f"{desk.focus['short_name']} · 行政复议与行政诉讼的结果（表四）", rows, width=width)
    options = {"group": "bar", "part": "result", "order": list(RESULTS.values())}
    return Plot("disputes", {}, "composition", words, rows, options)


def _sums(rows: pd.DataFrame, part: str) -> pd.Series:
    """What each part comes to, largest first."""
    return rows.groupby(part, sort=False)["value"].sum().astype("float64").sort_values(ascending=False, kind="stable")


def _share(sums: pd.Series) -> str:
    """“92 件：自然人最多，86 件（93.5%）”; without the share where the whole is small."""
    whole, most = float(sums.sum()), float(sums.iloc[0])
    leading = "、".join(str(name) for name in sums[sums == most].index)
    share = f"（{plain(100 * most / whole, 1)}%）" if whole >= SMALL_SAMPLE else ""
    return f"{plain(whole)} 件：{leading}最多，{'各 ' if (sums == most).sum() > 1 else ''}{plain(most)} 件{share}"


def _by_year_title(desk: Desk, rows: pd.DataFrame) -> str:
    """The largest outcome of the focus year, else of the newest year that has any."""
    years = rows[rows["value"].fillna(0) > 0]["year"]
    year = desk.view.year if (years == desk.view.year).any() else int(years.max())
    return f"{year}年办结 {_share(_sums(rows[rows['year'] == year], 'indicator_short'))}"


def _outcomes(desk: Desk, applicants: tuple[str, ...]) -> pd.DataFrame:
    return desk.series((desk.view.focus,), indicators=OUTCOMES, applicant_types=applicants)


def _one_scope(rows: pd.DataFrame) -> pd.DataFrame:
    return rows if not len(rows) else rows[rows["scope"] == rows["scope"].mode().iloc[0]]


def _shorts(rows: pd.DataFrame) -> list[str]:
    names = rows.drop_duplicates("indicator_id").set_index("indicator_id")["indicator_short"]
    return [names[i] for i in OUTCOMES if i in names.index]
