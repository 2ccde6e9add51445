"""Options that name a view on the command line, the same for every export of charts."""

from __future__ import annotations

import argparse

from nianbao import store
from nianbao.view import GROUPS


def view_options(parser: argparse.ArgumentParser) -> None:
    """Adds --dataset, --agency, --year, --years, --indicator and --group, as nianbao.asked reads them."""
    parser.add_argument("--dataset", choices=list(store.DATASETS), default="public", help="数据集（默认 public）")
    parser.add_argument("--agency", action="append", default=[], help="机构名称或编号，可写多次或用逗号分隔，第一家为主")
    parser.add_argument("--year", type=int, default=0, help="年份（默认最近有数的一年）")
    parser.add_argument("--years", default="", metavar="2019-2025", help="画哪些年（默认有数的各年）")
    parser.add_argument("--indicator", action="append", default=[], help="指标名称或编号，可写多次或用逗号分隔；不写则取主要指标")
    parser.add_argument("--group", choices=GROUPS, default="auto", help="与谁比（默认 auto）")
