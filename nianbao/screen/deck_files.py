"""A deck as files: PPTX with native charts, PDF, and the numbers as a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from nianbao.access import may_export
from nianbao.decks import Deck, Page
from nianbao.errors import NianbaoError
from nianbao.exporters.deck import write_deck
from nianbao.exporters.paged import write_pages
from nianbao.exporters.workbook import write_workbook
from nianbao.screen.actor import current_actor
from nianbao.screen.office_page import trouble
from nianbao.settings import load_export
from nianbao.slide import Slide
from nianbao.store import DATASETS

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(deck: Deck, pages: Sequence[Page]) -> None:
    """Buttons for those who may take data away; the PDF is made first, with its progress, because it takes a while."""
    slides = [page.slide for page in pages if page.slide]
    if not slides or not may_export(current_actor()):
        return
    invented = sum(slide.plot.frame.demo for slide in slides)
    if 0 < invented < len(slides):
        st.warning(
            f"这份演示里有 {invented} 张演示数据（虚构）的图，其余是真实数据，不可相比；封面上也会写明。",
            icon=":material/science:",
        )
    name = re.sub(r'[\\/:*?"<>|\s]+', "_", deck.name)
    mark = load_export().watermark
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "下载 PPTX", lambda: write_deck(slides, deck.name, mark), f"{name}.pptx", PPTX,
            icon=":material/slideshow:", on_click="ignore", key="nb-deck-pptx",
        )  # fmt: skip
        st.download_button(
            "下载数据（Excel）", lambda: write_workbook([s.plot for s in slides], _about(deck, pages)), f"{name}.xlsx", XLSX,
            icon=":material/table:", on_click="ignore", key="nb-deck-xlsx",
        )  # fmt: skip
        made = st.session_state.get("_deck_pdf")
        if made and made[0] == repr(deck):
            st.download_button(
                "保存 PDF", made[1], f"{name}.pdf", "application/pdf", icon=":material/picture_as_pdf:", type="primary"
            )
        elif st.button("生成 PDF", icon=":material/picture_as_pdf:", key="nb-deck-pdf"):
            _make_pdf(deck, slides, mark)


def _make_pdf(deck: Deck, slides: Sequence[Slide], watermark: str) -> None:
    bar = st.progress(0.0, "正在生成 PDF……")
    try:
        made = write_pages(slides, deck.name, watermark, lambda done, every: bar.progress(done / every, f"第 {done}/{every} 张"))
    except NianbaoError as error:
        trouble(error)
        return
    st.session_state["_deck_pdf"] = (repr(deck), made)
    st.rerun()


def _about(deck: Deck, pages: Sequence[Page]) -> dict[str, str]:
    versions = dict.fromkeys(f"{DATASETS[p.pin.dataset]} 版本 {p.pin.generation}" for p in pages)
    return {"演示": deck.name, "数据集与版本": "、".join(versions), "张数": str(len(pages))}
