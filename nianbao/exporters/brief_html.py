"""The one-page brief as HTML for a browser to print: one A4 page, everything in it, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from nianbao.brief import WAYS
from nianbao.exporters.brief_layout import HEADS, LEADING, MARGIN, NUMBERS, WIDTH, Layout

FONTS = '"Microsoft YaHei","PingFang SC","Source Han Sans SC","Noto Sans CJK SC",sans-serif'


def write_brief_html(layout: Layout, pictures: Sequence[bytes]) -> str:
    """The page; `pictures` (PNG or SVG) in the order of the brief's charts."""
    brief = layout.brief
    parts = [
        f"<h1>{escape(brief.title)}</h1><p class=about>{escape(brief.about)}</p>",
        f"<p class=sentence>{escape(brief.sentence)}</p>",
        _table(layout),
        _pictures(layout, pictures),
        '<div class="lists">' + "".join(_list(title, items) for title, items in layout.listing()) + "</div>",
        _list("核对", layout.finding_lines(), "checks"),
        "<footer>" + "".join(f"<p>{escape(line)}</p>" for line in layout.notes()) + "</footer>",
    ]
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(brief.title)}</title>'
        f"<style>{_style(layout)}</style></head><body>{''.join(parts)}</body></html>"
    )


def _table(layout: Layout) -> str:
    head = "".join(f'<th class="{"n" if name in NUMBERS else ""}">{HEADS[name]}</th>' for name in layout.columns)
    body = ""
    for one in layout.brief.figures[: layout.rows]:
        change = f"{one.change}（{WAYS[one.way]}）" if one.way in WAYS else one.change
        css = {"value": "n", "previous": "n p", "change": one.way, "remark": "r"}
        texts = {name: change if name == "change" else getattr(one, name) for name in layout.columns}
        body += "<tr>" + "".join(f'<td class="{css.get(name, "")}">{escape(text)}</td>' for name, text in texts.items()) + "</tr>"
    widths = "".join(f'<col style="width:{share:.1%}">' for share in layout.columns.values())
    more = f"<p class=more>{escape(layout.hidden())}</p>" if layout.hidden() else ""
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _pictures(layout: Layout, pictures: Sequence[bytes]) -> str:
    images = ""
    for position, (data, plot) in enumerate(zip(pictures[: layout.charts], layout.brief.charts, strict=False)):
        kind = "png" if data.startswith(b"\x89PNG") else "svg+xml"
        source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
        width = layout.chart_width(position)
        images += f'<img alt="{escape(plot.frame.title)}" style="width:{width}pt" src="{source}">'
    return f'<div class="charts">{images}</div>' if images else ""


def _list(title: str, items: Sequence[str], css: str = "") -> str:
    return (
        f'<section class="{css}"><h2>{title}</h2><ul>' + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul></section>"
    )


def _style(layout: Layout) -> str:
    text, small, listed = layout.text, layout.small, layout.small + 0.7
    return f"""
@page {{ size: A4 portrait; margin: {MARGIN}pt; }}
* {{ box-sizing: border-box; margin: 0; padding: 0; }}
html {{ -webkit-print-color-adjust: exact; }}
body {{ width: {WIDTH}pt; font: {text}pt/{LEADING} {FONTS}; color: #1B2733; overflow-wrap: anywhere; }}
h1 {{ font-size: {layout.title}pt; line-height: {LEADING}; color: #0B4A8B; }}
.about {{ font-size: {small}pt; color: #55636F; border-bottom: 1.2pt solid #0B57A4; padding-bottom: 4pt; margin-bottom: 6pt; }}
.sentence {{ font-size: {text + 0.5}pt; margin-bottom: 6pt; }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100%; margin-bottom: 3pt; }}
th {{ text-align: left; font-weight: 600; background: #E8F0F8; padding: 1.5pt 3pt; border-bottom: .8pt solid #0B57A4; }}
th.n, .n {{ text-align: right; font-variant-numeric: tabular-nums; }}
td {{ padding: 1.2pt 3pt; border-bottom: .5pt solid #D5DCE3; vertical-align: top; }}
.p, .r, .unknown, .neutral, .same, .more, footer {{ color: #55636F; }}
.better {{ color: #0B57A4; }}
.worse {{ color: #C2410C; font-weight: 600; }}
.more {{ font-size: {small}pt; }}
.charts {{ display: flex; flex-wrap: wrap; gap: 6pt 10pt; margin: 3pt 0; }}
.charts img {{ height: {layout.chart}pt; object-fit: contain; border: .5pt solid #D5DCE3; }}
.lists {{ display: flex; gap: 10pt; margin-bottom: 6pt; }}
.lists section {{ flex: 1 1 0; min-width: 0; }}
h2 {{ font-size: {text}pt; line-height: {LEADING}; color: #0B4A8B; }}
ul {{ list-style: none; }}
li {{ font-size: {listed}pt; padding-left: 7pt; text-indent: -7pt; margin-bottom: .5pt; }}
li::before {{ content: "· "; }}
.checks {{ margin-bottom: 6pt; }}
footer {{ font-size: {small}pt; border-top: .5pt solid #D5DCE3; padding-top: 3pt; }}
"""
