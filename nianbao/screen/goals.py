"""The 目标 page: what the agency has set itself, how far it is, which promises were not kept; staff set and drop targets."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from nianbao.access import Subject, may
from nianbao.catalogue import load_catalogue
from nianbao.charts.lines import records
from nianbao.errors import NianbaoError
from nianbao.model import PERIOD_KINDS, SCOPES, TOPICS
from nianbao.promises import Promise, verdicts
from nianbao.screen.actor import current_actor
from nianbao.screen.cards import link
from nianbao.screen.data import kept
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import ask_who, trouble
from nianbao.screen.page import Screen, nothing, section
from nianbao.targets import MOST_NOTE, SENSES, Target, drop_target, pace, set_target, standing, target_words, usual_sense
from nianbao.wording import figure, missing, plain

_STATES = {"met": "已达成", "missed": "未达成", "undecidable": "判不出", "no_number": "还没有数"}
_PROMISES = {"met": "做到", "missed": "未全部做到", "undecidable": "判不出"}


def standings(screen: Screen) -> None:
    """Every target of the focus agency beside its figure, newest year first."""
    mine = [t for t in screen.targets if t.agency == screen.view.focus]
    section("目标与完成", f"{len(mine)} 个目标；与同一口径、同一期间的数比，原文只印界限的照界限判。" if mine else "")
    if not mine:
        nothing("这家机构还没有目标", "设定后，卡片上显示差多少，走势图上画出目标线，总览里列出没有达成的。")
        return
    rows = _rows(screen)
    lines = "".join(_line(screen, target, rows) for target in sorted(mine, key=lambda t: (-t.year, t.indicator)))
    heads = "".join(f"<th>{head}</th>" for head in ("年份", "指标", "目标", "现为", "情况", "要多快", "谁、何时"))
    st.html(
        f'<div class="nb-scroll"><table class="nb-table nb-left"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


@kept
def _rows(screen: Screen) -> pd.DataFrame:
    """All scopes: a target speaks of its own."""
    return screen.rows("series", agencies=(screen.view.focus,))


def _line(screen: Screen, target: Target, rows: pd.DataFrame) -> str:
    about = load_catalogue()[target.indicator]
    held = rows[(rows["indicator_id"] == target.indicator) & (rows["scope"] == target.scope)]
    held = held[(held["period_kind"] == target.period_kind) & (held["year"] <= target.year) & (held["state"] == "reported")]
    row = held.sort_values("year").iloc[-1] if len(held) else None
    here = row is not None and int(row["year"]) == target.year
    found = standing(target, row if here else None)
    now = "" if row is None else f'<a href="{link(screen, row)}" target="_self">{row["year"]} 年 {escape(figure(row))}</a>'
    css = {"met": "nb-better", "missed": "nb-worse"}.get(found.state, "")
    words = found.words.split("，", 1)[1] if here else _STATES["no_number"]
    return (
        f'<tr><td>{target.year}</td><td title="{escape(about.definition)}">{escape(about.name)}</td>'
        f'<td title="{escape(target.note)}">{escape(target_words(target))}</td><td>{now}</td><td class="{css}">{escape(words)}</td>'
        f"<td>{escape(pace(target, row)) if row is not None else ''}</td><td>{escape(target.who)}，{target.at[:10]}</td></tr>"
    )


def promises(screen: Screen) -> None:
    """Each promise that binds a figure of the focus agency, with the years in which it was kept or not."""
    rows = _rows(screen)
    told: dict[Promise, list[tuple[dict[str, Any], str]]] = {}
    for row in records(rows.sort_values("year", ascending=False)):
        for promise, state in verdicts(row):
            if state in _PROMISES:
                told.setdefault(promise, []).append((row, state))
    section("承诺兑现", "法规的要求和机构公开的承诺，与公布的数相比；原文只写“约”的判不出。" if told else "")
    if not told:
        nothing("没有与承诺对应的数", "有按时办结率、按时答复率等数的机构，这里逐年列出做到没有。")
        return
    lines = "".join(_promised(screen, promise, years) for promise, years in told.items())
    heads = "".join(f"<th>{head}</th>" for head in ("谁的承诺", "内容", "应", "兑现", "历年实为"))
    st.html(
        f'<div class="nb-scroll"><table class="nb-table nb-left"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _promised(screen: Screen, promise: Promise, years: list[tuple[dict[str, Any], str]]) -> str:
    """One row: whose promise, what it asks, in how many years it was kept, every year's figure with its source."""
    unit = years[0][0]["unit"]
    counts = {state: sum(one == state for _, one in years) for state in _PROMISES}
    kept = "，".join(f"{_PROMISES[state]} {count} 年" for state, count in counts.items() if count)
    links = " ".join(
        f'<a class="nb-year" href="{link(screen, row)}" target="_self" title="{escape(_promise_note(row, promise, state))}">'
        f"{row['year']} 年 {escape(figure(row))}</a>"
        for row, state in years
    )
    newest = {"missed": "nb-worse", "met": "nb-better"}.get(years[0][1], "")
    return (
        f"<tr><td>{escape(promise.source)}</td><td>{escape(promise.sentence)}</td>"
        f"<td>{SENSES[promise.sense]} {promise.threshold:f}{escape(unit)}</td>"
        f'<td class="{newest}">{escape(kept)}</td><td>{links}</td></tr>'
    )


