"""The named queries on Apache Spark 4, written from the one source in queries/ by SQLGlot."""

from __future__ import annotations

import os
import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.engine import read_manifest, spark_master
from nianbao.errors import WarehouseError
from nianbao.queries import Query

try:
    import sqlglot
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as sf
    from sqlglot import exp
except ImportError as error:
    raise WarehouseError(f"没有装 Spark 的组件（缺 {error.name}）：pip install 'nianbao[spark]'，并需要 Java 17。") from error

_TYPES = {
    "text": "string", "integer": "int", "number": "double", "boolean": "boolean",
    "texts": "array<string>", "integers": "array<int>",
}  # fmt: skip
_guard = threading.Lock()
_sessions: dict[Path, SparkSession] = {}


def ask(path: Path, query: Query, parameters: dict[str, Any]) -> Any:
    """The answer to a query over the written generation at `path`, as an Arrow table in the query's order."""
    types = {p.name: p.type for p in query.parameters}
    spark = session(path)  # before the first literal: PySpark makes none without a running session
    arguments = {name: _literal(value) for name, value in parameters.items()}
    return spark.sql(spark_sql(query.sql, tuple(types.items())), args=arguments).toArrow()


@lru_cache(maxsize=256)
def spark_sql(sql: str, types: tuple[tuple[str, str], ...]) -> str:
    """A DuckDB statement of queries/ in Spark's words, its parameters still bound, never written in."""
    kinds = dict(types)
    tree = sqlglot.parse_one(sql, read="duckdb")

    def rewritten(node: exp.Expression) -> exp.Expression:
        # DuckDB's len() counts a list too; which of the two Spark must be told, only the parameter's type says
        if isinstance(node, exp.Length) and isinstance(node.this, exp.Placeholder):
            return exp.ArraySize(this=node.this)
        # list(distinct x) keeps what is null out of the way only in Spark: there it is a set
        if isinstance(node, exp.ArrayAgg) and isinstance(node.this, exp.Distinct):
            return exp.ArrayUniqueAgg(this=node.this.expressions[0])
        return node

    def typed(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Placeholder) and node.name in kinds:
            return exp.cast(node.copy(), _TYPES[kinds[node.name]], dialect="spark")
        return node

    return tree.transform(rewritten).transform(typed).sql(dialect="spark", comments=False)


def _literal(value: Any) -> Any:
    return sf.array(*[sf.lit(item) for item in value]) if isinstance(value, list | tuple) else value


def session(path: Path) -> SparkSession:
    """A Spark session that sees the tables of one written generation under their names."""
    with _guard:
        if path not in _sessions:
            _sessions[path] = _opened(path)
        return _sessions[path]


def _opened(path: Path) -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        first = (
            SparkSession.builder.master(spark_master())
            .appName("nianbao")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.sql.session.timeZone", "Asia/Shanghai")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .config("spark.driver.host", os.environ.get("NIANBAO_SPARK_DRIVER_HOST", "127.0.0.1"))
            .config("spark.driver.bindAddress", os.environ.get("NIANBAO_SPARK_DRIVER_HOST", "127.0.0.1"))
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
        fresh = first.newSession()
        fresh.conf.set("spark.sql.ansi.enabled", "true")
        for table in read_manifest(path)["tables"]:
            fresh.read.parquet((path / table).resolve().as_uri()).createOrReplaceTempView(table)
    except WarehouseError:
        raise
    except Exception as error:  # Spark and py4j raise many kinds, all of them "it does not start" to the reader
        raise WarehouseError(f"Spark（{spark_master()}）没能打开 {path}：{_first_line(error)}。请核对地址和 Java 17。") from error
    return fresh


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
