"""Is a generation whole, and are two the same: every block of a warehouse read, every row counted in."""

from __future__ import annotations

from pathlib import Path

import duckdb

# A national warehouse is larger than a small machine's memory: DuckDB keeps at most so much of it at hand.
READING: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "800MB",
    "enable_external_access": False,
}


def damage(path: Path) -> str:
    """Reads a whole generation, every block with its checksum; what is wrong with it, or nothing."""
    try:
        with duckdb.connect(str(path), read_only=True, config=READING) as con, con.cursor() as cursor:
            for (table,) in cursor.execute("show tables").fetchall():
                result = cursor.execute(f"from {table}")
                while result.fetchmany(20_000):
                    pass
        return ""
    except (duckdb.Error, OSError, RuntimeError) as error:
        return str(error).splitlines()[0][:200]


def fingerprints(path: Path) -> dict[str, tuple[int, int]]:
    """By table but meta: how many rows, and a checksum of them in any order. Equal where the figures are equal."""
    with duckdb.connect(str(path), read_only=True, config=READING) as con, con.cursor() as cursor:
        tables = [name for (name,) in cursor.execute("show tables").fetchall() if name != "meta"]
        counted = {
            t: cursor.execute(f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {t} t").fetchone() for t in tables
        }
    return {table: (int(row[0]), int(row[1])) for table, row in counted.items() if row}
