"""One report before or after its import: what changed, what does not add up, and the paper itself with every figure."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from nianbao.amended import cell_name, value_changes
from nianbao.extract import Extraction
from nianbao.office import Held, cell_of, read_office
from nianbao.screen.findings_list import findings_html, touched
from nianbao.screen.intake_correct import Save, correction_form, corrections_html, fixed_marks
from nianbao.screen.intake_files import Intake, held_reading
from nianbao.screen.intake_identity import identity
from nianbao.screen.literal import as_text
from nianbao.screen.page import nothing
from nianbao.screen.paper import Marks, legend, paper

MOST_CHANGES = 200


def preview(intake: Intake, key: str) -> None:
    """A file that waits for confirmation."""
    candidate, shown = intake.files[key], intake.shown[key]
    if shown.status == "rejected":
        st.error(as_text(shown.message), icon=":material/block:")
        nothing("这份文件没有读入，不会导入", "其余文件不受影响。按上面的说明处理后，再放一次。")
        return
    _title(shown, candidate.name)
    if candidate.known:
        held = candidate.known
        st.info(
            f"同一文件已于 {held.at[:10]} 导入（第 {held.version} 版，批次 {held.batch}），不再重复导入。",
            icon=":material/content_copy:",
        )
    else:
        st.checkbox("本批不导入这一份", key=f"nb-leave-{key}", value=key in intake.left_out, on_change=_leave, args=(intake, key))
        identity(intake, key, candidate, shown)
    if candidate.replaces and not candidate.known:
        _diff(candidate.replaces, shown)

    def save(cell: str, change: dict[str, str]) -> None:
        candidate.corrections[cell] = change
        intake.changes += 1

    def drop(cell: str) -> None:
        del candidate.corrections[cell]
        intake.changes += 1

    known = candidate.known is not None
    _body(f"nb-fix-{key}", shown, dict(candidate.corrections), None if known else save, drop)


def held_preview(held: Held, shown: Extraction, corrections: dict[str, dict[str, str]], save: Save | None) -> None:
    """A report that is already held."""
    _title(shown, held.file)
    _body(f"nb-heldfix-{held.report_id}", shown, corrections, save)


def _leave(intake: Intake, key: str) -> None:
    intake.left_out ^= {key}


def _title(shown: Extraction, file: str) -> None:
    agency, year = shown.agency or "机构不明", f"{shown.year} 年" if shown.year else "年度不明"
    edition = f"{shown.edition} 年版表样" if shown.edition else "无法定表格"
    st.html(
        f'<div class="nb-section"><h2>{escape(agency)} {year}</h2>'
        f'<p class="nb-sentence">{escape(file)}　{edition}　{escape(shown.message)}</p></div>'
    )


def _body(
    key: str,
    shown: Extraction,
    corrections: dict[str, dict[str, str]],
    save: Save | None,
    drop: Callable[[str], None] | None = None,
) -> None:
    bad = touched(shown)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        if shown.findings:
            st.html(findings_html(shown))
        else:
            st.success("没有发现问题。", icon=":material/check:")
        if corrections:
            st.html(corrections_html(shown, corrections))
            for cell in corrections if drop else ():
                if (
                    st.button(f"撤去更正：{as_text(_cell_label(shown, cell))}", key=f"{key}-drop-{cell}", type="tertiary")
                    and drop
                ):
                    drop(cell)
                    st.rerun()
        if save and shown.observations:
            correction_form(key, shown, bad, save)
    with right:
        st.html(legend())
        if shown.document is None:
            nothing("原文没有保存下来", "请重新导入。")
            return
        with st.container(height=760, border=True, key=f"{key}-paper"):
            st.html(paper(shown.document, shown.observations, Marks(bad, fixed_marks(shown, corrections))))


def _cell_label(shown: Extraction, cell: str) -> str:
    return next((cell_name(o) for o in shown.observations if cell_of(o) == cell), cell)


def _diff(older: Held, shown: Extraction) -> None:
    """What a re-issue changes; both versions stay."""
    changes = value_changes(held_reading(read_office(), older).observations, shown.observations)
    label = f"将替换第 {older.version} 版（{older.file}）：" + (f"{len(changes)} 个数有变化" if changes else "数字没有变化")
    with st.expander(as_text(label), expanded=bool(changes) and len(changes) <= 20, icon=":material/difference:"):
        st.caption("两版都保留；看板上以新版为准，撤回新版后恢复旧版。")
        if not changes:
            return
        rows = "".join(
            f'<tr><td class="row">{escape(c.name)}</td><td>{escape(c.where)}</td><td>{escape(c.before)}</td>'
            f"<td><b>{escape(c.after)}</b></td></tr>"
            for c in changes[:MOST_CHANGES]
        )
        head = '<tr><th class="row">指标</th><th>位置</th><th>旧版</th><th>新版</th></tr>'
        st.html(
            f'<div class="nb-work nb-scroll"><table class="nb-table"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'
        )
        if len(changes) > MOST_CHANGES:
            st.caption(f"只列前 {MOST_CHANGES} 处。")
