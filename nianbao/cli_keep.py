"""Commands that keep the data safe: doctor, backup, restore."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from nianbao.backup import backup, restore
from nianbao.diagnosis import OUTCOMES
from nianbao.doctor import examine, healthy
from nianbao.signin import command_line_actor

_SIGNS = {"ok": "✓", "note": "·", "bad": "✗", "repaired": "→"}


def keep_commands(commands: Any) -> None:
    """Adds the commands to the parser."""
    doctor = commands.add_parser("doctor", help="自检：逐项说明是否正常、怎么办")
    doctor.add_argument("--repair", action="store_true", help="能修复的一并修复")
    doctor.add_argument("--accept-loss", action="store_true", help="与 --repair 同用：日志缺的记录找不回时，按现有日志重建")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")
    doctor.set_defaults(run=_doctor)
    save = commands.add_parser("backup", help="备份本单位：操作日志、原件、数")
    save.add_argument("-o", "--output", metavar="文件", help="备份文件（默认：当前目录下按时间命名的 zip）")
    save.set_defaults(run=_backup)
    back = commands.add_parser("restore", help="还原备份；操作日志只增不减")
    back.add_argument("file", metavar="文件")
    choice = back.add_mutually_exclusive_group()
    choice.add_argument("--keep-newer", dest="newer", action="store_const", const="keep", help="备份之后的操作仍然有效")
    choice.add_argument(
        "--back", dest="newer", action="store_const", const="back", help="回到备份时的状态，之后的操作只留在日志里"
    )
    back.set_defaults(run=_restore, newer="")


def _doctor(options: argparse.Namespace) -> int:
    """0 when nothing is wrong (hints do not count), 1 otherwise."""
    found = examine(repair=options.repair, accept_loss=options.accept_loss)
    if options.json:
        print(json.dumps([d.to_json() for d in found], ensure_ascii=False, indent=1))
        return 0 if healthy(found) else 1
    for d in found:
        print(f"{_SIGNS[d.outcome]} {d.title}：{d.said}")
        if d.advice and d.outcome != "ok":
            print(f"    {d.advice}")
    counts = Counter(d.outcome for d in found)
    print(
        "共 " + f"{len(found)} 项：" + "，".join(f"{OUTCOMES[name]} {counts[name]}" for name in OUTCOMES if counts[name]) + "。"
    )
    return 0 if healthy(found) else 1


def _backup(options: argparse.Namespace) -> int:
    target = Path(options.output or f"年报看板备份-{datetime.now():%Y%m%d-%H%M%S}.zip")
    told = backup(target, command_line_actor())
    print(
        f"已备份到 {told.path}（{told.path.stat().st_size / 1024**2:.1f} MB）：操作记录 {told.events} 条，原件 {told.originals} 份。"
    )
    for line in told.said:
        print(line)
    return 0


def _restore(options: argparse.Namespace) -> int:
    told = restore(Path(options.file), command_line_actor(), options.newer)
    print(f"已还原 {told.path.name}：补回原件 {told.originals} 份，操作日志现有 {told.events} 条。")
    for line in told.said:
        print(line)
    return 0
