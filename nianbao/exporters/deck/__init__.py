"""Views as a PPTX: one plot a slide with a native chart, its words, its notes; opens in PowerPoint and WPS."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.frame import Frame, below, finished, plain_text, wrap
from nianbao.charts.plot import Plot
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.bars import ranked_chart, stacked_chart
from nianbao.exporters.deck.cells import heat_cells, scatter_chart
from nianbao.exporters.deck.lines import small_charts, trend_chart
from nianbao.exporters.deck.look import Box, describe, rgb, text_box, write
from nianbao.exporters.deck.opening import bare_page, summary_page
from nianbao.exporters.deck.theme import FAINT, empty_deck, layout_named, retheme_notes
from nianbao.exporters.numbers import numbers
from nianbao.slide import Slide, Summary, cover_lines, today_in_words
from nianbao.wording import BOUND_SIGNS

CHARTS: dict[str, Callable[[Page, Plot, Frame, Box], None]] = {
    "trend": trend_chart,
    "ranked": ranked_chart,
    "profile": ranked_chart,
    "composition": stacked_chart,
    "heat_table": heat_cells,
    "small_multiples": small_charts,
    "scatter": scatter_chart,
}
SIDE = 30.0
WIDE = 960 - 2 * SIDE
MOST = 22


def write_deck(
    slides: Sequence[Slide],
    title: str = "",
    watermark: str = "",
    progress: Callable[[int, int], None] | None = None,
    summary: Summary | None = None,
) -> bytes:
    """The presentation's bytes. With a title it begins with a cover; `progress` hears (done, all) after each slide."""
    deck = empty_deck(title or "年报看板", watermark)
    if title:
        _cover(deck, title, slides)
    if summary:
        summary_page(deck, summary)
    for done, slide in enumerate(slides, start=1):
        _page(deck, slide)
        if progress:
            progress(done, len(slides))
    if len(deck.slides):
        retheme_notes(deck)
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _cover(deck: Deck, title: str, slides: Sequence[Slide]) -> None:
    page: Any = deck.slides.add_slide(layout_named(deck, "标题幻灯片"))
    write(page.shapes.title.text_frame, title, 36, LIGHT.ink, bold=True, align=PP_ALIGN.CENTER)
    lines = [today_in_words(), *cover_lines(slides)]
    write(page.placeholders[1].text_frame, "\n".join(lines), 14, LIGHT.muted, align=PP_ALIGN.CENTER)
    page.notes_slide.notes_text_frame.text = "由年报看板生成；每页备注里有来源和口径。"


def _page(deck: Deck, slide: Slide) -> None:
    plot = _fitted(slide.plot)
    page = bare_page(deck)
    frame = _with_bounds(plot, finished(plot.figure(plot.frame.at("full")), plot.frame))
    foot = below(frame)
    box = _words(page, slide, frame, foot)
    if frame.demo:
        _stamp(page, box)
    CHARTS[plot.kind](page, plot, frame, box)
    describe(page, plain_text(frame))
    _explain_workbooks(page, plot, frame)
    page.notes_slide.notes_text_frame.text = "\n".join(_notes(slide, frame))


def _fitted(plot: Plot) -> Plot:
    """No more rows than a slide can show; the marks say how many there were."""
    if plot.kind == "ranked":
        return replace(plot, options={**plot.options, "most": min(int(plot.options.get("most", 20)), MOST)})
    agencies = list(dict.fromkeys(plot.rows["agency_id"]))
    if plot.kind != "heat_table" or len(agencies) <= MOST:
        return plot
    focus = plot.options.get("focus")
    kept = sorted(agencies, key=lambda agency: agency != focus)[:MOST]
    mark = f"共 {len(agencies)} 家，此页列出 {MOST} 家。"
    frame = replace(plot.frame, marks=(*plot.frame.marks, mark))
    return replace(plot, frame=frame, rows=plot.rows[plot.rows["agency_id"].isin(kept)])


def _with_bounds(plot: Plot, frame: Frame) -> Frame:
    """Says what an open mark is, where the builder of the figure did not."""
    columns = [name for name in ("qualifier", "x_qualifier", "y_qualifier") if name in plot.rows]
    inexact = plot.rows[columns].isin(list(BOUND_SIGNS)).any(axis=None)
    if plot.kind != "scatter" or not inexact or any("空心" in mark for mark in frame.marks):
        return frame
    return replace(frame, marks=("空心点为“超、余、约”等不确切的数，按印出的数画出。", *frame.marks))


