"""The board's own charts of every year in one static page with the whole plotly.js: no server behind it."""

from __future__ import annotations

import json
import shutil
from html import escape
from pathlib import Path

import plotly

from nianbao.charts import Plot
from nianbao.desk import Desk
from nianbao.plots.ranking import ranking_plot
from nianbao.plots.trends import trend_plot
from nianbao.wording import figure

_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>静态页</title>
<style>.kpis{display:grid;grid-template-columns:repeat(6,1fr)}.charts{display:grid;grid-template-columns:1fr 1fr}</style>
<body><select id="year"></select><div class="kpis"></div><div class="charts"></div>
<script src="plotly.min.js"></script><script>
const YEARS = __YEARS__;
const pick = document.querySelector('#year'), cards = document.querySelector('.kpis'), charts = document.querySelector('.charts');
pick.innerHTML = Object.keys(YEARS).sort().reverse().map(y => `<option>${y}</option>`).join('');
function show() {
  const now = YEARS[pick.value];
  cards.innerHTML = now.cards;
  now.figures.forEach((f, i) => {
    charts.children[i] ?? charts.append(Object.assign(document.createElement('div'), { className: 'dash-graph' }));
    Plotly.react(charts.children[i], f.data, f.layout, { displayModeBar: false });
  });
}
pick.onchange = show; show();
</script></body></html>"""


def write_static_page(folder: Path, desk: Desk, lines: list[str], ranked: str) -> Path:
    """index.html and plotly.min.js in `folder`, with the cards and charts of every year of the desk's focus agency."""
    series = desk.series()
    series = series[series["state"] == "reported"]
    years = {}
    for year in sorted({int(y) for y in series["year"]}):
        there = desk.at(year=year)
        now = series[series["year"] == year].sort_values(["headline", "position"]).head(22)
        plots = [trend_plot(there, indicator=indicator, width="half", height=240) for indicator in lines]
        plots.append(
            ranking_plot(there, indicator=ranked, scope="own", period_kind="year", year=year, width="half", most=10, height=280)
        )
        years[year] = {
            "cards": "".join(
                f"<div class='kpi'><small>{escape(row['indicator_short'])}</small><h2>{escape(figure(row))}</h2></div>"
                for _, row in now.iterrows()
            ),
            "figures": [json.loads(plot.sketch().to_json()) for plot in plots if isinstance(plot, Plot)],
        }
    text = _PAGE.replace("__YEARS__", json.dumps(years, ensure_ascii=False).replace("</", "<\\/"))
    (folder / "index.html").write_text(text, encoding="utf-8")
    shutil.copy(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", folder / "plotly.min.js")
    return folder
