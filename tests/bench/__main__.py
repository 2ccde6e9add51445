"""`make bench`: the board beside an empty page, a static page, a naive page and Dash, in one run, as one table."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench.crowd import crowds
from tests.bench.pages import YEARS, Subject, pick_streamlit, subjects
from tests.bench.servers import Running
from tests.bench.visits import arrive, change, visitor
from tests.browser.server import ADVICE, FLAGS, ROOT, chromium

WINDOW = {"width": 1440, "height": 2400}  # cards and all four charts stand in the window, whoever draws them
HEAD = (
    "| 页面 | 首个数字 s | ×(0) | 冷启动首屏 s | ×(0) | 热刷新首屏 s | ×(0) | 首次下载 MB | 慢线首屏 s | ×(0) | "
    "换年份 s：新／看过 | 服务器 CPU ms：新／看过 |\n" + "| --- " * 12 + "|"
)
PAGES = {"总览": "", "咨询热线": "consultation", "信息公开": "disclosure", "机构对比": "compare", "趋势": "trends"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--crowd", type=int, default=10, help="一起打开的浏览器数；0 为不测")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    path = chromium()
    if path is None:
        print(ADVICE, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), path, options.runs, options.crowd)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    return 0


def measure(folder: Path, browser_path: str, runs: int, crowd: int) -> str:
    state, site = folder / "state", folder / "site"
    site.mkdir()
    os.environ["NIANBAO_STATE"] = str(state)
    for dataset in ("public", "demo"):
        subprocess.run(
            [sys.executable, "-m", "nianbao", "build", "--dataset", dataset], cwd=ROOT, check=True, capture_output=True
        )
    subprocess.run([sys.executable, "-m", "nianbao.static_files"], cwd=ROOT, check=True, capture_output=True)
    found = subjects(state, site)
    load = os.getloadavg()[0]
    with sync_playwright() as play, ExitStack() as stack:
        servers = {subject.name: stack.enter_context(subject.start()) for subject in found}
        browser = play.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        for turn in range(
            runs + 1
        ):  # one after the other in each turn, so that all meet the same machine; the first does not count
            for subject in found:
                _arrivals(browser, subject, servers[subject.name], keep=turn > 0)
        for subject in found:
            _changes(browser, subject, servers[subject.name])
        board = next(subject for subject in found if "serve" in subject.name)
        pages = [f"{name} {_page(browser, servers[board.name], address)}" for name, address in PAGES.items()]
        browser.close()
    lines = [_machine(runs, load), "", HEAD, *(_row(subject, found[0]) for subject in found), ""]
    lines.append(f"各页换到新年份／看过的年份，服务器 CPU ms（nianbao serve，演示数据）：{'；'.join(pages)}。")
    if not any("Dash" in subject.name for subject in found):
        lines.append("没有 (3) Plotly Dash 一行：环境里没有 dash，可先 pip install dash gunicorn（只供比较，看板不用）。")
    if crowd:
        lines += ["", *crowds([s for s in found if s.pick and "run" not in s.name], crowd, browser_path, WINDOW)]
    return "\n".join(lines)


def _arrivals(browser: Browser, subject: Subject, server: Running, keep: bool) -> None:
    url = server.url + subject.path
    with visitor(browser, subject.charts, window=WINDOW) as (page, wire):
        cold = arrive(page, wire, lambda: page.goto(url, wait_until="commit"))
        warm = arrive(page, wire, lambda: page.reload(wait_until="commit"))
    with visitor(browser, subject.charts, slow=True, window=WINDOW) as (page, wire):
        slow = arrive(page, wire, lambda: page.goto(url, wait_until="commit"))
    if keep:
        subject.cold.append(cold)
        subject.warm.append(warm)
        subject.slow.append(slow)


def _changes(browser: Browser, subject: Subject, server: Running) -> None:
    """Every other year once (new views), then the same again (seen ones)."""
    if subject.pick is None:
        return
    with visitor(browser, subject.charts, window=WINDOW) as (page, wire):
        arrive(page, wire, lambda: page.goto(server.url + subject.path, wait_until="commit"))
        subject.new, subject.seen = (_round(page, subject.pick, server) for _ in range(2))


def _round(page, pick, server: Running) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    before = server.cpu()
    seconds = [change(page, lambda year=year: pick(page, year)) for year in YEARS]
    return median(seconds), (server.cpu() - before) * 1000 / len(YEARS)


def _page(browser: Browser, server: Running, address: str) -> str:
    """CPU of one page: of an agency nobody has looked at, so that its views are new."""
    with visitor(browser, 0, window=WINDOW, number=".nb-title") as (page, wire):
        arrive(page, wire, lambda: page.goto(f"{server.url}/{address}?data=demo&agency=demo-ylsh-xzspfwj", wait_until="commit"))
        page.wait_for_timeout(1500)
        new, seen = (_round(page, pick_streamlit, server)[1] for _ in range(2))
    return f"{new:.0f}／{seen:.0f}"


def _row(subject: Subject, zero: Subject) -> str:
    def of(rows: list, field: str) -> float:
        return median(getattr(row, field) for row in rows)

    def beside(kind: str, field: str) -> str:
        mine, base = of(getattr(subject, kind), field), of(getattr(zero, kind), field)
        return f"{mine:.2f} | {mine / base:.2f}"

    told = [subject.name, beside("cold", "number"), beside("cold", "screen"), beside("warm", "screen")]
    told += [f"{of(subject.cold, 'megabytes'):.2f}", beside("slow", "screen")]
    if subject.new and subject.seen:
        told += [f"{subject.new[0]:.2f}／{subject.seen[0]:.2f}", f"{subject.new[1]:.0f}／{subject.seen[1]:.0f}"]
    else:
        told += ["–", "–"]
    return f"| {' | '.join(told)} |"


def _machine(runs: int, load: float) -> str:
    versions = "，".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("streamlit", "plotly", "duckdb", "dash") if _has(name)
    )
    return (
        f"{os.cpu_count()} 核，{platform.system()}，Python {platform.python_version()}，{versions}；每项取 {runs} 次的中位数，各页轮流量；"
        f"浏览器与服务器共用这些核，开始时机器负载 {load:.1f}。窗口 {WINDOW['width']}×{WINDOW['height']}：指标卡和四张图都在窗内。"
        "慢线为 CDP 模拟的 20 Mbit/s、30 ms。"
    )


def _has(name: str) -> bool:
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False


if __name__ == "__main__":
    raise SystemExit(main())
