"""The board against an empty Streamlit page in one run: build, first number, all charts, warm reload, a filter change."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
import plotly
import streamlit as st
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.looks import STANDING, settle
from tests.browser.server import ADVICE, FLAGS, ROOT, Server, chromium, streamlit

EMPTY = 'import streamlit as st\nst.set_page_config(layout="wide")\nst.html("<div class=\'nb-head\'>空页</div>")\n'
VIEWS = {"总览（公开数据）": "", "总览（演示数据）": "?data=demo", "信息公开（演示数据）": "disclosure?data=demo"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    path = chromium()
    if path is None:
        print(ADVICE, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        table = _measure(Path(folder), path, options.runs)
    print(table)
    if options.out:
        options.out.write_text(table + "\n", encoding="utf-8")
    return 0


def _measure(folder: Path, browser_path: str, runs: int) -> str:
    state = folder / "state"
    built = {dataset: _build(dataset, state) for dataset in ("public", "demo")}
    empty_app = folder / "empty.py"
    empty_app.write_text(EMPTY, encoding="utf-8")
    lines = [
        "| 页面 | 首个数字 s | 全部画完 s | ×空页 | 刷新 s | ×空页 | 换年份 s | 每次重算 CPU ms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    with (
        sync_playwright() as play,
        streamlit(empty_app, folder / "none") as empty,
        streamlit(ROOT / "app.py", state) as board,
    ):
        browser = play.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        for view in VIEWS.values():  # caches of the server are warm for every visitor but the first
            _visit(browser, f"{board.url}/{view}", settle)
        cold, warm = _pair(browser, empty.url, _head, runs)
        lines.append(f"| 空的 Streamlit 页 | – | {cold:.2f} | 1.00 | {warm:.2f} | 1.00 | – | – |")
        for name, view in VIEWS.items():
            url = f"{board.url}/{view}"
            first = median(_visit(browser, url, _first_number) for _ in range(runs))
            drawn, again = _pair(browser, url, settle, runs)
            change, cpu = _change(browser, url, board, runs)
            lines.append(
                f"| {name} | {first:.2f} | {drawn:.2f} | {drawn / cold:.2f} | {again:.2f} | {again / warm:.2f} | {change:.2f} | {cpu:.0f} |"
            )
        starts = f"服务就绪 {board.healthy_after:.2f} s（空页 {empty.healthy_after:.2f} s）"
    versions = f"Python {platform.python_version()}，Streamlit {st.__version__}，Plotly {plotly.__version__}，DuckDB {duckdb.__version__}"
    builds = "，".join(f"{name} {seconds:.1f} s" for name, seconds in built.items())
    return "\n".join(
        [f"{os.cpu_count()} 核，{versions}；每项取 {runs} 次的中位数。从无到有建库：{builds}；{starts}。", "", *lines]
    )


def _build(dataset: str, state: Path) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-m", "nianbao", "build", "--dataset", dataset]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "NIANBAO_STATE": str(state)}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _head(page: Page) -> Page:
    page.wait_for_selector(".nb-head", timeout=45_000)
    return page


def _first_number(page: Page) -> Page:
    page.wait_for_selector(".nb-value", timeout=45_000)
    return page


def _visit(browser: Browser, url: str, done: Callable[[Page], Page]) -> float:
    """Seconds from a fresh visitor's request until `done`."""
    visitor = browser.new_context(viewport={"width": 1440, "height": 900})
    page = visitor.new_page()
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    done(page)
    seconds = time.perf_counter() - started
    visitor.close()
    return seconds - _standing(done)


def _standing(done: Callable[[Page], Page]) -> float:
    """settle() waits a moment to be sure that nothing moves any more: no part of what is measured."""
    return STANDING if done is settle else 0.0


def _pair(browser: Browser, url: str, done: Callable[[Page], Page], runs: int) -> tuple[float, float]:
    """Cold and reloaded, medians."""
    cold, warm = [], []
    for _ in range(runs):
        visitor = browser.new_context(viewport={"width": 1440, "height": 900})
        page = visitor.new_page()
        for times, go in ((cold, lambda p: p.goto(url, wait_until="commit")), (warm, lambda p: p.reload(wait_until="commit"))):
            started = time.perf_counter()
            go(page)
            done(page)
            times.append(time.perf_counter() - started - _standing(done))
        visitor.close()
    return median(cold), median(warm)


def _change(browser: Browser, url: str, board: Server, runs: int) -> tuple[float, float]:
    """Seconds and server CPU (ms) of choosing another year."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    settle(page)
    times, cpu = [], []
    for number in range(runs):
        before, started = board.cpu_seconds(), time.perf_counter()
        page.get_by_role("combobox", name="年份").first.click()
        options = page.get_by_role("option")
        options.nth(1 - number % 2 if options.count() > 1 else 0).click()
        settle(page)
        times.append(time.perf_counter() - started - STANDING)
        cpu.append((board.cpu_seconds() - before) * 1000)
    page.close()
    return median(times), median(cpu)


if __name__ == "__main__":
    raise SystemExit(main())
