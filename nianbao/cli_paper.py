"""Export commands for paper: the statutory tables, the workbook, the one-page brief."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

import pandas as pd

from nianbao import store
from nianbao.brief import gather_brief
from nianbao.catalogue import KINDS, LEVELS
from nianbao.charts.picture import laid_out as fitted
from nianbao.cli_view import asked_desk, asked_indicators, named_agency, view_options
from nianbao.datasets import open_dataset
from nianbao.desk import Desk, open_desk
from nianbao.errors import NianbaoError
from nianbao.exporters.brief_docx import write_brief_docx
from nianbao.exporters.brief_html import write_brief_html
from nianbao.exporters.brief_layout import Layout, laid_out
from nianbao.exporters.chart_table import QUALIFIERS
from nianbao.exporters.statutory_docx import write_statutory_docx
from nianbao.exporters.workbook import write_workbook
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES, STATES, TOPICS
from nianbao.next_report import gather_form
from nianbao.plots.chosen import view_plots
from nianbao.renderer import shared
from nianbao.settings import load_export
from nianbao.view import GROUPS, View
from nianbao.wording import QUALITY
from nianbao.written import checked_target, write_bytes


def paper_commands(kinds: Any) -> None:
    """Adds the commands to `nianbao export`."""
    tables = kinds.add_parser("tables", help="填好法定表的年度报告草稿（docx），空着的由撰写人填")
    _agency_and_year(tables, "own")
    tables.add_argument("-o", "--output", required=True, metavar="文件.docx")
    tables.set_defaults(run=_tables)
    book = kinds.add_parser("workbook", help="工作簿（xlsx）：一张图一张表，附说明")
    view_options(book)
    book.add_argument("--group", choices=list(GROUPS), default="auto", help="与谁比（默认 auto）")
    book.add_argument("--all", action="store_true", help="全部指标，并附全部数据")
    book.add_argument("-o", "--output", required=True, metavar="文件.xlsx")
    book.set_defaults(run=_workbook)
    page = kinds.add_parser("brief", help="一页纸（pdf 或 docx）：一家机构、一个年份，供领导看")
    _agency_and_year(page, "public")
    page.add_argument("-o", "--output", required=True, metavar="文件.pdf|文件.docx")
    page.set_defaults(run=_brief)


def _agency_and_year(parser: argparse.ArgumentParser, dataset: str) -> None:
    parser.add_argument("--agency", required=True, help="机构名称或编号")
    parser.add_argument("--year", required=True, type=int, help="报告年度")
    parser.add_argument("--dataset", choices=list(store.DATASETS), default=dataset, help=f"数据集（默认 {dataset}）")


def _tables(options: argparse.Namespace) -> int:
    """Writes the form and says what a writer should look at."""
    target = checked_target(options.output, [".docx"])
    generation = open_dataset(options.dataset)
    agency = named_agency(generation, options.agency)
    form = gather_form(generation, agency["agency_id"], agency["name"], options.year)
    write_bytes(target, write_statutory_docx(form))
    print(f"{form.title}：填入 {form.filled} 格，空着 {len(form.cells) - form.filled} 格由撰写人填。已写到 {target}")
    for note in form.notes:
        print(f"  - {note.text}")
    return 0


def _workbook(options: argparse.Namespace) -> int:
    target = checked_target(options.output, [".xlsx"])
    desk = asked_desk(options).at(group=options.group)
    plots = view_plots(desk, asked_indicators(desk, options.indicator), everything=options.all)
    if not plots:
        raise NianbaoError("这些机构和年份没有可画的数，没有写工作簿。请换机构、年份或指标。")
    tables = {"所选机构全部数据": _observations(desk)} if options.all else {}
    write_bytes(target, write_workbook(plots, _asked(desk, options), tables))
    print(f"工作簿：{len(plots)} 张图。已写到 {target}")
    return 0


def _brief(options: argparse.Namespace) -> int:
    target = checked_target(options.output, [".pdf", ".docx"])
    generation = open_dataset(options.dataset)
    agency = named_agency(generation, options.agency)
    brief = gather_brief(open_desk(View(options.dataset, (str(agency["agency_id"]),), options.year), generation))
    layout = laid_out(brief)
    if target.suffix.lower() == ".pdf":
        write_bytes(target, shared().pages(write_brief_html(layout, _pictures(layout, "svg"))))
    else:
        write_bytes(target, write_brief_docx(layout, _pictures(layout, "png")))
    print(f"{brief.title}：已写到 {target}")
    return 0


def _pictures(layout: Layout, format: str) -> list[bytes]:
    """The charts of a brief, each laid out for its own place on the page."""
    found = []
    for position, plot in enumerate(layout.brief.charts[: layout.charts]):
        figure, (width, height) = fitted(plot, layout.canvas(position), load_export().watermark)
        found.append(shared().figure(figure, width, height, scale=3.0 if format == "png" else 1.0, format=format))
    return found


def _asked(desk: Desk, options: argparse.Namespace) -> dict[str, str]:
    """The lines of 说明 that say what was asked of which data."""
    focus = desk.focus
    return {
        "数据集": store.DATASETS[desk.view.dataset] + ("（虚构，不代表任何机构）" if desk.demo else ""),
        "数据版本": desk.version,
        "主要机构": f"{focus['name']}（{LEVELS[focus['level']]}{KINDS[focus['kind']]}）",
        "一并列出": "、".join(desk.agencies["name"].iloc[1:]),
        "年份": f"{desk.view.year} 年；走势画 {desk.years[0]}—{desk.years[1]} 年",
        "比较范围": GROUPS[desk.view.group],
        "指标": "全部" if options.all else options.indicator or "各主题的主要指标",
        "导出日期": f"{date.today():%Y-%m-%d}",
    }


def _observations(desk: Desk) -> pd.DataFrame:
    """Every observation of the view's agencies and years, in words a reader knows."""
    first, last = desk.years
    rows = desk.rows(
        "observations", agencies=desk.view.agencies, year_from=first, year_to=last, total_only=False, limit=1_000_000
    )
    words = {
        "topic": TOPICS, "applicant_type": APPLICANT_TYPES, "scope": SCOPES, "period_kind": PERIOD_KINDS, "state": STATES,
        "source_kind": QUALITY,
    }  # fmt: skip
    titles = {
        "agency": "机构", "year": "年份", "topic": "主题", "indicator": "指标", "applicant_type": "申请人类型", "value": "数值",
        "unit": "单位", "qualifier": "限定词", "low": "下限", "high": "上限", "state": "状态", "raw_text": "原文", "scope": "口径范围",
        "period_kind": "期间", "locator": "位置", "source_title": "来源", "source_kind": "来源性质", "url": "网址",
    }  # fmt: skip
    told = rows.assign(**{key: rows[key].map(lambda v, w=names: w.get(v, v)) for key, names in words.items()})
    exact = rows["qualifier"] == "exact"
    told = told.assign(qualifier=rows["qualifier"].map(QUALIFIERS), low=rows["low"].mask(exact), high=rows["high"].mask(exact))
    return told[list(titles)].rename(columns=titles)
