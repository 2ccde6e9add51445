"""Files to hand over, made from a desk: the workbook of its view, the one-page brief as PDF or Word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from nianbao.brief import Brief, gather_brief
from nianbao.catalogue import KINDS, LEVELS, load_catalogue
from nianbao.charts import Plot
from nianbao.charts.picture import laid_out as fitted
from nianbao.desk import Desk
from nianbao.errors import NianbaoError
from nianbao.exporters.brief_docx import write_brief_docx
from nianbao.exporters.brief_html import write_brief_html
from nianbao.exporters.brief_layout import Layout, laid_out
from nianbao.exporters.chart_table import QUALIFIERS
from nianbao.exporters.workbook import write_workbook
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES, STATES, TOPICS
from nianbao.plots.chosen import view_plots
from nianbao.renderer import shared
from nianbao.settings import load_export
from nianbao.store import DATASETS
from nianbao.view import GROUPS
from nianbao.wording import QUALITY


def workbook_of(desk: Desk, indicators: Sequence[str] = (), everything: bool = False) -> tuple[bytes, int]:
    """The workbook of the desk's view and how many charts are in it. Raises NianbaoError where there is nothing to draw."""
    plots = view_plots(desk, indicators, everything=everything)
    if not plots:
        raise NianbaoError("这些机构和年份没有可画的数，没有写工作簿。请换机构、年份或指标。")
    tables = {"所选机构全部数据": _observations(desk)} if everything else {}
    return write_workbook(plots, _asked(desk, indicators, everything), tables), len(plots)


def page_workbook(desk: Desk, title: str, plots: Sequence[Plot]) -> bytes:
    """The charts that a page of the board has drawn, as they were drawn."""
    about = _asked(desk, (), False) | {"页面": title, "指标": ""}
    return write_workbook(list(plots), about)


def _asked(desk: Desk, indicators: Sequence[str], everything: bool) -> dict[str, str]:
    """The lines of 说明 that say what was asked of which data."""
    focus = desk.focus
    named = "、".join(load_catalogue()[name].name for name in indicators)
    return {
        "数据集": DATASETS[desk.view.dataset] + ("（虚构，不代表任何机构）" if desk.demo else ""),
        "数据版本": desk.version,
        "主要机构": f"{focus['name']}（{LEVELS[focus['level']]}{KINDS[focus['kind']]}）",
        "一并列出": "、".join(desk.agencies["name"].iloc[1:]),
        "年份": f"{desk.view.year} 年；走势画 {desk.years[0]}—{desk.years[1]} 年",
        "比较范围": GROUPS[desk.view.group],
        "指标": "全部" if everything else named or "各主题的主要指标",
        "导出日期": f"{date.today():%Y-%m-%d}",
    }


_TITLES = {
    "agency": "机构", "year": "年份", "topic": "主题", "indicator": "指标", "applicant_type": "申请人类型", "value": "数值",
    "unit": "单位", "qualifier": "限定词", "low": "下限", "high": "上限", "state": "状态", "raw_text": "原文", "scope": "口径范围",
    "period_kind": "期间", "locator": "位置", "source_title": "来源", "source_kind": "来源性质", "url": "网址",
    "printed": "更正前（原印）",
}  # fmt: skip
_WORDS = {
    "topic": TOPICS, "applicant_type": APPLICANT_TYPES, "scope": SCOPES, "period_kind": PERIOD_KINDS, "state": STATES,
    "source_kind": QUALITY,
}  # fmt: skip


def _observations(desk: Desk) -> pd.DataFrame:
    """Every observation of the view's agencies and years, in words a reader knows."""
    first, last = desk.years
    rows = desk.rows(
        "observations", agencies=desk.view.agencies, year_from=first, year_to=last, total_only=False, limit=1_000_000
    )
    exact = rows["qualifier"] == "exact"
    told = rows.assign(
        qualifier=rows["qualifier"].map(QUALIFIERS), low=rows["low"].mask(exact), high=rows["high"].mask(exact),
        **{key: rows[key].map(lambda value, words=words: words.get(value, value)) for key, words in _WORDS.items()},
    )  # fmt: skip
    return told[[name for name in _TITLES if name in told]].rename(columns=_TITLES)


def brief_file(desk: Desk, kind: str) -> tuple[bytes, Brief]:
    """The one-page brief of the desk's focus agency and year; `kind` is pdf or docx."""
    brief = gather_brief(desk)
    layout = laid_out(brief)
    if kind == "pdf":
        return shared().pages(write_brief_html(layout, _pictures(layout, "svg"))), brief
    return write_brief_docx(layout, _pictures(layout, "png")), brief


def _pictures(layout: Layout, format: str) -> list[bytes]:
    """The charts of a brief, each laid out for its own place on the page."""
    found = []
    for position, plot in enumerate(layout.brief.charts[: layout.charts]):
        figure, (width, height) = fitted(plot, layout.canvas(position), load_export().watermark)
        found.append(shared().figure(figure, width, height, scale=3.0 if format == "png" else 1.0, format=format))
    return found
