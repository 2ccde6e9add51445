"""The self-check on a page: the same answers as `nianbao doctor`, worst first."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from html import escape

import streamlit as st

from nianbao.access import require
from nianbao.diagnosis import OUTCOMES, Diagnosis
from nianbao.doctor import examine
from nianbao.errors import NianbaoError
from nianbao.screen.actor import current_actor
from nianbao.screen.literal import as_text
from nianbao.screen.page import enter_by_app
from nianbao.screen.style import DARK_STYLE, STYLE

_STYLE = """<style>
.nb-health{width:100%;border-collapse:collapse;font-size:.92rem;line-height:1.65}
.nb-health td{padding:.45rem .6rem;border-bottom:1px solid rgba(127,140,155,.28);vertical-align:top;overflow-wrap:anywhere}
.nb-health td.mark{white-space:nowrap;width:4.6rem}.nb-health td.what{width:15rem}
.nb-health .chip{padding:.08rem .55rem;border-radius:4px;background:rgba(46,125,50,.2)}
.nb-health .chip.bad{background:#FFD3CF;color:#7A1510}.nb-health .chip.note{background:rgba(127,140,155,.24)}
.nb-health small{display:block;opacity:.82}
@media (max-width:640px){.nb-health td{display:block;border:0;padding:.1rem 0}.nb-health td.said{border-bottom:1px solid rgba(127,140,155,.28);padding-bottom:.6rem}}
</style>"""
_ORDER = {"bad": 0, "note": 1, "repaired": 2, "ok": 3}


def health() -> None:
    """The whole page; it opens whatever is wrong with the data."""
    enter_by_app()
    dark = st.context.theme.type == "dark"
    st.html(STYLE + _STYLE + (DARK_STYLE if dark else ""))
    try:
        require(current_actor(), "import")  # paths and versions of the server are not for every visitor
        found, when = _examined()
    except NianbaoError as error:
        st.error(as_text(str(error)), icon=":material/error:")
        return
    counts = Counter(d.outcome for d in found)
    lead = "，".join(f"{OUTCOMES[name]} {counts[name]} 项" for name in ("bad", "note", "ok") if counts[name])
    st.html(
        f'<div class="nb-head"><div class="nb-kicker">运行状况</div><h1 class="nb-title">自检</h1>'
        f'<div class="nb-tags"><span class="nb-lead">{escape(lead)}。检查于 {escape(when)}。修复请在服务器上运行 nianbao doctor --repair。</span></div></div>'
    )
    st.button("重新检查", icon=":material/refresh:", on_click=_examined.clear)
    rows = "".join(map(_row, sorted(found, key=lambda d: _ORDER[d.outcome])))
    st.html(f'<table class="nb-health">{rows}</table>')


@st.cache_data(show_spinner="正在逐项检查…", ttl=300, max_entries=1)
def _examined() -> tuple[list[Diagnosis], str]:
    """One examination serves all visitors for a while: it reads every generation."""
    return examine(), f"{datetime.now():%Y-%m-%d %H:%M}"


def _row(d: Diagnosis) -> str:
    advice = f"<small>{escape(d.advice)}</small>" if d.advice and d.outcome != "ok" else ""
    return (
        f'<tr><td class="mark"><span class="chip {d.outcome}">{OUTCOMES[d.outcome]}</span></td>'
        f'<td class="what">{escape(d.title)}</td><td class="said">{escape(d.said)}{advice}</td></tr>'
    )
