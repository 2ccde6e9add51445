"""Writes a data set as Parquet for a data lake, and finds what was written: generations, CURRENT and a manifest, as in the warehouse."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from nianbao import __version__
from nianbao.errors import WarehouseError
from nianbao.store import DATASETS, Generation, meta_of

FORMAT = 1
KEEP = 2
BY_YEAR = ("reading", "observation", "comparison")
_NUMBER = re.compile(r"^\d{6}$")


@dataclass(frozen=True)
class Written:
    """What one call of `write_lake` left behind."""

    path: Path
    rows: int
    bytes: int


def write_lake(generation: Generation, out: Path) -> Written:
    """Every table of the generation under <out>/<data set>/<number>/, then CURRENT; a reader never sees half of it.

    The large tables are partitioned by year: what grows each spring is one folder. Raises WarehouseError.
    """
    home = out / generation.dataset
    target = home / f"{generation.number:06d}"
    draft = home / f"writing-{os.getpid()}"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        tables = _write_tables(generation.path, draft)
        manifest = _manifest(generation, tables)
        (draft / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        os.replace(draft, target)
        pointer = home / f"CURRENT-{os.getpid()}"
        pointer.write_text(target.name, encoding="utf-8")
        os.replace(pointer, home / "CURRENT")
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"{DATASETS[generation.dataset]}没能写到 {home}：{error}。原有的文件不受影响。") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for old in sorted(path for path in home.iterdir() if _NUMBER.match(path.name))[:-KEEP]:
        if old != target:
            shutil.rmtree(old, ignore_errors=True)
    size = sum(path.stat().st_size for path in target.rglob("*.parquet"))
    return Written(target, sum(table["rows"] for table in tables.values()), size)


def _write_tables(warehouse: Path, folder: Path) -> dict[str, Any]:
    """One folder per table; the warehouse is attached, so that a process that reads it already is not in the way."""
    tables: dict[str, Any] = {}
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute(f"attach {_quoted(warehouse)} as warehouse (read_only)")
        con.execute("use warehouse")
        for (name,) in con.execute("show tables").fetchall():
            columns = {column: kind for column, kind, *_ in con.execute(f"describe {name}").fetchall()}
            rows = con.table(name).count("*").fetchall()[0][0]
            split = name in BY_YEAR and rows > 0
            place = folder / name
            place.mkdir()
            how = "partition_by (year)" if split else "overwrite_or_ignore true"
            to = place if split else place / "part-0.parquet"
            con.execute(f"copy {name} to {_quoted(to)} (format parquet, compression zstd, {how})")
            tables[name] = {"rows": rows, "partitioned_by": ["year"] if split else [], "columns": columns}
    return tables


def _quoted(path: Path) -> str:
    return "'" + path.resolve().as_posix().replace("'", "''") + "'"


def _manifest(generation: Generation, tables: dict[str, Any]) -> dict[str, Any]:
    meta = meta_of(generation)
    return {
        "format": FORMAT,
        "dataset": generation.dataset,
        "title": DATASETS[generation.dataset],
        "schema_version": int(meta["schema_version"]),
        "data_version": meta["data_version"],
        "generation": generation.number,
        "built_at": meta["built_at"],
        "written_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "program": __version__,
        "tables": tables,
    }
