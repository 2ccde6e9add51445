"""The same slides as a paged PDF: one 16:9 page a view, figures as vectors, text that can be selected, every number in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from nianbao.charts.frame import text_width, wrap
from nianbao.charts.picture import laid_out
from nianbao.charts.theme import FONTS, LIGHT
from nianbao.exporters.numbers import Numbers, numbers
from nianbao.exporters.pdf_words import searchable
from nianbao.renderer import Renderer, shared
from nianbao.slide import Slide, Summary, cover_lines, today_in_words

WIDTH, HEIGHT = 960, 540
SIDE = 14
ROW = 15.5
SMALL, PAGE = 8, 22
# Of these kinds the picture itself writes every number.
WRITTEN = ("ranked", "profile", "heat_table")
STYLE = f"""
@page {{ size: 13.3333in 7.5in; margin: 0 }}
* {{ box-sizing: border-box }}
html, body {{ margin: 0; font-family: {FONTS}; color: {LIGHT.ink}; -webkit-print-color-adjust: exact }}
section {{ position: relative; width: 13.3333in; height: 7.5in; overflow: hidden; break-after: page; zoom: 1 }}
section:last-child {{ break-after: auto }}
div.sheet {{ width: {WIDTH}px; height: {HEIGHT}px; transform: scale(1.33333); transform-origin: 0 0; position: absolute }}
div.sheet > svg {{ position: absolute; left: 0; top: 0 }}
p.remark {{ position: absolute; left: {SIDE}px; right: {SIDE}px; margin: 0; padding: 5px 10px; font-size: 13px; line-height: 18px;
  background: {LIGHT.sequential[0][1]} }}
table {{ border-collapse: collapse; font-size: 11px; line-height: 13px }}
div.columns table {{ font-size: 14px; line-height: 18px }}
table.under {{ position: absolute; left: {SIDE}px; max-width: {WIDTH - 2 * SIDE}px }}
th, td {{ padding: 1px 8px 1px 0; text-align: right; font-weight: normal; white-space: nowrap;
  border-bottom: 0.5px solid {LIGHT.grid} }}
th {{ color: {LIGHT.muted} }}
th:first-child, td:first-child {{ text-align: left }}
h2 {{ margin: 14px {SIDE}px 8px; font-size: 17px }}
div.columns {{ display: flex; gap: 36px; margin: 0 {SIDE}px; align-items: flex-start }}
div.cover {{ position: absolute; inset: 0; display: flex; flex-direction: column; justify-content: center; text-align: center }}
div.cover h1 {{ font-size: 38px; margin: 0 60px 26px }}
div.cover p {{ font-size: 15px; margin: 3px 60px; color: {LIGHT.muted} }}
div.summary {{ margin: 20px 26px 0 }}
div.summary h1 {{ font-size: 27px; margin: 0 }}
div.summary p.under {{ font-size: 15px; margin: 6px 0 18px; color: {LIGHT.muted} }}
div.lists {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 28px }}
div.lists h3 {{ font-size: 18px; margin: 0 0 8px }}
div.lists h3.worse {{ color: {LIGHT.worse} }}
div.lists h3.better {{ color: {LIGHT.better} }}
div.lists p {{ font-size: 15px; line-height: 23px; margin: 0 0 11px; color: {LIGHT.muted} }}
div.lists p b {{ color: {LIGHT.ink}; font-size: 17px }}
div.stamp {{ position: absolute; left: 0; right: 0; top: 220px; text-align: center; font-size: 72px; font-weight: bold;
  opacity: .1; transform: rotate(-18deg) }}
footer {{ position: absolute; left: {SIDE}px; bottom: 12px; font-size: 11px; color: {LIGHT.muted} }}
"""


def write_pages(
    slides: Sequence[Slide],
    title: str = "",
    watermark: str = "",
    progress: Callable[[int, int], None] | None = None,
    renderer: Renderer | None = None,
    summary: Summary | None = None,
) -> bytes:
    """The PDF's bytes; with a title it begins with a cover, then the summary. Raises RenderError where no browser can draw. `progress` hears (done, all) after each view."""
    browser = renderer or shared()
    pages = [_cover(title, slides, watermark)] if title else []
    pages += [_summary(summary)] if summary else []
    for done, slide in enumerate(slides, start=1):
        pages += _pages(slide, watermark, browser)
        if progress:
            progress(done, len(slides))
    body = "".join(f'<section><div class="sheet">{page}</div></section>' for page in pages)
    head = f'<meta charset="utf-8"><title>{escape(title or "年报看板")}</title><style>{STYLE}</style>'
    return searchable(browser.pages(f'<!DOCTYPE html><html lang="zh-CN"><head>{head}</head><body>{body}</body></html>'))


