"""The filter bar: data set, agencies, year, range, scope, and the link that shows the same view later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nianbao import store
from nianbao.access import may_read
from nianbao.catalogue import KINDS, LEVELS
from nianbao.model import SCOPES
from nianbao.screen.actor import current_actor
from nianbao.screen.exports import export_panel, may_take
from nianbao.screen.literal import as_text
from nianbao.screen.saved import saved_panel
from nianbao.screen.state import as_shown, change, visit
from nianbao.store import DATASETS, Generation
from nianbao.view import View, to_params
from nianbao.wording import figure

if TYPE_CHECKING:
    from nianbao.screen.page import Screen

SEARCH_LIMIT = 24


def draw(screen: Screen) -> DeltaGenerator | None:
    """One row of filters, the same on every page; returns the place of the exports, which know the page only at its end."""
    view = screen.view
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="nb-bar"):
        _dataset(view)
        if not len(screen.agencies):
            return None
        names = list(screen.agencies["short_name"])
        label = names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 家"
        _panel(f"机构：{label}", ":material/account_balance:", "nb-pick", lambda: _agency_picker(screen))
        _year(screen)
        _panel("范围与口径", ":material/tune:", "nb-span", lambda: _range_and_scope(screen))
        _panel("分享链接", ":material/link:", "nb-share", lambda: _share(screen))
        _panel("收藏", ":material/star:", "nb-saved", lambda: saved_panel(view))
        return st.container(width="content", key="nb-export-place") if may_take() else None


def draw_exports(screen: Screen, title: str, place: DeltaGenerator | None) -> None:
    """导出, once everything on the page is drawn."""
    if place is not None:
        with place:
            _panel("导出", ":material/download:", "nb-export", lambda: export_panel(screen, title))


def _panel(label: str, icon: str, key: str, draw_inside: Callable[[], None]) -> None:
    """A popover whose inside is made only while it is open: sixty widgets fewer to send before the first number.

    `<key>-shown` in the session keeps it drawn, for tests that have no mouse.
    """
    panel = st.popover(label, icon=icon, key=key, on_change="rerun")
    if panel.open or st.session_state.get(f"{key}-shown"):
        with panel:
            draw_inside()


def _dataset(view: View) -> None:
    st.session_state["nb-dataset"] = "own" if view.dataset == "draft" else view.dataset
    st.segmented_control(
        "数据集",
        ["public", "demo", "own"],
        format_func=DATASETS.get,
        key="nb-dataset",
        label_visibility="collapsed",
        required=True,
        on_change=lambda: change(dataset=st.session_state["nb-dataset"] or view.dataset),
    )
    if view.dataset in ("own", "draft") and may_read(current_actor(), "draft"):
        st.session_state["nb-drafts"] = view.dataset == "draft"
        st.toggle(
            "含草稿",
            key="nb-drafts",
            on_change=lambda: change(dataset="draft" if st.session_state["nb-drafts"] else "own"),
            help="草稿是已导入、尚未发布的报告；领导页面默认只看已发布的。",
        )


def _year(screen: Screen) -> None:
    held = [int(y) for y in screen.focus["years"]]
    years = sorted({*held, screen.view.year}, reverse=True)
    st.session_state["nb-year"] = screen.view.year
    st.selectbox(
        "年份",
        years,
        format_func=lambda y: f"{y} 年" if y in held else f"{y} 年（未收录）",
        key="nb-year",
        label_visibility="collapsed",
        width=128 if held and screen.view.year in held else 176,
        on_change=lambda: change(year=st.session_state["nb-year"]),
    )


def _agency_picker(screen: Screen) -> None:
    """Searches in DuckDB: only a page of matches is ever sent, whatever the size of the registry."""
    view = screen.view
    st.caption("已选机构（第一家为主机构，图上突出显示）")
    for position, (agency_id, agency) in enumerate(screen.agencies.iterrows()):
        with st.container(horizontal=True, vertical_alignment="center"):
            mark = "★ " if position == 0 else ""
            st.markdown(f"{mark}{as_text(agency['name'])}", width="stretch")
            if position:
                st.button("设为主机构", key=f"nb-main-{agency_id}", type="tertiary", on_click=_focus, args=(view, agency_id))
            if len(screen.agencies) > 1:
                st.button("移除", key=f"nb-drop-{agency_id}", type="tertiary", on_click=_toggle, args=(view, agency_id))
    words = st.text_input("按名称或别名搜索", key="nb-search", placeholder="如：西安、审批、江宁")
    kind = st.selectbox("类别", ["", *KINDS], format_func=lambda k: KINDS.get(k, "全部类别"), key="nb-kind")
    found = screen.rows("agencies", search=words.strip(), kind=kind or None, covered_only=True, limit=SEARCH_LIMIT + 1)
    if not len(found):
        st.info(f"没有名称含“{as_text(words)}”且有数据的机构。", icon=":material/search_off:")
    shown = found.head(SEARCH_LIMIT)
    for province, group in shown.groupby("province", sort=False, dropna=False):
        st.caption(as_text(province) if isinstance(province, str) else "其他")
        for row in group.itertuples():
            chosen = row.agency_id in view.agencies
            span = f"{row.first_year}—{row.last_year}" if row.first_year != row.last_year else f"{row.first_year}"
            label = f"{'✓ ' if chosen else ''}{row.name}　{KINDS[row.kind]} · {LEVELS[row.level]}　{span}（{row.years} 年）"
            with st.container(horizontal=True, vertical_alignment="center"):
                # pressing a name shows that agency, which is what most who search for one want
                st.button(
                    as_text(label), key=f"nb-only-{row.agency_id}", type="tertiary", on_click=visit,
                    args=(row.agency_id, 0, view.indicator), width="stretch",
                )  # fmt: skip
                st.button(
                    "移出对比" if chosen else "加入对比", key=f"nb-add-{row.agency_id}", on_click=_toggle,
                    args=(view, row.agency_id), disabled=chosen and len(view.agencies) == 1,
                )  # fmt: skip
    if len(found) > SEARCH_LIMIT:
        st.caption(f"只列出前 {SEARCH_LIMIT} 家，请输入更多字缩小范围。")


def _toggle(view: View, agency: str) -> None:
    change(agencies=view.toggled(agency).agencies)


def _focus(view: View, agency: str) -> None:
    change(agencies=view.with_focus(agency).agencies, year=0)


def _range_and_scope(screen: Screen) -> None:
    view = screen.view
    every = [int(y) for y in screen.rows("years")["year"]]
    if len(every) > 1:
        span = range(every[0], every[-1] + 1)
        now = screen.years
        st.session_state["nb-range"] = (max(now[0], every[0]), min(max(now[1], every[0]), every[-1]))
        # Not st.select_slider: told its range by session state alone, it hands back one year when it is moved.
        st.slider("图上的年份范围", span[0], span[-1], key="nb-range", on_change=_set_range)
        st.button(
            "恢复为已收录的年份", type="tertiary", on_click=change, kwargs={"year_from": 0, "year_to": 0}, key="nb-range-auto"
        )
    st.session_state["nb-scope"] = view.scope
    st.radio(
        "统计口径",
        ["", *SCOPES],
        format_func=lambda s: SCOPES.get(s, "自动（各机构的默认口径）"),
        key="nb-scope",
        on_change=lambda: change(scope=st.session_state["nb-scope"]),
        help="本机关：只算机关自身；全辖区：全市、全区合计。不同口径的数不连成一条线，也不一起排名。",
    )


def _set_range() -> None:
    first, last = st.session_state["nb-range"]
    change(year_from=first, year_to=last)


def _share(screen: Screen) -> None:
    params = {**to_params(as_shown(screen.view)), "v": fingerprint(screen), "g": str(screen.generation.number)}
    base = (st.context.url or "").split("?")[0]
    st.caption("链接含全部筛选条件、数据集和所见数值的指纹；数据更新后打开会提示变化。")
    st.code(f"{base}?{urlencode(params)}", language=None, wrap_lines=True)


def fingerprint(screen: Screen) -> str:
    """A short hash of every value the view can show: same data, same fingerprint."""
    first, last = screen.years
    return _hash(screen.rows("series", agencies=screen.view.agencies, year_from=min(first, screen.view.year), year_to=last))


def _values(screen: Screen, generation: Generation) -> pd.DataFrame:
    first, last = screen.years
    return store.query(generation, "series", agencies=screen.view.agencies, year_from=min(first, screen.view.year), year_to=last)


def _hash(frame: pd.DataFrame) -> str:
    columns = ["agency_id", "indicator_id", "year", "scope", "period_kind", "value", "qualifier", "state"]
    text = frame[columns].sort_values(columns[:5]).to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def link_notice(screen: Screen) -> None:
    """Says 数据已更新, and what changed, when a shared link was made on other values."""
    wanted = st.query_params.get("v")
    if not wanted or wanted == fingerprint(screen):
        return
    number = st.query_params.get("g", "")
    then = store.generation(screen.view.dataset, int(number)) if number.isdecimal() and len(number) <= 6 else None
    if then is None or then.path == screen.generation.path:
        st.info(
            "数据已更新：这个链接生成之后，所见的数有变化；当时的版本已不在本机，或由旧版程序建立，无法逐项列出。",
            icon=":material/update:",
        )
        return
    keys = ["agency", "indicator", "year", "applicant_type", "scope", "period_kind"]
    old = _values(screen, then).set_index(keys)
    new = _values(screen, screen.generation).set_index(keys)
    lines = []
    for key in sorted(set(old.index) | set(new.index), key=str):
        before = figure(old.loc[key]) if key in old.index else "未收录"
        after = figure(new.loc[key]) if key in new.index else "未收录"
        if before != after:
            lines.append(f"- {as_text(key[0])} {key[2]} 年 {as_text(key[1])}：{before} → {after}")
    with st.expander(f"数据已更新：链接生成之后有 {len(lines)} 处变化", icon=":material/update:"):
        st.markdown("\n".join(lines[:200]) or "数值没有变化，只是收录的范围不同。")
