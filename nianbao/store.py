"""The warehouse: a folder of immutable DuckDB generations per data set, written by one, read by many."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from nianbao import __version__
from nianbao.catalogue import Catalogue, load_catalogue
from nianbao.checks import run_checks
from nianbao.counters import QUERY_SECONDS
from nianbao.engine import engine, lake_folder, lake_path
from nianbao.errors import WarehouseError, reason
from nianbao.filecopy import copy_file
from nianbao.frames import frame_of
from nianbao.generations import GENERATION, generations, keep_from_pruning, last_number, point, prune, stale_drafts, sync
from nianbao.loading import derivation_rows, indicator_rows, insert_rows
from nianbao.paths import DATA, QUERIES, state_dir
from nianbao.queries import load_query
from nianbao.rows import Row, WarehouseRows
from nianbao.soundness import READING, damage
from nianbao.writer_lock import LOCK, WriterLock

SCHEMA_VERSION = 3
DATASETS = {"public": "公开数据", "demo": "演示数据", "own": "本单位", "draft": "本单位（含草稿）"}


@dataclass(frozen=True)
class Generation:
    """One published state of a data set; `notice` says in Chinese if it is not the one CURRENT names."""

    dataset: str
    path: Path
    notice: str = ""

    @property
    def number(self) -> int:
        return int(self.path.stem)


def folder(dataset: str) -> Path:
    """The data set's own folder. Raises WarehouseError for a name that is no data set."""
    if dataset not in DATASETS:
        raise WarehouseError(f"没有名为“{dataset}”的数据集；可用：{'、'.join(DATASETS)}。")
    return state_dir() / dataset


def current(dataset: str) -> Generation | None:
    """The live generation, or the newest readable one with a notice when CURRENT is damaged."""
    home = folder(dataset)
    if engine() == "spark":
        written = lake_path(dataset)
        return Generation(dataset, written) if written else None
    pointer = home / "CURRENT"
    if not pointer.exists() and not generations(home):
        return None
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        name = ""
    if GENERATION.match(name) and _opens(home / name):
        return Generation(dataset, home / name)
    broken = GENERATION.match(name) and (home / name).exists()
    reason = f"版本 {name[:6]} 的文件已损坏" if broken else f"的 CURRENT 文件已损坏（内容为“{name[:40]}”）"
    for path in reversed(generations(home)):
        if _opens(path):
            notice = f"{DATASETS[dataset]}{reason}，现显示最近一个完好的版本 {path.stem}。运行 nianbao build 可修复。"
            return Generation(dataset, path, notice)
    raise WarehouseError(f"{DATASETS[dataset]}的数据仓库无法打开：{home}。请运行 nianbao build --force 重建。")


def ensure(
    dataset: str, rows: Callable[[], WarehouseRows], force: bool = False, inputs: Callable[[], str] | None = None
) -> Generation:
    """The live generation, built first if there is none or if its inputs have changed since.

    Two processes at once do not collide: the second waits for the first and finds the work done.
    """
    if engine() == "spark":
        return _of_lake(dataset)
    version = inputs or (lambda: input_version(dataset))
    live = None if force else _live_if_fresh(dataset, version())
    if live:
        return live
    with writer_lock(dataset):
        wanted = version()
        live = None if force else _live_if_fresh(dataset, wanted)
        return live or _publish(dataset, rows(), wanted)


def _of_lake(dataset: str) -> Generation:
    found = current(dataset)
    if found is None:
        raise WarehouseError(f"{DATASETS[dataset]}不在 {lake_folder()} 里。请在有数据仓库的机器上运行 nianbao lake -o 写出。")
    return found


def input_version(dataset: str) -> str:
    """A fingerprint of what a built warehouse depends on: data/, queries/, this program; for 本单位 the journal too."""
    digest = hashlib.sha256(f"{SCHEMA_VERSION}/{__version__}/{dataset}".encode())
    package = Path(__file__).parent
    for path in [*sorted(DATA.rglob("*")), *sorted(QUERIES.rglob("*.sql")), *sorted(package.glob("*.py"))]:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def writer_lock(dataset: str) -> WriterLock:
    """The lock every writer of this data set holds. Entering it raises WarehouseError after two minutes."""
    home = folder(dataset)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"无法在 {home} 建立数据目录：{reason(error)}。请用环境变量 NIANBAO_STATE 指定可写目录。") from error
    return WriterLock(home / LOCK, timeout=120, is_singleton=True)


def _live_if_fresh(dataset: str, inputs: str) -> Generation | None:
    try:
        live = current(dataset)
    except WarehouseError:
        return None
    if live is None or live.notice:
        return None
    try:
        meta = meta_of(live)
    except WarehouseError:
        return None
    fresh = meta.get("schema_version") == str(SCHEMA_VERSION) and meta.get("inputs") == inputs
    return live if fresh else None


