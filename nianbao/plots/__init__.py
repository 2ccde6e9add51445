"""Which charts there are: each a function from a desk to a plot, under the name that a pin keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.errors import NianbaoError
from nianbao.plots.elsewhere import elsewhere_plot
from nianbao.plots.grids import heat_plot, small_plot
from nianbao.plots.indexed import index_plot
from nianbao.plots.ranking import pairs_plot, profile_plot, ranking_plot
from nianbao.plots.statutory import disputes_plot, outcomes_by_applicant_plot, outcomes_by_year_plot
from nianbao.plots.trends import multiples_plot, trend_plot

PLOTS: dict[str, Callable[..., Plot | Nothing]] = {
    "trend": trend_plot,
    "index": index_plot,
    "multiples": multiples_plot,
    "ranking": ranking_plot,
    "profile": profile_plot,
    "pairs": pairs_plot,
    "heat": heat_plot,
    "small": small_plot,
    "outcomes_by_year": outcomes_by_year_plot,
    "outcomes_by_applicant": outcomes_by_applicant_plot,
    "disputes": disputes_plot,
    "elsewhere": elsewhere_plot,
}


def make_plot(desk: Desk, name: str, arguments: Mapping[str, Any], width: str = "full") -> Plot | Nothing:
    """The chart that a recipe asks for, from this desk's data. Raises NianbaoError for a recipe that is none."""
    function = PLOTS.get(name)
    if function is None:
        raise NianbaoError(f"没有名为“{name}”的图。")
    try:
        return function(desk, width=width, **arguments)
    except (KeyError, TypeError) as error:
        raise NianbaoError(f"图“{name}”的参数不对：{error}。") from error
