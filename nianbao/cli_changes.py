"""The command that says what changed between two generations: nianbao changes."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from nianbao import store
from nianbao.datasets import readable_dataset
from nianbao.store import DATASETS


def changes_command(commands: Any) -> None:
    """Adds `changes` to the parser."""
    changes = commands.add_parser("changes", help="两个版本之间变了什么：数值、勾稽、名次、口径登记")
    changes.add_argument("--dataset", choices=list(DATASETS), default="public", help="数据集（默认 public）")
    changes.add_argument("--from", dest="before", type=int, metavar="N", help="较早的版本号（默认现用版本的前一个）")
    changes.add_argument("--to", dest="after", type=int, metavar="M", help="较晚的版本号（默认现用版本）")
    changes.add_argument("--agency", action="append", default=[], metavar="编号", help="只列这些机构，可写多次")
    changes.add_argument("--limit", type=int, default=200, help="每类至多列多少行（默认 200；计数不受影响）")
    changes.add_argument("--format", choices=["table", "json"], default="table")
    changes.add_argument("--list", action="store_true", help="只列出现存的版本")
    changes.set_defaults(run=_changes)


def _changes(options: argparse.Namespace) -> int:
    from nianbao.changes import KINDS, chosen_pair, compare, generation_label, summary, tables

    readable_dataset(options.dataset)
    if options.list:
        for generation in store.kept_generations(options.dataset):
            print(generation_label(generation))
        return 0
    before, after = chosen_pair(options.dataset, options.before, options.after)
    found = compare(before, after, options.agency, options.limit)
    if options.format == "json":
        body: dict[str, Any] = {"dataset": options.dataset, "from": before.number, "to": after.number, "counts": found.counts()}
        for kind in KINDS:
            body[kind] = json.loads(getattr(found, kind).to_json(orient="records", force_ascii=False))
        print(json.dumps(body, ensure_ascii=False, indent=1))
        return 0
    print(f"{DATASETS[options.dataset]}：{generation_label(before)} → {generation_label(after)}")
    print(summary(found))
    for title, table in tables(found).items():
        for row in table.to_dict("records"):
            print("　".join([title, *(str(cell) for cell in row.values() if cell != "")]))
    print(f"（每类至多列 {options.limit} 行）", file=sys.stderr)
    return 0
