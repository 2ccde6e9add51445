"""The page in Plotly Dash, written with care: one kept connection, figures as plain dicts, one callback."""

import os
import threading

import duckdb
from dash import Dash, Input, Output, dcc, html

FILE, AGENCY = os.environ["BENCH_WAREHOUSE"], os.environ["BENCH_AGENCY"]
LINES, RANKED = os.environ["BENCH_LINES"].split(","), os.environ["BENCH_RANKED"]
CARDS = 22

con = duckdb.connect(FILE, read_only=True)
guard = threading.Lock()


def ask(sql: str, *values: object) -> list[tuple]:
    with guard, con.cursor() as cursor:
        return cursor.execute(sql, list(values)).fetchall()


MINE = ask(
    "select o.year, i.indicator_id, i.short_name, i.unit, cast(o.value as double) "
    "from observation o join indicator i using (indicator_id) "
    "where o.agency_id = ? and o.applicant_type = 'total' and o.state = 'reported' order by i.headline nulls last, i.position, o.year",
    AGENCY,
)
YEARS = sorted({row[0] for row in MINE}, reverse=True)


def cards(year: int) -> list[html.Div]:
    now = {row[1]: row for row in MINE if row[0] == year}
    return [
        html.Div([html.Small(f"{name}（{unit}）"), html.H2(f"{value:,.4g}")], className="kpi")
        for _, _, name, unit, value in list(now.values())[:CARDS]
        if value is not None
    ]


def line(indicator: str, year: int) -> dict:
    rows = [row for row in MINE if row[1] == indicator]
    now = sum(row[4] or 0 for row in rows if row[0] == year)
    trace = {"type": "scatter", "mode": "lines+markers", "x": [r[0] for r in rows], "y": [r[4] for r in rows]}
    return {"data": [trace], "layout": {"title": {"text": f"{rows[0][2]}：{year} 年 {now:,.0f}"}, "height": 360}}


def ranked(year: int) -> dict:
    rows = ask(
        "select a.short_name, cast(o.value as double) from observation o join agency a using (agency_id) "
        "where o.indicator_id = ? and o.year = ? and o.applicant_type = 'total' and o.state = 'reported' order by o.value desc limit 10",
        RANKED,
        year,
    )
    trace = {"type": "bar", "orientation": "h", "x": [r[1] for r in rows], "y": [r[0] for r in rows]}
    return {"data": [trace], "layout": {"title": {"text": f"{year} 年排名"}, "height": 360}}


def body(year: int) -> list:
    figures = [line(indicator, year) for indicator in LINES] + [ranked(year)]
    return [cards(year), *figures]


app = Dash(__name__)
server = app.server
graphs = [
    dcc.Graph(id=f"chart-{n}", className="dash-graph", style={"width": "48%", "height": "360px"}) for n in range(len(LINES) + 1)
]
app.layout = html.Div(
    [
        dcc.Dropdown(YEARS, YEARS[0], id="year", clearable=False),
        html.Div(id="cards", style={"display": "grid", "gridTemplateColumns": "repeat(6,1fr)"}),
        html.Div(graphs, style={"display": "flex", "flexWrap": "wrap"}),
    ]
)
app.callback([Output("cards", "children"), *(Output(g.id, "figure") for g in graphs)], Input("year", "value"))(body)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), debug=False)
