"""Findings by report or by rule, each with the culprit where one cell explains it, and a person's decision on them."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from nianbao import ingest, store
from nianbao.catalogue import load_catalogue
from nianbao.checks import SEVERITIES, Culprit, culprits, load_rules
from nianbao.errors import NianbaoError
from nianbao.journal import events, journal_path, last_event
from nianbao.office import DECISIONS, corrected_cells, read_office
from nianbao.relations import number_text
from nianbao.screen.data import rows
from nianbao.screen.intake_files import held_reading
from nianbao.screen.intake_preview import held_preview
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import say, trouble, who
from nianbao.screen.page import nothing, section
from nianbao.store import Generation
from nianbao.templates import official_place
from nianbao.view import cell_key

GROUPS, LINES = 10, 60
Decision = dict[str, Any]


def findings(generation: Generation) -> None:
    """What does not hold, and what holds only with blanks as zero."""
    agency, year = _asked()
    section("不相符的", "每条写明关系、应为和实为；处理意见跟着这些数走，同样的数重新导入后仍在。")
    if agency or year:
        st.button("这里只列了一份报告，返回全部", key="nb-review-all", on_click=_all, icon=":material/arrow_back:")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.segmented_control("分组", ["按报告", "按规则"], default="按报告", key="nb-review-by", required=True)
        state = st.segmented_control("处理", ["未处理", "已处理", "全部"], default="未处理", key="nb-review-state", required=True)
        words = st.text_input("机构", key="nb-review-words", placeholder="按名称筛选", width=200)
    found = rows(generation, "review_findings", search=words.strip(), agency=agency, year=year)
    _list(generation, found, str(by), str(state), "fail")


def questions(generation: Generation) -> None:
    """Outliers: perhaps right, perhaps not; never counted as errors."""
    section("要问一问的", "变化过大、与上年完全相同之类，不算错误；核实后写一句情况说明即可。")
    agency, year = _asked()
    found = rows(
        generation,
        "review_findings",
        questions=True,
        agency=agency,
        year=year,
    )
    _list(generation, found[found["outcome"] == "fails"], "按报告", "全部", "ask")


def _asked() -> tuple[str | None, int | None]:
    """The one report that a cell of the coverage table leads to."""
    year = st.query_params.get("y", "")
    return st.query_params.get("of") or None, int(year) if year.isascii() and year.isdigit() else None


def on_paper() -> None:
    """The one report as printed, with what the reader doubted: a doubtful cell breaks no relation and is seen only here."""
    agency, year = _asked()
    office = read_office()
    held = office.newest(agency, year) if agency and year else None
    if held:
        section("原文", "读的时候就有疑问的格子也在这里；要更正，到“导入”页打开这份报告。")
        held_preview(held, held_reading(office, held), corrected_cells(office, held.report_id), None)


def one_report() -> bool:
    """Did a cell of the coverage table lead here? Then the page shows that report's findings alone."""
    return any(_asked())


def _all() -> None:
    for name in ("of", "y"):
        st.query_params.pop(name, None)


def _list(generation: Generation, found: pd.DataFrame, by: str, state: str, key: str) -> None:
    decisions = read_office().decisions
    done = found["fingerprint"].isin(list(decisions))
    found = found[done] if state == "已处理" else found[~done] if state == "未处理" else found
    if not len(found):
        words = {"未处理": "没有待处理的条目", "已处理": "还没有写过处理意见", "全部": "没有这样的条目"}
        nothing(words[state])
        return
    columns = ["agency_id", "year"] if by == "按报告" else ["rule"]
    groups = list(found.groupby(columns, sort=False))
    for position, (name, part) in enumerate(groups[:GROUPS]):
        _group(generation, part, by, decisions, f"nb-{key}-{'-'.join(map(str, name))}", position == 0 and len(groups) < 4)
    if len(groups) > GROUPS:
        st.caption(f"只列前 {GROUPS} 组，其余 {len(groups) - GROUPS} 组请按机构筛选。")


def _group(generation: Generation, part: pd.DataFrame, by: str, decisions: dict[str, Decision], key: str, opened: bool) -> None:
    first = part.iloc[0]
    fails = int((part["outcome"] == "fails").sum())
    blanks = len(part) - fails
    title = f"{first['agency']} {first['year']} 年" if by == "按报告" else _sentences().get(first["rule"], first["rule"])
    word = "疑问" if first["severity"] == "question" else "不符"
    told = "，".join(t for t in (f"{word} {fails} 条" * bool(fails), f"空格按零计则相符 {blanks} 条" * bool(blanks)) if t)
    with st.expander(f"{as_text(title)}　{told}", expanded=opened):
        for sentence in _culprits(generation, str(first["report_id"])) if by == "按报告" and fails else ():
            st.html(f'<div class="nb-work"><b class="error">很可能是这一格：</b>{escape(sentence)}</div>')
        lines = "".join(_line(row, by, decisions) for _, row in part.head(LINES).iterrows())
        more = f"<li>……还有 {len(part) - LINES} 条。</li>" if len(part) > LINES else ""
        st.html(f'<div class="nb-work"><ul>{lines}{more}</ul></div>')
        _decision_form(part, by, decisions, key)


