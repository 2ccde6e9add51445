"""演示: the list of decks with their slides, and the full-screen show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException

from nianbao import decks, store
from nianbao.assets import ASSETS, chart_library
from nianbao.charts import plain_text
from nianbao.charts.picture import SIZES, laid_out
from nianbao.decks import Deck, Page
from nianbao.errors import NianbaoError
from nianbao.screen.actor import current_actor
from nianbao.screen.deck_files import downloads
from nianbao.screen.deck_state import FIRST, current_deck, use
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import trouble, who
from nianbao.screen.page import nothing
from nianbao.screen.style import STAGE_STYLE
from nianbao.settings import load_export
from nianbao.store import DATASETS

REMARK_HEIGHT = 44
REFRESH = 30  # seconds between looks for newly published data on a wall screen


def asked_show() -> Deck | None:
    """The deck that the address asks to be shown full screen. Raises NianbaoError for one that is not there."""
    wanted = st.query_params.get("show")
    if not wanted:
        return None
    found = decks.read_decks().get(wanted)
    if found is None:
        raise NianbaoError("链接中的演示不存在，可能已被删除。")
    return found


def show(deck: Deck) -> None:
    """Full screen; looks for new data now and then where the deck follows them."""
    st.html(STAGE_STYLE)
    auto = st.query_params.get("auto", "0")
    seconds = int(auto) if auto.isdigit() and len(auto) <= 4 else 0
    live = deck.live or st.query_params.get("live") == "1"
    st.fragment(_stage, run_every=REFRESH if live or seconds else None)(deck.id, seconds, live)


def _stage(deck_id: str, seconds: int, live: bool) -> None:
    deck = decks.read_decks().get(deck_id)
    try:
        # A fragment runs without app.py: who is looking is asked here, at every look for new data.
        deck = decks.readable(deck, current_actor()) if deck else None
    except NianbaoError as error:
        trouble(error)
        return
    if deck is None or not deck.pins:
        st.info("这份演示里还没有图。请到各页面把图钉到演示。", icon=":material/keep:")
        st.page_link("pages/present.py", label="返回演示列表")
        return
    component = _component()
    if component is None:
        st.warning("缺少图表库，无法放映。请用 make run 安装后再试，或下载演示文稿。", icon=":material/slideshow:")
        return
    state = tuple(sorted((d, g.number) for d in {p.dataset for p in deck.pins} if (g := store.current(d))))
    body = _slides(repr(deck), live, state, lambda: decks.pages(deck, live=live))
    told = {"bundle": chart_library(), "auto": seconds, "back": "present?" + urlencode({"deck": deck.id})}
    component(key="stage", data=f'{json.dumps(told)[:-1]}, "slides": {body}}}'.encode())


@st.cache_resource(show_spinner="正在准备演示……", max_entries=20)
def _slides(deck: str, live: bool, state: tuple[Any, ...], _pages: Callable[[], list[Page]]) -> str:
    """All slides as JSON; made again when the deck or the data have changed."""
    return json.dumps([_slide(page) for page in _pages()], ensure_ascii=False)


def _slide(page: Page) -> dict[str, Any]:
    width, height = SIZES["wide"].canvas
    if page.slide is None:
        return {"width": width, "height": height, "full": height, "problem": page.problem, "alt": page.problem}
    remark = page.slide.remark
    strip = REMARK_HEIGHT if remark or page.note else 0
    figure, (w, h) = laid_out(page.slide.plot, (width, height - strip), load_export().watermark)
    return {
        "figure": json.loads(figure.to_json()),
        "width": w,
        "height": h,
        "full": h + strip * w / width,
        "alt": plain_text(page.slide.plot.frame),
        "remark": remark,
        "note": page.note,
    }


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any] | None:
    if chart_library() is None:
        return None
    try:
        markup = (ASSETS / "present.html").read_text(encoding="utf-8")
        return st.components.v2.component("nianbao.present", html=markup, js="present.js", isolate_styles=False)
    except StreamlitAPIException:
        return None


def lists() -> None:
    """Every deck, one open for work: order, titles, comments, links, files."""
    found = decks.read_decks()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("新建演示", key="nb-deck-new", placeholder=FIRST, width=280)
        st.button("新建", key="nb-deck-create", on_click=_create, args=(name,), icon=":material/add:")
    if not found:
        nothing("还没有演示", "在任一页面把鼠标移到图上，点“钉住”，图就排进一份演示；这里可以排序、改标题、写批注、放映和下载。")
        return
    wanted = st.query_params.get("deck", "")
    chosen = found.get(wanted) or current_deck() or next(iter(found.values()))
    ids = list(reversed(found))
    picked = st.selectbox(
        "演示",
        ids,
        index=ids.index(chosen.id),
        format_func=lambda d: f"{found[d].name}（{len(found[d].pins)} 张）",
        width=420,
    )
    use(picked)
    st.query_params["deck"] = picked
    _work(found[picked])


def _create(name: str) -> None:
    _try(lambda: use(decks.create(name or FIRST, who())))
    st.query_params.pop("deck", None)


def _try(act: Callable[[], Any]) -> None:
    try:
        act()
    except NianbaoError as error:
        st.session_state["nb-deck-trouble"] = str(error)


def _work(deck: Deck) -> None:
    if text := st.session_state.pop("nb-deck-trouble", ""):
        trouble(NianbaoError(text))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button("放映", _link(deck), type="primary", icon=":material/play_arrow:", disabled=not deck.pins)
        st.link_button(
            "墙屏（每 15 秒换一张，跟随最新数据）", _link(deck, auto="15", live="1"), icon=":material/tv:", disabled=not deck.pins
        )
        with st.popover("设置", icon=":material/tune:"):
            _settings(deck)
    if not deck.pins:
        nothing("这份演示里还没有图", "到各页面把鼠标移到图上，点“钉住”。")
        return
    pages = decks.pages(decks.readable(deck, current_actor()))
    downloads(deck, pages)
    for number, page in enumerate(pages, 1):
        _row(deck, number, page)


def _settings(deck: Deck) -> None:
    name = st.text_input("名称", deck.name, key=f"nb-deck-name-{deck.id}")
    if name != deck.name:
        st.button("改名", key="nb-deck-rename", on_click=lambda: _try(lambda: decks.rename(deck.id, name, who())))
    st.toggle(
        "跟随最新数据",
        deck.live,
        key=f"nb-deck-live-{deck.id}",
        help="关着时，每张图用钉住当时的数据版本；开着时用现在的数据。",
        on_change=lambda: _try(lambda: decks.follow(deck.id, not deck.live, who())),
    )
    st.button(
        "删除这份演示",
        key="nb-deck-delete",
        on_click=lambda: _try(lambda: decks.delete(deck.id, who())),
        icon=":material/delete:",
    )


def _row(deck: Deck, number: int, page: Page) -> None:
    pin = page.pin
    title = page.slide.plot.frame.title if page.slide else page.problem
    version = page.slide.plot.frame.version if page.slide else ""  # as the picture has it: data set, then data version
    about = " · ".join(version.split(" · ")[:2]) or DATASETS.get(pin.dataset, pin.dataset)
    told = "　".join(part for part in (about, page.note, page.slide.remark if page.slide else "") if part)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{number}**　{as_text(title)}  \n:gray[{as_text(told)}]", width="stretch")
        with st.popover("标题与批注", icon=":material/edit:"), st.form(f"nb-write-{pin.id}", border=False):
            new_title = st.text_input("标题（空着用图自己的标题）", pin.title, max_chars=120)
            comment = st.text_area("批注（印在这一张下方，带姓名和日期）", pin.comment, max_chars=400, height=90)
            if st.form_submit_button("保存"):
                _try(lambda: decks.write(deck.id, pin.id, new_title, comment, who()))
                st.rerun()
        for label, by in (("上移", -1), ("下移", 1)):
            st.button(
                label, key=f"nb-{label}-{pin.id}", type="tertiary", disabled=number + by in (0, len(deck.pins) + 1),
                on_click=lambda by=by: _try(lambda: decks.move(deck.id, pin.id, by, who())),
            )  # fmt: skip
        st.button(
            "移除", key=f"nb-unpin-{pin.id}", type="tertiary", on_click=lambda: _try(lambda: decks.unpin(deck.id, pin.id, who()))
        )


def _link(deck: Deck, **more: str) -> str:
    return "present?" + urlencode({"show": deck.id, **more})
