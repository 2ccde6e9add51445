"""One number's way home: what was printed, where, in which source, and what else is said of the same cell."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from nianbao.catalogue import load_catalogue
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES
from nianbao.numerals import find_numbers, parse_number
from nianbao.office import read_office
from nianbao.screen.intake_files import recalled
from nianbao.screen.literal import as_text
from nianbao.screen.page import Screen, nothing, section
from nianbao.screen.paper import PAPER_STYLE, excerpt
from nianbao.wording import QUALITY, corrected, figure, missing

# The published records keep what was printed as number, unit and kind of bound, not the very word.
BOUND_WORDS = {
    "more_than": "超、余、多、突破一类的字",
    "at_least": "以上、不少于一类的字",
    "less_than": "不足一类的字",
    "at_most": "不超过、以内一类的字",
    "about": "约、近、左右一类的字",
}
CHOICES = {
    "only": "只有这一处来源",
    "correction": "经人工更正，原印值并存",
    "official": "官方来源优先于媒体",
    "document": "报告原件优先于网页",
    "exact": "确切数优先于约数和界限",
    "newest": "同等来源取发布较晚的",
    "derived": "由其他指标推算",
}


def evidence(screen: Screen) -> None:
    """The cell of the link or of the clicked point; nothing is drawn when none was asked for."""
    parts = screen.view.cell.split("~")
    if len(parts) != 6 or not parts[1].isdigit():
        if screen.view.cell:
            st.warning("链接中的数据位置不完整，无法定位。", icon=":material/link_off:")
        return
    agency, year, indicator, applicant, scope, period = parts
    catalogue = load_catalogue()
    if indicator not in catalogue or applicant not in APPLICANT_TYPES:
        st.warning(f"链接中的指标“{as_text(indicator[:40])}”不存在。", icon=":material/link_off:")
        return
    cell = screen.rows(
        "series", agencies=(agency,), indicators=(indicator,), year_from=int(year), year_to=int(year),
        applicant_types=(applicant,),
    )  # fmt: skip
    cell = cell[(cell["scope"] == scope) & (cell["period_kind"] == period)]
    if not len(cell):
        st.warning("这个数在当前数据里已经没有了。", icon=":material/link_off:")
        return
    row = cell.iloc[0]
    column = f"（{APPLICANT_TYPES[applicant]}）" if applicant != "total" else ""
    fixed = f"（{words}）" if (words := corrected(row)) else ""
    section("这个数从哪里来", f"{row['agency']} {year} 年 {row['indicator']}{column}：{figure(row, exact=True)}{fixed}。")
    _facts(row)
    if row["choice_rule"] == "derived":
        _operands(screen, row, agency, int(year), indicator, applicant, scope)
        return
    readings = screen.rows(
        "readings", agency=agency, year=int(year), indicator=indicator, applicant_type=applicant, scope=scope, period_kind=period
    )
    for _, reading in readings.iterrows():
        _reading(reading)
    if row["disagree"]:
        st.warning("同一格的几处来源互相矛盾；图上用的是按规则选出的那一处，其余照录于此。", icon=":material/rule:")


def _facts(row: Any) -> None:
    kinds = f"{PERIOD_KINDS[row['period_kind']]} · {SCOPES[row['scope']]} · 单位：{row['unit']}"
    breaks = f"；{row['year']} 年起口径变化：{row['break_reason']}" if not missing(row["break_reason"]) else ""
    st.caption(f"口径：{kinds}。{row['definition']}{breaks}　选取规则：{CHOICES[row['choice_rule']]}。")


def _reading(reading: Any) -> None:
    printed = reading["raw_text"] or "（空白）"
    words = reading["evidence"] or f"{printed}{reading['unit_printed']}"
    quote = escape(words)
    if printed in words:
        quote = escape(words.split(printed, 1)[0]) + f"<mark>{escape(printed)}</mark>" + escape(words.split(printed, 1)[1])
    chosen = "图上用的就是这一处" if reading["chosen"] else "另一处来源"
    kind = {"document": "报告原件", "page": "网页", "entry": "填报"}.get(reading["source_carrier"], "")
    published = f"，发布于 {escape(reading['source_published'])}" if not missing(reading["source_published"]) else ""
    where = f"位置：{escape(reading['locator'])}" if reading["locator"] else ""
    check = f"<br>文件校验（SHA-256）：{escape(reading['sha256'])}" if not missing(reading["sha256"]) else ""
    url = f"<br>网址：{escape(reading['url'])}" if not missing(reading["url"]) else ""
    st.html(
        f'<div class="nb-list"><h3>{escape(chosen)}：{escape(figure(reading, exact=True))}</h3>'
        f'<div class="nb-quote">{quote}</div>'
        f'<div style="font-size:.88rem;line-height:1.7;margin-top:.4rem">《{escape(reading["source_title"])}》'
        f"（{kind}，{QUALITY.get(reading['source_kind'], '')}{published}）<br>{where}"
        f"<br>原文印作：{escape(_as_printed(reading, printed))}{_bound(reading)}{url}{check}</div></div>"
    )
    _in_place(reading)


def _as_printed(reading: Any, printed: str) -> str:
    """The number with its word of a bound (30多家), where the quoted sentence has it; else as it was taken down."""
    for number in find_numbers(str(reading["evidence"] or "")) if reading["qualifier"] in BOUND_WORDS else ():
        if number.qualifier == reading["qualifier"] and printed in number.text:
            return number.text
    return f"{printed} {reading['unit_printed']}"


def _bound(reading: Any) -> str:
    """The kind of word that makes a bound of the number, where neither the quoted text nor the number shows it."""
    words = BOUND_WORDS.get(reading["qualifier"])
    if not words or reading["evidence"]:
        return ""
    shown = parse_number(str(reading["raw_text"] or ""))
    return "" if shown and shown.qualifier == reading["qualifier"] else f"（原文带{words}）"


def _in_place(reading: Any) -> None:
    """For a report that this office keeps: the table with the cell, or the paragraph with the figure, marked."""
    report, _, number = str(reading["reading_id"]).partition("#")
    office = read_office() if report.startswith("own/") else None
    held = office.reports.get(report) if office else None
    if office is None or held is None or not number.isdigit():
        return
    result = recalled(held)
    if result.document is None or int(number) >= len(result.observations):
        return
    found = excerpt(result.document, result.observations, int(number))
    newest = office.newest(held.agency_id, held.year, held.form)
    old = f"（第 {held.version} 版，已由第 {newest.version} 版替换）" if newest and newest.version > held.version else ""
    if found:
        opened = "" if old else " open"
        body = f"<details{opened}><summary><b>原文{old}</b></summary>{found}</details>"
        st.html(f'{PAPER_STYLE}<div class="nb-list">{body}</div>')


def _operands(screen: Screen, row: Any, agency: str, year: int, indicator: str, applicant: str, scope: str) -> None:
    parts = screen.rows("operands", agency=agency, year=year, indicator=indicator, applicant_type=applicant, scope=scope)
    names = {"sum": "相加", "numerator": "分子", "denominator": "分母"}
    table = pd.DataFrame(
        {
            "用作": parts["part"].map(names),
            "指标": parts["indicator"],
            "年份": parts["year"].astype("Int64").astype(str),
            "数值": [figure(p, exact=True) if not missing(p["state"]) else "未收录" for _, p in parts.iterrows()],
        }
    )
    if len(table):
        st.dataframe(table, hide_index=True, width="stretch")
    else:
        nothing("推算的来源不在当前数据里")