def meta_of(generation: Generation) -> dict[str, str]:
    """Facts about the generation itself: data_version, built_at, inputs, schema_version."""
    return dict(fetch(generation, "build/meta")[1])


def _publish(dataset: str, rows: WarehouseRows, inputs: str) -> Generation:
    """Writes a whole new generation beside the others and makes it the live one."""
    return _write(dataset, lambda con, number: _fill(con, dataset, rows, load_catalogue(), inputs, number))


def _write(dataset: str, change: Callable[[duckdb.DuckDBPyConnection, int], None], start: Path | None = None) -> Generation:
    """Runs `change` on a draft (empty, or a copy of `start`), then publishes it; on any error nothing has changed."""
    if engine() == "spark":
        raise WarehouseError(
            "看板现在从 Spark 读数（NIANBAO_ENGINE=spark），只读。请在有数据仓库的机器上导入、发布，再运行 nianbao lake。"
        )
    home = folder(dataset)
    target = home / f"{last_number(home) + 1:06d}.duckdb"
    draft = home / f"building-{os.getpid()}.duckdb"
    try:
        for stale in stale_drafts(home):  # the lock is ours: whoever wrote them is gone
            stale.unlink(missing_ok=True)
        if start:
            copy_file(start, draft)
        with duckdb.connect(str(draft), config=_WRITING) as con:
            # No transaction: the draft is thrown away on any error, and DuckDB plans the checks by statistics
            # that it has only for committed rows (seconds instead of minutes).
            change(con, int(target.stem))
            con.execute("checkpoint")
        sync(draft)
        os.replace(draft, target)
        point(home, target.name)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"{DATASETS[dataset]}写入失败，原有数据不受影响：{error}") from error
    finally:
        with suppress(OSError):  # on a disk that has become read-only
            draft.unlink(missing_ok=True)
            Path(f"{draft}.wal").unlink(missing_ok=True)
    prune(home, target)
    return Generation(dataset, target)


def _fill(
    con: duckdb.DuckDBPyConnection, dataset: str, rows: WarehouseRows, catalogue: Catalogue, inputs: str, number: int
) -> None:
    con.execute((QUERIES / "schema.sql").read_text(encoding="utf-8"))
    insert_rows(con, "meta", _meta_rows(dataset, inputs, number))
    insert_rows(con, "indicator", indicator_rows(catalogue))
    insert_rows(con, "derivation", derivation_rows(catalogue))
    for table in ("source", "agency", "report", "reading", "series_break"):
        insert_rows(con, table, getattr(rows, table))
    con.execute(load_query("build/derive_breaks").sql)
    _compute(con, [], None)
    for step in ("sort_observations", "empty_observations", "keep_sorted", "drop_sorted"):
        con.execute(load_query(f"build/{step}").sql)
    for step in ("hold_years", "hold_lines"):
        _step(con, step, [])


def _meta_rows(dataset: str, inputs: str, number: int) -> list[Row]:
    now = datetime.now().astimezone()
    meta = {
        "schema_version": SCHEMA_VERSION,
        "dataset": dataset,
        "generation": number,
        "inputs": inputs,
        "built_at": now.isoformat(timespec="seconds"),
        "data_version": f"{now:%Y%m%d}-{number}",
    }
    return [{"key": key, "value": str(value)} for key, value in meta.items()]


def _compute(con: duckdb.DuckDBPyConnection, agencies: list[str], years: set[int] | None) -> None:
    """Chooses, derives, checks and counts: for the named agencies, or for all if none is named."""
    doubled = load_query("build/doubled_readings")
    if found := con.execute(doubled.sql, doubled.bind({"agencies": agencies})).fetchone():
        raise duckdb.ConstraintException(f"读数编号“{found[0]}”出现了 {found[1]} 次，应当各不相同。请核对数据文件。")
    for step in ("choose_observations", "derive_sums", "derive_ratios"):
        _step(con, step, agencies)
    run_checks(con, agencies or None, years)
    told = [row[0] for row in con.execute(load_query("build/touched_names").sql).fetchall()] if agencies else []
    if told:
        for step in ("forget_coverage", "forget_covered", "forget_compared"):
            _step(con, step, told)
    for step in ("cover", "cover_agencies", "count_comparisons"):
        _step(con, step, told or agencies)
    _step(con, "hold_series", agencies)


def _step(con: duckdb.DuckDBPyConnection, name: str, agencies: list[str], **more: int) -> None:
    query = load_query(f"build/{name}")
    con.execute(query.sql, query.bind({"agencies": agencies, **more}))


