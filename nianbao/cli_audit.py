"""The command that prints the record of operations: nianbao audit."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from nianbao.access import require_audit
from nianbao.audit import COLUMNS, entries, table
from nianbao.errors import NianbaoError, reason
from nianbao.exporters.table import to_csv
from nianbao.journal import KINDS
from nianbao.signin import command_line_actor


def audit_command(commands: Any) -> None:
    """Adds `audit` to the parser."""
    audit = commands.add_parser("audit", help="操作记录：谁在何时改了什么，改前、改后、来自哪个文件、进入哪个版本")
    audit.add_argument("--format", choices=["table", "csv", "json"], default="table")
    audit.add_argument("--kind", choices=list(KINDS), help="只列一种操作")
    audit.add_argument("--who", help="只列一个人的")
    audit.add_argument("--since", help="只列这一天及以后的，如 2026-01-01")
    audit.add_argument("--out", type=Path, help="写入文件（csv 或 json），默认输出到屏幕")
    audit.set_defaults(run=_audit)


def _audit(options: argparse.Namespace) -> int:
    require_audit(command_line_actor())
    since = _day(options.since) if options.since else ""
    found = [
        entry
        for entry in entries()
        if (not options.kind or entry.kind == options.kind)
        and (not options.who or entry.who == options.who)
        and entry.when[:10] >= since
    ]
    if options.format == "json":
        _write(options.out, json.dumps([dict(zip(COLUMNS, e.row(), strict=True)) for e in found], ensure_ascii=False, indent=1))
    elif options.format == "csv":
        _write(options.out, to_csv(table(found)).decode("utf-8"))
    else:
        for entry in found:
            change = f"{entry.before} → {entry.after}"
            print("　".join(part for part in (*entry.row()[:5], change, *entry.row()[7:9], entry.generation) if part))
        print(f"（{len(found)} 条）", file=sys.stderr)
    return 0


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise NianbaoError(f"--since 为“{text}”，应为日期，如 {date.today().isoformat()}。") from None


def _write(target: Path | None, text: str) -> None:
    if target is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return
    try:
        target.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise NianbaoError(f"无法写入“{target}”：{reason(error)}。请换一个位置。") from error
    print(f"已写入 {target}。", file=sys.stderr)