def _cover(title: str, slides: Sequence[Slide], watermark: str) -> str:
    lines = [today_in_words(), *cover_lines(slides), watermark]
    return f'<div class="cover"><h1>{escape(title)}</h1>{"".join(f"<p>{escape(line)}</p>" for line in lines if line)}</div>'


def _summary(summary: Summary) -> str:
    columns = "".join(
        f'<div><h3 class="{ {"变差": "worse", "向好": "better"}.get(column.heading, "") }">{escape(column.heading)}</h3>'
        + (
            "".join(f"<p><b>{escape(what)}</b><br>{escape(much)}</p>" for what, much in column.lines)
            or f"<p>{escape(column.empty)}</p>"
        )
        + "</div>"
        for column in summary.columns
    )
    foot = "".join(f"<div>{escape(line)}</div>" for line in summary.foot)
    stamp = '<div class="stamp">演示数据</div>' if summary.demo else ""
    return (
        f'<div class="summary"><h1>{escape(summary.title)}</h1><p class="under">{escape(summary.subtitle)}</p>{stamp}'
        f'<div class="lists">{columns}</div></div><footer>{foot}</footer>'
    )


def _pages(slide: Slide, watermark: str, browser: Renderer) -> list[str]:
    """The view's page, with its numbers under the figure where there are few; else on pages of their own behind it."""
    table = numbers(slide.plot)
    apart = slide.plot.kind in WRITTEN
    under = not apart and len(table.lines) <= SMALL and _width(table) <= WIDTH - 2 * SIDE
    said = wrap(slide.remark, WIDTH - 2 * SIDE - 24, 13.5, 6) if slide.remark else []
    below = (18 * len(said) + 18 if said else 0) + (ROW * (len(table.lines) + 1) + 14 if under else 0)
    canvas = (WIDTH, round(HEIGHT - below))
    figure, (width, height) = laid_out(slide.plot, canvas, watermark)
    for trace in figure.data:
        if trace.type == "bar":  # a pattern becomes a large picture for each bar; the numbers and the order stay
            trace.marker.pattern = None
    svg = browser.figure(figure, width, height, scale=1.0, format="svg").decode("utf-8")
    page = _fitted(svg, *canvas)
    if under:
        page += f'<table class="under" style="top:{canvas[1] + 2}px">{_rows(table.head, table.lines)}</table>'
    if said:
        page += f'<p class="remark" style="bottom:8px">{"<br>".join(escape(line) for line in said)}</p>'
    return [page] if under or apart else [page, *_number_pages(slide, table)]


def _fitted(svg: str, width: int, height: int) -> str:
    """The drawing at the size of the page, whatever canvas it was laid out on."""
    return re.sub(r'width="[\d.]+" height="[\d.]+"', f'width="{width}" height="{height}"', svg, count=1)


def _number_pages(slide: Slide, table: Numbers) -> list[str]:
    frame = slide.plot.frame
    beside = max(1, int((WIDTH - 2 * SIDE + 36) // (_width(table) * 1.28 + 36)))
    each = PAGE * beside
    pages = []
    for start in range(0, len(table.lines), each):
        blocks = [table.lines[at : at + PAGE] for at in range(start, min(start + each, len(table.lines)), PAGE)]
        tables = "".join(f"<table>{_rows(table.head, block)}</table>" for block in blocks)
        stamp = "演示数据（虚构，不代表任何机构） · " if frame.demo else ""
        pages.append(
            f"<h2>{escape(frame.title)}：图中各数</h2>"
            f'<div class="columns">{tables}</div><footer>{escape(stamp + frame.version)}</footer>'
        )
    return pages


def _rows(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(text)}</th>" for text in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in lines)
    return f"<tr>{top}</tr>{body}"


def _width(table: Numbers) -> float:
    """Pixels the table takes, by its longest texts."""
    columns = zip(table.head, *table.lines, strict=True)
    return sum(max(text_width(text, 11.5) for text in column) + 9 for column in columns)
