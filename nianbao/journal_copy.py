"""A second copy of the journal beside it, and what can be saved from a damaged one."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nianbao.errors import WarehouseError

_DAMAGED = (sqlite3.Error, UnicodeDecodeError)


def copy_of(journal: Path) -> Path:
    """Where the copy of a journal lies."""
    return journal.with_name(f"{journal.stem}.copy{journal.suffix}")


def keep_copy(journal: Path) -> None:
    """Renews the copy after a write; a copy that would be damaged, or cannot be written, leaves the older one.

    The act itself is safe in the journal by then, so that failing to copy it is no reason to refuse it; `nianbao doctor`
    says when the copy lags behind.
    """
    with contextlib.suppress(OSError, *_DAMAGED):
        copy_database(journal, copy_of(journal))


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a database in use, checked before it takes its place. Raises sqlite3.Error or OSError."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as con:
            with closing(sqlite3.connect(draft)) as copy:
                con.backup(copy)
                copy.execute("pragma journal_mode = delete")
            if problem := integrity_problem(draft):
                raise sqlite3.DatabaseError(problem)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def integrity_problem(path: Path) -> str:
    """What SQLite finds wrong with a database and its events; empty if it is sound."""
    try:
        with closing(_read_only(path)) as con:
            told = [str(row[0]) for row in con.execute("pragma integrity_check(5)").fetchall()]
            if told != ["ok"]:
                return "；".join(told)
            for number, payload in con.execute("select id, payload from event order by id"):
                try:
                    json.loads(payload)
                except (ValueError, TypeError):
                    return f"第 {number} 条记录的内容不是 JSON"
        return ""
    except _DAMAGED as error:
        return str(error)


def _read_only(path: Path) -> sqlite3.Connection:
    # A plain open when there is a write-ahead log to apply: SQLite must be allowed to read it in.
    waiting = path.with_name(f"{path.name}-wal").exists()
    con = sqlite3.connect(f"{path.resolve().as_uri()}?mode={'rw' if waiting else 'ro'}", uri=True, timeout=30)
    con.execute("select count(*) from sqlite_master")
    return con


@dataclass
class Salvage:
    """Rows by table and row id, with the statements that make the tables."""

    statements: dict[str, str] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, dict[int, tuple[Any, ...]]] = field(default_factory=dict)
    whole: bool = True

    @property
    def events(self) -> int:
        return len(self.rows.get("event", {}))

    def add(self, other: Salvage) -> Salvage:
        """This and, where this has nothing, the other."""
        joined = Salvage(
            {**other.statements, **self.statements}, {**other.columns, **self.columns}, {}, self.whole and other.whole
        )
        for table in joined.statements:
            joined.rows[table] = {**other.rows.get(table, {}), **self.rows.get(table, {})}
        return joined


def read_what_can_be_read(path: Path) -> Salvage:
    """Every row that a database still gives, one by one past what is damaged; nothing if it is no database."""
    found = Salvage()
    if not path.exists():
        return found
    try:
        con = _read_only(path)
    except _DAMAGED:
        return Salvage(whole=False)
    with closing(con):
        try:
            tables = con.execute(
                "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite_%' and sql is not null"
            ).fetchall()
        except _DAMAGED:
            return Salvage(whole=False)
        for name, sql in tables:
            found.statements[name] = sql
            found.rows[name] = dict(_rows(con, name, found))
    return found


def _rows(con: sqlite3.Connection, table: str, found: Salvage) -> Iterator[tuple[int, tuple[Any, ...]]]:
    found.columns[table] = [row[1] for row in con.execute(f'pragma table_info("{table}")').fetchall()]
    last = 0
    try:
        for row in con.execute(f'select rowid, * from "{table}" order by rowid'):
            if _sound(table, found.columns[table], row[1:]):
                last = int(row[0])
                yield last, row[1:]
            else:
                found.whole = False
        return
    except _DAMAGED:
        found.whole = False
    # Behind a damaged page the scan ends: ask for each number alone, until long nothing comes.
    missed = 0
    number = last
    while missed < 5000:
        number += 1
        try:
            row = con.execute(f'select rowid, * from "{table}" where rowid = ?', (number,)).fetchone()
        except _DAMAGED:
            row = None
        if row is None or not _sound(table, found.columns[table], row[1:]):
            missed += 1
        else:
            missed = 0
            yield number, row[1:]


def _sound(table: str, columns: list[str], row: tuple[Any, ...]) -> bool:
    """A damaged page can give rows that are none: an event's payload must be JSON."""
    if table != "event":
        return True
    try:
        event = dict(zip(columns, row, strict=True))
        datetime.fromisoformat(event["at"])
        return isinstance(json.loads(event["payload"]), dict)
    except (ValueError, TypeError, KeyError):
        return False


def write_salvage(salvage: Salvage, target: Path) -> None:
    """A new database with these rows in the place of `target`. Raises WarehouseError if it cannot be written."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(draft)) as con:
            for table, statement in salvage.statements.items():
                con.execute(statement)
                names = ", ".join(f'"{name}"' for name in salvage.columns[table])
                holes = ", ".join("?" * len(salvage.columns[table]))
                rows = salvage.rows[table]
                con.executemany(
                    f'insert or ignore into "{table}" ({names}) values ({holes})', [rows[key] for key in sorted(rows)]
                )
            con.commit()
        if problem := integrity_problem(draft):
            raise WarehouseError(f"救出的操作日志仍不完好（{problem}），没有替换原来的。")
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        for tail in ("-wal", "-shm"):
            target.with_name(target.name + tail).unlink(missing_ok=True)
        os.replace(draft, target)
    except (OSError, sqlite3.Error) as error:
        raise WarehouseError(f"操作日志 {target} 写不进去：{error}。请检查磁盘空间和权限。") from error
    finally:
        draft.unlink(missing_ok=True)
