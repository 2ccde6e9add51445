"""The cost curve: warehouses of 10^4 … 10^8 observations, their queries, a page, a publication, memory; as a table and a chart."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nianbao.paths import ROOT

SIZES = (1e4, 1e5, 1e6, 1e7, 1e8)
KEPT = ROOT / "docs" / "scale.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=float, default=1e7, help="the largest size; 1e8 takes 6 GB of disk and some minutes")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--folder", type=Path, help="keep the warehouses here (and use those that are there already)")
    parser.add_argument("--again", action="store_true", help="measure nothing: the table and the chart of docs/scale.json")
    parser.add_argument("--keep", action="store_true", help="write docs/scale.json and docs/scale.svg")
    options = parser.parse_args()
    if options.again:
        points = json.loads(KEPT.read_text(encoding="utf-8"))
        print(table(points))
        draw(points)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        points = [_point(size, folder / f"{size:.0e}", options.rounds) for size in SIZES if size <= options.most]
    print(table(points))
    if options.keep:
        KEPT.write_text(json.dumps(points, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draw(points)
    return 0


def _point(size: float, state: Path, rounds: int) -> dict[str, object]:
    """Each step in a process of its own, so that its memory is its own."""
    file = state / "demo" / "000001.duckdb"
    point: dict[str, object] = {"observations": size}
    if not file.exists():
        started = time.perf_counter()
        _run(state, "tests.bench.national", "--observations", f"{size}", "--out", str(file))
        point["build"] = round(time.perf_counter() - started, 1)
    (state / "demo" / "CURRENT").write_text(file.name, encoding="utf-8")
    point["mb"] = round(file.stat().st_size / 1e6, 1)
    for module, arguments in (("scale", [str(file), "--rounds", str(rounds)]), ("opening", []), ("publishing", [])):
        out = state / f"{module}.json"
        _run(state, f"tests.bench.{module}", *arguments, "--json", str(out))
        point[module] = json.loads(out.read_text("utf-8"))
    for later in (state / "demo").glob("*.duckdb"):
        if later != file:
            later.unlink()
    (state / "demo" / "CURRENT").write_text(file.name, encoding="utf-8")
    return point


def _run(state: Path, module: str, *arguments: str) -> None:
    state.mkdir(parents=True, exist_ok=True)
    print(f"{state.name} {module}", file=sys.stderr, flush=True)
    environment = {**os.environ, "NIANBAO_STATE": str(state)}
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _slowest(point: dict) -> tuple[str, list]:
    """The query that costs most CPU: waiting tells of the neighbours as much as of the query."""
    return max(point["scale"]["queries"].items(), key=lambda item: item[1][2])


def _within(point: dict, column: int) -> str:
    told = point["scale"]["queries"].values()
    return f"{sum(row[column] <= 100 for row in told)} / {len(told)}"


def _middle(point: dict, column: int) -> float:
    return sorted(row[column] for row in point["scale"]["queries"].values())[len(point["scale"]["queries"]) // 2]


def table(points: list) -> str:
    """The curve in Markdown."""
    small = points[min(1, len(points) - 1)]["opening"]  # of 10^4 there are five agencies, none of the fullest kind
    lines = [
        "| 观测数 | 文件 MB | 居中的查询 CPU（p95 等待）ms | CPU ≤ 100 ms 的查询 | p95 等待 ≤ 100 ms 的 | 最费的查询 CPU（p95 等待）ms | 打开总览 CPU ms | ×10⁵ 的 | 看板内存 MB | 发布一份 CPU（等待）s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for point in points:
        name, (_, p95, used, *_) = _slowest(point)
        page, publishing = point["opening"], point["publishing"]
        lines.append(
            f"| 10^{len(str(int(point['observations']))) - 1} | {point['mb']:,.0f} | {_middle(point, 2):.0f}（{_middle(point, 1):.0f}） "
            f"| {_within(point, 2)} | {_within(point, 1)} | {name} {used:.0f}（{p95:.0f}） "
            f"| {page['cpu_ms']:.0f} | {page['cpu_ms'] / small['cpu_ms']:.2f} "
            f"| {max(page['rss_mb'], point['scale']['rss_mb']):.0f} | {publishing['cpu']:.1f}（{publishing['seconds']:.1f}） |"
        )
    return "\n".join(lines)


def draw(points: list) -> None:
    """The chart beside the table: both axes logarithmic."""
    import plotly.graph_objects as go

    sizes = [point["observations"] for point in points]
    lines = {
        "居中的查询 CPU ms": [_middle(p, 2) for p in points],
        "最费的查询 CPU ms": [_slowest(p)[1][2] for p in points],
        "打开总览 CPU ms": [p["opening"]["cpu_ms"] for p in points],
        "发布一份报告 CPU ms": [p["publishing"]["cpu"] * 1000 for p in points],
        "文件 MB": [p["mb"] for p in points],
    }
    figure = go.Figure([go.Scatter(x=sizes, y=values, name=name, mode="lines+markers") for name, values in lines.items()])
    figure.update_xaxes(type="log", title="观测数", dtick=1, exponentformat="power")
    figure.update_yaxes(type="log", title="毫秒或 MB（对数）", exponentformat="power", dtick=1)
    figure.update_layout(
        template="plotly_white", width=900, height=480, title="仓库变大一万倍，各项的代价",
        font={"family": "Noto Sans CJK SC, Microsoft YaHei, sans-serif"},
    )  # fmt: skip
    figure.write_image(ROOT / "docs" / "scale.svg")


if __name__ == "__main__":
    raise SystemExit(main())