def amend(dataset: str, rows: WarehouseRows, agencies: list[str], inputs: str) -> Generation:
    """A new generation in which everything of the named agencies is replaced by `rows`.

    The caller holds the writer lock and has brought the live generation up to date; other agencies' rows,
    observations and comparisons are copied as they are. Raises WarehouseError if nothing is there to start from.
    """
    live = current(dataset)
    if live is None:
        raise WarehouseError(f"{DATASETS[dataset]}还没有建立，无法追加。请先运行 nianbao build。")

    def change(con: duckdb.DuckDBPyConnection, number: int) -> None:
        for step in ("hold_years", "hold_lines"):
            _step(con, step, agencies, sign=-1)
        for step in _FORGET:
            _step(con, step, agencies)
        for table in ("source", "agency", "report", "reading"):
            insert_rows(con, table, getattr(rows, table))
        _compute(con, agencies, None)
        for step in ("hold_years", "hold_lines"):
            _step(con, step, agencies)
        con.execute(load_query("build/forget_meta").sql)
        insert_rows(con, "meta", _meta_rows(dataset, inputs, number))

    return _write(dataset, change, start=live.path)


_FORGET = (
    "forget_source", "forget_reading", "forget_report", "forget_observation", "forget_agency_comparisons",
    "forget_coverage", "forget_covered", "forget_held_series", "forget_compared", "forget_agency",
)  # fmt: skip


def generation(dataset: str, number: int) -> Generation | None:
    """An older generation, while it is kept, can be opened, and has the tables that this program asks."""
    path = folder(dataset) / f"{number:06d}.duckdb"
    if not path.exists() or not _opens(path):
        return None
    found = Generation(dataset, path)
    return found if meta_of(found).get("schema_version") == str(SCHEMA_VERSION) else None


def kept_generations(dataset: str) -> list[Generation]:
    """All that are still on this disk, newest first."""
    return [Generation(dataset, path) for path in reversed(generations(folder(dataset)))]


def keep(dataset: str, reason: str, numbers: Iterable[int]) -> None:
    """Generations that must not be pruned, for a reason of this name; replaces what was wanted for it before."""
    keep_from_pruning(folder(dataset), reason, numbers)


_WRITING: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "1GB"}
OPEN = 12  # four data sets, and a few generations that decks and comparisons look back at
_connections: dict[Path, duckdb.DuckDBPyConnection] = {}
_damaged: set[Path] = set()
_guard = threading.Lock()


def connection(generation: Generation) -> duckdb.DuckDBPyConnection:
    """The process's one read-only connection to a generation; take a `.cursor()` of it per use.

    Those used last stay open: a board that runs for months sees many generations. One that is let go closes by itself
    once the last cursor of it is done.
    """
    with _guard:
        con = _connections.pop(generation.path, None)
        if con is None:
            con = duckdb.connect(str(generation.path), read_only=True, config=READING)
        _connections[generation.path] = con
        while len(_connections) > OPEN:
            del _connections[next(iter(_connections))]
        return con


def _opens(path: Path) -> bool:
    if path in _damaged:
        return False
    if path in _connections:
        return True
    try:
        connection(Generation("", path))
        return True
    except duckdb.Error:
        return False


def adopt(dataset: str, saved: Path) -> Generation:
    """A saved generation as the new live one: for when the data set cannot be built here."""
    if problem := damage(saved):
        raise WarehouseError(f"备份里{DATASETS[dataset]}的数据仓库已损坏：{problem}。")
    with writer_lock(dataset):
        return _write(dataset, lambda con, number: None, start=saved)


def query(generation: Generation, name: str, **parameters: Any) -> pd.DataFrame:
    """The result of queries/<name>.sql as a frame (decimals as float: for drawing, not for adding up)."""
    with _answer(generation, name, parameters) as answer:
        return frame_of(answer)


def fetch(generation: Generation, name: str, **parameters: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and exact rows (Decimal kept) of queries/<name>.sql."""
    with _answer(generation, name, parameters) as answer:
        return [column[0] for column in answer.description or []], answer.fetchall()


@contextmanager
def _answer(generation: Generation, name: str, parameters: dict[str, Any]) -> Iterator[Any]:
    """DuckDB's answer, or for a generation of a lake (a folder) that of Spark, in DuckDB's types all the same."""
    found = load_query(name)
    bound = found.bind(parameters)
    if generation.path.is_dir():
        from nianbao.spark import ask  # an extra: asked for only where it is used

        with QUERY_SECONDS.time(), duckdb.connect() as con:
            yield con.from_arrow(ask(generation.path, found, bound))
        return
    try:
        with QUERY_SECONDS.time(), connection(generation).cursor() as cursor:
            yield cursor.execute(found.sql, bound or None)
    except (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException) as error:
        if not damage(generation.path):
            raise WarehouseError(f"读取 {generation.path} 失败：{error}。请刷新页面重试。") from error
        _damaged.add(generation.path)  # not opened again: the next rerun sees the generation before
        raise WarehouseError(
            f"数据仓库的版本 {generation.path.stem} 已损坏。刷新页面即显示最近一个完好的版本；"
            "运行 nianbao doctor --repair 可修复。"
        ) from error
