"""The 核验 page: how much was compared, what is held of whom, who has not handed in, and by when it was due."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from nianbao.compared import compared_words
from nianbao.office import Held, Office, read_office
from nianbao.screen.data import rows
from nianbao.screen.exports import may_take, next_report
from nianbao.screen.page import nothing, section
from nianbao.settings import load_submission
from nianbao.store import Generation

PARTS = {"table2": "表二", "table3": "表三", "table4": "表四", "text": "正文"}
PART_NAMES = {"table2": "主动公开", "table3": "依申请公开", "table4": "复议诉讼", "text": "正文和填报"}
AGENCIES, LATE = 40, 60


def counts(generation: Generation) -> None:
    """“共比较 N 次：相符 M…”: nothing compared is not the same as nothing found."""
    found = rows(generation, "review_counts")
    main, asked = found[~found["question"]], found[found["question"]]
    relations, questions = ({str(row.outcome): int(row.comparisons) for row in part.itertuples()} for part in (main, asked))
    section("勾稽核对", compared_words(relations, questions))


def coverage(generation: Generation) -> None:
    """Agency × year × table: 未收录, 草稿, 有问题, 已处理, 通过; each cell leads to its findings or to the board."""
    section(
        "收了哪些、过了哪些",
        "表二主动公开、表三依申请公开、表四复议诉讼、正文（含填报表）。点“问题”“已处理”看是哪几条，点其他看总览。",
    )
    words = st.text_input("筛选机构", key="nb-review-agency", placeholder="按名称筛选", width=260, label_visibility="collapsed")
    found = rows(generation, "review_parts", search=words.strip(), limit=AGENCIES + 1)
    if not len(found):
        nothing("还没有导入任何报告" if not words.strip() else f"没有名称含“{words}”的机构", "到“导入”页放入年报。")
        return
    office = read_office()
    problems = problems_of(generation, office, [str(a) for a in found["agency_id"].unique()])
    years = list(range(int(found["year"].min()), int(found["year"].max()) + 1))
    head = "".join(f'<th colspan="4">{year}</th>' for year in years)
    second = "".join(f'<th title="{PART_NAMES[p]}">{name}</th>' for _ in years for p, name in PARTS.items())
    groups = list(found.groupby("agency_id", sort=False))[:AGENCIES]
    body = "".join(_row(office, part, years, problems) for _, part in groups)
    st.html(
        f'<div class="nb-work nb-scroll nb-tall"><table class="nb-table"><thead><tr><th class="row" rowspan="2">机构</th>{head}</tr>'
        f"<tr>{second}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    if found["agency_id"].nunique() > AGENCIES:
        st.caption(f"只列前 {AGENCIES} 家，其余请按名称筛选。")


def problems_of(generation: Generation, office: Office, agencies: list[str]) -> dict[tuple[str, int, str], tuple[int, int]]:
    """How many comparisons of these agencies fail, by agency, year and part: without a person's word on them, and with."""
    found = rows(generation, "review_findings", agencies=agencies, limit=100_000)
    found = found[found["outcome"] == "fails"]
    said = found["fingerprint"].isin(list(office.decisions)).astype(bool)
    groups = found.assign(said=said).groupby(["agency_id", "year", "part"])["said"]
    return {(str(a), int(y), str(p)): (int((~part).sum()), int(part.sum())) for (a, y, p), part in groups}


def _row(office: Office, part: pd.DataFrame, years: list[int], problems: dict[tuple[str, int, str], tuple[int, int]]) -> str:
    first = part.iloc[0]
    agency = str(first["agency_id"])
    by_place = {(int(r["year"]), str(r["part"])): r for _, r in part.iterrows()}
    cells = "".join(_cell(office, agency, year, name, by_place.get((year, name)), problems) for year in years for name in PARTS)
    return f'<tr><td class="row" title="{escape(first["agency"])}">{escape(first["agency_short"])}</td>{cells}</tr>'


