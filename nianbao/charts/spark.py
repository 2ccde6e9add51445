"""The mini trend of a card: an SVG of a few hundred bytes, drawn without a chart library."""

from __future__ import annotations

import base64
from collections.abc import Sequence


def sparkline(values: Sequence[float | None], colour: str, width: int = 120, height: int = 30) -> str:
    """A data URI; None leaves a gap, single points are dots, the last known value is marked."""
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
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(at(index, value))
    lines = "".join(f'<polyline points="{" ".join(f"{x},{y}" for x, y in run)}"/>' for run in runs if len(run) > 1)
    dots = "".join(f'<circle cx="{run[0][0]}" cy="{run[0][1]}" r="2.2" fill="{colour}"/>' for run in runs if len(run) == 1)
    last = next(run[-1] for run in reversed(runs) if run)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<g fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round">{lines}</g>{dots}'
        f'<circle cx="{last[0]}" cy="{last[1]}" r="3.2" fill="{colour}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
