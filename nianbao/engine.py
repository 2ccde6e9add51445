"""Which engine answers the board: the DuckDB warehouse of this machine, or Spark over a lake (NIANBAO_ENGINE=spark)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from nianbao.errors import WarehouseError

ENGINES = ("duckdb", "spark")


def engine() -> str:
    """duckdb, unless NIANBAO_ENGINE says spark. Raises WarehouseError for another word."""
    name = os.environ.get("NIANBAO_ENGINE", "duckdb").strip().lower() or "duckdb"
    if name not in ENGINES:
        raise WarehouseError(f"环境变量 NIANBAO_ENGINE 的值“{name}”不认识，应为 duckdb 或 spark。")
    return name


def lake_folder() -> Path:
    """NIANBAO_LAKE: the folder that `nianbao lake -o` wrote to. Raises WarehouseError if it names none."""
    told = os.environ.get("NIANBAO_LAKE", "")
    if not told or not Path(told).is_dir():
        raise WarehouseError(
            f"NIANBAO_ENGINE=spark 时，NIANBAO_LAKE 应为 nianbao lake -o 写出的文件夹；现在是“{told}”，不是文件夹。"
        )
    return Path(told)


def spark_master() -> str:
    """NIANBAO_SPARK_MASTER, such as spark://host:7077; without it Spark runs inside this process."""
    return os.environ.get("NIANBAO_SPARK_MASTER", "") or "local[2]"


def lake_path(dataset: str) -> Path | None:
    """The newest written generation of a data set; None where the lake has none. Raises WarehouseError if it is damaged."""
    home = lake_folder() / dataset
    if not (home / "CURRENT").is_file():
        return None
    path = home / (home / "CURRENT").read_text(encoding="utf-8").strip()
    read_manifest(path)
    return path


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of one written generation. Raises WarehouseError."""
    try:
        found = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        return {"tables": dict(found["tables"]), **found}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WarehouseError(f"{path} 里没有可读的 manifest.json（{error}）。请重新运行 nianbao lake。") from error
