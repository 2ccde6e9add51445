"""What changed between the generations that are kept: which two, a sentence of counts, and each change as a row."""

from __future__ import annotations

import streamlit as st

from nianbao import store
from nianbao.changes import LIMIT, compare, generation_label, summary, tables
from nianbao.errors import WarehouseError
from nianbao.screen.page import Screen, nothing, section
from nianbao.store import Generation


def changed(screen: Screen) -> None:
    """Two kept generations side by side; compared only once an older one is chosen."""
    section("版本之间变了什么", "每次导入、更正或更新程序都建立一个新版本；这里逐项列出两个版本的不同。")
    kept = store.kept_generations(screen.view.dataset)
    if len(kept) < 2:
        nothing("目前只有一个版本，没有可比的", "再次导入或更新数据之后，这里列出变了的数、勾稽结果和名次。")
        return
    labels = {generation.number: generation_label(generation) for generation in kept}
    numbers = list(labels)
    left, middle, right = screen.columns(3)
    with left:
        before = st.selectbox(
            "较早的版本",
            numbers[1:],
            index=None,
            format_func=labels.get,
            key="nb-changes-from",
            placeholder="选一个版本，开始比较",
        )
    with middle:
        after = st.selectbox("较晚的版本", numbers[:-1], format_func=labels.get, key="nb-changes-to")
    with right:
        who = st.selectbox("机构范围", ["全部机构", "所选机构"], key="nb-changes-who")
    if before is None or after is None:
        return
    if before >= after:
        nothing("较早的版本须在较晚的版本之前", "请换一个版本。")
        return
    chosen = {generation.number: generation for generation in kept}
    try:
        sentence, found = _compared(chosen[before], chosen[after], tuple(screen.view.agencies) if who == "所选机构" else ())
    except WarehouseError as error:
        st.warning(str(error), icon=":material/history:")
        return
    st.html(f'<p class="nb-sentence">{sentence}</p>')
    if not found:
        return
    shown = st.segmented_control(
        "看哪一类", list(found), default=next(iter(found)), key=f"nb-changes-kind-{before}-{after}-{who}"
    )
    table = found.get(shown or "", next(iter(found.values())))
    st.dataframe(table, hide_index=True, width="stretch", height=min(430, 38 + 35 * len(table)))
    if len(table) == LIMIT:
        st.caption(f"只列前 {LIMIT} 行；全部用命令 nianbao changes 列出。")


@st.cache_resource(show_spinner="正在比较两个版本…", max_entries=20, ttl=3600, hash_funcs={Generation: lambda g: str(g.path)})
def _compared(before: Generation, after: Generation, agencies: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """Generations never change once they are published, so that what differs between two is worked out once."""
    found = compare(before, after, agencies)
    return summary(found), dict(tables(found))
