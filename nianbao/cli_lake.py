"""The command that hands the warehouse to a data lake: nianbao lake -o folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from nianbao import store
from nianbao.cli_export import allowed
from nianbao.datasets import open_dataset
from nianbao.lake import write_lake


def lake_commands(commands: Any) -> None:
    """Adds `lake` to the parser."""
    lake = commands.add_parser("lake", help="把数据仓库写成 Parquet，供数据湖和 Spark 读取")
    lake.add_argument("-o", "--out", type=Path, required=True, help="写到这个文件夹，每个数据集一个子文件夹")
    lake.add_argument("--dataset", choices=list(store.DATASETS), help="只写一个数据集（默认公开、演示、本单位已发布的）")
    lake.set_defaults(run=allowed(_lake))


def _lake(options: argparse.Namespace) -> int:
    for dataset in [options.dataset] if options.dataset else ["public", "demo", "own"]:
        written = write_lake(open_dataset(dataset), options.out)
        print(f"{store.DATASETS[dataset]}：{written.path}，{written.rows:,} 行，{written.bytes / 1e6:.1f} MB")
    return 0
