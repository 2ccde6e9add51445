"""What people did, in order, never changed: imports, publications, corrections, decisions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nianbao.errors import WarehouseError
from nianbao.journal_copy import copy_of, keep_copy
from nianbao.paths import state_dir

KINDS = {
    "import": "导入",
    "undo": "撤销导入",
    "publish": "发布",
    "withdraw": "撤回",
    "correct": "更正",
    "decide": "处理意见",
    "restore": "还原备份",
    "deck": "演示",
    "target": "目标",
    "view": "收藏",
}
FIGURES = ("import", "undo", "publish", "withdraw", "correct", "decide", "restore")
"""Kinds that 本单位 is computed from; the others change no warehouse."""


# Rows are added, never changed: the triggers hold even against a mistake in this program.
_TABLES = (
    "create table if not exists event (id integer primary key autoincrement, at text not null, "
    "who text not null, kind text not null, payload text not null)",
    "create table if not exists made (dataset text not null, generation integer not null, event integer not null, "
    "at text not null, primary key (dataset, generation, event))",
    *(
        f"create trigger if not exists {table}_{verb}_refused before {verb} on {table} "
        "begin select raise(abort, '操作日志只增不改'); end"
        for table in ("event", "made")
        for verb in ("update", "delete")
    ),
)

ADVICE = "公开数据和演示数据不受影响；请运行 nianbao doctor --repair 修复。"


@dataclass(frozen=True)
class Event:
    """One act: number, time (ISO, local), who, kind, and what it was."""

    id: int
    at: str
    who: str
    kind: str
    payload: dict[str, Any]


def journal_path() -> Path:
    return state_dir() / "own" / "journal.sqlite"


def _gone(path: Path) -> bool:
    """Lost, not new? An empty file is a new journal to SQLite, and with it the whole office would be forgotten."""
    return copy_of(path).exists() and (not path.exists() or path.stat().st_size == 0)


def _never_written() -> bool:
    return not journal_path().exists() and not copy_of(journal_path()).exists()


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    path = journal_path()
    if _gone(path):
        raise WarehouseError(f"操作日志 {path} 不见了或是空的，而它的副本还在。{ADVICE}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        con = sqlite3.connect(path, timeout=30)
        con.execute("pragma journal_mode = wal")
        con.execute("pragma synchronous = full")
        for statement in _TABLES:
            con.execute(statement)
    except (sqlite3.Error, OSError) as error:
        raise WarehouseError(f"操作日志 {path} 无法打开：{error}。{ADVICE}") from error
    try:
        with con:
            yield con
    except sqlite3.Error as error:
        raise WarehouseError(f"操作日志 {path} 读写失败：{error}。{ADVICE}") from error
    finally:
        con.close()


def append(kind: str, payload: dict[str, Any], who: str) -> int:
    """Writes one event and returns its number; it is on disk when this returns."""
    return append_all([(kind, payload)], who)


def append_all(acts: Iterable[tuple[str, dict[str, Any]]], who: str) -> int:
    """Writes the events of one act together, all or none, and returns the last number.

    An import that is published at once is one act: a power cut must not leave it half said.
    """
    number = 0
    with _open() as con:
        for kind, payload in acts:
            assert kind in KINDS
            cursor = con.execute(
                "insert into event (at, who, kind, payload) values (?, ?, ?, ?)",
                (_now(), who, kind, json.dumps(payload, ensure_ascii=False)),
            )
            number = int(cursor.lastrowid or 0)
    keep_copy(journal_path())
    return number


def events(*kinds: str) -> list[Event]:
    """All events, or those of the named kinds, oldest first; none if nothing was ever written."""
    if _never_written():
        return []
    with _open() as con:
        rows = con.execute(
            "select id, at, who, kind, payload from event where ? = '[]' or kind in (select value from json_each(?)) order by id",
            (json.dumps(kinds), json.dumps(kinds)),
        ).fetchall()
    try:
        return [Event(number, at, who, kind, json.loads(payload)) for number, at, who, kind, payload in rows]
    except (ValueError, TypeError) as error:
        raise WarehouseError(f"操作日志 {journal_path()} 里有一条记录读不出来：{error}。{ADVICE}") from error


def last_event() -> int:
    """The number of the newest event that changes figures; 0 if there is none."""
    if _never_written():
        return 0
    with _open() as con:
        found = con.execute(
            "select coalesce(max(id), 0) from event where kind in (select value from json_each(?))", (json.dumps(FIGURES),)
        )
        return int(found.fetchone()[0])


def newest_event() -> int:
    """The number of the newest event of any kind; 0 if there is none."""
    if _never_written():
        return 0
    with _open() as con:
        return int(con.execute("select coalesce(max(id), 0) from event").fetchone()[0])


def counts() -> dict[str, int]:
    """How many events of each kind."""
    if _never_written():
        return {}
    with _open() as con:
        return dict(con.execute("select kind, count(*) from event group by kind").fetchall())


def note_made(dataset: str, generation: int, event: int) -> None:
    """Writes down that this generation holds all events up to `event`; known pairs are left as they are."""
    with _open() as con:
        con.execute("insert or ignore into made values (?, ?, ?, ?)", (dataset, generation, event, _now()))


def made() -> list[tuple[str, int, int]]:
    """(data set, generation, last event in it), by event."""
    if _never_written():
        return []
    with _open() as con:
        return con.execute("select dataset, generation, event from made order by event, generation").fetchall()


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
