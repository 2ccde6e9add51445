"""Commands for reports: extract (stores nothing), import, publish, undo, withdraw, check, verify."""

from __future__ import annotations

import argparse
import glob
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nianbao import ingest, store
from nianbao.checks import OUTCOMES, load_rules
from nianbao.compared import compared_words
from nianbao.crossfile import check_together
from nianbao.datasets import OFFICE, open_dataset
from nianbao.errors import ReadError
from nianbao.extract import Extraction, extract
from nianbao.extract_json import to_json
from nianbao.isolate import SECONDS, run_many
from nianbao.office import read_office
from nianbao.signin import command_line_actor
from nianbao.verify import verify

BATCH = 200


def office_commands(commands: Any) -> None:
    """Adds the commands to the parser."""
    read = commands.add_parser("extract", help="读报告并输出所识别的数，不入库")
    read.add_argument("files", nargs="+", metavar="文件")
    read.add_argument("--json", action="store_true", help="每个文件一行 JSON")
    read.set_defaults(run=_extract)
    take = commands.add_parser("import", help="导入报告（文件、文件夹或通配符）到本单位")
    take.add_argument("paths", nargs="+", metavar="路径")
    take.add_argument("--publish", action="store_true", help="导入后立即发布")
    take.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1), help="同时读几个文件")
    take.add_argument("--seconds", type=float, default=SECONDS, help="每个文件最多读几秒，超过的不导入，下次重读")
    take.set_defaults(run=_import)
    release = commands.add_parser("publish", help="发布草稿")
    release.add_argument("reports", nargs="*", metavar="报告编号", help="不写则发布全部草稿")
    release.set_defaults(run=_publish)
    back = commands.add_parser("undo", help="撤销一次导入")
    back.add_argument("batch", metavar="批次", help="导入批次号")
    back.add_argument("--reason", metavar="理由", default="", help="理由；批次里有已发布的报告时必填")
    back.set_defaults(run=_undo)
    out = commands.add_parser("withdraw", help="撤回一份报告")
    out.add_argument("report", help="报告编号")
    out.add_argument("--reason", required=True, help="理由")
    out.set_defaults(run=_withdraw)
    check = commands.add_parser("check", help="列出勾稽核对的结果")
    check.add_argument("--dataset", choices=list(store.DATASETS), default="draft")
    check.add_argument("--all", action="store_true", help="相符的也列出")
    check.set_defaults(run=_check)
    verify = commands.add_parser("verify", help="重读保存的原件，核对入库的每个数")
    verify.set_defaults(run=_verify)


def expand(paths: Sequence[str]) -> Iterator[Path]:
    """Files as named; folders give every file in them but those of the system, patterns what they match. Order is stable.

    A file that is no report is handed on too: it gets its reason like the others, instead of vanishing.
    """
    for text in paths:
        path = Path(text)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not _of_the_system(p.name))
        elif any(sign in text for sign in "*?[") and not path.exists():
            yield from sorted(Path(p) for p in glob.glob(text, recursive=True) if Path(p).is_file())
        else:
            yield path


def _of_the_system(name: str) -> bool:
    """Hidden files, the locks of open Office files, and what Windows leaves in folders."""
    return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def _extract(options: argparse.Namespace) -> int:
    files = list(expand(options.files))
    results = []
    for path, result in run_many(extract, (str(path) for path in files)):
        results.append(Extraction(Path(path).name, "rejected", str(result)) if isinstance(result, ReadError) else result)
    for path, result in zip(files, check_together(results), strict=True):
        if options.json:
            print(json.dumps({**to_json(result), "file": str(path)}, ensure_ascii=False))
            continue
        print(f"{path}：{_STATUS[result.status]}。{result.agency or '机构不明'} {result.year or '年度不明'}。{result.message}")
        for finding in result.findings:
            if finding.severity != "info":
                print(f"  - {finding.message}")
    return 1 if any(result.status == "rejected" for result in results) else 0


_STATUS = {"accepted": "可导入", "flagged": "可导入，有问题待看", "rejected": "未读入"}


