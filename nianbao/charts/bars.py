"""Comparisons in one year: ranked bars with honest ties, and the figures of one family side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.lines import _hover, _key, _with_unit, height_of, records
from nianbao.charts.sketch import Sketch, builder
from nianbao.wording import BOUND_SIGNS, in_words, moved_text, sample_words, scale_for


@dataclass(frozen=True)
class Label:
    """What stands before a bar, each part in a column of its own: the place, the name, the places won since the year before."""

    place: str
    name: str
    moved: str = ""


@builder
def ranked(
    rows: pd.DataFrame, frame: Frame, *, focus: str | None = None, most: int = 20, plot_height: int = 0, placed: bool = True
) -> Sketch:
    """Horizontal bars, largest first, places shared by ties, the focus agency strong, other named ones in ink.

    `rows` as queries/ranking.sql gives them, in its order; members without a number are not drawn (the frame's
    `missing` names them). When there are more than `most`, the focus and named agencies are kept and a mark says how
    many were cut. `plot_height` is the least height in pixels. Not `placed`: sorted, but without the numbers of places.
    """
    held = rows[rows["place"].notna()]
    kept = held["named"].astype(bool) | (held["agency_id"] == focus)
    shown = pd.concat([held[kept], held[~kept].head(max(most - int(kept.sum()), 0))]).sort_index().head(max(most, 1))
    marks = [f"有数的 {len(held)} 家中画出 {len(shown)} 家。"] if len(held) > len(shown) else []
    bars = records(shown)
    return _bars(bars, [bar_label(row, placed) for row in bars], frame, focus, plot_height, marks)


def bar_label(row: Any, placed: bool = True) -> Label:
    """“并列 3”, “3—5” where a printed bound leaves the place open; “↑2”, “↓1”, “平”."""
    if not placed:
        return Label("", str(row["agency_short"]))
    moved = moved_text(row)
    return Label(_place(row), str(row["agency_short"]), "平" if moved == "—" else moved)


def _place(row: Any) -> str:
    if int(row["place"]) != int(row["place_last"]):
        return f"{int(row['place'])}—{int(row['place_last'])}"
    return f"{'并列 ' if row['ties'] > 1 else ''}{int(row['place'])}"


def _bars(
    bars: list[dict[str, Any]], labels: list[Label], frame: Frame, focus: str | None, plot_height: int, marks: list[str]
) -> Sketch:
    """One bar a row in the given order, its label in columns to the left."""
    p = frame.colours
    heights = [height_of(row) or 0.0 for row in bars]
    unit = str(bars[0]["unit"]) if bars else ""
    rate = bool(bars) and bars[0]["value_type"] == "rate"
    divisor, word = (1.0, "") if rate else scale_for(heights)
    tail = "%" if rate else word
    signs = [BOUND_SIGNS.get(row["qualifier"], "") for row in bars]
    numbers = [
        f"{s}{in_words(h, divisor, tail)}{sample_words(r.get('denominator'))}"
        for s, h, r in zip(signs, heights, bars, strict=True)
    ]
    strong = [row["agency_id"] == focus for row in bars]
    colours = [
        p.focus if s or focus is None else p.named if row.get("named") else p.other for s, row in zip(strong, bars, strict=True)
    ]
    exact = [row["qualifier"] == "exact" for row in bars]
    fig = Sketch()
    fig.add(
        "bar",
        x=[h / divisor for h in heights],
        y=list(range(len(bars))),
        orientation="h",
        marker={
            "color": [c if e else p.paper for c, e in zip(colours, exact, strict=True)],
            "line": {"color": colours, "width": 1.6},
        },
        text=[f"<b>{n}</b>" if s else n for n, s in zip(numbers, strong, strict=True)],
        textposition="outside",
        textfont={"size": 12, "color": p.ink},
        cliponaxis=False,
        customdata=[_key(row, row["year"]) for row in bars],
        hovertext=[_hover(row, int(row["year"])) for row in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        width=min(0.66, 0.66 * 38 * len(bars) / max(plot_height, 1)) if plot_height > 38 * len(bars) else 0.66,
    )
    left = _label_columns(fig, labels, strong, frame)
    room = max((text_width(number, 13) for number in numbers), default=40) + 12
    usable = max(frame.pixels - left - 24, 80)
    fig.update_xaxes(range=_room_for_numbers([h / divisor for h in heights], room, usable), visible=False)
    fig.update_yaxes(range=[len(bars) - 0.4, -0.6], showgrid=False, showticklabels=False)
    if not all(exact):
        marks = [*marks, "空心条为“超、余、约”等不确切的数，按印出的数画出。"]
    framed = replace(frame, subtitle=_with_unit(frame.subtitle, word + unit), marks=(*frame.marks, *marks))
    return finish(fig, framed, max(26 * len(bars), 60, plot_height), left=left, right=24, below=4)


def _label_columns(fig: Sketch, labels: list[Label], strong: list[bool], frame: Frame) -> int:
    """Writes places flush right, names flush left and moves flush right, each in its column; returns the width of all."""
    p = frame.colours
    size = 12.5
    place = max((text_width(label.place, size) for label in labels), default=0)
    moved = max((text_width(label.moved, size) for label in labels), default=0)
    side, gap = 14, 8
    taken = side + (place + gap if place else 0) + (moved + gap if moved else 0) + gap
    most = max((text_width(label.name, size + 0.5) for label in labels), default=60)
    name = max(min(most, frame.pixels * 0.52 - taken), 50.0)
    left = int(taken + name)
    columns = {
        "place": (side + place, "right"),
        "name": (side + (place + gap if place else 0), "left"),
        "moved": (left - gap, "right"),
    }
    for row, (label, bold) in enumerate(zip(labels, strong, strict=True)):
        for part, (at, anchor) in columns.items():
            said = getattr(label, part)
            if not said:
                continue
            text = escape(shortened(said, name, size + 0.5) if part == "name" else said)
            fig.add_annotation(
                text=f"<b>{text}</b>" if bold else text, xref="paper", x=0, xanchor=anchor, xshift=at - left, yref="y", y=row,
                yanchor="middle", showarrow=False, font={"size": 12, "color": p.muted if part == "moved" else p.ink},
            )  # fmt: skip
    return left


def shortened(text: str, width: float, size: float) -> str:
    """The text, cut with … where it is wider than that."""
    if text_width(text, size) <= width:
        return text
    while len(text) > 1 and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"


def _room_for_numbers(heights: list[float], room: float, usable: float) -> list[float]:
    """The x range that leaves `room` pixels beside the longest bar, on both sides of zero where there are negative ones."""
    low, high = min([0.0, *heights]), max([0.0, *heights])
    sides = (low < 0) + (high > 0) or 1
    pad = ((high - low) or 1) * room / max(usable - sides * room, 40)
    return [low - pad if low < 0 else 0.0, high + pad if high > 0 or not low else pad / 10]


@builder
def profile(rows: pd.DataFrame, frame: Frame, *, plot_height: int = 0) -> Sketch:
    """The figures of one agency and year that share a unit, largest first; `rows` as queries/series.sql gives them."""
    bars = records(rows)
    return _bars(bars, [Label("", str(row["indicator_short"])) for row in bars], frame, None, plot_height, [])
