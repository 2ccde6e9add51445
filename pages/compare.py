"""机构对比: ranked bars, heat table, small multiples and a scatter, only like with like."""

import streamlit as st

from nianbao.screen.choose import indicator_of_any_topic
from nianbao.screen.comparison import group_picker, heat, pairs, ranking
from nianbao.screen.page import nothing, page

with page("机构对比") as screen:
    left, right = screen.columns(2)
    with left:
        indicator = indicator_of_any_topic(screen, "比较哪个指标（只列可作机构间比较的）", comparable=True)
    with right:
        group_picker(screen)
    if indicator is None:
        nothing("没有可作机构间比较的指标", "收录更多年报后，这里按高低列出同类机构。")
    else:
        peers = ranking(screen, indicator)
        heat(screen, indicator, peers)
        with st.container():
            pairs(screen, indicator, peers)
