"""The 导入 page from top to bottom: files in, what was read, the person's word, and what to do next."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from nianbao import ingest
from nianbao.errors import NianbaoError
from nianbao.office import Held, read_office
from nianbao.screen.intake_files import Intake, box, standing, take_files
from nianbao.screen.intake_preview import preview
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import say, trouble, who
from nianbao.screen.page import section


def incoming() -> None:
    """Everything about files that are not stored yet."""
    intake = box()
    _after_import()
    section("放入年报", "docx、pdf、html、txt、md，或填好的填报表（xlsx、csv）；每份不超过 50 MB。")
    take_files(intake)
    if not intake.files:
        return
    section("读到的文件", _counts(intake))
    key = _choose(intake)
    _confirm(intake)
    preview(intake, key)


def _counts(intake: Intake) -> str:
    kinds = Counter(_kind(intake, key) for key in intake.files)
    order = ("可导入", "有问题", "缺机构或年度", "已导入过", "未读入", "本批不导入")
    return f"共 {len(intake.files)} 份：" + "，".join(f"{kind} {kinds[kind]}" for kind in order if kinds[kind]) + "。"


def _kind(intake: Intake, key: str) -> str:
    words = standing(intake.files[key], intake.shown[key], key in intake.left_out)[1]
    if words.startswith("缺"):
        return "缺机构或年度"
    return next(k for k in ("可导入", "有问题", "已导入过", "未读入", "本批不导入") if words.startswith(k))


def _choose(intake: Intake) -> str:
    """All files with their standing; the one chosen is shown below."""
    keys = list(intake.files)

    def label(key: str) -> str:
        shown = intake.shown[key]
        color, words = standing(intake.files[key], shown, key in intake.left_out)
        told = f"{as_text(shown.agency or '')} {shown.year or ''}".strip()
        return f":{color}-badge[{as_text(words)}]　{as_text(intake.files[key].name)}" + (f"　{told}" if told else "")

    captions = [
        as_text(shown.message if (shown := intake.shown[key]).status == "rejected" else "").replace("\\“", "“") for key in keys
    ]
    many = len(keys) > 8
    with st.container(height=360 if many else "content", border=many):
        chosen = st.radio(
            "看哪一份", keys, format_func=label, captions=captions, key=f"nb-look-{intake.round}", label_visibility="collapsed"
        )
    return str(chosen) if chosen in intake.files else keys[0]


def _confirm(intake: Intake) -> None:
    ready = intake.ready()
    doubts = sum(
        intake.shown[key].status == "flagged" and c.ready and key not in intake.left_out for key, c in intake.files.items()
    )
    tail = f"其中 {doubts} 份有问题，可先在下面更正，也可以照原样导入，问题会一直标着。" if doubts else ""
    st.caption(f"将导入 {len(ready)} 份。{tail}草稿只有勾选“含草稿”时可见，发布后才出现在领导看的页面上。")
    with st.container(horizontal=True, gap="small"):
        draft = st.button("确认导入（存为草稿）", type="primary", key="nb-import", disabled=not ready, icon=":material/save:")
        release = st.button("导入并发布", key="nb-import-publish", disabled=not ready, icon=":material/publish:")
    if not (draft or release):
        return
    try:
        with st.spinner(f"正在存入 {len(ready)} 份报告并核对……"):
            batch = ingest.import_batch(ready, who(), publish=release)
    except NianbaoError as error:
        trouble(error)
        return
    st.session_state["_batch"] = batch
    intake.clear()
    st.rerun()


def _after_import() -> None:
    """The batch just stored: undo it, check it, look at it."""
    batch = st.session_state.get("_batch")
    office = read_office()
    if not batch or batch in office.undone or batch not in office.batches:
        return
    held = [office.reports[r] for r in office.batches[batch]]
    state = "已发布" if all(r.status == "published" for r in held) else "存为草稿，尚未发布"
    names = "、".join(f"{as_text(r.agency)} {r.year} 年" for r in held[:4]) + (f" 等 {len(held)} 份" if len(held) > 4 else "")
    with st.container(border=True, key="nb-after"):
        st.markdown(f"**批次 {batch}**：{names}，{state}。")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            undo_offer(batch, held, "撤销这次导入", "nb-undo-last")
            drafts = [r.report_id for r in held if r.status == "draft"]
            if drafts and st.button("发布这一批", key="nb-publish-last", icon=":material/publish:"):
                release(drafts)
            st.page_link("pages/review.py", label="去核验", icon=":material/fact_check:")
            first = max((r for r in held if r.agency_id == held[0].agency_id), key=lambda r: r.year)
            st.page_link(
                "pages/overview.py",
                label=f"看 {as_text(first.agency)} {first.year} 年总览",
                icon=":material/monitoring:",
                query_params={"data": "draft", "agency": first.agency_id, "year": str(first.year)},
            )


def undo_offer(batch: str, held: list[Held], label: str, key: str) -> None:
    """The way back for one import: drafts at once, what leaders already see only with a reason and a second click."""
    published = sum(r.status == "published" and r.batch == batch for r in held)
    if not published:
        if st.button(label, key=key, icon=":material/undo:"):
            undo_batch(batch)
        return
    with st.popover(label, icon=":material/undo:"):
        reason = st.text_input("撤销的理由（必填）", key=f"{key}-why")
        st.caption(f"其中 {published} 份已发布，撤销后看板上不再显示；有旧版的，旧版重新生效。原件仍保留。")
        if st.button("确认撤销", key=f"{key}-sure", type="primary"):
            undo_batch(batch, reason)


def undo_batch(batch: str, reason: str = "") -> None:
    """Takes an import back, says so and draws the page anew."""
    try:
        with st.spinner("正在撤销……"):
            touched = ingest.undo(batch, who(), reason)
    except NianbaoError as error:
        trouble(error)
        return
    say(f"已撤销批次 {batch}：{len(touched)} 份报告不再显示，原件仍保留。")
    st.rerun()


def release(reports: list[str]) -> None:
    """Publishes drafts, says so and draws the page anew."""
    try:
        with st.spinner("正在发布……"):
            count = ingest.publish(reports, who())
    except NianbaoError as error:
        trouble(error)
        return
    say(f"已发布 {count} 份报告，领导看的页面上现在可见。")
    st.rerun()
