"""Finds the named queries under queries/ and says which parameters each takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nianbao.errors import QueryError
from nianbao.paths import QUERIES

_PARAM = re.compile(r"^-- param (\w+): (text|integer|number|texts|integers|boolean)(?: =\s*(.*))?$")


@dataclass(frozen=True)
class Parameter:
    """A bound parameter; `default` is None where the header names none (SQL null)."""

    name: str
    type: str
    default: str | None
    optional: bool = True  # does the header say what is meant where nothing is given?

    def parse(self, value: Any) -> Any:
        """The value as DuckDB wants it; text from a command line is converted. Raises QueryError."""
        if value is None:
            return [] if self.type in ("texts", "integers") else None
        try:
            if self.type == "integer":
                return int(value)
            if self.type == "number":
                return float(value)
            if self.type == "boolean":
                return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes", "是")
            if self.type in ("texts", "integers"):
                items = [i for i in value.split(",") if i] if isinstance(value, str) else list(value)
                return [int(i) for i in items] if self.type == "integers" else [str(i) for i in items]
            return str(value)
        except (TypeError, ValueError):
            raise QueryError(f"参数 {self.name} 的值“{value}”不是{_TYPE_NAMES[self.type]}。") from None


_TYPE_NAMES = {
    "text": "文字", "integer": "整数", "number": "数字", "boolean": "是或否",
    "texts": "文字列表（逗号分隔）", "integers": "整数列表（逗号分隔）",
}  # fmt: skip


@dataclass(frozen=True)
class Query:
    """One file of queries/: its statement, and what one row of its result is."""

    name: str
    row: str
    parameters: tuple[Parameter, ...]
    sql: str

    def bind(self, given: dict[str, Any]) -> dict[str, Any]:
        """All parameters with defaults filled in. Raises QueryError for an unknown one."""
        known = {parameter.name for parameter in self.parameters}
        if unknown := sorted(set(given) - known):
            names = "、".join(sorted(known)) or "（无）"
            raise QueryError(f"查询 {self.name} 没有参数 {'、'.join(unknown)}；可用参数：{names}。")
        return {p.name: p.parse(given.get(p.name, p.default)) for p in self.parameters}


def load_query(name: str, folder: Path = QUERIES) -> Query:
    """Reads queries/<name>.sql. Raises QueryError if there is none."""
    if not re.fullmatch(r"[a-z0-9_]+(/[a-z0-9_]+)?", name) or not (folder / f"{name}.sql").is_file():
        raise QueryError(f"没有名为“{name}”的查询；可用查询：{'、'.join(query_names(folder))}。")
    return _read(folder / f"{name}.sql", name)


def query_names(folder: Path = QUERIES) -> list[str]:
    """The names that `nianbao query` takes."""
    return sorted(path.stem for path in folder.glob("*.sql") if path.stem != "schema")


@cache
def _read(path: Path, name: str) -> Query:
    sql = path.read_text(encoding="utf-8")
    header = [line for line in sql.splitlines() if line.startswith("--")]
    parameters = [
        Parameter(found[1], found[2], found[3] if found[3] else None, found[3] is not None)
        for line in header
        if (found := _PARAM.match(line))
    ]
    return Query(name, header[0].removeprefix("--").strip() if header else "", tuple(parameters), sql)
