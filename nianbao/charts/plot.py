"""One chart as a value: which builder, which rows, which words; drawn on screen, as a picture, or as a native chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nianbao.charts.bars import profile, ranked
from nianbao.charts.composition import composition
from nianbao.charts.frame import Frame
from nianbao.charts.grids import heat_table, small_multiples
from nianbao.charts.lines import trend
from nianbao.charts.scatter import scatter
from nianbao.charts.sketch import Builder, Sketch

BUILDERS: dict[str, Builder] = {
    "trend": trend,
    "ranked": ranked,
    "composition": composition,
    "profile": profile,
    "heat_table": heat_table,
    "small_multiples": small_multiples,
    "scatter": scatter,
}


@dataclass(frozen=True)
class Plot:
    """A chart before it is drawn.

    `name` and `arguments` are the recipe (a function of nianbao.plots and what it was asked for), which a pin keeps
    so that the same chart can be made again from other data. `kind` is a key of BUILDERS, `rows` exactly what is
    drawn (columns as queries/series.sql, ranking.sql, matrix.sql or pairs.sql give them), `options` the builder's
    other arguments.
    """

    name: str
    arguments: Mapping[str, Any]
    kind: str
    frame: Frame
    rows: pd.DataFrame
    options: Mapping[str, Any] = field(default_factory=dict)

    def figure(self, frame: Frame | None = None) -> go.Figure:
        """The finished figure, in the plot's own frame or in another (wider, dark, retitled)."""
        return BUILDERS[self.kind](self.rows, frame or self.frame, **self.options)

    def sketch(self) -> Sketch:
        """The same as plain dicts, for a browser."""
        return BUILDERS[self.kind].sketch(self.rows, self.frame, **self.options)

    def titled(self, title: str) -> Plot:
        return replace(self, frame=replace(self.frame, title=title))


@dataclass(frozen=True)
class Nothing:
    """A place without a chart: what would stand there, and why it does not."""

    what: str
    advice: str = ""
