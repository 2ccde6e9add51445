"""Makes an invented national warehouse of a given size as the live generation of 演示数据 in a state directory."""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import duckdb

from nianbao import store
from nianbao.catalogue import load_catalogue
from nianbao.rows import WarehouseRows

HERE = Path(__file__).parent
CELLS = 1950  # observations of one agency over nine years, on average
HALF_A_ROW_GROUP = 61_440
SUMMARIES = ("cover", "cover_agencies", "hold_series", "count_comparisons", "hold_years", "hold_lines")


def fill(con: duckdb.DuckDBPyConnection, agencies: int) -> None:
    """The whole country into an empty database."""
    store._fill(con, "demo", WarehouseRows(), load_catalogue(), "national", 1)
    _run(con, "agencies", agencies=agencies)
    _run(con, "reports")
    ranges = max(1, math.ceil(math.sqrt(agencies * CELLS / HALF_A_ROW_GROUP)))  # as queries/build/sort_observations.sql has it
    for number in range(ranges):
        first, after = agencies * number // ranges, agencies * (number + 1) // ranges
        _run(con, "cells", first=first, last=after - 1)
        for table in ("readings", "observations", "comparisons"):
            _run(con, table)
    con.execute("drop table figure")
    _run(con, "failures")
    for step in SUMMARIES:
        store._step(con, step, [])


def _run(con: duckdb.DuckDBPyConnection, name: str, **parameters: int) -> None:
    started = time.perf_counter()
    for statement in con.extract_statements((HERE / f"{name}.sql").read_text("utf-8")):
        con.execute(statement, {name: parameters[name] for name in statement.named_parameters} or None)
    print(name, parameters, round(time.perf_counter() - started, 2), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=float, default=1e8)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    started = time.perf_counter()
    options.out.unlink(missing_ok=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(options.out)) as con:
        fill(con, max(1, round(options.observations / CELLS)))
        con.execute("checkpoint")
        for table in ("agency", "report", "reading", "observation", "comparison", "coverage"):
            print(table, con.execute(f"select count(*) from {table}").fetchone()[0])
    print(f"{time.perf_counter() - started:.1f} s, {options.out.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