def _import(options: argparse.Namespace) -> int:
    files = list(expand(options.paths))
    if not files:
        print("没有找到可导入的文件。", file=sys.stderr)
        return 1
    for dataset in OFFICE:  # an import that was cut off is finished first, also when all its files are known
        open_dataset(dataset)
    counts = {"stored": 0, "known": 0, "refused": 0}
    batches: list[str] = []
    waiting: list[ingest.Candidate] = []
    taken: dict[str, str] = {}
    refused: list[str] = []
    for number, candidate in enumerate(ingest.read_files(files, options.workers, options.seconds), 1):
        _progress(number, len(files), candidate.name)
        if candidate.ready and candidate.sha256 in taken:
            counts["known"] += 1
            _say(f"{candidate.name}：与本次的“{taken[candidate.sha256]}”内容相同，跳过。")
        elif candidate.ready:
            taken[candidate.sha256] = candidate.name
            waiting.append(candidate)
        elif candidate.known:
            counts["known"] += 1
            _say(f"{candidate.name}：已导入过（{candidate.known.agency} {candidate.known.year} 年），跳过。")
        else:
            counts["refused"] += 1
            refused.append(candidate.name)
            why = candidate.result.message if candidate.result.status == "rejected" else "没有认出机构或年度，请在导入页里补上。"
            _say(f"{candidate.name}：未导入。{why}")
        if len(waiting) >= BATCH:
            batches.append(_store(waiting, options.publish, counts))
    if waiting:
        batches.append(_store(waiting, options.publish, counts))
    _progress_end()
    state = "（并已发布）" if options.publish else "（为草稿，运行 nianbao publish 发布）"
    stored = f"{counts['stored']}{state if counts['stored'] else ''}"
    print(f"共 {len(files)} 个文件：导入 {stored}，已有 {counts['known']}，未导入 {counts['refused']}。")
    if refused:
        # Said again where it is read: with thousands of files the reasons are far above.
        print(f"未导入的文件（原因见上；再运行一次会重新读）：{_listed(refused)}。")
    for batch in batches:
        print(f"批次 {batch}（撤销：nianbao undo {batch}{' --reason 理由' if options.publish else ''}）")
    return 1 if counts["refused"] else 0


def _listed(names: list[str], most: int = 20) -> str:
    return "、".join(names[:most]) + (f" 等 {len(names)} 个" if len(names) > most else "")


def _store(waiting: list[ingest.Candidate], publish: bool, counts: dict[str, int]) -> str:
    """One generation for what is waiting; a person can stop after it and start again: known files are skipped."""
    batch = ingest.import_batch(waiting, command_line_actor(), publish)
    counts["stored"] += len(waiting)
    waiting.clear()
    return batch


def _progress(number: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        done = "█" * int(24 * number / total)
        print(f"\r{done:<24} {number}/{total} {name[:40]:<40}", end="", file=sys.stderr, flush=True)


def _progress_end() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _say(text: str) -> None:
    _progress_end()
    print(text, flush=True)


def _publish(options: argparse.Namespace) -> int:
    wanted = options.reports or [r.report_id for r in read_office().active() if r.status == "draft"]
    print(f"已发布 {ingest.publish(wanted, command_line_actor())} 份报告。")
    return 0


def _undo(options: argparse.Namespace) -> int:
    touched = ingest.undo(options.batch, command_line_actor(), options.reason)
    print(f"已撤销批次 {options.batch}：{len(touched)} 份报告不再显示，原件仍保留。")
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    held = ingest.withdraw(options.report, options.reason, command_line_actor())
    print(f"已撤回 {held.agency} {held.year} 年的报告（第 {held.version} 版）。")
    return 0


def _check(options: argparse.Namespace) -> int:
    names, rows = store.fetch(open_dataset(options.dataset), "findings", limit=10_000_000)
    sentences = {rule.name: rule.sentence for rule in load_rules()}
    relations, questions = Counter[str](), Counter[str]()
    for row in rows:
        entry = dict(zip(names, row, strict=True))
        (questions if entry["severity"] == "question" else relations)[entry["outcome"]] += 1
        if options.all or entry["outcome"] in ("fails", "holds_if_blank_is_zero"):
            sentence = sentences.get(entry["rule"], entry["rule"])
            print(
                f"{entry['agency']} {entry['year']} 年｜{sentence}｜{entry['subject']}｜"
                f"应为 {entry['expected']}，实为 {entry['actual']}｜{OUTCOMES[entry['outcome']]}"
            )
    print(compared_words(relations, questions))
    return 1 if relations["fails"] + questions["fails"] else 0


def _verify(options: argparse.Namespace) -> int:
    """Reads every kept original again and compares each stored value; 1 if anything differs or is missing."""
    count = wrong = 0
    for report, problem in verify():
        count += 1
        if problem:
            wrong += 1
            print(f"{report.agency} {report.year} 年：{problem}")
    print(f"核对 {count} 份报告，{wrong} 份有出入。")
    return 1 if wrong else 0
