"""Times every page query on one warehouse file: median, 95th percentile, rows."""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np

from nianbao import store
from nianbao.store import Generation
from tests.bench.questions import CASES, draw_focuses


def measure(path: Path, rounds: int) -> dict[str, tuple[float, float, float, int]]:
    """By case: median, p95 and median CPU in ms, and the rows of the largest answer."""
    generation = Generation("demo", path)
    focuses = draw_focuses(generation, rounds)
    told = {}
    for name, ask in CASES.items():
        times, cpu, rows = [], [], 0
        for focus in [focuses[0], *focuses]:  # the first is thrown away: it reads the file's headers
            query, asked = ask(focus)
            started, used = time.perf_counter(), time.process_time()
            rows = max(rows, len(store.query(generation, query, **asked)))
            times.append((time.perf_counter() - started) * 1000)
            cpu.append((time.process_time() - used) * 1000)
        told[name] = (float(np.median(times[1:])), float(np.percentile(times[1:], 95)), float(np.median(cpu[1:])), rows)
        print(f"{name:36} {told[name][0]:8.1f} {told[name][1]:8.1f} {told[name][2]:8.1f} {rows:8}", flush=True)
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    told = measure(options.file, options.rounds)
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"RSS max {rss:.0f} MB")
    if options.json:
        found = {"queries": told, "rss_mb": rss}
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
