"""The page as a tutorial would write it: Streamlit, plotly.express, a new connection on each rerun."""

import os

import duckdb
import plotly.express as px
import streamlit as st

FILE, AGENCY = os.environ["BENCH_WAREHOUSE"], os.environ["BENCH_AGENCY"]
LINES, RANKED = os.environ["BENCH_LINES"].split(","), os.environ["BENCH_RANKED"]
CARDS = 22

st.set_page_config(layout="wide")
con = duckdb.connect(FILE, read_only=True)
mine = con.execute(
    "select o.year, i.indicator_id, i.short_name as name, i.unit, cast(o.value as double) as value "
    "from observation o join indicator i using (indicator_id) "
    "where o.agency_id = ? and o.applicant_type = 'total' and o.state = 'reported' order by i.headline nulls last, i.position, o.year",
    [AGENCY],
).df()
years = sorted(mine["year"].unique().tolist(), reverse=True)
year = st.selectbox("年份", years)
st.title(f"{AGENCY} {year} 年")
now = mine[mine["year"] == year].drop_duplicates("indicator_id").head(CARDS)
columns = st.columns(6)
for place, row in enumerate(now.itertuples()):
    columns[place % 6].metric(f"{row.name}（{row.unit}）", f"{row.value:,.4g}")
left, right = st.columns(2)
for place, indicator in enumerate(LINES):
    part = mine[mine["indicator_id"] == indicator]
    title = f"{part['name'].iloc[0]}：{year} 年 {part[part['year'] == year]['value'].sum():,.0f}"
    (left, right)[place % 2].plotly_chart(px.line(part, x="year", y="value", markers=True, title=title), key=indicator)
ranked = con.execute(
    "select a.short_name as name, cast(o.value as double) as value from observation o join agency a using (agency_id) "
    "where o.indicator_id = ? and o.year = ? and o.applicant_type = 'total' and o.state = 'reported' order by o.value desc limit 10",
    [RANKED, year],
).df()
right.plotly_chart(px.bar(ranked, x="value", y="name", orientation="h", title=f"{year} 年排名"), key="ranked")
con.close()
