"""数据与来源: each number's way home, the coverage matrix, and the table behind everything."""

from nianbao.screen.changed import changed
from nianbao.screen.evidence import evidence
from nianbao.screen.page import page
from nianbao.screen.tables import coverage, everything, findings

with page("数据与来源") as screen:
    evidence(screen)
    coverage(screen)
    everything(screen)
    findings(screen)
    changed(screen)
