"""What lies under and over a native line chart as shapes of the slide: the peers' band, gaps, breaks, directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.util import Pt

from nianbao.charts.bands import AREA
from nianbao.charts.breaks import CIRCLED
from nianbao.charts.frame import Frame
from nianbao.charts.lines import certain, height_of, records, way_of
from nianbao.charts.theme import LIGHT
from nianbao.exporters.deck.look import Box, dashed, rgb, text_box
from nianbao.model import STATES
from nianbao.wording import missing, year_runs

BAND = "#E3ECF5"


@dataclass(frozen=True)
class Place:
    """Where years and values lie on the slide: each year has a band of its own, its point stands in the middle."""

    years: list[int]
    inner: Box
    low: float
    high: float

    def x(self, year: float) -> float:
        return self.inner.left + (year - self.years[0] + 0.5) * self.inner.width / len(self.years)

    def y(self, value: float) -> float:
        return self.inner.top + self.inner.height * (1 - (value - self.low) / ((self.high - self.low) or 1))


def lone_years(years: Iterable[int]) -> list[int]:
    return [run[0] for run in year_runs(years) if len(run) == 1]


def draw_band(page: Page, band: pd.DataFrame, place: Place) -> None:
    """The middle half of like agencies as an area for each run of years; years alone have their median only."""
    held = {int(row["year"]): row for row in records(band)}
    for run in year_runs(held):
        if len(run) == 1 or len(held) < AREA:  # as on screen
            continue
        upper = [(place.x(float(year)), place.y(float(held[year]["upper_quartile"]))) for year in run]
        lower = [(place.x(float(year)), place.y(float(held[year]["lower_quartile"]))) for year in run]
        points = [(int(Pt(x)), int(Pt(y))) for x, y in (*upper, *reversed(lower))]
        outline = page.shapes.build_freeform(*points[0], scale=1.0)
        outline.add_line_segments(points[1:], close=True)
        shape = outline.convert_to_shape()
        shape.name = "同类四分位"
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(BAND)
        shape.line.fill.background()
        shape._element.remove(shape._element.find(qn("p:style")))  # the theme's outline and shadow


def draw_ways(page: Page, rows: pd.DataFrame, place: Place, colour: str) -> None:
    """A dotted line to or from a printed bound where the direction is certain; `rows` by year."""
    known = {int(str(year)): row for year, row in rows.iterrows() if not missing(row["state"])}
    for year, row in known.items():
        before = known.get(year - 1)
        if (
            before is None
            or not (way_of(row) or way_of(before))
            or row["segment"] != before["segment"]
            or not certain(before, row)
        ):
            continue
        start, end = (place.y(height_of(one) or 0.0) for one in (before, row))
        line = page.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, Pt(place.x(year - 1)), Pt(start), Pt(place.x(year)), Pt(end)
        )  # fmt: skip
        line.name = "增减方向"
        line._element.remove(line._element.find(qn("p:style")))
        line.line.color.rgb, line.line.width, line.line.dash_style = rgb(colour), Pt(1), MSO_LINE.SQUARE_DOT


def draw_gaps(page: Page, rows: pd.DataFrame, reasons: Mapping[int, str], place: Place) -> None:
    """In a gap of the focus line the reason for it: 未收录, 未填, 不适用, 存疑, 口径不同."""
    for at, row in rows.iterrows():
        year, state = int(str(at)), "not_collected" if missing(row["state"]) else str(row["state"])
        if state == "reported":
            continue
        text_box(
            page, Box(place.x(year) - 30, place.inner.top + place.inner.height - 17, 60, 14), reasons.get(year) or STATES[state],
            10, LIGHT.muted, align=PP_ALIGN.CENTER, name=f"{year}年缺数原因",
        )  # fmt: skip


def draw_breaks(page: Page, frame: Frame, place: Place) -> None:
    """The dashed lines of the figure with the numbers under which the footer explains them."""
    for mark in frame.marks:
        number, year = mark[:1], mark[1:].strip()[:4]
        if number in CIRCLED and year.isdigit() and place.years[0] < int(year) <= place.years[-1]:
            at, inner = place.x(int(year) - 0.5), place.inner
            dashed(page, at, inner.top, inner.top + inner.height, LIGHT.warn)
            shift = 14 * sum(1 for m in frame.marks if m[1:].strip()[:4] == year and m[:1] in CIRCLED and m[:1] < number)
            text_box(page, Box(at - 8 + shift, inner.top - 18, 18, 16), number, 12, LIGHT.warn, name=f"口径变化{number}")
