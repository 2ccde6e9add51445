"""The regression guard: ratios of work done in this process, against those kept in docs/bench-baseline.json.

A ratio compares our CPU with that of something we do not write (an empty page, the bare library, a counting loop in
DuckDB), measured in turns, so a slow or busy machine slows both sides. Worse by more than 30 % twice in a row fails.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from nianbao.paths import APP, ROOT

BASELINE = ROOT / "docs" / "bench-baseline.json"
WORSE = 1.30
ROUNDS = 9
Work = Callable[[], object]


def cpu(work: Work) -> float:
    """CPU seconds of all threads of this process: waiting for a busy core does not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def ratio(ours: Work, theirs: Work) -> float:
    """Median of ours over median of theirs, taken in turns; the first of each warms up and is thrown away."""
    cpu(ours), cpu(theirs)
    pairs = [(cpu(ours), cpu(theirs)) for _ in range(ROUNDS)]
    return median(a for a, _ in pairs) / median(b for _, b in pairs)


def measured() -> dict[str, float]:
    """Every ratio by its name."""
    from nianbao import store
    from nianbao.datasets import open_dataset

    demo = open_dataset("demo")
    open_dataset("public")
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text('import streamlit as st\nst.set_page_config(layout="wide")\nst.html("<p>空页</p>")\n', encoding="utf-8")
        report = Path(folder) / "示例市2023年年报.docx"
        report.write_bytes(_report())
        found = {
            f"页面 {name} / 空页": ratio(_page(page, **params), _empty(empty))
            for name, page, params in (
                ("总览", "overview", {}), ("信息公开", "disclosure", {"data": "demo"}), ("机构对比", "compare", {"data": "demo"}),
            )
        }  # fmt: skip
        found["读一份 docx / python-docx 打开它"] = ratio(_extracted(report), _opened(report))
    found["查询 series / DuckDB 数一千万"] = ratio(
        lambda: [store.query(demo, "series", agencies=["demo-slsh-xzspfwj"]) for _ in range(5)], _counted()
    )
    found["查询 ranking / DuckDB 数一千万"] = ratio(
        lambda: [store.query(demo, "ranking", indicator="applications_new", year=2023) for _ in range(5)], _counted()
    )
    return found


def _page(page: str, **params: str) -> Work:
    def run() -> None:
        import streamlit as st

        for kept in (st.cache_data, st.cache_resource):  # a first visit: what is kept would hide the work
            kept.clear()
        board = AppTest.from_file(str(APP), default_timeout=120)
        board.query_params.update(params)
        board.switch_page(f"pages/{page}.py").run()
        if board.exception or board.error:
            raise RuntimeError(f"{page}: {[e.value for e in board.error]} {[e.message for e in board.exception]}")

    return run


def _empty(path: Path) -> Work:
    def run() -> None:
        for _ in range(10):
            AppTest.from_file(str(path), default_timeout=60).run()

    return run


def _report() -> bytes:
    from tests.samples import as_docx, make_sample

    return as_docx(make_sample())


def _extracted(path: Path) -> Work:
    from nianbao.extract import extract

    return lambda: [extract(str(path)) for _ in range(3)]


def _opened(path: Path) -> Work:
    """Every cell's text, as the plainest use of the library has it."""
    import docx

    data = path.read_bytes()
    return lambda: [
        [[cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(data)).tables for row in table.rows]
        for _ in range(3)
    ]


def _counted() -> Work:
    import duckdb

    con = duckdb.connect(config={"threads": 2})
    return lambda: con.execute("select sum(hash(n) % 7) from range(10000000) as r (n)").fetchone()


def worse(found: dict[str, float], kept: dict[str, float]) -> list[str]:
    """The names of ratios that are more than 30 % above the kept ones; one that nobody kept is none of them."""
    return [name for name, value in found.items() if name in kept and value > kept[name] * WORSE]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write what was measured as the new baseline")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        os.environ["NIANBAO_STATE"] = state
        found = measured()
        kept = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
        if not options.keep and worse(found, kept):
            again = measured()  # a neighbour's burst of work is not a regression
            found = {name: min(value, again[name]) for name, value in found.items()}
    if options.keep:
        BASELINE.write_text(json.dumps({k: round(v, 2) for k, v in found.items()}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    slow = worse(found, kept) if not options.keep else []
    for name, value in found.items():
        before = f"{kept[name]:.2f}" if name in kept else "–"
        print(f"{'变慢 ' if name in slow else '     '}{name}：{value:.2f}（基线 {before}）")
    if slow:
        print(
            f"{len(slow)} 项比 docs/bench-baseline.json 里的慢三成以上。若是有意的，运行 python -m tests.bench.guard --keep 并在提交里说明。"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
