"""A deck of twenty views as PPTX and as PDF: seconds, size, and the most memory the program and its browser took."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nianbao.asked import asked_desk, asked_indicators, asked_plots
from nianbao.charts import Plot
from nianbao.exporters.deck import write_deck
from nianbao.exporters.paged import write_pages
from nianbao.renderer import picture, shared
from nianbao.slide import Slide

AGENCIES = "示例市审批局,范例市审批局,样例市审批局,示例市数据局"
CHARTS = ("trend", "ranking", "heat", "multiples")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--views", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NIANBAO_STATE"] = folder
        desk = asked_desk("demo", [AGENCIES], "2017-2025")
        made = [plot for plot in asked_plots(desk, asked_indicators(desk), CHARTS, "") if isinstance(plot, Plot)]
        slides = [Slide(plot) for plot in made[: options.views]]
        if len(slides) < options.views:
            print(f"only {len(slides)} views can be drawn", file=sys.stderr)
            return 1
        _measure("启动浏览器", lambda: shared().problem().encode())
        _measure("一张 PNG 3840×2160", lambda: picture(slides[0].plot))
        _measure(f"{len(slides)} 页 PPTX", lambda: write_deck(slides, "要点", "内部资料"))
        _measure(f"{len(slides)} 页 PDF", lambda: write_pages(slides, "要点", "内部资料"))
        shared().close()
    return 0


def _measure(name: str, work: Callable[[], bytes]) -> None:
    with _watched() as peaks:
        started, busy = time.perf_counter(), time.process_time()
        size = len(work())
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
    own, browser = (max(column) / 1024 for column in zip(*peaks, strict=True))
    print(
        f"| {name} | {seconds:.1f} s（本程序 CPU {busy:.1f} s） | {size / 1024:,.0f} KB | 程序 {own:,.0f} MB | 浏览器 {browser:,.0f} MB |"
    )


@contextmanager
def _watched() -> Iterator[list[tuple[float, float]]]:
    """Memory in KB of this process (resident) and of its children (proportional, so that shared pages count once)."""
    peaks = [_memory()]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            peaks.append(_memory())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def _memory() -> tuple[float, float]:
    return _field(os.getpid(), "Rss"), sum(_field(pid, "Pss") for pid in _children(os.getpid()))


def _children(pid: int) -> Sequence[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        found += own
        for child in own:
            found += _children(child)
    return found


def _field(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0.0)


if __name__ == "__main__":
    raise SystemExit(main())