def _cell(
    office: Office, agency: str, year: int, part: str, row: Any, problems: dict[tuple[str, int, str], tuple[int, int]]
) -> str:
    if row is None:
        return f'<td class="no" title="{year} 年{PART_NAMES[part]}：未收录">·</td>'
    drafts = any(office.reports[r].status == "draft" for r in row["reports"] if r in office.reports)
    (count, settled), doubtful = problems.get((agency, year, part), (0, 0)), int(row["unreadable"])
    told = f"{year} 年{PART_NAMES[part]}：读到 {int(row['cells'])} 格，有数 {int(row['numbers'])} 格"
    told += f"；不符 {count} 处" * bool(count) + f"；另有 {settled} 处不符已写处理意见" * bool(settled)
    told += f"；存疑 {doubtful} 格" * bool(doubtful) + "；尚未发布" * drafts
    if count or doubtful or settled:
        # A word on a fault does not make the figures agree: it is settled, not passed.
        kind, word = ("bad", "问题") if count or doubtful else ("", "已处理")
        href = "./review?" + urlencode({"of": agency, "y": year})
    else:
        kind, word = ("draft", "草稿") if drafts else ("ok", "通过")
        href = "./?" + urlencode({"data": "draft", "agency": agency, "year": year})
    return f'<td class="{kind}" title="{escape(told)}"><a href="{escape(href)}" target="_self">{word}</a></td>'


def submissions(generation: Generation) -> None:
    """Of the agencies whose reports this office keeps: who has handed in for the newest year, and who is late."""
    setting = load_submission()
    today = date.today()
    office = read_office()
    held: dict[tuple[str, int], Held] = {}
    for report in office.active():
        if not report.form:
            held[report.agency_id, report.year] = report
    if not held:
        return
    newest = today.year - 1
    section(
        "谁还没交",
        f"{setting.basis}：部门 {_day(setting.department_due)}前、本级政府（主管部门）{_day(setting.government_due)}前公布上一年度报告。"
        "只看本单位收过报告的机构；日期在 data/settings.yml 里改。",
    )
    years = sorted({newest, *(year for _, year in held)}, reverse=True)
    year = int(st.selectbox("报告年度", years, format_func=lambda y: f"{y} 年度报告", key="nb-review-due", width=200))
    known = rows(generation, "agencies")
    lines = []
    for row in known.itertuples():
        mine = [y for a, y in held if a == row.agency_id]
        if mine:
            lines.append(_due_line(row, held.get((str(row.agency_id), year)), setting.due(str(row.kind), year), today))
    lines.sort(key=lambda line: (line[0], line[1]))
    missing = sum(line[0] == 0 for line in lines)
    st.caption(f"{year} 年度：应交 {len(lines)} 家，已交 {len(lines) - missing} 家，未交 {missing} 家。")
    body = "".join(line[2] for line in lines[:LATE])
    st.html(
        '<div class="nb-work nb-scroll nb-tall"><table class="nb-table"><thead><tr><th class="row">机构</th><th>期限</th><th>情况</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    if len(lines) > LATE:
        st.caption(f"只列前 {LATE} 家，未交的在前。")


def next_year(generation: Generation) -> None:
    """A draft of the next report's tables, to be filled in by its writer."""
    if may_take():
        section("写下一年的年报", "按现行表样生成三张法定表：已有的数和上年结转预填好，关系核对过，空着的由撰写人填。")
        next_report(generation)


def _due_line(agency: Any, held: Held | None, due: date, today: date) -> tuple[int, str, str]:
    if held:
        kind, words = "ok", f"已交（{'草稿' if held.status == 'draft' else '已发布'}，{held.at[:10]} 导入）"
    elif today > due:
        kind, words = "late", f"未交，已过期限 {(today - due).days} 天"
    else:
        kind, words = "", f"未交，距期限 {(due - today).days} 天"
    return (
        int(bool(held)),
        str(agency.name),
        f'<tr><td class="row">{escape(str(agency.name))}</td><td>{due:%Y-%m-%d}</td><td class="{kind}">{words}</td></tr>',
    )


def _day(due: tuple[int, int]) -> str:
    return f"{due[0]} 月 {due[1]} 日"
