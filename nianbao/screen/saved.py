"""收藏 in the filter bar: the present view under a name, and the saved ones to open or delete."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from nianbao.access import may
from nianbao.errors import NianbaoError
from nianbao.saved_views import MOST_LETTERS, SavedView, delete_view, read_views, save_view
from nianbao.screen.actor import current_actor
from nianbao.screen.literal import as_text
from nianbao.screen.state import as_shown
from nianbao.store import DATASETS
from nianbao.view import View, to_params


def saved_panel(view: View) -> None:
    """The form for those who may save, then the list."""
    actor = current_actor()
    editor = may(actor, "view")
    if problem := st.session_state.pop("_view-problem", ""):
        st.error(as_text(problem), icon=":material/error:")
    if editor:
        with st.form("nb-view-form", border=False, clear_on_submit=True):
            name = st.text_input("给现在的页面和筛选起个名字", key="nb-view-name", max_chars=MOST_LETTERS)
            if st.form_submit_button("收藏", type="primary"):
                try:
                    save_view(actor, name, _page(), to_params(as_shown(view)))
                except NianbaoError as error:
                    st.error(as_text(str(error)), icon=":material/error:")
    views = read_views(actor)
    if not views:
        st.caption("还没有收藏。" if editor else "还没有收藏；收藏由编辑添加。")
    for one in views:
        _row(one, editor)


def _page() -> str:
    """The address of the page as the browser has it; empty for 总览."""
    return urlsplit(st.context.url or "").path.rstrip("/").rsplit("/", 1)[-1]


def _row(one: SavedView, editor: bool) -> None:
    about = f"{DATASETS.get(one.dataset, '')} · {one.who} · {one.at[:10]}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            f'<a class="nb-saved" href="{escape(one.link)}" target="_self">{escape(one.name)}<small>{escape(about)}</small></a>'
        )
        if editor:
            st.button("删除", key=f"nb-view-{one.id}", type="tertiary", on_click=_delete, args=(one.id,))


def _delete(view: str) -> None:
    try:
        delete_view(current_actor(), view)
    except NianbaoError as error:
        st.session_state["_view-problem"] = str(error)
