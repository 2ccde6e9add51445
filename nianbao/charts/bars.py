"""Comparisons in one year: ranked bars with honest ties, and stacked compositions."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.lines import _hover, _key, _with_unit, height_of, records
from nianbao.charts.sketch import Sketch, builder
from nianbao.wording import BOUND_SIGNS, figure, in_words, moved_text, plain, sample_text, scale_for

PATTERNS = ("", "/", "x", "-", "\\", ".", "+", "|")


@builder
def ranked(rows: pd.DataFrame, frame: Frame, *, focus: str | None = None, most: int = 20, plot_height: int = 0) -> Sketch:
    """Horizontal bars, largest first, places shared by ties, the focus agency strong, other named ones in ink.

    `rows` as queries/ranking.sql gives them, in its order; members without a number are not drawn (the frame's
    `missing` names them). When there are more than `most`, the focus and named agencies are kept and a mark says how
    many were cut. `plot_height` is the least height in pixels.
    """
    p = frame.colours
    held = rows[rows["place"].notna()]
    kept = held["named"].astype(bool) | (held["agency_id"] == focus)
    shown = pd.concat([held[kept], held[~kept].head(max(most - int(kept.sum()), 0))]).sort_index().head(max(most, 1))
    bars = records(shown)
    heights = [height_of(row) or 0.0 for row in bars]
    unit = str(shown["unit"].iloc[0]) if len(shown) else ""
    rate = bool(len(shown)) and shown["value_type"].iloc[0] == "rate"
    divisor, word = (1.0, "") if rate else scale_for(heights)
    tail = "%" if rate else word
    labels = [escape(bar_name(row)) for row in bars]
    signs = [BOUND_SIGNS.get(row["qualifier"], "") for row in bars]
    numbers = [f"{s}{in_words(h, divisor, tail)}{sample_text(r)}" for s, h, r in zip(signs, heights, bars, strict=True)]
    colours = [p.focus if row["agency_id"] == focus or focus is None else p.named if row["named"] else p.other for row in bars]
    exact = [row["qualifier"] == "exact" for row in bars]
    fig = Sketch()
    fig.add(
        "bar",
        x=[h / divisor for h in heights],
        y=list(range(len(shown))),
        orientation="h",
        marker={
            "color": [c if e else p.paper for c, e in zip(colours, exact, strict=True)],
            "line": {"color": colours, "width": 1.6},
        },
        text=[f"<b>{n}</b>" if c == p.focus and focus else n for n, c in zip(numbers, colours, strict=True)],
        textposition="outside",
        textfont={"size": 12, "color": p.ink},
        cliponaxis=False,
        customdata=[_key(row, row["year"]) for row in bars],
        hovertext=[_hover(row, int(row["year"])) for row in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        width=min(0.66, 0.66 * 38 * len(shown) / max(plot_height, 1)) if plot_height > 38 * len(shown) else 0.66,
    )
    widest = max((text_width(label, 12.5) for label in labels), default=60)
    left = int(min(widest + 20, frame.pixels * 0.52))
    room = max((text_width(number, 13) for number in numbers), default=40) + 12
    usable = max(frame.pixels - left - 24, 80)
    fig.update_xaxes(range=_room_for_numbers([h / divisor for h in heights], room, usable), visible=False)
    fig.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(shown))),
        ticktext=labels,
        range=[len(shown) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": p.ink},
    )
    marks = list(frame.marks)
    if len(held) > len(shown):
        marks.append(f"有数的 {len(held)} 家中画出 {len(shown)} 家。")
    if not all(exact):
        marks.append("空心条为“超、余、约”等不确切的数，按印出的数画出。")
    framed = replace(frame, subtitle=_with_unit(frame.subtitle, word + unit), marks=tuple(marks))
    return finish(fig, framed, max(26 * len(shown), 60, plot_height), left=left, right=24, below=4)


def bar_name(row: Any) -> str:
    """“3　西安行政审批局　↑2”, “3（并列）　…”, “3—5　…” where a printed bound leaves the place open."""
    return "　".join(part for part in (_place(row), str(row["agency_short"]), moved_text(row)) if part)


def _place(row: Any) -> str:
    if int(row["place"]) != int(row["place_last"]):
        return f"{int(row['place'])}—{int(row['place_last'])}"
    return f"{int(row['place'])}{'（并列）' if row['ties'] > 1 else ''}"


def _room_for_numbers(heights: list[float], room: float, usable: float) -> list[float]:
    """The x range that leaves `room` pixels beside the longest bar, on both sides of zero where there are negative ones."""
    low, high = min([0.0, *heights]), max([0.0, *heights])
    sides = (low < 0) + (high > 0) or 1
    pad = ((high - low) or 1) * room / max(usable - sides * room, 40)
    return [low - pad if low < 0 else 0.0, high + pad if high > 0 or not low else pad / 10]


@builder
def composition(
    rows: pd.DataFrame, frame: Frame, *, group: str, part: str, order: list[str] | None = None, plot_height: int | None = None
) -> Sketch:
    """Stacked horizontal bars: one bar per `group`, one piece per `part`, counts written inside where they fit.

    `rows` has group, part and the columns of queries/series.sql; pieces without a number are left out and the mark says so.
    """
    p = frame.colours
    fig = Sketch()
    cells: dict[tuple[Any, Any], dict[str, Any]] = {}
    totals: dict[Any, float] = {}
    every = records(rows)
    for row in every:
        totals[row[group]] = totals.get(row[group], 0.0) + (height_of(row) or 0.0)
        cells.setdefault((row[part], row[group]), row)
    groups = list(totals)
    labels = [escape(str(g)) for g in groups]
    parts = order or list(dict.fromkeys(row[part] for row in every))
    peak = max(totals.values(), default=0.0)
    peak = peak if peak > 0 else 1.0
    left = int(max((text_width(str(g), 12.5) for g in groups), default=40)) + 22
    usable = max(frame.pixels - left - 90, 60)
    for position, name in enumerate(parts):
        pieces = [cells.get((name, g)) for g in groups]
        values = [height_of(row) for row in pieces]
        colour = p.series[position % len(p.series)]
        fig.add(
            "bar",
            y=labels,
            x=values,
            orientation="h",
            name=escape(str(name)),
            marker={
                "color": colour,
                "line": {"color": p.paper, "width": 1},
                "pattern": {
                    "shape": PATTERNS[position % len(PATTERNS)],
                    "fgcolor": p.paper,
                    "fgopacity": 0.2,
                    "size": 7,
                    "fillmode": "overlay",
                },
            },
            text=[plain(v) if v and v / peak * usable > text_width(plain(v), 12) + 8 else "" for v in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": "#FFFFFF" if not frame.dark else "#0B1117", "size": 12},
            customdata=[[] if row is None else _key(row, row["year"]) for row in pieces],
            hovertext=[
                "" if row is None else f"{label}｜{escape(str(name))}：{figure(row, exact=True)}"
                for label, row in zip(labels, pieces, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for g, label in zip(groups, labels, strict=True):
        fig.add_annotation(
            y=label, x=totals[g], text=f"<b>{plain(totals[g])}</b>", showarrow=False,
            xanchor="left", xshift=6, font={"size": 12, "color": p.ink},
        )  # fmt: skip
    empty = sum(row["state"] != "reported" for row in every)
    marks = [f"未填或不适用的格 {empty} 个，不作零处理。"] if empty else []
    legend_rows = _legend_rows(parts, frame.pixels - left - 24)
    fig.update_layout(
        barmode="stack",
        showlegend=True,
        legend={
            "orientation": "h", "x": 0, "xref": "paper", "y": 1, "yanchor": "bottom", "traceorder": "normal",
            "font": {"size": 12, "color": p.muted}, "itemclick": False, "itemdoubleclick": False,
        },
        bargap=0.34,
    )  # fmt: skip
    fig.update_xaxes(visible=False, range=[0, peak * 1.14])
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": p.ink})
    unit = str(every[0]["unit"]) if every else ""
    framed = replace(frame, subtitle=_with_unit(frame.subtitle, unit), marks=(*marks, *frame.marks))
    height = plot_height or max(34 * len(groups), 70)
    return finish(fig, framed, height, left=left, right=24, below=6, top=16 + 22 * legend_rows)


def _legend_rows(parts: list[str], width: float) -> int:
    """Plotly gives every entry the width of the longest."""
    entry = max((text_width(str(part), 12.5) for part in parts), default=0) + 50
    return math.ceil(len(parts) / max(1, int(width // entry)))


@builder
def profile(rows: pd.DataFrame, frame: Frame, *, plot_height: int = 0) -> Sketch:
    """The figures of one agency and year that share a unit, largest first; `rows` as queries/series.sql gives them."""
    places = range(1, len(rows) + 1)
    bars = rows.assign(agency_short=rows["indicator_short"], place=places, place_last=places, ties=1, named=False)
    fig = ranked.sketch(bars.reset_index(drop=True), frame, plot_height=plot_height)
    labels = [escape(name) for name in rows["indicator_short"]]
    left = int(max(text_width(label, 12.5) for label in labels)) + 20
    shift = left - fig.layout["margin"]["l"]
    for note in fig.layout["annotations"]:
        if note["x"] == 0 and note["xref"] == "paper":
            note["xshift"] -= shift
    fig.update_yaxes(ticktext=labels)
    fig.update_layout(margin={"l": left})
    return fig
