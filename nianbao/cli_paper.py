"""Export commands for paper: the statutory tables, the workbook, the one-page brief."""

from __future__ import annotations

import argparse
from typing import Any

from nianbao import store
from nianbao.datasets import open_dataset
from nianbao.exporters.statutory_docx import write_statutory_docx
from nianbao.next_report import gather_form
from nianbao.written import checked_target, named_agency, write_bytes


def paper_commands(kinds: Any) -> None:
    """Adds the commands to `nianbao export`."""
    tables = kinds.add_parser("tables", help="填好法定表的年度报告草稿（docx），空着的由撰写人填")
    _agency_and_year(tables, "own")
    tables.add_argument("-o", "--output", required=True, metavar="文件.docx")
    tables.set_defaults(run=_tables)


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
