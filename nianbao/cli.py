"""The command line: build, serve, status, query; the commands of 本单位 are in cli_office."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nianbao import __version__, store
from nianbao.cli_audit import audit_command
from nianbao.cli_changes import changes_command
from nianbao.cli_export import allowed, export_commands
from nianbao.cli_keep import keep_commands
from nianbao.cli_lake import lake_commands
from nianbao.cli_office import office_commands
from nianbao.cli_words import Parser
from nianbao.datasets import open_dataset, readable_dataset
from nianbao.errors import NianbaoError
from nianbao.exporters.table import harmless
from nianbao.model import TOPICS
from nianbao.paths import state_dir
from nianbao.queries import Query, load_query, query_names


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 done, 1 refused with a message, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    options, rest = parser.parse_known_args(given)
    if rest and options.command != "query":
        parser.error(f"不认识的参数：{' '.join(rest)}")
    options.rest = rest
    try:
        return int(options.run(options))
    except NianbaoError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="nianbao", description="年报看板：建库、打开看板、查询。")
    parser.add_argument("--version", action="version", version=f"年报看板 {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    build = commands.add_parser("build", help="由 data/ 建立数据仓库")
    build.add_argument("--dataset", choices=list(store.DATASETS), help="只建一个数据集（默认全部）")
    build.add_argument("--force", action="store_true", help="内容没有变化也重建")
    build.set_defaults(run=_build)
    serve = commands.add_parser("serve", help="打开看板")
    serve.add_argument("--address", default="127.0.0.1", help="监听地址（默认 127.0.0.1，只供本机）")
    serve.add_argument("--port", type=int, default=8501, help="端口（默认 8501）")
    serve.add_argument("--access", choices=["oidc", "proxy", "public"], help="谁可以进来（默认按设置；非本机地址必须有）")
    serve.add_argument("--log", choices=["auto", "json", "plain"], default="auto", help="日志：JSON 行或文字（默认看是否在终端）")
    serve.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    serve.set_defaults(run=_serve)
    status = commands.add_parser("status", help="各数据集的版本与行数")
    status.add_argument("--json", action="store_true", help="输出 JSON")
    status.set_defaults(run=_status)
    query = commands.add_parser("query", help="运行 queries/ 下的一个查询，参数写作 --名称 值")
    query.add_argument("name", metavar="查询名", help="如 agencies")
    query.add_argument("--dataset", choices=list(store.DATASETS), default="public")
    query.add_argument("--format", choices=["table", "csv", "json"], default="table")
    query.set_defaults(run=allowed(_query))
    office_commands(commands)
    audit_command(commands)
    keep_commands(commands)
    changes_command(commands)
    export_commands(commands)
    lake_commands(commands)
    return parser


def _build(options: argparse.Namespace) -> int:
    for dataset in [options.dataset] if options.dataset else list(store.DATASETS):
        generation = open_dataset(dataset, force=options.force)
        print(f"{store.DATASETS[dataset]}：版本 {generation.number}，{generation.path}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    """Serves in this process; Streamlit is loaded only here."""
    from nianbao import serve

    if options.access:
        os.environ["NIANBAO_ACCESS"] = options.access
    structured = options.log == "json" or (options.log == "auto" and not sys.stderr.isatty())
    return serve.run(options.address, options.port, browser=not options.no_browser and _has_screen(), structured=structured)


def _has_screen() -> bool:
    """Is there a desktop on which a browser can open?"""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_TABLES = {
    "source": "来源", "agency": "机构", "indicator": "指标", "report": "报告", "reading": "读数", "observation": "取用的数",
    "comparison": "核对",
}  # fmt: skip


def _status(options: argparse.Namespace) -> int:
    report: dict[str, Any] = {"version": __version__, "state_dir": str(state_dir()), "datasets": {}}
    for dataset, title in store.DATASETS.items():
        live = store.current(dataset)
        entry: dict[str, Any] = {"title": title, "generation": None, "file": None, "tables": {}, "topics": {}}
        if live:
            entry["generation"] = live.number
            entry["file"] = str(live.path)
            entry["notice"] = live.notice
            entry["tables"] = dict(store.fetch(live, "status_tables")[1])
            names, rows = store.fetch(live, "status_topics")
            entry["topics"] = {row[0]: dict(zip(names[1:], map(_plain, row[1:]), strict=True)) for row in rows}
        report["datasets"][dataset] = entry
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return 0
    print(f"年报看板 {__version__}　数据目录：{report['state_dir']}")
    for entry in report["datasets"].values():
        if entry["generation"] is None:
            print(f"\n{entry['title']}：还没有建立（运行 nianbao build）")
            continue
        print(f"\n{entry['title']}：版本 {entry['generation']}　{entry['file']}")
        if entry["notice"]:
            print(f"  注意：{entry['notice']}")
        print("  " + "，".join(f"{_TABLES.get(name, name)} {count:,}" for name, count in entry["tables"].items()))
        for topic, counts in entry["topics"].items():
            print(
                f"  {TOPICS.get(topic, topic)}：{counts['agencies']} 家，{counts['first_year']}—{counts['last_year']}，{counts['numbers']} 个数"
            )
    return 0


def _query(options: argparse.Namespace) -> int:
    given = _parameters(options.rest)
    asked = load_query(options.name)
    asked.bind(given)
    generation = readable_dataset(options.dataset)
    _answerable(asked, given, generation)
    if generation.notice:
        print(f"注意：{generation.notice}", file=sys.stderr)
    names, rows = store.fetch(generation, options.name, **given)
    if options.format == "json":
        records = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
        print(json.dumps(records, ensure_ascii=False, indent=1))
    elif options.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([["" if value is None else harmless(_plain(value)) for value in row] for row in rows])
    else:
        _print_table(names, rows)
    return 0


_NAMING = {"indicator": "indicators", "agency": "agencies"}


def _answerable(asked: Query, given: dict[str, str], generation: store.Generation) -> None:
    """Raises NianbaoError for a question whose answer would be empty whatever is held: a person takes that for a finding."""
    absent = [p.name for p in asked.parameters if not p.optional and p.type in ("integer", "text") and not given.get(p.name)]
    if absent:
        raise NianbaoError(f"查询 {asked.name} 还要写明：{'、'.join('--' + name.replace('_', '-') for name in absent)}。")
    for name, value in given.items():
        stem = {"indicators": "indicator", "agencies": "agency"}.get(name, re.sub(r"_[xy]$", "", name))
        if stem not in _NAMING or not value:
            continue
        names, rows = store.fetch(generation, _NAMING[stem])
        known = {row[names.index(f"{stem}_id")] for row in rows}
        if unknown := [one for one in re.split("[,，]", value) if one.strip() and one.strip() not in known]:
            title = {"indicator": "指标", "agency": "机构"}[stem]
            raise NianbaoError(
                f"{store.DATASETS[generation.dataset]}里没有编号为“{'、'.join(unknown)}”的{title}；"
                f"可用 nianbao query {_NAMING[stem]} 列出全部{title}。"
            )


def _parameters(rest: Sequence[str]) -> dict[str, str]:
    """--year-from 2019 --agency=x → {"year_from": "2019", "agency": "x"}."""
    given: dict[str, str] = {}
    words = list(rest)
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            raise NianbaoError(f"不认识的参数“{word}”：查询参数写作 --名称 值；可用查询：{'、'.join(query_names())}。")
        name, equals, value = word[2:].partition("=")
        if not equals:
            if not words:
                raise NianbaoError(f"参数 --{name} 后面缺少值。")
            value = words.pop(0)
        given[name.replace("-", "_")] = value
    return given


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _print_table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    cells = [["" if value is None else str(_plain(value)) for value in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(names, *cells, strict=True)]
    for line in [names, *cells]:
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)).rstrip())
    print(f"（{len(rows)} 行）", file=sys.stderr)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
