"""Compositions of the statutory tables on 信息公开."""

from __future__ import annotations

from nianbao.charts import Plot
from nianbao.plots.statutory import DISPUTES, OUTCOMES, RESULTS, disputes_plot, outcomes_by_applicant_plot, outcomes_by_year_plot
from nianbao.plots.words import has_number
from nianbao.screen.data import kept
from nianbao.screen.flow import Shown, flow
from nianbao.screen.page import Screen, nothing, section


def compositions(screen: Screen) -> None:
    """Outcomes by year and by applicant type, and the results of disputes, for the focus agency."""
    if not _held(screen):
        return
    section("申请怎么办的，争议怎么结的")
    drawn = _drawn(screen)
    flow(screen, [Shown(name, name.replace("_by_", "-")) for name in drawn])
    if not drawn:
        nothing(
            f"{screen.view.year} 年的办理结果、申请人类型和争议结果没有大于零的数",
            "报告印出的是 0，或格子未填；0 与未填在“数据与来源”中分开标明。",
        )


@kept
def _drawn(screen: Screen) -> tuple[str, ...]:
    """Which of the charts there is something to draw of."""
    makers = {
        "outcomes_by_year": outcomes_by_year_plot, "outcomes_by_applicant": outcomes_by_applicant_plot, "disputes": disputes_plot,
    }  # fmt: skip
    return tuple(name for name, make in makers.items() if isinstance(make(screen, width=screen.half), Plot))


@kept
def _held(screen: Screen) -> bool:
    ids = (*OUTCOMES, *(f"{group}_{result}" for group in DISPUTES.values() for result in RESULTS))
    return has_number(screen.series((screen.view.focus,), indicators=ids))
