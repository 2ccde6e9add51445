"""The plot that stands in for a missing trend: the longest series another agency has on the topic, named as such."""

from __future__ import annotations

from nianbao.charts import Nothing, Plot
from nianbao.desk import Desk
from nianbao.model import TOPICS
from nianbao.plots.titles import trend_title
from nianbao.plots.words import frame


def elsewhere_plot(desk: Desk, *, topic: str, width: str, height: int = 200) -> Plot | Nothing:
    """The longest series of the topic that is not the focus agency's."""
    found = desk.rows("longest_series", topic=topic, but=desk.view.focus)
    if not len(found):
        return Nothing(f"{TOPICS[topic]}：还没有哪家机构有两年以上的数", "收录更多年报后，这里显示走势。")
    best = found.iloc[0]
    rows = desk.rows("series", agencies=(best["agency_id"],), indicators=(best["indicator_id"],))
    rows = rows[(rows["scope"] == best["scope"]) & (rows["period_kind"] == best["period_kind"])]
    held = rows[rows["state"] == "reported"]["year"]
    words = frame(
        desk,
        trend_title(rows, best["agency_id"], str(rows["indicator_short"].iloc[0])),
        f"{rows['agency'].iloc[0]} · {rows['indicator'].iloc[0]}",
        rows,
        width=width,
        marks=["本机构这一主题没有两年以上的数，故画其他机构中最长的序列，供参照，不作比较。"],
    )
    options = {
        "focus": best["agency_id"],
        "breaks": desk.rows("breaks"),
        "years": (int(held.min()), int(held.max())),
        "plot_height": height,
    }
    return Plot("elsewhere", {"topic": topic}, "trend", words, rows, options)
