"""机构对比: ranked bars, heat table, small multiples and a scatter, only like with like."""

from nianbao.screen.comparison import compared_indicator, group_picker, heat, pairs, ranking
from nianbao.screen.page import nothing, page

with page("机构对比") as screen:
    left, right = screen.columns(2)
    with left:
        group_picker(screen)
    with right:
        indicator = compared_indicator(screen)
    if indicator is None:
        nothing("没有可作机构间比较的指标", "收录更多年报后，这里按高低列出同类机构。")
    else:
        ground = ranking(screen, indicator)
        if ground:
            heat(screen, ground)
            pairs(screen, ground)
