"""Charts one after the other, two in a row where there is room; one that is left over takes the whole width."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from nianbao.screen.chart import show
from nianbao.screen.page import Screen


@dataclass(frozen=True)
class Shown:
    """A chart of nianbao.plots to show: its name, the key of its place on the page, its arguments."""

    name: str
    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def flow(screen: Screen, charts: Sequence[Shown], rows: Callable[[], pd.DataFrame] | None = None) -> None:
    """Draws the charts in order; `rows` spares the trends among them a question (see `show`)."""
    for first in range(0, len(charts), 2):
        pair = charts[first : first + 2]
        places = screen.columns(2) if len(pair) > 1 else [None]
        for place, chart in zip(places, pair, strict=True):
            spare = {"rows": rows} if rows and chart.name == "trend" else {}
            if place is None:
                show(screen, chart.name, chart.key, screen.width, **chart.arguments, **spare)
                continue
            with place:
                show(screen, chart.name, chart.key, screen.half, **chart.arguments, **spare)
