"""Stacked bars: what a total is made of, the largest part strong, every piece with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from nianbao.charts.frame import Frame, escape, finish, text_width
from nianbao.charts.lines import _key, _with_unit, height_of, records
from nianbao.charts.sketch import Sketch, builder
from nianbao.wording import figure, plain

SIZE = 12
Cell = dict[str, Any]


@builder
def composition(
    rows: pd.DataFrame,
    frame: Frame,
    *,
    group: str,
    part: str,
    order: list[str] | None = None,
    plot_height: int | None = None,
    shares: bool = False,
) -> Sketch:
    """Stacked horizontal bars: one bar per `group`, one piece per `part`; numbers inside where they fit, else behind the bar.

    `rows` has group, part and the columns of queries/series.sql; pieces without a number are left out and the mark says so.
    With `shares` all bars are of one length, so that the smallest group is seen too; its total stands at its end.
    """
    p = frame.colours
    fig = Sketch()
    cells: dict[tuple[Any, Any], Cell] = {}
    totals: dict[Any, float] = {}
    every = records(rows)
    for row in every:
        totals[row[group]] = totals.get(row[group], 0.0) + (height_of(row) or 0.0)
        cells.setdefault((row[part], row[group]), row)
    groups = [g for g in totals if totals[g] or not shares]
    labels = [escape(str(g)) for g in groups]
    parts = [name for name in order or dict.fromkeys(row[part] for row in every) if any((name, g) in cells for g in groups)]
    sums = {name: sum(height_of(cells.get((name, g))) or 0.0 for g in groups) for name in parts}
    drawn = [name for name in parts if sums[name]] or parts
    peak = max(totals.values(), default=0.0) or 1.0
    left = int(max((text_width(str(g), 12.5) for g in groups), default=40)) + 22
    usable = max(frame.pixels - left - 24, 80)
    behind = {g: _behind(g, drawn, cells, totals[g], totals[g] if shares else peak, usable * SHARE) for g in groups}
    tails = {g: f"<b>{plain(totals[g])}</b>" + (f"　{escape('，'.join(behind[g]))}" if behind[g] else "") for g in groups}
    room = max((text_width(f"{plain(totals[g])}　{'，'.join(behind[g])}", SIZE) for g in groups), default=40) + 16
    room = min(room, usable * (1 - SHARE) + 12)
    colours = shades(drawn, sums, frame)
    for name in drawn:
        pieces = [cells.get((name, g)) for g in groups]
        values = [height_of(row) for row in pieces]
        colour, ink = colours[name]
        fig.add(
            "bar",
            y=labels,
            x=[None if v is None else v / (totals[g] or 1) * peak if shares else v for v, g in zip(values, groups, strict=True)],
            orientation="h",
            name=escape(str(name)),
            marker={"color": colour, "line": {"color": p.paper, "width": 1}},
            text=[
                plain(v) if v and _fits(v, totals[g] if shares else peak, usable * SHARE) else ""
                for v, g in zip(values, groups, strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink, "size": SIZE},
            customdata=[[] if row is None else _key(row, row["year"]) for row in pieces],
            hovertext=[
                "" if row is None else f"{label}｜{escape(str(name))}：{figure(row, exact=True)}"
                for label, row in zip(labels, pieces, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for g, label in zip(groups, labels, strict=True):
        at = (peak if totals[g] else 0) if shares else totals[g]
        fig.add_annotation(
            y=label, x=at, text=tails[g], showarrow=False, xanchor="left", xshift=6, font={"size": SIZE, "color": p.ink},
        )  # fmt: skip
    empty = sum(row["state"] != "reported" for row in every)
    marks = ["各条等长，看占比；条末是件数。"] if shares and len(groups) > 1 else []
    marks += [f"未填或不适用的格 {empty} 个，不作零处理。"] if empty else []
    keys = _legend(fig, drawn, colours, left, frame)
    fig.update_layout(barmode="stack", bargap=0.34)
    fig.update_xaxes(visible=False, range=[0, peak * usable / max(usable - room, 40)])
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": p.ink})
    unit = str(every[0]["unit"]) if every else ""
    framed = replace(frame, subtitle=_with_unit(frame.subtitle, unit), marks=(*marks, *frame.marks))
    height = plot_height or max(34 * len(groups), 70)
    return finish(fig, framed, height, left=left, right=24, below=6, top=16 + 20 * keys)


SHARE = 0.74
"""Of the width beside the names: what the longest bar takes, the rest is for the numbers behind it."""


def _fits(value: float, whole: float, width: float) -> bool:
    return value / (whole or 1) * width > text_width(plain(value), SIZE) + 6


def _behind(
    group: Any, parts: Sequence[str], cells: dict[tuple[Any, Any], Cell], total: float, whole: float, width: float
) -> list[str]:
    """“无法提供 3”: the pieces too small for a number of their own, as many as there is room for."""
    small = []
    for name in parts:
        value = height_of(cells.get((name, group)))
        if value and not _fits(value, whole, width):
            small.append(f"{name} {plain(value)}")
    room = width / SHARE - width * (total / (whole or 1)) - text_width(plain(total), SIZE) - 30
    while small and text_width("，".join(small), SIZE) > room:
        small.pop()
    return small


def shades(parts: Sequence[str], sums: dict[str, float], frame: Frame) -> dict[str, tuple[str, str]]:
    """Colour and text colour by part: the largest strong, the others quiet and told apart from their neighbours."""
    p = frame.colours
    strongest = max(parts, key=lambda name: sums[name], default="")
    quiet = iter(p.parts * (len(parts) // len(p.parts) + 1))
    return {name: (p.focus, p.paper) if name == strongest else next(quiet) for name in parts}


def _legend(fig: Sketch, parts: Sequence[str], colours: dict[str, tuple[str, str]], left: int, frame: Frame) -> int:
    """Coloured squares with names above the bars, from left to right as the pieces lie; returns how many lines they take."""
    lines: list[list[str]] = [[]]
    filled, width = 0.0, frame.pixels - 28
    for name in parts:
        taken = text_width(name, SIZE) + 30
        if lines[-1] and filled + taken > width:
            lines.append([])
            filled = 0.0
        lines[-1].append(name)
        filled += taken
    for row, names in enumerate(lines):
        text = "　".join(f'<span style="color:{colours[name][0]}">■</span> {escape(name)}' for name in names)
        fig.add_annotation(
            text=text, xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom", xshift=14 - left,
            yshift=4 + 20 * (len(lines) - 1 - row), showarrow=False, font={"size": SIZE, "color": frame.colours.muted},
        )  # fmt: skip
    return len(lines)