def _promise_note(row: dict[str, Any], promise: Promise, state: str) -> str:
    if state != "missed" or missing(row["value"]):
        return f"{_PROMISES[state]}：{figure(row)}"
    gap = abs(float(promise.threshold) - float(row["value"]))
    return f"差 {plain(gap)} {'个百分点' if row['value_type'] == 'rate' else row['unit']}"


def editor(screen: Screen) -> None:
    """Sets, changes and drops targets of the focus agency, for those who may."""
    if not may(current_actor(), "target"):
        return
    section("设定目标", f"为{screen.focus['name']}设定；同一指标同一年份再设一次就是修改，改前改后都记入操作记录。")
    ask_who()
    _form(screen)
    _drops(screen)


def _form(screen: Screen) -> None:
    names = _choices(screen)
    indicator = st.selectbox(
        "指标", list(names), format_func=lambda i: names.get(i, i), key="nb-target-indicator",
        placeholder="输入指标名称查找",
    )  # fmt: skip
    if indicator is None:
        return
    about = load_catalogue()[indicator]
    scopes = _scopes(screen, indicator)
    turn = st.session_state.setdefault("nb-target-turn", 0)
    with st.form(f"nb-target-{turn}-{indicator}", border=True):
        left, middle, right = screen.columns(3)
        year = left.number_input("年份", 2000, 2100, screen.view.year + 1, key=f"nb-target-year-{turn}")
        senses = list(SENSES)
        sense = middle.selectbox("要求", senses, index=senses.index(usual_sense(indicator)), format_func=SENSES.get)
        value = right.text_input(f"目标值（{about.unit}）", placeholder="如 95 或 1.2万", key=f"nb-target-value-{turn}")
        scope = left.selectbox(
            f"口径（{PERIOD_KINDS[about.period_kind]}）", scopes, format_func=SCOPES.get, help="只与这一口径的数比。"
        )
        note = middle.text_input("说明（可不写）", max_chars=MOST_NOTE, placeholder="如：年度工作要点")
        if st.form_submit_button("保存目标", type="primary"):
            try:
                set_target(
                    current_actor(), screen.view.dataset, _subject(screen), indicator, int(year), value,
                    sense=sense, scope=scope, note=note,
                )  # fmt: skip
            except NianbaoError as error:
                trouble(error)
                return
            st.session_state["nb-target-turn"] += 1
            st.rerun()


@kept
def _choices(screen: Screen) -> dict[str, str]:
    """Indicators the agency has numbers on, its headline ones first, then all others."""
    held = _rows(screen)
    mine = set(held[held["state"] == "reported"]["indicator_id"])
    every = sorted(load_catalogue().indicators, key=lambda i: (i.id not in mine, i.headline is None))
    return {i.id: f"{TOPICS[i.topic]}｜{i.name}{'' if i.id in mine else '（还没有数）'}" for i in every}


def _scopes(screen: Screen, indicator: str) -> list[str]:
    """The scopes of the agency's own figures first, most used first."""
    rows = _rows(screen)
    used = rows[(rows["indicator_id"] == indicator) & (rows["state"] == "reported")]["scope"].value_counts().index
    return list(dict.fromkeys([*used, str(screen.focus["consolidates"]), *SCOPES]))


def _subject(screen: Screen) -> Subject:
    code = screen.focus["region_code"]
    return Subject(screen.view.focus, str(screen.focus["name"]), code if isinstance(code, str) else "")


def _drops(screen: Screen) -> None:
    for target in (t for t in screen.targets if t.agency == screen.view.focus):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f"{target.year} 年 {load_catalogue()[target.indicator].name} {target_words(target)}"
            st.markdown(as_text(words), width="stretch")
            st.button(
                "删除", key=f"nb-target-drop-{target.indicator}-{target.year}", type="tertiary", on_click=_drop,
                args=(screen.view.dataset, _subject(screen), target.indicator, target.year),
            )  # fmt: skip
    if problem := st.session_state.pop("_target-problem", ""):
        trouble(NianbaoError(problem))


def _drop(*about: Any) -> None:
    try:
        drop_target(current_actor(), *about)
    except NianbaoError as error:
        st.session_state["_target-problem"] = str(error)
