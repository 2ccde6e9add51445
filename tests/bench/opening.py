"""Opening 总览 on the warehouse of NIANBAO_STATE as a first visitor does: CPU, and the memory of the process."""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from statistics import median

import streamlit as st
from streamlit.testing.v1 import AppTest

from nianbao import store
from nianbao.paths import APP


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    store.ensure = lambda dataset, *_, **__: store.current(dataset)  # the warehouse of the bench is not rebuilt from data/
    live = store.current("demo")
    assert live is not None
    _, held = store.fetch(live, "agencies", covered_only=True)
    agencies = [row[0] for row in held if row[3] == "approval_service"] or [row[0] for row in held]  # the fullest pages
    times, waits = [], []
    for number in range(options.rounds + 1):
        st.cache_data.clear()
        st.cache_resource.clear()
        board = AppTest.from_file(str(APP), default_timeout=120)
        board.query_params.update({"data": "demo", "agency": agencies[number % len(agencies)], "year": "2023"})
        used, started = time.process_time(), time.perf_counter()
        board.run()
        times.append((time.process_time() - used) * 1000)
        waits.append((time.perf_counter() - started) * 1000)
        assert not board.exception and not board.error, [e.message for e in board.exception]
    told = {
        "cpu_ms": median(times[1:]),
        "wall_ms": median(waits[1:]),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(told)
    if options.json:
        options.json.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
