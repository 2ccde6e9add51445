"""Entry of the board: page list, titles, order; who may come in is asked before a page runs."""

from pathlib import Path

import streamlit as st

from nianbao.screen.actor import enter

st.set_page_config(page_title="年报看板", page_icon=str(Path(__file__).parent / "nianbao" / "screen" / "icon.svg"), layout="wide")

PAGES = {
    "": [
        st.Page("pages/overview.py", title="总览", default=True),
        st.Page("pages/consultation.py", title="咨询热线", url_path="consultation"),
        st.Page("pages/online.py", title="网上办事", url_path="online"),
        st.Page("pages/proposals.py", title="建议提案", url_path="proposals"),
        st.Page("pages/disclosure.py", title="信息公开", url_path="disclosure"),
        st.Page("pages/compare.py", title="机构对比", url_path="compare"),
        st.Page("pages/trends.py", title="趋势", url_path="trends"),
        st.Page("pages/data.py", title="数据与来源", url_path="data"),
        st.Page("pages/present.py", title="演示", url_path="present"),
    ],
    "工作台": [
        st.Page("pages/import.py", title="导入", url_path="import"),
        st.Page("pages/review.py", title="核验", url_path="review"),
        st.Page("pages/targets.py", title="目标", url_path="targets"),
        st.Page("pages/audit.py", title="操作记录", url_path="audit"),
        st.Page("pages/health.py", title="自检", url_path="health"),
    ],
}

if __name__ == "__main__":  # a worker process that reads reports imports this file under another name
    enter(PAGES)
