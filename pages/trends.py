"""趋势: any indicator, many agencies, as values or as an index to a base year."""

import streamlit as st

from nianbao.screen.choose import indicator_of_any_topic
from nianbao.screen.page import nothing, page
from nianbao.screen.trends import index_chart, multiples, values_chart

with page("趋势") as screen:
    indicator = indicator_of_any_topic(screen)
    if indicator is None:
        nothing("所选机构没有任何数", "在上方“机构”里换一家，或看演示数据。")
    elif values_chart(screen, indicator):
        shown = st.segmented_control("再看", ["指数（基年＝100）", "分机构小图"], key="nb-more", default="指数（基年＝100）")
        if shown == "指数（基年＝100）":
            index_chart(screen, indicator)
        elif shown:
            multiples(screen, indicator)
