"""Reads the YAML and CSV files under data/ so that a broken row is named by file, line and field."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from nianbao.errors import DataError


class _LineLoader(yaml.SafeLoader):
    """Adds the line number of each mapping under the key `__line__`."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


def read_yaml(path: Path) -> Any:
    """The file's content, each mapping with its `__line__`. Raises DataError where it is no YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", "无法解码")
        raise DataError(short(path), line, "格式", problem, "请按 YAML 格式改正（UTF-8 编码）。") from error


def read_csv(path: Path, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields (line number, row). Raises DataError if a column is missing or a row has too many cells."""
    wanted = list(columns)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(short(path), None, "编码", "不是 UTF-8", "请另存为“CSV UTF-8（逗号分隔）”。") from error
    with io.StringIO(text, newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in wanted if name not in (reader.fieldnames or [])]
        if missing:
            raise DataError(short(path), 1, "表头", "、".join(reader.fieldnames or []), f"缺少列：{'、'.join(missing)}。")
        for row in reader:
            if None in row or any(value is None for value in row.values()):
                raise DataError(short(path), reader.line_num, "整行", "列数与表头不符", "请核对逗号和引号。")
            yield reader.line_num, {name: value.strip() for name, value in row.items()}


def need(row: dict[str, Any], field: str, path: Path, line: int | None = None, choices: Iterable[str] | None = None) -> Any:
    """The value of a required field, checked against `choices`. Raises DataError naming the place."""
    value = row.get(field)
    at = line if line is not None else row.get("__line__")
    if value is None or value == "":
        raise DataError(short(path), at, field, value if value is not None else "（空）", "此项必填，请补上。")
    if choices is not None and value not in (allowed := list(choices)):
        raise DataError(short(path), at, field, value, f"只能是：{'、'.join(allowed)}。")
    return value


def need_whole(row: dict[str, Any], field: str, path: Path) -> int:
    """The value of a required field as a whole number. Raises DataError naming the place."""
    value = need(row, field, path)
    try:
        return int(str(value))
    except ValueError:
        raise DataError(short(path), row.get("__line__"), field, value, "应为整数。") from None


def listed(content: Any, path: Path) -> list[dict[str, Any]]:
    """The entries of a file that is nothing but a list of them. Raises DataError where it is something else."""
    found = [] if content is None else content
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise DataError(short(path), None, "格式", "不是条目列表", "此文件每项以“- ”开头，其下写“名: 值”。")
    return found


def entries(content: Any, key: str, path: Path) -> list[dict[str, Any]]:
    """The list of entries under `key`. Raises DataError where there is none."""
    found = content.get(key) if isinstance(content, dict) else None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise DataError(
            short(path), None, key, "（空）" if found is None else "不是条目列表", f"此文件应有“{key}:”，其下每项以“- ”开头。"
        )
    return found


def short(path: Path) -> str:
    """The path as people know it: from data/ on."""
    parts = path.parts
    return "/".join(parts[parts.index("data") :]) if "data" in parts else path.name
