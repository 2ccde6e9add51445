"""The value axis of a line chart: from zero for volumes, near the values for rates, and then with every end labelled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

FULL = 100.0  # no tick of a rate stands above it, unless a rate does


@dataclass(frozen=True)
class Axis:
    """Ends of the axis; `ticks` are its labels where the program must not choose them itself."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()

    @property
    def cut(self) -> str:
        """“纵轴从 94% 起” where the axis of rates does not begin at zero."""
        return f"纵轴从 {self.ticks[0]:g}% 起" if self.ticks and self.ticks[0] > 0 else ""


def axis_of(values: Iterable[float], rate: bool) -> Axis:
    """Room for every value and for a label above the highest."""
    values = list(values)
    if not values:
        return Axis(0.0, 1.0)
    low, high = min(values), max(values)
    if rate and low >= 0:
        return _rates(low, high)
    if low < 0:
        return Axis(low * 1.2, max(high, 0) * 1.2 + 0.5)
    return Axis(0.0, high * 1.18 or 1.0)


def _rates(low: float, high: float) -> Axis:
    spread = max(high - low, 2.0)
    top = min(high + spread * 0.2, FULL) if high <= FULL else high + spread * 0.2
    start = max(0.0, low - spread * 0.35)
    step = round_step((top - start) / 4)
    first, last = math.floor(start / step + 1e-9), math.ceil(top / step - 1e-9)
    ticks = tuple(round(number * step, 6) for number in range(first, last + 1))
    if high <= FULL:
        ticks = tuple(tick for tick in ticks if tick <= FULL)
    return Axis(ticks[0], max(ticks[-1], high) + (ticks[-1] - ticks[0]) * 0.1, ticks)


def round_step(rough: float) -> float:
    """The round step between labels, at least as large as asked: 1, 2, 2.5, 5 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough * 0.999)
