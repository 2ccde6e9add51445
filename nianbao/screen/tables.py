"""The coverage matrix, the table behind everything with its downloads, and the comparisons made."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from nianbao.access import may_export
from nianbao.checks import OUTCOMES, SEVERITIES, load_rules
from nianbao.compared import compared_words, counted
from nianbao.exporters.table import to_csv, to_xlsx
from nianbao.grades import FORMULA, Grade, grade
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES, STATES, TOPICS
from nianbao.screen.actor import current_actor
from nianbao.screen.data import kept
from nianbao.screen.page import Screen, nothing, section
from nianbao.view import View, to_params
from nianbao.wording import QUALITY, figure, plain

TABLE_LIMIT = 5000
FINDINGS_LIMIT = 200
LONG_SUM = 4


def coverage(screen: Screen) -> None:
    """Agency × year, one cell per topic letter; each cell is a link to that agency and year."""
    section("收录了什么", "数字是该年有数的指标数，后面的字母是数据质量；点开就看该机构该年。")
    words = st.text_input("筛选机构", key="nb-coverage", placeholder="按名称筛选，空着列出收录最全的机构")
    topic = st.segmented_control(
        "主题", list(TOPICS), format_func=TOPICS.get, key="nb-coverage-topic", label_visibility="collapsed"
    )
    rows = _focus_first(screen, words.strip(), topic)
    if not len(rows):
        nothing(f"没有名称含“{words}”且有数据的机构")
        return
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    years = years[::-1] if screen.size == "narrow" else years  # a phone opens on the newest
    head = "".join(f"<th>{year}</th>" for year in years)
    grades = _grades(screen, tuple(rows["agency_id"].unique()))
    body = "".join(_coverage_row(screen, part, years, grades) for _, part in rows.groupby("agency_id", sort=False))
    st.html(
        f'{COVERAGE_STYLE}<div class="nb-scroll"><table class="nb-table nb-cover"><thead><tr><th class="row">机构</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{_legend()}"
    )
    st.caption(f"数据质量怎么算：{FORMULA}")
    _grade_table(screen, grades)


COVERAGE_STYLE = """<style>
.nb-cover sup{vertical-align:baseline;font-size:.68em;margin-left:.4em;padding:0 .28em;border:1px solid currentColor;border-radius:.24em;opacity:.72}
.nb-cover tr.mine td{border-top:2px solid #0B57A4;border-bottom:2px solid #0B57A4}.nb-cover tr.mine td.row{font-weight:700}
.nb-cover .c1{background:rgba(40,120,205,.06)}.nb-cover .c2{background:rgba(40,120,205,.14)}.nb-cover .c3{background:rgba(40,120,205,.22)}
.nb-cover .c4{background:rgba(40,120,205,.31)}.nb-cover .c5{background:rgba(40,120,205,.4)}
.nb-cover .cw{box-shadow:inset 0 -3px 0 #C2410C}
.nb-key{display:flex;flex-wrap:wrap;gap:.3rem 1rem;font-size:.82rem;opacity:.85;margin:.35rem 0 .2rem}
.nb-more summary{cursor:pointer;font-size:.88rem;opacity:.8;padding:.3rem 0}
.nb-key span{display:inline-flex;align-items:center;gap:.35rem}.nb-key i{width:1.1rem;height:1.1rem;border:1px solid rgba(127,140,155,.4)}
</style>"""


def _legend() -> str:
    """What shade, line and dot of a cell mean."""
    shades = "".join(f'<i class="c{n}"></i>' for n in range(1, len(TOPICS) + 1))
    return (
        f'<div class="nb-key nb-cover"><span>{shades}收录 1—{len(TOPICS)} 个主题，越深越多</span>'
        '<span><i class="cw"></i>橙色底线：有勾稽不符或来源不一致</span><span>·　未收录</span>'
        "<span><sup>A</sup>数据质量等级，A 最好</span></div>"
    )


def _focus_first(screen: Screen, words: str, topic: str | None) -> pd.DataFrame:
    """The best covered agencies, or those of that name; the page's own agency ahead of them unless a name is asked for."""
    rows = screen.rows("coverage_matrix", search=words, topic=topic, limit=30)
    if words:
        return rows
    mine = rows[rows["agency_id"] == screen.view.focus]
    if not len(mine):
        every = screen.rows("coverage_matrix", search=str(screen.focus["name"]), topic=topic, limit=30)
        mine = every[every["agency_id"] == screen.view.focus]
    return pd.concat([mine, rows[rows["agency_id"] != screen.view.focus]])


@kept
def _grades(screen: Screen, agencies: tuple[str, ...]) -> dict[tuple[str, int], Grade]:
    found = screen.ask("grades", agencies=(*agencies, *screen.view.agencies))
    return {(row["agency_id"], int(row["year"])): grade(row) for row in found.to_dict("records")}


def _grade_table(screen: Screen, grades: dict[tuple[str, int], Grade]) -> None:
    """The parts of the focus agency's grades, year by year."""
    mine = sorted(((year, held) for (agency, year), held in grades.items() if agency == screen.view.focus), reverse=True)
    if not mine:
        return
    names = "".join(f"<th>{escape(part.name)}</th>" for part in mine[0][1].parts)
    lines = "".join(
        f'<tr><td>{year}</td><td class="g{held.letter}">{held.letter}</td><td>{plain(held.mean, 1)}%</td>'
        + "".join(f"<td>{escape(part.words.removeprefix(part.name).strip())}</td>" for part in held.parts)
        + "</tr>"
        for year, held in mine
    )
    st.html(
        f'<div class="nb-scroll"><table class="nb-table"><caption>{escape(screen.focus["name"])}的数据质量，逐年</caption>'
        f"<thead><tr><th>年份</th><th>等级</th><th>平均</th>{names}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _coverage_row(screen: Screen, part: pd.DataFrame, years: list[int], grades: dict[tuple[str, int], Grade]) -> str:
    agency = part["agency_id"].iloc[0]
    cells = []
    for year in years:
        now = part[(part["year"] == year) & (part["numbers"] > 0)]
        if not len(now):
            cells.append('<td class="c0" title="未收录">·</td>')
            continue
        topics = "、".join(TOPICS[t] for t in now["topic"])
        doubtful = bool(now["failures"].sum() or now["disagreements"].sum())
        shade = f"c{len(now)}{' cw' if doubtful else ''}"
        note = "；有勾稽不符或来源不一致" if doubtful else ""
        view = View(dataset=screen.view.dataset, agencies=(agency,), year=year)
        href = "./?" + escape(urlencode(to_params(view)))
        held = grades.get((agency, year))
        told = f"；{held.words}" if held else ""
        letter = f"<sup>{held.letter}</sup>" if held else ""
        cells.append(
            f'<td class="{shade}" title="{escape(topics + note + told)}"><a href="{href}" target="_self">'
            f"{int(now['numbers'].sum())}{letter}</a></td>"
        )
    mine = ' class="mine"' if agency == screen.view.focus else ""
    return f'<tr{mine}><td class="row">{escape(part["agency_short"].iloc[0])}</td>{"".join(cells)}</tr>'


def everything(screen: Screen) -> None:
    """Filter, sort, download; figures as numbers, bounds beside them as text."""
    section("全部数据")
    left, middle, right = screen.columns(3)
    with left:
        who = st.selectbox("机构范围", ["所选机构", "全部机构"], key="nb-table-who")
    with middle:
        topics = st.multiselect("主题", list(TOPICS), format_func=TOPICS.get, key="nb-table-topics", placeholder="全部主题")
    with right:
        words = st.text_input("搜索指标或机构", key="nb-table-search", placeholder="如：新收、热线")
    first, last = screen.years
    breakdown = st.toggle("含申请人类型各列", key="nb-table-breakdown")
    rows = screen.rows(
        "observations",
        agencies=screen.view.agencies if who == "所选机构" else (),
        topics=topics,
        year_from=first - 1 if who == "所选机构" else 1900,
        year_to=last if who == "所选机构" else 2200,
        search=words.strip(),
        total_only=not breakdown,
        limit=TABLE_LIMIT,
    )
    if not len(rows):
        nothing("没有符合条件的数", "放宽筛选条件试试。")
        return
    table = readable(rows)
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=430,
        placeholder="",
        column_config={
            "年份": st.column_config.NumberColumn(format="%d"),
            **{name: st.column_config.NumberColumn(format="localized") for name in ("数值", "下限", "上限")},
        },
    )
    cut = f"，只列前 {TABLE_LIMIT} 行" if len(rows) == TABLE_LIMIT else ""
    st.caption(f"共 {len(rows):,} 行{cut}。{screen.version}")
    if not may_export(current_actor()):
        st.caption("按本单位的设置，你的角色不能下载数据。")
        return
    name = f"年报看板_{screen.focus['short_name']}_{screen.view.year}{'_演示数据' if screen.demo else ''}"
    with st.container(horizontal=True):
        st.download_button(
            "下载 CSV", lambda: to_csv(table), f"{name}.csv", "text/csv", icon=":material/download:", on_click="ignore"
        )
        st.download_button(
            "下载 Excel",
            lambda: to_xlsx(table, {"数据集与版本": screen.version, "筛选": f"{who}；{first}—{last} 年"}),
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/table:",
            on_click="ignore",
        )


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """The observations in Chinese columns; `数值` is empty unless a number was reported."""
    return pd.DataFrame(
        {
            "机构": rows["agency"],
            "年份": rows["year"].astype("int64"),
            "主题": rows["topic"].map(TOPICS),
            "指标": rows["indicator"],
            "申请人类型": rows["applicant_type"].map(APPLICANT_TYPES).where(rows["applicant_type"] != "total", ""),
            "读作": [figure(row) for _, row in rows.iterrows()],
            "数值": rows["value"].astype("float64"),
            "下限": rows["low"].astype("float64"),
            "上限": rows["high"].astype("float64"),
            "单位": rows["unit"],
            "状态": rows["state"].map(STATES),
            "期间": rows["period_kind"].map(PERIOD_KINDS),
            "口径": rows["scope"].map(SCOPES),
            "原文": rows["raw_text"].fillna(""),
            **({"更正前（原印）": rows["printed"].fillna("")} if "printed" in rows else {}),
            "位置": rows["locator"].fillna("推算"),
            "来源": rows["source_title"].fillna("推算"),
            "来源性质": rows["source_kind"].map(QUALITY).fillna("推算"),
            "网址": rows["url"].fillna(""),
        }
    )


def findings(screen: Screen) -> None:
    """What was compared and what does not add up, for the chosen agencies."""
    rows = screen.rows("findings", agencies=screen.view.agencies)
    section("勾稽核对", _counts(rows))
    bad = rows[rows["outcome"].isin(["fails", "holds_if_blank_is_zero"])]
    if not len(rows):
        nothing("所选机构没有收录法定表，无从核对", "收录含三张法定表的年报后，这里列出每条勾稽关系的结果。")
        return
    if not len(bad):
        st.success("比较过的关系全部成立（缺数而无法核对的不计）。", icon=":material/check:")
        return
    failing, hinted = bad[bad["outcome"] == "fails"], bad[bad["outcome"] != "fails"]
    if len(failing):
        st.html(_findings_table(failing))
    else:
        st.success("没有不符的关系（缺数而无法核对的不计）。", icon=":material/check:")
    if len(hinted):
        st.html(
            f'<details class="nb-more"><summary>空格按零计则相符 {len(hinted)} 条（提示，不算不符）</summary>{_findings_table(hinted)}</details>'
        )
    if max(len(failing), len(hinted)) > FINDINGS_LIMIT:
        st.caption(f"共 {len(bad)} 条，每表只列前 {FINDINGS_LIMIT} 条。")


def _findings_table(rows: pd.DataFrame) -> str:
    sentences = {rule.name: rule.sentence for rule in load_rules()}
    heads = ("机构", "年份", "关系", "位置", "应为", "实为", "结果", "程度")
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in (
            row.agency, row.year, sentences.get(row.rule, row.rule), row.subject, without_zeros(row.expected),
            without_zeros(row.actual), OUTCOMES[row.outcome], SEVERITIES[row.severity] if row.outcome == "fails" else "提示",
        )) + "</tr>"
        for row in rows.head(FINDINGS_LIMIT).itertuples()
    )  # fmt: skip
    return (
        f'<div class="nb-scroll"><table class="nb-table nb-left"><thead><tr>{"".join(f"<th>{h}</th>" for h in heads)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def without_zeros(terms: str) -> str:
    """“0+0+3+空+0=3” as “3+空（其余 3 项为 0）=3”: in a long sum only what is not zero says something."""
    sum_, equals, result = str(terms).partition("=")
    parts = [part.strip() for part in sum_.split("+")]
    telling = [part for part in parts if part != "0"]
    if len(parts) < LONG_SUM or len(telling) == len(parts):
        return str(terms)
    return (
        f"{'+'.join(telling)}（其余 {len(parts) - len(telling)} 项为 0）{equals}{result}"
        if telling
        else f"{len(parts)} 项均为 0{equals}{result}"
    )


def _counts(rows: pd.DataFrame) -> str:
    return f"所选机构各年合计：{compared_words(*counted(rows))}" if len(rows) else ""