def _words(page: Page, slide: Slide, frame: Frame, foot: list[str]) -> Box:
    """Title, subtitle, comment and footer; returns what is left for the chart."""
    title = wrap(frame.title, WIDE, 24.5, 2)
    holder: Any = page.shapes.title
    holder.left, holder.top, holder.width, holder.height = Pt(SIDE), Pt(16), Pt(WIDE), Pt(32 * len(title) + 4)
    holder.text_frame.margin_left = holder.text_frame.margin_right = 0
    holder.text_frame.margin_top = holder.text_frame.margin_bottom = 0
    write(holder.text_frame, frame.title, 24, LIGHT.ink, bold=True, align=PP_ALIGN.LEFT)
    top = 24.0 + 32 * len(title)
    if frame.subtitle:
        lines = wrap(frame.subtitle, WIDE, 14.5, 2)
        text_box(page, Box(SIDE, top, WIDE, 18 * len(lines)), frame.subtitle, 14, LIGHT.muted, name="副标题")
        top += 18 * len(lines) + 6
    lines = [line for part in foot for line in wrap(part, WIDE, 10.5, 3)]
    under = 540 - 14 - 14.0 * len(lines)
    text_box(page, Box(SIDE, under, WIDE, 14.0 * len(lines)), "\n".join(lines), 10, LIGHT.muted, name="口径与来源")
    if slide.remark:
        said = wrap(slide.remark, WIDE - 20, 13.5, 4)
        height = 19.0 * len(said) + 8
        under -= height + 8
        remark = text_box(page, Box(SIDE, under, WIDE, height), "\n".join(said), 13, LIGHT.ink, name="批注")
        remark.text_frame.margin_left = remark.text_frame.margin_right = Pt(10)
        remark.text_frame.margin_top = Pt(4)
        remark.fill.solid()
        remark.fill.fore_color.rgb = rgb(LIGHT.sequential[0][1])
    return Box(SIDE, top + 4, WIDE, under - top - 14)


def _stamp(page: Page, box: Box) -> None:
    """Under the chart, which is transparent."""
    shape = text_box(
        page, Box(box.left + box.width / 2 - 160, box.top + box.height / 2 - 40, 320, 80), "演示数据", 54, FAINT,
        align=PP_ALIGN.CENTER, name="演示数据",
    )  # fmt: skip
    shape.rotation = -18


def _explain_workbooks(page: Page, plot: Plot, frame: Frame) -> None:
    """Each chart's own workbook gets a second sheet with the numbers as printed; no cell of it is a formula."""
    table = numbers(plot)
    charts: list[Any] = [shape for shape in page.shapes if shape.has_chart]
    for shape in charts:
        held = shape.chart.part.chart_workbook
        book = load_workbook(io.BytesIO(held.xlsx_part.blob))
        for line in book.worksheets[0].iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    cell.data_type = "s"
        sheet = book.create_sheet("说明")
        words = [frame.title, frame.subtitle, *below(frame)]
        for said in (*((word,) for word in words), (), table.head, *table.lines):
            sheet.append(list(said))
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is not None:
                    cell.data_type = "s"
        stream = io.BytesIO()
        book.save(stream)
        held.update_from_xlsx_blob(stream.getvalue())


def _notes(slide: Slide, frame: Frame) -> list[str]:
    """What the presenter reads: the words of the slide, definitions, and every source by name."""
    rows = slide.plot.rows
    lines = [frame.title, frame.subtitle, slide.remark, *below(frame)]
    if "definition" in rows:
        pairs = rows[["indicator", "definition"]].dropna().drop_duplicates()
        lines += [f"定义｜{name}：{said}" for name, said in pairs.itertuples(index=False) if said]
    if "source_title" in rows:
        titles = list(dict.fromkeys(str(title) for title in rows["source_title"].dropna()))
        lines += [f"来源 {number}：《{title}》" for number, title in enumerate(titles[:40], start=1)]
        if len(titles) > 40:
            lines.append(f"来源共 {len(titles)} 份，其余见看板“数据与来源”。")
    return [line for line in lines if line]
