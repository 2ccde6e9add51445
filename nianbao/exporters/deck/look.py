"""How native charts look: plain axes, a plot of known place, labels that say what the figure's labels say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.chart.chart import Chart
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.theme import LIGHT


@dataclass(frozen=True)
class Box:
    """A place on the slide in points."""

    left: float
    top: float
    width: float
    height: float

    def inner(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box without these margins."""
        return Box(self.left + left, self.top + top, self.width - left - right, self.height - top - bottom)


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))


def write(frame: Any, text: str, size: float, colour: str, bold: bool = False, align: Any = None) -> None:
    """Replaces what a text frame says, one paragraph a line; marked as Chinese, so that no speller underlines it."""
    frame.text = text
    for paragraph in frame.paragraphs:
        if align is not None:
            paragraph.alignment = align
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = rgb(colour)
            run.font.language_id = MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE


def text_box(
    page: Page, box: Box, text: str, size: float, colour: str, *, bold: bool = False, align: Any = None, name: str = "文字"
) -> Any:
    """A plain box without inner margins, so that its text stands where it is put."""
    shape = page.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    write(frame, text, size, colour, bold, align)
    return shape


def add_chart(page: Page, kind: Any, box: Box, data: Any, name: str) -> Chart:
    """A chart without title, legend or fill of its own; gaps stay gaps."""
    shape: Any = page.shapes.add_chart(kind, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height), data)
    shape.name = name
    chart: Chart = shape.chart
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = Pt(12)
    chart.font.color.rgb = rgb(LIGHT.muted)
    space = chart._chartSpace
    blanks = space.chart.find(qn("c:dispBlanksAs"))
    if blanks is not None:
        blanks.set("val", "gap")
    _no_fill(space)
    return chart


def _no_fill(space: Any) -> None:
    """Transparent, so that what is stamped on the slide shows through."""
    fill = parse_xml(f"<c:spPr {nsdecls('c', 'a')}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>")
    for old in space.findall(qn("c:spPr")):
        space.remove(old)
    space.chart.addnext(fill)


def place_plot(chart: Chart, outer: Box, inner: Box) -> None:
    """Fixes where the plot area lies inside the chart, so that what is drawn over it meets its years and values."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    parts = {
        "x": (inner.left - outer.left) / outer.width,
        "y": (inner.top - outer.top) / outer.height,
        "w": inner.width / outer.width,
        "h": inner.height / outer.height,
    }
    fixed = "".join(f'<c:{name} val="{value:.5f}"/>' for name, value in parts.items())
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{fixed}</c:manualLayout></c:layout>'
        ),
    )


def value_axis(axis: Any, low: float, high: float, format: str, *, shown: bool = True, size: float = 12) -> None:
    """A quiet axis between two fixed ends."""
    axis.minimum_scale, axis.maximum_scale = low, high
    axis.has_major_gridlines = shown
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.fill.background()
    if not shown:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        return
    axis.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = format, False
    axis.tick_labels.font.size, axis.tick_labels.font.color.rgb = Pt(size), rgb(LIGHT.muted)


def category_axis(axis: Any, *, size: float = 12, colour: str = LIGHT.muted) -> None:
    """Names or years along a thin line, always at the low end, below negative bars too."""
    axis.has_major_gridlines = False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.color.rgb = rgb(LIGHT.faint)
    axis.tick_labels.font.size, axis.tick_labels.font.color.rgb = Pt(size), rgb(colour)


def label_point(
    point: Any, text: str, size: float, colour: str, *, bold: bool = False, place: Any = XL_LABEL_POSITION.RIGHT, nudge: float = 0
) -> None:
    """Writes beside one point; `nudge` moves the label down by this share of the chart's height."""
    label = point.data_label
    write(label.text_frame, text.replace(" ", "\u00a0"), size, colour, bold)
    label.text_frame._txBody.find(qn("a:bodyPr")).set("wrap", "none")
    label.position = place
    if abs(nudge) > 0.002:
        element = label._dLbl
        layout = parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/><c:y val="{nudge:.4f}"/></c:manualLayout></c:layout>'
        )
        old = element.find(qn("c:layout"))
        if old is not None:
            element.remove(old)
        element.find(qn("c:idx")).addnext(layout)


def dashed(page: Page, x: float, top: float, bottom: float, colour: str) -> None:
    """A vertical dashed line in points."""
    line = page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(x), Pt(top), Pt(x), Pt(bottom))
    line.name = "口径变化"
    line.line.color.rgb, line.line.width, line.line.dash_style = rgb(colour), Pt(1.25), MSO_LINE.DASH


def describe(page: Page, text: str) -> None:
    """Alternative text for every chart and table of the page: what a screen reader says."""
    for shape in page.shapes:
        if shape.has_chart or shape.has_table:
            shape._element.nvGraphicFramePr.cNvPr.set("descr", text)


def no_leaders(series: Any) -> None:
    """A label that was moved aside stays without a line to its point: its colour says whose it is."""
    for leader in series._element.iter(qn("c:showLeaderLines")):
        leader.set("val", "0")


def number_format(divisor: float, high: float, step: float) -> str:
    """Values stay in their unit; only their writing is in 万 or 亿 (a comma divides by a thousand).

    Ticks that are `step` apart keep their decimals: 92.5 is not written as 93.
    """
    return {1e4: r"0\.0,", 1e8: r"0\.00,,"}.get(divisor, "#,##0" if high >= 10 and step == round(step) else "General")
