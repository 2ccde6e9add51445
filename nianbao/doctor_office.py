"""本单位 under examination: the journal, its copy, the originals; what can be saved of a damaged journal is saved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from nianbao import journal, store
from nianbao.datasets import OFFICE, events_told
from nianbao.diagnosis import Diagnosis, bad, note, ok, repaired
from nianbao.errors import NianbaoError, WarehouseError, reason
from nianbao.generations import generations
from nianbao.journal_copy import copy_of, integrity_problem, keep_copy, read_what_can_be_read, write_salvage
from nianbao.kept import original_path, originals, recall
from nianbao.office import Held, read_office

_TITLE = "操作日志"


def office(repair: bool = False, accept_loss: bool = False) -> Iterator[Diagnosis]:
    """The journal first, for all else of 本单位 follows from it."""
    try:
        found = list(_journal())
        if repair and any(d.repairable for d in found):
            yield from _mend_journal()
            found = list(_journal())
        if repair and accept_loss and any(d.name == "journal.behind" for d in found):
            yield from _accept_loss()
            found = list(_journal())
        yield from found
        yield from _originals(repair)
    except NianbaoError as error:
        yield bad("office", "本单位", str(error), "请按这句话处理后再运行 nianbao doctor。")


def _journal() -> Iterator[Diagnosis]:
    path = journal.journal_path()
    copy = copy_of(path)
    told = max(events_told(dataset) for dataset in OFFICE)
    if not path.exists() and not copy.exists():
        if told:
            yield bad(
                "journal", _TITLE, f"{path} 不见了，而数据仓库含有 {told} 条记录的结果。", "请用 nianbao restore 还原备份。"
            )
        else:
            yield ok("journal", _TITLE, "还没有（本单位尚未导入过）")
        return
    problem = "文件不见了或是空的" if not path.exists() or not path.stat().st_size else integrity_problem(path)
    if problem:
        yield bad(
            "journal", _TITLE, f"{path.name} 已损坏：{problem}。公开数据和演示数据不受影响；本单位仍显示最近一次发布的结果，但不能导入和更正。",
            "运行 nianbao doctor --repair：由副本和还读得出的部分救回；损坏的文件改名留存。", True,
        )  # fmt: skip
        return
    last, newest = journal.last_event(), journal.newest_event()
    yield ok("journal", _TITLE, f"{newest} 条，逐条核对过")
    if last < told:
        yield bad(
            "journal.behind", f"{_TITLE}：缺少后面的记录", f"日志只到第 {last} 条，而数据仓库已含第 {told} 条，副本里也没有。",
            "请用 nianbao restore 还原含有这些记录的备份；实在没有，运行 nianbao doctor --repair --accept-loss 按现有日志重建，再重新导入缺的报告。",
        )  # fmt: skip
    yield _copy(copy, newest)


def _copy(copy: Path, last: int) -> Diagnosis:
    name, title = "journal.copy", f"{_TITLE}的副本"
    if not copy.exists():
        return note(name, title, "还没有副本。", "下次写入或修复时生成。", True)
    if problem := integrity_problem(copy):
        return note(name, title, f"副本已损坏：{problem}。", "下次写入或修复时重新生成。", True)
    salvage = read_what_can_be_read(copy)
    newest = max(salvage.rows.get("event", {0: ()}))
    if newest > last:
        return bad(
            name, title, f"副本有 {newest} 条，比日志（{last} 条）还多。", "运行 nianbao doctor --repair 把缺的补回日志。", True
        )
    if newest < last:
        return note(name, title, f"副本到第 {newest} 条，日志已到第 {last} 条。", "下次写入或修复时更新。", True)
    return ok(name, title, f"与日志一致，{newest} 条")


def _mend_journal() -> Iterator[Diagnosis]:
    """From the copy and from whatever the damaged file still gives; nothing is thrown away."""
    path = journal.journal_path()
    with store.writer_lock("own"):
        broken = not path.exists() or bool(integrity_problem(path))
        from_copy, from_journal = read_what_can_be_read(copy_of(path)), read_what_can_be_read(path)
        both = from_copy.add(from_journal) if broken else from_journal.add(from_copy)
        if broken or both.events > from_journal.events:
            if not both.events:
                raise WarehouseError(f"{path} 里一条记录也读不出来，也没有副本。请用 nianbao restore 还原备份。")
            aside = _set_aside(path)
            write_salvage(both, path)
            numbers = sorted(both.rows["event"])
            holes = sorted({*range(1, numbers[-1] + 1)} - {*numbers})
            lost = f"；没能救出第 {'、'.join(map(str, holes[:20]))} 条" if holes else ""
            extra = len(set(from_journal.rows.get("event", {})) - set(from_copy.rows.get("event", {})))
            kept = f"；损坏的文件留作 {aside}" if aside else ""
            yield repaired(
                "journal",
                _TITLE,
                f"已救回 {both.events} 条（副本 {from_copy.events} 条，另由损坏的文件读出 {extra} 条）{lost}{kept}",
            )
        keep_copy(path)


def _set_aside(path: Path) -> str:
    if not path.exists():
        return ""
    aside = path.with_name(f"journal.damaged-{datetime.now():%Y%m%d-%H%M%S}.sqlite")
    try:
        os.replace(path, aside)
        for tail in ("-wal", "-shm"):
            log = path.with_name(path.name + tail)
            if log.exists():
                os.replace(log, aside.with_name(aside.name + tail))
    except OSError as error:
        raise WarehouseError(f"{path} 改不了名（{reason(error)}）。若看板正开着，请先关闭再修复。") from error
    return aside.name


def _accept_loss() -> Iterator[Diagnosis]:
    """A person has said so: the generations that know more than the journal are set aside, not deleted."""
    for dataset in OFFICE:
        home = store.folder(dataset)
        with store.writer_lock(dataset):
            for path in generations(home):
                path.rename(path.with_name(f"{path.name}.kept"))
            (home / "CURRENT").unlink(missing_ok=True)
        yield repaired(f"{dataset}.kept", f"{store.DATASETS[dataset]}：原有版本", "已改名为 *.duckdb.kept 留存，将按现有日志重建")


def _originals(repair: bool) -> Iterator[Diagnosis]:
    name, title = "originals", "报告原件"
    try:
        held = read_office().active()
    except WarehouseError:
        return  # the journal has been spoken of
    problems = [(report, problem) for report in held if (problem := _problem(report))]
    left = sorted([*originals().glob("*.part"), *originals().parent.glob("journal*.part*")])
    if repair and left:
        with store.writer_lock("own"), suppress(OSError):
            for part in left:
                part.unlink(missing_ok=True)
        yield repaired(f"{name}.parts", "半成品", f"清除了 {len(left)} 个写到一半的文件")
    elif left:
        yield note(f"{name}.parts", "半成品", f"{len(left)} 个写到一半的文件。", "不影响使用；修复时清除。", True)
    if problems:
        told = "；".join(f"{report.agency} {report.year} 年“{report.file}”{problem}" for report, problem in problems[:5])
        yield bad(
            name,
            title,
            f"{len(problems)} 份有问题：{told}。",
            "请重新导入同一文件：内容相同即自动补回原件，不会重复入库；或还原备份。",
        )
    else:
        yield ok(name, title, f"{len(held)} 份，内容与校验值都相符")
    if repair:
        for report in held:
            with suppress(NianbaoError):
                recall(report.sha256, report.file, report.stated)


def _problem(report: Held) -> str:
    original = original_path(report.sha256)
    if original is None:
        return "不在了"
    try:
        return "" if hashlib.sha256(original.read_bytes()).hexdigest() == report.sha256 else "被改动过或已损坏"
    except OSError as error:
        return f"打不开（{reason(error)}）"
