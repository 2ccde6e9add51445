"""Export commands for paper: the statutory tables, the workbook, the one-page brief."""

from __future__ import annotations

import argparse
from typing import Any

from nianbao import store
from nianbao.cli_view import view_options
from nianbao.written import checked_target, named_agency, write_bytes


def paper_commands(kinds: Any) -> None:
    """Adds the commands to `nianbao export`."""
    tables = kinds.add_parser("tables", help="填好法定表的年度报告草稿（docx），空着的由撰写人填")
    _agency_and_year(tables, "own")
    tables.add_argument("-o", "--output", required=True, metavar="文件.docx")
    tables.set_defaults(run=_tables)
    book = kinds.add_parser("workbook", help="工作簿（xlsx）：一张图一张表，附说明")
    view_options(book)
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
    # here and not above: the document and drawing libraries take a second that no other command should wait for
    from nianbao.datasets import open_dataset
    from nianbao.exporters.statutory_docx import write_statutory_docx
    from nianbao.next_report import gather_form

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
    from nianbao.asked import asked_desk, asked_indicators
    from nianbao.handout import workbook_of

    target = checked_target(options.output, [".xlsx"])
    desk = asked_desk(options.dataset, options.agency, options.years, options.year, options.group)
    indicators = asked_indicators(desk, options.indicator) if options.indicator else ()
    data, count = workbook_of(desk, indicators, everything=options.all)
    write_bytes(target, data)
    print(f"工作簿：{count} 张图。已写到 {target}")
    return 0


def _brief(options: argparse.Namespace) -> int:
    from nianbao.asked import asked_desk
    from nianbao.handout import brief_file

    target = checked_target(options.output, [".pdf", ".docx"])
    desk = asked_desk(options.dataset, [options.agency], year=options.year)
    data, brief = brief_file(desk, target.suffix[1:].lower())
    write_bytes(target, data)
    print(f"{brief.title}：已写到 {target}")
    return 0
