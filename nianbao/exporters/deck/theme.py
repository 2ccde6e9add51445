"""The empty deck: 16:9, Chinese theme fonts, Chinese layouts, the watermark on the layouts."""

from __future__ import annotations

import re
from typing import Any

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.opc.package import Part, XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.shapes.autoshape import CT_Shape
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Pt

from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import write

FONT = "微软雅黑"
WIDTH, HEIGHT = Pt(960), Pt(540)
FAINT = "#E6E9EC"
_LAYOUTS = {"Title Slide": "标题幻灯片", "Title and Content": "标题和内容", "Title Only": "仅标题", "Blank": "空白"}
_PROMPTS = {
    "Click to edit Master title style": "单击此处编辑母版标题样式",
    "Click to edit Master subtitle style": "单击此处编辑母版副标题样式",
    "Click to edit Master text styles": "单击此处编辑母版文本样式",
    "Second level": "第二级",
    "Third level": "第三级",
    "Fourth level": "第四级",
    "Fifth level": "第五级",
}
_ACCENTS = dict(zip(("accent1", "accent2", "accent3", "accent4", "accent5", "accent6"), LIGHT.series, strict=False))


def empty_deck(title: str, watermark: str) -> Deck:
    """A presentation without slides whose theme, master and layouts are ours; everything in it stays editable."""
    deck = Presentation()
    stretch = WIDTH / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in _LAYOUTS:
            deck.slide_layouts.remove(layout)
    for place in (master, *deck.slide_layouts):
        for shape in place.shapes:
            _widen(shape, stretch)
            _translate(shape)
    for layout in deck.slide_layouts:
        if watermark:
            _watermark(layout, watermark)
        layout._element.cSld.set("name", _LAYOUTS[layout.name])
    _title_style(master)
    _retheme(master.part)
    about = deck.core_properties
    about.title, about.author, about.language, about.keywords, about.comments = title, "年报看板", "zh-CN", "", ""
    return deck


def layout_named(deck: Deck, name: str) -> Any:
    return next(layout for layout in deck.slide_layouts if layout.name == name)


def retheme_notes(deck: Deck) -> None:
    """The notes pages have a theme of their own, made with the first note."""
    _retheme(deck.notes_master.part)


def _widen(shape: Any, stretch: float) -> None:
    """The library's master is 4:3; what stands on it is spread over 16:9."""
    own = shape._element.spPr.find(qn("a:xfrm"))
    if own is not None:
        shape.left, shape.width = Emu(int(shape.left * stretch)), Emu(int(shape.width * stretch))


def _translate(shape: Any) -> None:
    for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else []:
        for run in paragraph.runs:
            run.text = _PROMPTS.get(run.text, run.text)


def _title_style(master: Any) -> None:
    """Titles on the left and of the size the slides use, so that a slide added by hand looks like the others."""
    style = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", "2400")
    style.find(qn("a:defRPr")).set("b", "1")


def _retheme(owner: Part) -> None:
    """Fonts for Latin and East Asian text and our colours, by rewriting the theme's text."""
    part = next(rel.target_part for rel in owner.rels.values() if rel.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for kind in ("majorFont", "minorFont"):
        text = re.sub(
            rf"(<a:{kind}>).*?(</a:{kind}>)",
            rf'\1<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/><a:cs typeface=""/>'
            rf'<a:font script="Hans" typeface="{FONT}"/>\2',
            text,
            flags=re.S,
        )
    for accent, colour in _ACCENTS.items():
        text = re.sub(rf"(<a:{accent}>).*?(</a:{accent}>)", rf'\1<a:srgbClr val="{colour[1:]}"/>\2', text, flags=re.S)
    if isinstance(part, XmlPart):  # the theme of the notes, which the library makes itself
        part._element = parse_xml(text.encode("utf-8"))
    else:
        part._blob = text.encode("utf-8")


def _watermark(layout: Any, text: str) -> None:
    """On the layout, so it lies under everything on every slide and is removed in one place.

    Faint and repeated like in the pictures. The library adds no boxes to a layout: they are made from the XML of a slide's.
    """
    tree = layout.shapes._spTree
    number = max(int(shape.shape_id) for shape in layout.shapes)
    for left in (60, 390, 720):
        for top in (150, 340):
            number += 1
            tree.insert(2, CT_Shape.new_textbox_sp(number, f"水印 {number}", Pt(left), Pt(top), Pt(180), Pt(50)))
            shape = next(shape for shape in layout.shapes if shape.shape_id == number)
            shape.rotation = -24
            write(shape.text_frame, text, 26, FAINT, align=PP_ALIGN.CENTER)
