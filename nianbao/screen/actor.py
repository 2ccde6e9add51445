"""Who the visitor of this session is, asked anew at every rerun; whoever may not come in sees only why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nianbao import gate
from nianbao.access import Actor, may, may_audit, may_read
from nianbao.access_settings import ROLES, load_access
from nianbao.counters import RERUNS
from nianbao.errors import AccessError, NianbaoError
from nianbao.signin import PUBLIC, actor_of_claims, actor_of_headers, local_actor

_TYPED = "nb-who-kept"


def current_actor() -> Actor:
    """The person of this session. Raises AccessError for one who is not signed in, or no longer."""
    mode = load_access().mode
    if mode == "local":
        _only_here()
        return local_actor(str(st.session_state.get(_TYPED) or ""))
    if not gate.guarded:
        raise AccessError("设置了 access.mode，看板须用 nianbao serve 启动：直接用 streamlit run 时不核对身份，所以不开放。")
    if mode == "public":
        return PUBLIC
    if mode == "proxy":
        return actor_of_headers(st.context.headers)
    if not st.user.get("is_logged_in"):
        raise AccessError("请先登录。")
    return actor_of_claims(st.user.to_dict())


def typed_name() -> bool:
    """Does the visitor say themselves who they are? Only on a machine of their own."""
    return load_access().mode == "local"


def _only_here() -> None:
    """`streamlit run app.py --server.address 0.0.0.0` does not pass the gate, so it is asked here too."""
    address = config.get_option("server.address")
    if runtime.exists() and not gate.local(str(address or "0.0.0.0")):
        raise AccessError(
            f"看板开在 {address or '全部网络地址'} 上，却没有设置谁可以进来，所以不开放。"
            "请改用 nianbao serve（只供本机），或在设置中写明 access.mode 后用 nianbao serve --address 启动。"
        )


def enter(pages: Mapping[str, Sequence[Any]]) -> None:
    """Runs the page asked for if the visitor may come in; else says why and offers the sign-in."""
    RERUNS.inc()
    try:
        actor = current_actor()
        if not may_read(actor, "public"):
            raise AccessError(f"“{actor.name}”没有进入本看板的权限，请联系管理员。")
    except NianbaoError as error:
        st.navigation({title: list(group) for title, group in pages.items()}, position="hidden")
        _closed(error)
        return
    _allow_uploads(may(actor, "import"))
    page = st.navigation(_offered(pages, actor), position="top")
    if not typed_name():
        _signed_in(actor)
    page.run()


def _offered(pages: Mapping[str, Sequence[Any]], actor: Actor) -> dict[str, list[Any]]:
    """The pages this person can use; each asks again itself."""
    hidden = set()
    if not may(actor, "import"):
        hidden |= {"import", "health"}
    if not may_read(actor, "draft"):
        hidden.add("review")
    if not may_audit(actor):
        hidden.add("audit")
    offered = {title: [page for page in group if page.url_path not in hidden] for title, group in pages.items()}
    return {title: group for title, group in offered.items() if group}


def _allow_uploads(allowed: bool) -> None:
    context = get_script_run_ctx()
    if context and gate.guarded:
        gate.UPLOADERS.set(context.session_id, allowed)


def unlinked(text: str) -> str:
    """An address of a person is no link: a joiner behind the @ is not seen and keeps markdown from making one."""
    return text.replace("@", "@\u2060")


def _closed(error: NianbaoError) -> None:
    _allow_uploads(False)
    st.title("年报看板", anchor=False)
    try:
        oidc = load_access().mode == "oidc" and gate.guarded
    except NianbaoError:
        oidc = False
    if oidc and not st.user.get("is_logged_in"):
        st.write("请用本单位的统一身份登录。")
        st.button("登录", type="primary", on_click=st.login, icon=":material/login:")
        return
    st.error(unlinked(str(error)), icon=":material/lock:")
    if oidc:
        with st.container(horizontal=True):
            st.button("重新登录", type="primary", on_click=st.login, icon=":material/login:")
            st.button("退出登录", on_click=st.logout)


_CORNER = """<style>
.st-key-nb-person{align-items:center;justify-content:flex-end}
.st-key-nb-person .nb-person{font-size:.82rem;opacity:.75;white-space:nowrap}
@media (min-width:1200px){.st-key-nb-person{position:fixed;top:.5rem;right:1.2rem;width:auto!important;z-index:999991}}
</style>"""


def _signed_in(actor: Actor) -> None:
    """Who, in which role, and the way out: in the corner of the menu, or above the page where the window is narrow."""
    if actor is PUBLIC:
        return
    with st.container(horizontal=True, gap="small", key="nb-person"):
        st.html(f'{_CORNER}<span class="nb-person">{escape(actor.name)}（{ROLES[actor.role]}）</span>', width="content")
        if load_access().mode == "oidc":
            st.button("退出", key="nb-sign-out", on_click=st.logout, type="tertiary")
