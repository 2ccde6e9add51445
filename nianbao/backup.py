"""A backup of 本单位 as one archive with checksums, and the way back, which never shortens the journal."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from nianbao import __version__, journal, store
from nianbao.access import Actor, require, require_export
from nianbao.datasets import OFFICE, events_told, open_dataset
from nianbao.errors import AccessError, NianbaoError, WarehouseError, reason
from nianbao.generations import generations
from nianbao.journal_copy import (
    Salvage,
    copy_database,
    copy_of,
    integrity_problem,
    keep_copy,
    read_what_can_be_read,
    write_salvage,
)
from nianbao.kept import originals

FORMAT = 1
MANIFEST, JOURNAL = "manifest.json", "journal.sqlite"
_NAMES = re.compile(r"journal\.sqlite|figures/(own|draft)\.duckdb|originals/[0-9a-f]{64}\.[a-z0-9.]{1,12}")
_BLOCK = 1024 * 1024


@dataclass
class Told:
    """What was done, in sentences for the person who did it."""

    path: Path
    events: int
    originals: int
    said: list[str] = field(default_factory=list)


def backup(target: Path, actor: Actor) -> Told:
    """Writes journal, originals and figures of 本单位 into one archive, read back before it is named.

    Raises AccessError for one who may not take data away, NianbaoError where it cannot be written.
    """
    require_export(actor)
    _everything(actor)
    told = Told(target, 0, 0)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    with store.writer_lock("own"), tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        for dataset in OFFICE:
            open_dataset(dataset)
        told.events = journal.last_event()
        if not told.events:
            raise NianbaoError("本单位还没有导入过任何报告，没有可备份的内容。")
        copied = Path(folder) / JOURNAL
        files: dict[str, Path] = {JOURNAL: copied}
        for dataset in OFFICE:
            if live := store.current(dataset):
                files[f"figures/{dataset}.duckdb"] = live.path
        for path in sorted(originals().glob("*")):
            if _NAMES.fullmatch(f"originals/{path.name}"):
                files[f"originals/{path.name}"] = path
        try:
            copy_database(journal.journal_path(), copied)
            _write(draft, files, told)
            _verified(draft)
            os.replace(draft, target)
        except OSError as error:
            raise NianbaoError(f"备份写不进 {target}：{reason(error)}。原有数据不受影响；请换一个有空间的位置。") from error
        finally:
            draft.unlink(missing_ok=True)
    told.originals = sum(1 for name in files if name.startswith("originals/") and not name.endswith(".json.gz"))
    return told


def _write(draft: Path, files: dict[str, Path], told: Told) -> None:
    listed: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, path in files.items():
            archive.write(path, name)
            with path.open("rb") as stream:
                listed[name] = {"sha256": _digest(stream), "bytes": path.stat().st_size}
            stem = Path(name).name.split(".")[0]
            if name.startswith("originals/") and not name.endswith(".json.gz") and stem != listed[name]["sha256"]:
                told.said.append(f"注意：原件 {stem[:12]}… 已损坏，照现状备份；请运行 nianbao doctor 查看。")
        manifest = {
            "format": FORMAT, "program": __version__, "schema": store.SCHEMA_VERSION, "events": told.events,
            "created": datetime.now().astimezone().isoformat(timespec="seconds"), "files": listed,
        }  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    with draft.open("rb+") as stream:
        os.fsync(stream.fileno())


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _verified(path: Path) -> dict[str, Any]:
    """The manifest, when every byte of the archive is what it says. Raises NianbaoError; nothing has been touched then."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise NianbaoError(
                    f"备份“{path.name}”的格式是第 {manifest['format']} 版，本程序只认第 {FORMAT} 版；请用较新的程序还原。"
                )
            listed, there = set(manifest["files"]), set(archive.namelist()) - {MANIFEST}
            if listed != there or len(archive.namelist()) != len(there) + 1 or JOURNAL not in listed:
                raise NianbaoError(
                    f"备份“{path.name}”不完整：清单与内容不一致（如 {_example(listed ^ there)}）。没有改动任何数据。"
                )
            for name, entry in manifest["files"].items():
                if not _NAMES.fullmatch(name):
                    raise NianbaoError(f"备份“{path.name}”里有不该有的文件“{name[:60]}”。没有改动任何数据。")
                if archive.getinfo(name).file_size != entry["bytes"]:
                    raise NianbaoError(f"备份“{path.name}”已损坏：{name} 的长度与清单不符。没有改动任何数据。")
                with archive.open(name) as stream:
                    if _digest(stream) != entry["sha256"]:
                        raise NianbaoError(f"备份“{path.name}”已损坏：{name} 与清单的校验值不符。没有改动任何数据。")
    except FileNotFoundError as error:
        raise NianbaoError(f"没有找到备份“{path}”，请核对路径。") from error
    except NianbaoError:
        raise
    except Exception as error:  # damaged archives fail in many ways: zip, zlib, JSON, encryption
        raise NianbaoError(f"备份“{path.name}”已损坏或不是备份文件（{type(error).__name__}）。没有改动任何数据。") from error
    return manifest


