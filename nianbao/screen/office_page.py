"""The skeleton of the two working pages, 导入 and 核验: heading, who is at work, errors as sentences; no filter bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from nianbao.access import Actor, require, require_audit, require_read
from nianbao.datasets import OFFICE, open_dataset
from nianbao.errors import NianbaoError
from nianbao.screen.actor import current_actor, typed_name
from nianbao.screen.literal import as_text
from nianbao.screen.page import enter_by_app, is_dark
from nianbao.screen.paper import PAPER_STYLE
from nianbao.screen.style import DARK_STYLE, STYLE
from nianbao.signin import account
from nianbao.store import Generation

OFFICE_STYLE = """<style>
.nb-work{font-size:.9rem;line-height:1.6}
.nb-work table{margin:0}.nb-work .nb-table td,.nb-work .nb-table th{white-space:nowrap}
.nb-work td.no{opacity:.5}.nb-work td.draft{background:rgba(11,87,164,.13)}.nb-work td.bad{background:#FFD3CF;color:#7A1510}
.nb-work td.ok{background:rgba(46,125,50,.2)}.nb-work td.late{background:#FFD9A0;color:#1B2733}
.nb-work .chip{font-size:.8rem;padding:.06rem .5rem;border-radius:4px}.nb-work .chip.late{background:#FFD9A0;color:#1B2733}
.nb-work .chip.ok{background:rgba(46,125,50,.24)}.nb-work .chip.no{background:rgba(127,140,155,.24)}
.nb-work ul{margin:.1rem 0 .4rem;padding-left:1.1rem}.nb-work li{margin:.22rem 0;font-size:.9rem}
.nb-work b.error{color:#C62828}.nb-work b.warning{color:#B45309}.nb-work b.question{color:#0B57A4}
.nb-work .jump{white-space:nowrap;margin-left:.35rem}
.nb-work .done{opacity:.62}
.nb-work summary{cursor:pointer}
.nb-tall{max-height:27rem;overflow:auto}.nb-tall thead{position:sticky;top:0;z-index:2;background:var(--st-background-color,#fff)}
.nb-work li{overflow-wrap:anywhere}
[data-testid="stFileUploaderDropzoneInstructions"] span{font-size:0}
[data-testid="stFileUploaderDropzoneInstructions"] span:first-child::after{content:"把年报文件拖到这里，可一次放多份";font-size:1rem}
[data-testid="stFileUploaderDropzone"] button p{font-size:0}[data-testid="stFileUploaderDropzone"] button p::after{content:"选择文件";font-size:1rem}
</style>"""
DARK_OFFICE = """<style>
.nb-work b.error{color:#FF8A80}.nb-work b.warning{color:#FBBF77}.nb-work b.question{color:#6CB2F7}
.nb-paper .reported{background:rgba(108,178,247,.25)}
.nb-work td.ok{background:rgba(102,187,106,.3)}
</style>"""


@contextmanager
def office_page(title: str, lead: str, asks: str = "import") -> Iterator[Generation]:
    """Opens the page on 本单位（含草稿） for those who may; what was killed half-way is finished first.

    `asks` is the right the page needs: import | read (the drafts) | audit.
    """
    enter_by_app()
    dark = is_dark()
    st.html(STYLE + PAPER_STYLE + OFFICE_STYLE + (DARK_STYLE + DARK_OFFICE if dark else ""))
    try:
        st.html(
            f'<div class="nb-head"><div class="nb-kicker">本单位</div><h1 class="nb-title">{escape(title)}</h1>'
            f'<div class="nb-tags"><span class="nb-lead">{escape(lead)}</span></div></div>'
        )
        _admit(asks)
        for dataset in OFFICE:
            open_dataset(dataset)
        generation = open_dataset("draft")
    except NianbaoError as error:
        trouble(error)
        st.stop()
    try:
        yield generation
    except NianbaoError as error:
        trouble(error)


def _admit(asks: str) -> None:
    actor = current_actor()
    if asks == "audit":
        require_audit(actor)
    elif asks == "read":
        require_read(actor, "draft")
    else:
        require(actor, "import")


def trouble(error: NianbaoError) -> None:
    """What went wrong, as the sentence the person needs; a file name in it stays plain text."""
    st.error(as_text(str(error)), icon=":material/error:")


def who() -> Actor:
    """The person whose name goes into the journal: signed in, or on a machine of their own as typed on this page."""
    return current_actor()


def ask_who() -> None:
    """A small field for the name, where nobody signs in; kept while the visitor moves between pages."""
    if not typed_name():
        return
    st.session_state.setdefault("nb-who", st.session_state.get("nb-who-kept", ""))
    st.text_input(
        "经办人（记入操作日志）", key="nb-who", placeholder=f"不写则记电脑账户 {account()}", width=260, on_change=_keep_who
    )


def _keep_who() -> None:
    st.session_state["nb-who-kept"] = st.session_state["nb-who"]


def say(text: str) -> None:
    """A message that survives the rerun after an act."""
    st.session_state["nb-said"] = text


def said() -> None:
    """Shows it, once."""
    text = st.session_state.pop("nb-said", "")
    if text:
        st.success(as_text(text), icon=":material/check_circle:")
