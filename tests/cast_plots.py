"""One plot of every kind over the invented cast, with a gap, a bound, a break and an agency that is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nianbao.charts import Frame, Plot
from tests.frames import cell, frame, places

WORDS = Frame(
    "示例市大厅接待升至 150 人次", "大厅接待量", source="《示例市年报》", note="全年，本机关", missing="范例区审批局",
    version="数据版本 20240101-1",
)  # fmt: skip
ABOUT = {"definition": "大厅窗口接待的人次"}
BREAKS = pd.DataFrame([{"indicator_id": "visitors_received", "agency_id": "city", "year": 2022, "reason": "统计范围扩大到全市"}])
SERIES = frame(
    cell("city", 2019, 100, **ABOUT),
    cell("city", 2020, 110, qualifier="more_than", high=None, **ABOUT),
    cell("city", 2022, 130, segment=1, **ABOUT),
    cell("city", 2023, 150, segment=1, **ABOUT),
    cell("town", 2019, 40, **ABOUT),
    cell("town", 2020, state="not_applicable", **ABOUT),
    cell("town", 2022, 0, **ABOUT),
    cell("town", 2023, 60, qualifier="at_least", high=None, **ABOUT),
)
RANKED = places(
    cell("city", 2023, 150), cell("town", 2023, 60, qualifier="at_least", high=None), cell("office", 2023, 60), cell("district", 2023)
)  # fmt: skip
PARTS = frame(
    cell("city", 2022, 8), cell("city", 2022, 3), cell("city", 2023, 9), cell("city", 2023),
).assign(bar=["2022年", "2022年", "2023年", "2023年"], part=["予以公开", "不予公开"] * 2)  # fmt: skip
PAIRS = pd.DataFrame(
    [
        {"agency_id": a, "agency": n, "agency_short": n, "x": x, "y": y, "x_qualifier": q, "y_qualifier": "exact"}
        for a, n, x, y, q in (
            ("city", "示例市审批局", 10.0, 300.0, "exact"),
            ("town", "样例县审批局", 30.0, 1200.0, "more_than"),
            ("office", "范例市政府办", 55.0, 700.0, "exact"),
        )
    ]
)


def _plot(kind: str, rows: pd.DataFrame, **options: Any) -> Plot:
    return Plot(kind, {}, kind, WORDS, rows, options)


PLOTS = {
    "trend": _plot("trend", SERIES, focus="city", breaks=BREAKS, years=(2019, 2023)),
    "ranked": _plot("ranked", RANKED, focus="city", most=15),
    "composition": _plot("composition", PARTS, group="bar", part="part"),
    "profile": _plot("profile", SERIES[SERIES["year"] == 2023]),
    "heat_table": _plot("heat_table", SERIES, years=[2019, 2020, 2021, 2022, 2023], focus="city"),
    "small_multiples": _plot("small_multiples", SERIES, years=(2019, 2023), focus="city"),
    "scatter": _plot("scatter", PAIRS, x_name="公众号发布（条）", y_name="网站访问（次）", focus="city"),
}
