"""Publishing one report into a warehouse of any size: what store.amend costs, step by step, on a copy of a generation."""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

from nianbao import store
from nianbao.rows import WarehouseRows
from nianbao.store import Generation

COLUMNS = {"agency": "agency_id", "report": "agency_id", "reading": "agency_id"}


def rows_of(generation: Generation, agency: str) -> WarehouseRows:
    """All rows of one agency as an import would bring them again, the newest report among them."""
    rows = WarehouseRows()
    with store.connection(generation).cursor() as cursor:
        for table, column in COLUMNS.items():
            answer = cursor.execute(f"select * from {table} where {column} = ?", [agency])
            names = [field[0] for field in answer.description or []]
            setattr(rows, table, [dict(zip(names, row, strict=True)) for row in answer.fetchall()])
        sources = [report["source_id"] for report in rows.report]
        answer = cursor.execute("select * from source where list_contains(?, source_id)", [sources])
        names = [field[0] for field in answer.description or []]
        rows.source = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="demo", help="of the state directory NIANBAO_STATE")
    parser.add_argument("--agency", help="default: the agency in the middle of the list")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    live = store.current(options.dataset)
    assert live is not None
    agencies = [row[0] for row in store.fetch(live, "agencies", covered_only=True)[1]]
    agency = options.agency or agencies[len(agencies) // 2]
    rows = rows_of(live, agency)
    step = store._step

    def timed(con, name, *given, **more):
        started = time.perf_counter()
        step(con, name, *given, **more)
        if (spent := time.perf_counter() - started) > 0.05:
            print(f"  {name:28} {spent:6.2f} s", flush=True)

    store._step = timed
    started, used = time.perf_counter(), time.process_time()
    with store.writer_lock(options.dataset):
        store.amend(options.dataset, rows, [agency], "bench")
    told = {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - used,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(agency, told)
    if options.json:
        options.json.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
