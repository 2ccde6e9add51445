"""Figures from frames: every builder takes rows and a Frame and returns a finished Plotly figure."""

from nianbao.charts.bars import profile, ranked
from nianbao.charts.composition import composition
from nianbao.charts.frame import Frame, plain_text
from nianbao.charts.goals import Goal
from nianbao.charts.grids import heat_table, small_multiples
from nianbao.charts.lines import trend
from nianbao.charts.plot import BUILDERS, Nothing, Plot
from nianbao.charts.scatter import scatter
from nianbao.charts.spark import sparkline

__all__ = [
    "BUILDERS", "Frame", "Goal", "Nothing", "Plot", "composition", "heat_table", "plain_text", "profile", "ranked", "scatter", "small_multiples", "sparkline", "trend",
]  # fmt: skip
