"""Compositions of the statutory tables on 信息公开."""

from __future__ import annotations

from nianbao.plots.statutory import DISPUTES, OUTCOMES, RESULTS
from nianbao.plots.words import has_number
from nianbao.screen.chart import show
from nianbao.screen.data import kept
from nianbao.screen.page import Screen, section


def compositions(screen: Screen) -> None:
    """Outcomes by year and by applicant type, and the results of disputes, for the focus agency."""
    if not _held(screen):
        return
    section("申请怎么办的，争议怎么结的")
    left, right = screen.columns(2)
    with left:
        show(screen, "outcomes_by_year", "outcomes-year", screen.half)
    with right:
        show(screen, "outcomes_by_applicant", "outcomes-applicant", screen.half)
    show(screen, "disputes", "disputes", screen.width)


@kept
def _held(screen: Screen) -> bool:
    ids = (*OUTCOMES, *(f"{group}_{result}" for group in DISPUTES.values() for result in RESULTS))
    return has_number(screen.series((screen.view.focus,), indicators=ids))
