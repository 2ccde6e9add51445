"""What a deck begins with after its cover: a page with the year's points as text."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import Box, text_box, write
from nianbao.exporters.deck.theme import FAINT, layout_named
from nianbao.slide import Column, Summary

SIDE, WIDE = 30.0, 900.0
LINE = 57.0


def bare_page(deck: Deck) -> Any:
    """A new page with a title and nothing else."""
    page = deck.slides.add_slide(layout_named(deck, "仅标题"))
    for holder in list(page.placeholders):
        if holder.placeholder_format.idx != 0:
            holder._element.getparent().remove(holder._element)
    return page


def summary_page(deck: Deck, summary: Summary) -> None:
    """Title, and the lists side by side."""
    page = bare_page(deck)
    holder = page.shapes.title
    holder.left, holder.top, holder.width, holder.height = Pt(SIDE), Pt(16), Pt(WIDE), Pt(38)
    holder.text_frame.margin_left = holder.text_frame.margin_top = 0
    write(holder.text_frame, summary.title, 26, LIGHT.ink, bold=True, align=PP_ALIGN.LEFT)
    text_box(page, Box(SIDE, 58, WIDE, 22), summary.subtitle, 16, LIGHT.muted, name="副标题")
    if summary.demo:
        text_box(page, Box(320, 250, 320, 80), "演示数据", 54, FAINT, align=PP_ALIGN.CENTER, name="演示数据").rotation = -18
    gap = 26.0
    width = (WIDE - gap * (len(summary.columns) - 1)) / len(summary.columns)
    for place, column in enumerate(summary.columns):
        _column(page, column, Box(SIDE + place * (width + gap), 104, width, 380))
    foot = [line for line in summary.foot if line]
    text_box(
        page, Box(SIDE, 540 - 14 - 15.0 * len(foot), WIDE, 15.0 * len(foot)), "\n".join(foot), 10, LIGHT.muted, name="口径与来源"
    )
    page.notes_slide.notes_text_frame.text = "\n".join(summary_words(summary))


def _column(page: Page, column: Column, box: Box) -> None:
    colour = {"变差": LIGHT.worse, "向好": LIGHT.better}.get(column.heading, LIGHT.ink)
    text_box(page, Box(box.left, box.top, box.width, 24), column.heading, 18, colour, bold=True, name=column.heading)
    if not column.lines:
        text_box(page, Box(box.left, box.top + 34, box.width, 22), column.empty, 14, LIGHT.muted, name=column.heading)
    for row, (what, much) in enumerate(column.lines):
        top = box.top + 34 + row * LINE
        text_box(page, Box(box.left, top, box.width, 24), what, 17, LIGHT.ink, bold=True, name=f"{column.heading}：{what}")
        text_box(page, Box(box.left, top + 24, box.width, 22), much, 15, LIGHT.muted, name=f"{column.heading}：{what}")


def summary_words(summary: Summary) -> list[str]:
    """The page as lines of text."""
    lines = [summary.title, summary.subtitle]
    for column in summary.columns:
        said = "；".join(f"{what} {much}".strip() for what, much in column.lines) or column.empty
        lines.append(f"{column.heading}：{said}")
    return lines
