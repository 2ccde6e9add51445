"""Reports that are held: publish, withdraw, correct a cell; and the batches that can be taken back."""

from __future__ import annotations

from html import escape

import streamlit as st

from nianbao import ingest
from nianbao.errors import NianbaoError
from nianbao.office import Held, Office, corrected_cells, read_office
from nianbao.screen.intake import release, undo_offer
from nianbao.screen.intake_files import held_reading
from nianbao.screen.intake_preview import held_preview
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import say, trouble, who
from nianbao.screen.page import nothing, section

STATUSES = {"draft": "草稿", "published": "已发布", "withdrawn": "已撤回"}
_COLORS = {"draft": "late", "published": "ok", "withdrawn": "no"}
ROWS, BATCHES = 12, 8


def held_reports() -> None:
    """The table of everything imported, newest first, and the one that is opened."""
    office = read_office()
    every = list(reversed(office.reports.values()))
    counts = {status: sum(r.status == status for r in every) for status in STATUSES}
    told = "，".join(f"{word} {counts[status]}" for status, word in STATUSES.items() if counts[status])
    section("已导入的报告", f"共 {len(every)} 份：{told}。" if every else "")
    if not every:
        nothing("还没有导入过报告", "在上面放入年报并确认后，这里列出每一份，可发布、撤回、更正。")
        return
    drafts = [r.report_id for r in every if r.status == "draft"]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = st.text_input(
            "筛选", key="nb-held-words", placeholder="机构、年度或文件名", label_visibility="collapsed", width=260
        )
        status = st.segmented_control(
            "状态", list(STATUSES), format_func=STATUSES.get, key="nb-held-status", label_visibility="collapsed"
        )
        if drafts and st.button(f"发布全部草稿（{len(drafts)} 份）", key="nb-publish-all", icon=":material/publish:"):
            release(drafts)
    found = [r for r in every if _matches(r, words.strip()) and status in (None, r.status)]
    if not found:
        nothing("没有符合条件的报告")
    for held in found[:ROWS]:
        _row(held)
        if st.session_state.get("nb-opened") == held.report_id:
            _opened(office, held)
    if len(found) > ROWS:
        st.caption(f"只列最近 {ROWS} 份，其余 {len(found) - ROWS} 份请用筛选找。")


def _matches(held: Held, words: str) -> bool:
    return not words or all(word in f"{held.agency} {held.year} {held.file} {held.batch}" for word in words.split())


def _row(held: Held) -> None:
    reason = f"　理由：{held.reason}" if held.reason else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True, key=f"nb-row-{held.report_id}"):
        st.html(
            f'<div class="nb-work"><span class="chip {_COLORS[held.status]}">{STATUSES[held.status]}</span>'
            f" <b>{escape(held.agency)} {held.year} 年</b>　第 {held.version} 版<br>"
            f'<span style="opacity:.75">{escape(held.file)}　{held.at[:16].replace("T", " ")}　{escape(held.who)}{escape(reason)}</span></div>',
            width="stretch",
        )
        if held.status == "draft" and st.button("发布", key=f"nb-publish-{held.report_id}", type="primary"):
            release([held.report_id])
        if held.status == "withdrawn":
            return
        if st.button("查看、更正", key=f"nb-open-{held.report_id}"):
            st.session_state["nb-opened"] = held.report_id
        with st.popover("撤回"):
            _withdraw(held)


def _withdraw(held: Held) -> None:
    reason = st.text_input("撤回的理由（必填）", key=f"nb-why-{held.report_id}")
    st.caption("撤回后两处看板都不再显示这一版；有旧版的，旧版重新生效。原件仍保留。")
    if st.button("确认撤回", key=f"nb-withdraw-{held.report_id}", type="primary"):
        try:
            with st.spinner("正在撤回……"):
                ingest.withdraw(held.report_id, reason, who())
        except NianbaoError as error:
            trouble(error)
            return
        say(f"已撤回 {held.agency} {held.year} 年的报告（第 {held.version} 版）。")
        st.rerun()


def _opened(office: Office, held: Held) -> None:
    """The report that was opened, as printed, with the form to correct a cell."""
    if held.status == "withdrawn":
        return

    def save(cell: str, change: dict[str, str]) -> None:
        with st.spinner("正在记入更正……"):
            ingest.correct(held.report_id, cell, change["value"], change["reason"], who())
        say(f"已更正 {held.agency} {held.year} 年的一格；原印的数保留在旁。")

    with st.container(border=True, key="nb-opened-box"):
        if st.button("收起", key="nb-close", type="tertiary", icon=":material/close:"):
            del st.session_state["nb-opened"]
            st.rerun()
        held_preview(held, held_reading(office, held), corrected_cells(office, held.report_id), save)


def batches() -> None:
    """The last imports, each of which can be taken back as a whole."""
    office = read_office()
    recent = [b for b in reversed(office.batches) if office.batches[b]][:BATCHES]
    if not recent:
        return
    section("最近的导入批次")
    for batch in recent:
        held = [office.reports[r] for r in office.batches[batch]]
        first = held[0]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"批次 {batch}　{first.at[:16].replace('T', ' ')}　{as_text(first.who)}　{len(held)} 份"
                f"（{as_text(first.agency)} {first.year} 年{'等' if len(held) > 1 else ''}）",
                width="stretch",
            )
            if batch in office.undone:
                st.caption("已撤销", width="content")
            elif all(r.status == "withdrawn" or r.batch != batch for r in held):
                st.caption("已撤回", width="content")
            else:
                undo_offer(batch, held, "撤销", f"nb-undo-{batch}")