def culprit_sentence(found: Culprit) -> str:
    """“收到和处理…“（一）予以公开”一行“自然人”：应为 67，现为 76；改正后各项关系都成立。”"""
    place = official_place(found.indicator, found.applicant_type)
    return f"{place.cell}：应为 {number_text(found.should_be)}，现为 {number_text(found.printed)}；改正后各项关系都成立。"


def _culprits(generation: Generation, report_id: str) -> list[str]:
    """Named by the warehouse where no cell is empty; else by the reading, which may count blanks as zero."""
    with store.connection(generation).cursor() as cursor:
        found = [culprit_sentence(c) for c in culprits(cursor, report_id)]
    office = read_office()
    held = office.reports.get(report_id)
    if found or held is None:
        return found
    return [f.message for f in held_reading(office, held).findings if f.rule == "culprit_cell"]


def _line(row: Any, by: str, decisions: dict[str, Decision]) -> str:
    said = decisions.get(row["fingerprint"])
    severity = "warning" if row["outcome"] != "fails" else row["severity"]
    mark = "提示" if row["outcome"] != "fails" else SEVERITIES[row["severity"]]
    where = "" if by == "按报告" else f"{escape(row['agency'])} {row['year']} 年："
    blank = "（有空格，空格按零计则相符）" if row["outcome"] != "fails" else ""
    sentence = f"{escape(_sentences().get(row['rule'], row['rule']))}｜{escape(row['subject'])}"
    note = f"　<b>已处理：{escape(_decision_words(said))}</b>" if said else ""
    return (
        f'<li class="{"done" if said else ""}"><b class="{severity}">{mark}</b> {where}{sentence}：'
        f"应为 {escape(row['expected'])}，实为 {escape(row['actual'])}{blank}"
        f"{_evidence(row)}{note}{_earlier(row['fingerprint'])}</li>"
    )


def _evidence(row: Any) -> str:
    """A link to the place the figure was read from: the last cell compared; none for a rule about whole tables."""
    indicator, _, applicant = row["cells"].split(";")[-1].partition("/")
    if indicator not in load_catalogue():
        return ""
    known = load_catalogue()[indicator]
    year = int(row["year"]) + known.year_offset
    cell = cell_key(row["agency_id"], year, indicator, applicant or "total", "own", known.period_kind)
    query = urlencode({"data": "draft", "agency": row["agency_id"], "year": row["year"], "cell": cell})
    return f'<a class="jump" href="./data?{escape(query)}" target="_self">看原文</a>'


def _decision_words(said: Decision) -> str:
    note = f"：{said['note']}" if said["note"] else ""
    return f"{DECISIONS.get(said['decision'], said['decision'])}{note}（{said['who']}，{said['at'][:10]}）"


def _earlier(fingerprint: str) -> str:
    """Decisions made on the same values before the last one."""
    told = _spoken(str(journal_path()), last_event()).get(fingerprint, [])[:-1]
    return "".join(f"<br><small>先前：{escape(_decision_words(said))}</small>" for said in told)


@st.cache_data(show_spinner=False, max_entries=2)
def _spoken(journal: str, last: int) -> dict[str, list[Decision]]:
    told: dict[str, list[Decision]] = {}
    for event in events():
        if event.kind == "decide":
            told.setdefault(event.payload["fingerprint"], []).append({**event.payload, "at": event.at, "who": event.who})
    return told


def _decision_form(part: pd.DataFrame, by: str, decisions: dict[str, Decision], key: str) -> None:
    names = {
        row["fingerprint"]: (f"{row['agency']} {row['year']} 年 " if by == "按规则" else "")
        + f"{_sentences().get(row['rule'], row['rule'])}｜{row['subject']}"
        for _, row in part.iterrows()
    }
    waiting = [f for f in names if f not in decisions]
    with st.form(f"{key}-form", border=False):
        chosen = st.multiselect("处理意见用于", list(names), default=waiting, format_func=names.get, key=f"{key}-which")
        decision = st.radio(
            "处理意见", list(DECISIONS), index=None, format_func=DECISIONS.get, horizontal=True, key=f"{key}-what"
        )
        note = st.text_input("说明", key=f"{key}-note", placeholder="如：已电话核实，该单位合并申请人类别")
        if st.form_submit_button("记下处理意见"):
            try:
                with st.spinner("正在记入……"):
                    ingest.decide(chosen, str(decision), note, who())
            except NianbaoError as error:
                trouble(error)
                return
            say(f"已对 {len(chosen)} 条记下“{DECISIONS[str(decision)]}”。")
            st.rerun()


def _sentences() -> dict[str, str]:
    return {rule.name: rule.sentence for rule in load_rules()}
