"""An empty Streamlit page: what no page of ours can be faster than."""

import streamlit as st

st.set_page_config(layout="wide")
st.html("<div class='kpi'>空页</div>")