def _example(names: set[str]) -> str:
    return sorted(names)[0] if names else JOURNAL


def _everything(actor: Actor) -> None:
    """A backup holds all agencies and all drafts: not for someone who looks after some of them."""
    require(actor, "restore")
    if actor.limited:
        raise AccessError(f"“{actor.name}”只管一部分机构；备份和还原涉及全部机构，请由不限机构的编辑或管理员进行。")


def restore(source: Path, actor: Actor, newer: str = "") -> Told:
    """Brings a backup back. The journal only grows.

    `newer` says what becomes of events written after the backup: "keep" (they stay in force), "back" (they stay written,
    but no longer count); "" refuses if there are any. Raises NianbaoError before anything is touched when the archive is
    damaged or belongs to another history.
    """
    _everything(actor)
    manifest = _verified(source)
    told = Told(source, 0, 0)
    with _unpacked(source) as archive, store.writer_lock("own"):
        path = journal.journal_path()
        saved, here = read_what_can_be_read(archive / JOURNAL), _here(path)
        if not saved.whole or integrity_problem(archive / JOURNAL):
            raise NianbaoError(f"备份“{source.name}”里的操作日志已损坏。没有改动任何数据。")
        until = max(saved.rows["event"], default=0)
        later = _later(source, saved, here, newer)
        told.originals = _originals_back(archive)
        if _joins(saved, here, path):
            told.said.append(f"操作日志：已补回，共 {len({*saved.rows['event'], *here.rows.get('event', {})})} 条。")
        _set_ahead_aside(told)
        last = max((event.id for event in journal.events()), default=0)
        count = until if newer == "back" and later else last
        said = {"subject": f"备份（{manifest['created'][:16].replace('T', ' ')}，{until} 条操作）", "file": source.name}
        outcome = {"before": f"{last} 条操作", "after": f"回到第 {count} 条" if count < last else "未撤去任何操作"}
        journal.append("restore", {"until": count, **said, **outcome}, actor.name)
        if later:
            effect = "仍然有效" if newer == "keep" else "仍留在日志里，但不再生效"
            told.said.append(f"备份之后的 {later} 条操作{effect}。")
        told.events = journal.last_event()
        _figures_back(archive, told)
    return told


