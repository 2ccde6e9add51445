"""Reading reports: files per second per core by format against the library alone, and memory over many files.

Run `python -m tests.bench.imports [--files 1000]`; the result is Markdown in Chinese for docs/performance.md.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import docx
import pandas as pd
import pdfplumber
from lxml import etree

from nianbao.extract import extract, extract_document
from nianbao.isolate import run_many
from nianbao.readers import read_bytes
from tests.samples import Sample, as_docx, as_html, as_pdf, as_txt, make_sample

PROSE = [
    "{year}年，我局通过政务服务大厅导办台、咨询电话接受市民咨询 42456 次，处理网民留言 5 件，件件有回音。",
    "全年受理12345热线工单 3834 件，按时办结率 99.6%，群众满意率 98.73%，同比提高 1.2 个百分点。",
    "目前，全市“一网通办”平台注册量 19 万人次，累计办件量超 119 万件，累计办结量超 110 万件，平均办结率 92%。",
    "共收到市人大代表建议 6 件、市政协提案 2 件，办结率和满意率均为 100%。",
    "通过门户网站公开政府信息 1502 条，微信公众号推送信息 330 条，政务微博发布信息 214 条，召开新闻发布会 2 场。",
    "受理政府信息公开申请 31 件，其中网上申请 20 件、信函申请 11 件，均按时答复；发生行政复议 1 件、行政诉讼 0 件。",
    "下一步，将进一步完善制度，提高公开质量，力争网上可办率达到 95%以上，为群众提供更好的服务。",
]
FORMATS = ("docx", "pdf", "html", "txt")


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="files of the memory run")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder:
        files = _samples(Path(folder))
        print(f"{os.cpu_count()} 核，Python {platform.python_version()}；每项为处理器时间，取 {options.runs} 次的中位数。\n")
        print("| 格式 | 只用库（ms） | 全程（ms） | 倍数 | 每核每秒（份） | 所比的库 |")
        print("| --- | --- | --- | --- | --- | --- |")
        for form in FORMATS:
            if form in files:
                _compare(form, files[form], options.runs)
        print()
        print(_memory(files, options.files))
    return 0


def _samples(folder: Path) -> dict[str, list[bytes]]:
    """Five reports a format, with prose; no PDF without Chromium."""
    found: dict[str, list[bytes]] = {}
    for seed in range(5):
        sample = make_sample(seed, "2019" if seed % 2 else "2021")
        sample.prose = PROSE * 3
        for form in FORMATS:
            data = _print(sample, form, folder)
            if data is not None:
                found.setdefault(form, []).append(data)
    return found


def _print(sample: Sample, form: str, folder: Path) -> bytes | None:
    if form == "pdf":
        return as_pdf(sample, folder)
    return {"docx": as_docx, "html": as_html, "txt": as_txt}[form](sample)


def _library_docx(data: bytes) -> None:
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                _ = cell.text


def _library_pdf(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def _library_html(data: bytes) -> None:
    root = etree.HTML(data.decode())
    for element in root.iter("td", "th", "p"):
        "".join(element.itertext())


def _library_frames(data: bytes) -> None:
    pd.read_html(io.StringIO(data.decode()))


def _library_txt(data: bytes) -> None:
    for line in data.decode().splitlines():
        line.split("\t")


LIBRARIES: dict[str, tuple[tuple[str, Callable[[bytes], None]], ...]] = {
    "docx": (("python-docx", _library_docx),),
    "pdf": (("pdfplumber", _library_pdf),),
    "html": (("lxml，只取文字", _library_html), ("pandas.read_html，带合并单元格", _library_frames)),
    "txt": (("str.split，没有文档库", _library_txt),),
}


def _compare(form: str, files: list[bytes], runs: int) -> None:
    def whole(data: bytes) -> None:
        extract_document(read_bytes(data, f"样本.{form}"))

    for name, library in LIBRARIES[form]:
        alone, ours = _milliseconds(library, whole, files, runs)
        print(f"| {form} | {alone:.1f} | {ours:.1f} | {ours / alone:.2f} | {1000 / ours:.0f} | {name} |", flush=True)


def _milliseconds(
    library: Callable[[bytes], None], whole: Callable[[bytes], None], files: list[bytes], runs: int
) -> tuple[float, float]:
    """CPU time a file, both in turn, so that a busy machine treats them alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for work in (library, whole):
        work(files[0])  # what is loaded once is not part of a file
    for number in range(runs):
        data = files[number % len(files)]
        for work, kept in zip((library, whole), times, strict=True):
            started = time.process_time()
            work(data)
            kept.append((time.process_time() - started) * 1000)
    return median(times[0]), median(times[1])


def _memory(files: dict[str, list[bytes]], count: int) -> str:
    """Resident memory of this process and its workers while `count` files pass through `run_many`."""
    if not Path("/proc/self/status").exists():
        return "内存只能在 Linux 上量。"
    marks: list[tuple[int, float, float]] = []
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder:

        def paths() -> Iterator[str]:
            for number in range(count):
                form = list(files)[number % len(files)]
                path = Path(folder) / f"{number}.{form}"
                path.write_bytes(files[form][number // len(files) % len(files[form])])
                yield str(path)

        started, cells = time.perf_counter(), 0
        for number, (path, result) in enumerate(run_many(extract, paths(), workers=2), start=1):
            cells += len(result.observations)
            Path(path).unlink()
            if number % max(1, count // 10) == 0:
                marks.append((number, _resident("self"), max((_resident(child) for child in _children()), default=0.0)))
        seconds = time.perf_counter() - started
    lines = [f"{count} 份（{'、'.join(files)} 轮流），2 个读取进程，共 {cells} 项，{seconds:.0f} 秒。", ""]
    lines += ["| 已读 | 主进程（MB） | 最大的读取进程（MB） |", "| --- | --- | --- |"]
    lines += [f"| {number} | {parent:.0f} | {worker:.0f} |" for number, parent, worker in marks]
    return "\n".join(lines)


def _resident(process: str) -> float:
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS")), 0.0)


def _children() -> list[str]:
    """Those of every thread: the workers are started by the threads of a pool."""
    return [child for task in Path("/proc/self/task").glob("*/children") for child in task.read_text().split()]


if __name__ == "__main__":
    sys.exit(main())
