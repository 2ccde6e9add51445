"""Correcting a figure in place: choose the cell, write the value, give the reason; the printed one stays beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from html import escape
from typing import Any

import streamlit as st

from nianbao import ingest
from nianbao.amended import absent_cells, cell_name, shown
from nianbao.catalogue import load_catalogue
from nianbao.errors import NianbaoError
from nianbao.extract import Extraction
from nianbao.model import Observation
from nianbao.office import cell_of
from nianbao.relations import number_text
from nianbao.screen.findings_list import culprits
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import trouble

Save = Callable[[str, dict[str, str]], None]
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000)}


def scale_of(observation: Observation) -> tuple[Decimal, str]:
    """(how many of the indicator's unit, the unit as the report prints it): a 万元 cell is corrected in 万元."""
    unit = load_catalogue()[observation.indicator].unit
    printed = observation.unit_printed.strip()
    if printed[:1] in _SCALES and (printed[1:] == unit or unit == "元"):
        return _SCALES[printed[0]], printed
    return Decimal(1), unit


def correction_form(key: str, result: Extraction, bad: Collection[int], save: Save) -> None:
    """The suggestion buttons and the form; `save` gets the cell and {value, reason}."""
    turn = f"{key}-{st.session_state.setdefault(f'{key}-turn', 0)}"
    observations = [*result.observations, *absent_cells(result)]
    for number, finding in culprits(result):
        item = observations[number]
        st.button(
            f"按建议更正：{as_text(_place(item))} 改为 {finding.expected}",
            key=f"{turn}-advice-{number}",
            icon=":material/auto_fix_high:",
            on_click=_prefill,
            args=(turn, number, finding.expected),
        )
    order = sorted(range(len(observations)), key=lambda n: (n not in bad, n))
    with st.form(f"{turn}-form", border=True):
        st.html('<div class="nb-work"><b>更正一格</b>　原印的数保留，更正与理由记入日志。</div>')
        number = st.selectbox(
            "哪一格",
            order,
            format_func=lambda n: f"{_place(observations[n])}（{_now(observations[n])}）",
            key=f"{turn}-cell",
        )
        value = st.text_input(
            "应为（只写数字，按该格所印的单位；空着表示原文未填）", key=f"{turn}-value", placeholder="如 67；万元格填 12.5"
        )
        reason = st.text_input("理由（必填）", key=f"{turn}-reason", placeholder="如：录入笔误，已与原件核对")
        if st.form_submit_button("记下更正", type="primary") and number is not None:
            item = observations[number]
            try:
                save(cell_of(item), _in_unit(item, ingest.correction(value, reason)))
            except NianbaoError as error:
                trouble(error)
                return
            st.session_state[f"{key}-turn"] += 1
            st.rerun()


def _prefill(turn: str, number: int, value: str) -> None:
    st.session_state[f"{turn}-cell"] = number
    st.session_state[f"{turn}-value"] = value
    st.session_state[f"{turn}-reason"] = f"按勾稽关系推算：改为 {value} 后各项关系都成立"


def _in_unit(item: Observation, change: dict[str, str]) -> dict[str, str]:
    if not change["value"]:
        return change
    return {**change, "value": number_text(Decimal(change["value"]) * scale_of(item)[0]) or "0"}


def _place(item: Observation) -> str:
    """Official words of a table cell, or the indicator's name for a figure of the prose."""
    where = item.locator
    if not where.table:
        return f"正文·{cell_name(item)}"
    return f"{where.row}·{where.column}" if where.column else str(where.row)


def _now(item: Observation) -> str:
    if item.rule == "absent" and item.value is None:
        return "报告中没有读到，补填"
    return f"现为 {_value(item)}"


def _value(item: Observation) -> str:
    scale, unit = scale_of(item)
    if item.value is None or scale == 1:
        return shown(item)
    return f"{number_text(item.value / scale)} {unit}"


def corrections_html(result: Extraction, corrections: dict[str, Any]) -> str:
    """The corrections made, printed value beside the new one."""
    by_cell = {cell_of(o): o for o in result.observations}
    lines = []
    for cell, change in corrections.items():
        item = by_cell.get(cell)
        name = _place(item) if item else cell
        printed = "没有读到" if item is None or item.rule == "absent" else item.raw_text.strip() or "未填"
        value = _printed_value(item, change["value"])
        who = f"（{change['who']}，{change['at'][:10]}）" if "who" in change else ""
        lines.append(
            f"<li>{escape(name)}：原印 <s>{escape(printed)}</s> → <b>{escape(value)}</b>。{escape(change['reason'] + who)}</li>"
        )
    return f'<div class="nb-work"><b>已记下的更正</b><ul>{"".join(lines)}</ul></div>'


def _printed_value(item: Observation | None, value: str) -> str:
    if not value:
        return "未填"
    scale, unit = scale_of(item) if item else (Decimal(1), "")
    return f"{number_text(Decimal(value) / scale)}{unit if scale != 1 else ''}"


def fixed_marks(result: Extraction, corrections: dict[str, Any]) -> dict[int, str]:
    """Corrected observations with their new value as text, for the paper."""
    return {
        number: _printed_value(item, corrections[cell]["value"])
        for number, item in enumerate(result.observations)
        if (cell := cell_of(item)) in corrections
    }