@contextmanager
def _unpacked(source: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        try:
            with zipfile.ZipFile(source) as archive:
                archive.extractall(folder, [name for name in archive.namelist() if _NAMES.fullmatch(name)])
        except OSError as error:
            raise NianbaoError(f"备份解不开：{reason(error)}（临时目录 {folder}）。没有改动任何数据。") from error
        yield Path(folder)


def _here(path: Path) -> Salvage:
    """What the journal of this installation says, whatever its state."""
    return read_what_can_be_read(path).add(read_what_can_be_read(copy_of(path)))


def _later(source: Path, saved: Salvage, here: Salvage, newer: str) -> int:
    """How many events came after the backup. Raises NianbaoError for another history, or where nobody has decided."""
    theirs, ours = saved.rows["event"], here.rows.get("event", {})
    columns = [name for name in saved.columns["event"] if name in here.columns.get("event", [])]
    for number in sorted(set(theirs) & set(ours)):
        if _words(saved, columns, theirs[number]) != _words(here, columns, ours[number]):
            raise NianbaoError(
                f"备份“{source.name}”来自另一套数据：第 {number} 条操作与这里的不同，不能合在一起。没有改动任何数据；"
                "请用环境变量 NIANBAO_STATE 指定一个空目录来还原它。"
            )
    later = sorted(set(ours) - set(range(1, max(theirs, default=0) + 1)))
    if later and not newer:
        when = str(ours[later[-1]][here.columns["event"].index("at")])[:16].replace("T", " ")
        raise NianbaoError(
            f"这里有 {len(later)} 条操作晚于备份（最近一条在 {when}）。没有改动任何数据；请选择："
            "加 --keep-newer：只补回缺的原件和记录，这些操作仍然有效；加 --back：回到备份时的状态，这些操作留在日志里但不再生效。"
        )
    return len(later)


def _words(salvage: Salvage, columns: list[str], row: tuple[Any, ...]) -> list[Any]:
    return [row[salvage.columns["event"].index(name)] for name in columns]


def _originals_back(archive: Path) -> int:
    """Originals that are missing or damaged here; returns how many were brought back."""
    count = 0
    for path in sorted((archive / "originals").glob("*")):
        target = originals() / path.name
        if target.exists() and target.read_bytes() == path.read_bytes():
            continue
        if target.exists() and path.name.endswith(".json.gz"):
            continue  # a newer program has read the same original anew
        try:
            originals().mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f"{target.name}.{os.getpid()}.part")
            shutil.copyfile(path, draft)
            os.replace(draft, target)
        except OSError as error:
            raise WarehouseError(f"原件写不进 {originals()}：{reason(error)}。请检查磁盘空间和权限后重新还原。") from error
        count += not path.name.endswith(".json.gz")
    return count


def _joins(saved: Salvage, here: Salvage, path: Path) -> bool:
    """Puts the backup's events where the journal lacks them; True if it lacked any, or was damaged."""
    missing = set(saved.rows["event"]) - set(here.rows.get("event", {}))
    broken = not path.exists() or not path.stat().st_size or bool(integrity_problem(path))
    if missing or broken:
        if path.exists():
            shutil.copyfile(path, path.with_name(f"journal.before-restore-{datetime.now():%Y%m%d-%H%M%S}.sqlite"))
        write_salvage(here.add(saved), path)
        keep_copy(path)
    return bool(missing or broken)


def _set_ahead_aside(told: Told) -> None:
    """A generation that contains events which the journal no longer has is kept, but not built upon."""
    last = journal.last_event()
    for dataset in OFFICE:
        if events_told(dataset) > last:
            home = store.folder(dataset)
            with store.writer_lock(dataset):
                for path in generations(home):
                    path.rename(path.with_name(f"{path.name}.kept"))
                (home / "CURRENT").unlink(missing_ok=True)
            told.said.append(f"{store.DATASETS[dataset]}原有的版本含有日志里没有的操作，已改名为 *.duckdb.kept 留存。")


def _figures_back(archive: Path, told: Told) -> None:
    """Replays journal and originals; where that fails, the figures as they were saved."""
    for dataset in OFFICE:
        try:
            live = open_dataset(dataset, force=True)
            told.said.append(f"{store.DATASETS[dataset]}：已由操作日志和原件重建为版本 {live.path.stem}。")
        except NianbaoError as error:
            saved = archive / "figures" / f"{dataset}.duckdb"
            if not saved.exists():
                raise
            live = store.adopt(dataset, saved)
            told.said.append(f"{store.DATASETS[dataset]}：重建不成（{error}），已放回备份里的版本，编号 {live.path.stem}。")
