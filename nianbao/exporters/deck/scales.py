"""Round axes, and labels pushed apart: arithmetic of native charts that a program would else do in its own way."""

from __future__ import annotations

import math
from collections.abc import Iterable

from nianbao.charts.axis import round_step


def axis_ends(values: Iterable[float], rate: bool) -> tuple[float, float, float]:
    """Round ends for the axis and its step: from zero for counts, near the values for rates."""
    values = list(values)
    if not values:
        return 0.0, 1.0, 0.5
    low, high = min(values), max(values)
    if rate:
        spread = max(high - low, 2.0)
        most = 100.0 if high <= 100 else math.inf
        low, high = max(0.0, low - spread * 0.35), min(high + spread * 0.35, most)
        step = round_step((high - low) / 4)
        return math.floor(low / step) * step, min(math.ceil(high / step) * step, most), step
    step = round_step((max(high, 0) - min(low, 0)) * 1.1 / 4 or 1)
    return (math.floor(low * 1.1 / step) * step if low < 0 else 0.0), math.ceil(max(high, 0) * 1.08 / step) * step or step, step


def apart(heights_of: dict[str, float], low: float, high: float, room: float, gap: float = 16.0) -> dict[str, float]:
    """How far down (points) each label moves so that none covers another."""
    scale = room / (high - low or 1)
    wished = sorted(((height - low) * scale, name) for name, height in heights_of.items())
    placed: list[float] = []
    for at, _ in wished:
        placed.append(max(at, placed[-1] + gap) if placed else at)
    over = max(placed[-1] - room, 0) if placed else 0
    for index in range(len(placed) - 1, -1, -1):
        if over <= 0:
            break
        limit = room if index == len(placed) - 1 else placed[index + 1] - gap
        placed[index] = min(placed[index], limit)
    return {name: at - now for (at, name), now in zip(wished, placed, strict=True)}
