"""The mini trend of a card: an SVG of a few hundred bytes, drawn without a chart library."""

from __future__ import annotations

import base64
from collections.abc import Sequence


def sparkline(
    values: Sequence[float | None], colour: str, width: int = 120, height: int = 30, ways: Sequence[int] | None = None
) -> str:
    """A data URI; None leaves a gap, single points are dots, the last known value is marked.

    `ways` has 1 for a printed lower bound and -1 for an upper one: an arrow that no line leads to.
    """
    ways = ways or [0] * len(values)
    known = [v for v in values if v is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = (width - 10) / max(len(values) - 1, 1)

    def at(index: int, value: float) -> tuple[float, float]:
        y = height / 2 if high == low else height - 5 - (value - low) / span * (height - 10)
        x = width / 2 if len(values) == 1 else 5 + index * step
        return round(x, 1), round(y, 1)

    runs: list[list[tuple[float, float]]] = [[]]
    arrows = ""
    for index, (value, way) in enumerate(zip(values, ways, strict=True)):
        if value is None or way:
            runs.append([])
        if value is not None and way:
            arrows += _arrow(*at(index, value), way, height)
        elif value is not None:
            runs[-1].append(at(index, value))
    lines = "".join(f'<polyline points="{" ".join(f"{x},{y}" for x, y in run)}"/>' for run in runs if len(run) > 1)
    dots = "".join(f'<circle cx="{run[0][0]}" cy="{run[0][1]}" r="2.2" fill="{colour}"/>' for run in runs if len(run) == 1)
    newest = max(index for index, value in enumerate(values) if value is not None)
    last = at(newest, values[newest] or 0.0)
    end = "" if ways[newest] else f'<circle cx="{last[0]}" cy="{last[1]}" r="3.2" fill="{colour}"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<g fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round">{lines}{arrows}</g>{dots}{end}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _arrow(x: float, y: float, way: int, height: int) -> str:
    """A short bar at the bound and an arrow away from it, kept inside the picture."""
    foot = min(max(y, 10), height - 2) if way > 0 else min(max(y, 2), height - 10)
    tip = foot - 8 * way
    return f'<path d="M{x - 4},{foot}h8M{x},{foot}V{tip}M{x - 3},{tip + 3 * way}L{x},{tip}L{x + 3},{tip + 3 * way}"/>'
