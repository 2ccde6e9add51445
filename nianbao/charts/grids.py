"""Many agencies over the years: heat table and small multiples."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
from plotly.colors import sample_colorscale
from plotly.subplots import make_subplots

from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.lines import (
    Cells,
    _hover,
    _key,
    _openness,
    _with_unit,
    apart,
    by_year,
    height_of,
    inexact_marks,
    records,
    way_of,
)  # fmt: skip
from nianbao.charts.sketch import Sketch, builder
from nianbao.charts.theme import Palette
from nianbao.model import STATES
from nianbao.wording import BOUND_SIGNS, plain, scale_for


@builder
def heat_table(rows: pd.DataFrame, frame: Frame, *, years: list[int], focus: str | None = None) -> Sketch:
    """Agency × year, the number written in each cell and the colour following it; no cell without a number is coloured.

    `rows` as queries/matrix.sql gives them plus unit and value_type; agencies in the order of their first row. The row
    of the focus agency stands between two lines.
    """
    p = frame.colours
    rows = rows[rows["year"].isin(years)]
    agencies = list(dict.fromkeys(rows["agency_id"]))
    names = rows.drop_duplicates("agency_id").set_index("agency_id")["agency_short"].to_dict()
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    rate = bool(len(rows)) and rows["value_type"].iloc[0] == "rate"
    heights = {(r["agency_id"], int(r["year"])): r for r in records(rows)}
    numbers = [h for r in heights.values() if (h := height_of(r)) is not None]
    divisor, word = (1.0, "") if rate else scale_for(numbers)
    if divisor > 1 and numbers and min(numbers) < divisor / 100:
        divisor, word = (1e4, "万") if divisor > 1e4 else (1.0, "")
    cells = [
        (row, column, heights.get((agency, year))) for row, agency in enumerate(agencies) for column, year in enumerate(years)
    ]
    known = [h for _, _, cell in cells if (h := _colour_height(cell)) is not None]
    fig = Sketch()
    shapes, notes = [], []
    for row, column, cell in cells:
        height = _colour_height(cell)
        ground = None if height is None else _ground(height, known, p)
        if ground:
            box = {"x0": column - 0.49, "x1": column + 0.49, "y0": row - 0.46, "y1": row + 0.46}
            shapes.append({"type": "rect", "layer": "below", "fillcolor": ground, "line": {"width": 0}, **box})
        colour = p.muted if ground is None else _ink_on(ground, p)
        text = _cell_text(cell, divisor) or "·"
        notes.append({"x": column, "y": row, "text": text, "showarrow": False, "font": {"size": 12, "color": colour}})
    if focus in agencies:
        at = agencies.index(focus)
        shapes += [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at + side, "y1": at + side, "line": {"width": 1.6, "color": p.focus}}
            for side in (-0.5, 0.5)
        ]  # fmt: skip
    fig.update_layout(shapes=shapes, annotations=notes)
    held = [(row, column, cell) for row, column, cell in cells if cell is not None]
    fig.add(
        "scatter",  # what a pointer meets: the cells are shapes, so that every build of the chart library can draw them
        x=[column for _, column, _ in held],
        y=[row for row, _, _ in held],
        mode="markers",
        marker={"symbol": "square", "size": 26, "opacity": 0},
        customdata=[_key(cell, int(cell["year"])) for _, _, cell in held],
        text=[_hover(cell, int(cell["year"])) for _, _, cell in held],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )
    labels = [f"<b>{escape(names[a])}</b>" if a == focus else escape(names[a]) for a in agencies]
    fig.update_xaxes(
        side="top", showgrid=False, tickmode="array", tickvals=list(range(len(years))), ticktext=[str(y) for y in years],
        range=[-0.5, len(years) - 0.5],
    )  # fmt: skip
    fig.update_yaxes(
        tickmode="array", tickvals=list(range(len(agencies))), ticktext=labels, showgrid=False,
        range=[len(agencies) - 0.5, -0.5], tickfont={"color": p.ink},
    )  # fmt: skip
    left = int(min(max((text_width(names[a], 12.5) for a in agencies), default=60) + 18, frame.pixels * 0.45))
    gap = "“·”为未收录；" if len(held) < len(cells) else ""
    framed = replace(
        frame,
        subtitle=_with_unit(frame.subtitle, word + unit),
        marks=(f"{gap}颜色越{'亮' if frame.dark else '深'}数值越大。", *frame.marks),
    )
    finished = finish(fig, framed, max(30 * len(agencies), 60), left=left, right=16, below=4, top=34)
    for stamp in finished.layout.get("images", []):
        stamp["layer"] = "above"  # the cells would hide it
    return finished


def _colour_height(row: dict[str, Any] | None) -> float | None:
    height = None if row is None else height_of(row)
    return None if height is None else math.copysign(math.log10(1 + abs(height)), height)


def _ground(height: float, known: list[float], p: Palette) -> str:
    """The colour of a cell: its place between the smallest and the largest."""
    low, high = min(known), max(known)
    place = (height - low) / (high - low) if high > low else 0.5
    return str(sample_colorscale([list(stop) for stop in p.sequential], [place])[0])


LEGIBLE = 4.5  # contrast of small text (WCAG)


def _ink_on(ground: str, p: Palette) -> str:
    """The text colour: the light one wherever it can be read, so that neighbours of like colour look alike; else the dark one."""
    light, dark = sorted((p.ink, p.paper), key=_luminance, reverse=True)
    return light if _contrast(_luminance(light), _luminance(ground)) >= LEGIBLE else dark


def _luminance(colour: str) -> float:
    """Relative luminance of “#RRGGBB” or “rgb(r, g, b)” (WCAG)."""
    parts = (
        [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        if colour.startswith("#")
        else [float(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    )
    linear = [v / 12.92 if (v := part / 255) <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _cell_text(row: dict[str, Any] | None, divisor: float) -> str:
    if row is None:
        return ""
    height = height_of(row)
    if height is None:
        return STATES[row["state"]]
    return f"{BOUND_SIGNS.get(row['qualifier'], '')}{plain(height / divisor, 1 if divisor > 1 else 2)}"


@builder
def small_multiples(
    series: pd.DataFrame, frame: Frame, *, years: tuple[int, int], focus: str | None = None, columns: int = 4, own: bool = False
) -> Sketch:
    """One small line per agency on one common y axis, so that heights compare; a line never runs across a break.

    `own` gives each an axis of its own: sizes are too unlike for one, and only the courses compare.
    """
    p = frame.colours
    agencies = list(dict.fromkeys(series["agency_id"]))
    columns = min(columns, len(agencies)) or 1
    lines = math.ceil(len(agencies) / columns) or 1
    heights = [h for row in records(series) if (h := height_of(row)) is not None]
    rate = bool(len(series)) and series["value_type"].iloc[0] == "rate"
    held = {
        agency: [h for row in records(part) if (h := height_of(row)) is not None] for agency, part in series.groupby("agency_id")
    }
    divisor, word = (1.0, "") if rate else scale_for([min(map(max, filter(None, held.values())), default=0)] if own else heights)
    names = series.drop_duplicates("agency_id").set_index("agency_id")["agency_short"].to_dict()
    fig = Sketch(deepcopy(_places(lines, columns, tuple(escape(names[a]) for a in agencies), own)))
    for note in fig.layout.get("annotations", []):
        note.update(font={"size": 12, "color": p.ink}, yshift=-2)
    fig.layout["annotations"] = list(fig.layout.get("annotations", []))
    fig.layout.pop("template", None)
    for position, agency in enumerate(agencies):
        colour = p.focus if agency == focus or focus is None else p.muted
        for cells in [part for run in runs(by_year(series[series["agency_id"] == agency], *years)) for part in apart(run)]:
            way = way_of(cells[0][1])
            fig.add(
                "scatter",
                row=position + 1,
                x=[year for year, _ in cells],
                y=[None if (h := height_of(row)) is None else h / divisor for _, row in cells],
                mode="lines+markers",
                connectgaps=False,
                line={"color": colour, "width": 2.2},
                marker={
                    "size": 9 if way else 6,
                    "color": colour,
                    "symbol": [{1: "arrow-up", -1: "arrow-down"}.get(way, "circle" + _openness(row)) for _, row in cells],
                },
                customdata=[_key(row, year) for year, row in cells],
                text=[_hover(row, year) for year, row in cells],
                hovertemplate="%{text}<extra></extra>",
                cliponaxis=False,
            )
    top = max((h / divisor for h in heights), default=1)
    bottom = min((h / divisor for h in heights), default=0)
    span = (
        [max(0, bottom - (top - bottom or 2) * 0.3), top + (top - bottom or 2) * 0.3]
        if rate
        else [min(0, bottom), top * 1.2 or 1]
    )
    short = [years[0], years[1]]
    fig.update_xaxes(
        tickmode="array", tickvals=short, ticktext=[str(y) for y in short], range=[years[0] - 0.6, years[1] + 0.6],
        showgrid=False, showline=True,
    )  # fmt: skip
    fig.update_yaxes(range=span, tickformat=",.2~f", nticks=4)
    for position, agency in enumerate(agencies if own else ()):
        values = [0.0, *(h / divisor for h in held[agency])]
        fig.update_layout(**{f"yaxis{position + 1 if position else ''}": {"range": [min(values), max(values) * 1.2 or 1]}})
    unit = str(series["unit"].iloc[0]) if len(series) else ""
    framed = replace(frame, subtitle=_with_unit(frame.subtitle, word + unit), marks=(*inexact_marks(series, False), *frame.marks))
    left = int(max(text_width(plain(v, 1), 12) for v in span)) + 26
    return finish(fig, framed, 120 * lines, left=left, right=16, top=36)


@lru_cache(maxsize=256)
def _places(lines: int, columns: int, titles: tuple[str, ...], own: bool) -> dict[str, Any]:
    """Where each small chart stands; Plotly takes longer to work it out than all else here."""
    found: dict[str, Any] = make_subplots(
        rows=lines, cols=columns, shared_yaxes=not own, shared_xaxes=True, subplot_titles=titles,
        vertical_spacing=min(0.5 / max(lines, 1), 36 / max(lines * 120, 1)), horizontal_spacing=0.06 if own else 0.03,
    ).to_dict()  # fmt: skip
    return found


def runs(cells: Cells) -> list[Cells]:
    """Years of one definition each; a year without a cell belongs to the run before it."""
    found: list[Cells] = []
    segment = None
    for year, row in cells:
        if not found or (row is not None and segment is not None and row["segment"] != segment):
            found.append([])
        if row is not None:
            segment = row["segment"]
        found[-1].append((year, row))
    return found


def _open_marks(qualifiers: pd.Series) -> tuple[str, ...]:
    inexact = qualifiers.isin(list(BOUND_SIGNS)).any()
    return ("空心点为“超、余、约”等不确切的数，按印出的数画出。",) if inexact else ()
