"""The warehouses under examination: CURRENT, every generation, what a killed writer left, who is writing; and their repair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nianbao import store
from nianbao.datasets import OFFICE, open_dataset
from nianbao.diagnosis import Diagnosis, bad, note, ok, repaired
from nianbao.engine import engine
from nianbao.errors import NianbaoError, WarehouseError, reason
from nianbao.generations import GENERATION, generations, point, stale_drafts
from nianbao.soundness import damage
from nianbao.store import DATASETS
from nianbao.writer_lock import holder, is_held


def warehouses(repair: bool = False) -> Iterator[Diagnosis]:
    """Each data set in turn; with `repair`, mended under its writer lock and examined again."""
    if engine() == "spark":
        yield note("engine", "数据从哪里读", "看板现在从 Spark 读数（NIANBAO_ENGINE=spark），这里只查本机的数据仓库，已略过。")
        return
    for dataset in DATASETS:
        yield writer(dataset)
        found = list(_examine(dataset))
        if repair and any(d.repairable for d in found):
            try:
                yield from _mend(dataset)
            except NianbaoError as error:
                yield bad(f"{dataset}.repair", f"{DATASETS[dataset]}：修复", f"没有修好：{error}", "请按这句话处理后再运行。")
            found = list(_examine(dataset))
        yield from found


def writer(dataset: str) -> Diagnosis:
    """Who holds the writer lock now?"""
    name, title, home = f"{dataset}.lock", f"{DATASETS[dataset]}：写入锁", store.folder(dataset)
    try:
        held = is_held(home)
    except OSError as error:
        return note(name, title, f"无法试锁：{reason(error)}。", "见“数据目录可写”一项。")
    if held:
        return note(name, title, f"正被占用：{holder(home)}。", "写完会自行释放；进程已不在时，锁也随之释放，不必手工删除。")
    return ok(name, title, "没有程序在写")


def _examine(dataset: str) -> Iterator[Diagnosis]:
    title, home = DATASETS[dataset], store.folder(dataset)
    paths = generations(home) if home.is_dir() else []
    named = _named(home)
    if not paths and not (home / "CURRENT").exists():
        yield note(f"{dataset}.current", f"{title}：当前版本", "还没有建立，首次打开或运行 nianbao build 时建立。")
        return
    damaged = {path: problem for path in paths if (problem := damage(path))}
    good = [path for path in paths if path not in damaged]
    yield _current(dataset, named, good, damaged)
    yield _generations(dataset, good, damaged)
    if left := stale_drafts(home):
        names = "、".join(path.name for path in left[:4])
        yield note(
            f"{dataset}.drafts", f"{title}：半成品", f"{names}：写到一半的文件。", "不影响使用；下次写入或修复时清除。", True
        )


def _named(home: Path) -> str:
    try:
        return (home / "CURRENT").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _current(dataset: str, named: str, good: list[Path], damaged: dict[Path, str]) -> Diagnosis:
    name, title, home = f"{dataset}.current", f"{DATASETS[dataset]}：当前版本", store.folder(dataset)
    advice = "运行 nianbao doctor --repair：改指完好的版本，再按 data/、原件和操作日志重建。"
    if home / named in good:
        return _schema(dataset, home / named)
    if home / named in damaged:
        return bad(name, title, f"版本 {named[:6]} 的文件已损坏：{damaged[home / named]}。{_shown(good)}", advice, True)
    if GENERATION.match(named):
        return bad(name, title, f"CURRENT 所指的 {named} 不在了。{_shown(good)}", advice, True)
    return bad(name, title, f"CURRENT 文件已损坏（内容为“{named[:40]}”）。{_shown(good)}", advice, True)


def _shown(good: list[Path]) -> str:
    return f"现显示最近一个完好的版本 {good[-1].stem}。" if good else "没有一个完好的版本，这个数据集打不开。"


def _schema(dataset: str, path: Path) -> Diagnosis:
    name, title = f"{dataset}.current", f"{DATASETS[dataset]}：当前版本"
    meta = store.meta_of(store.Generation(dataset, path))
    if meta.get("schema_version") != str(store.SCHEMA_VERSION):
        return note(
            name, title, f"版本 {path.stem} 的结构是第 {meta.get('schema_version')} 版，本程序用第 {store.SCHEMA_VERSION} 版。",
            "打开看板或运行 nianbao build 时自动重建。", True,
        )  # fmt: skip
    return ok(name, title, f"版本 {path.stem}，数据版本 {meta.get('data_version')}，建于 {str(meta.get('built_at'))[:16]}")


def _generations(dataset: str, good: list[Path], damaged: dict[Path, str]) -> Diagnosis:
    name, title = f"{dataset}.generations", f"{DATASETS[dataset]}：各版本的文件"
    if damaged:
        told = "；".join(f"{path.name}：{problem}" for path, problem in damaged.items())
        return bad(name, title, f"已损坏：{told}。", "运行 nianbao doctor --repair：改名留存，不再使用。", True)
    return ok(name, title, f"{len(good)} 个版本，逐块读过，都完好")


def _mend(dataset: str) -> Iterator[Diagnosis]:
    """Sets damaged files aside, names the newest good one, then brings the data set up to date by replay."""
    title, home = DATASETS[dataset], store.folder(dataset)
    with store.writer_lock(dataset):
        try:
            for path in stale_drafts(home):
                path.unlink(missing_ok=True)
            for path in generations(home):
                if problem := damage(path):
                    path.rename(path.with_name(f"{path.name}.damaged"))
                    yield repaired(
                        f"{dataset}.generations", f"{title}：版本 {path.stem}", f"已改名为 {path.name}.damaged（{problem}）"
                    )
            left = generations(home)
            if left and _named(home) != left[-1].name and not (home / _named(home)).is_file():
                point(home, left[-1].name)
                yield repaired(f"{dataset}.current", f"{title}：当前版本", f"CURRENT 已改指完好的版本 {left[-1].stem}")
        except OSError as error:
            raise WarehouseError(f"{title}的文件改不了（{error}）。若看板正开着，请先关闭再修复。") from error
    before = _named(home)
    live = open_dataset(dataset, force=not generations(home))
    if live.path.name != before:
        source = "操作日志和原件" if dataset in OFFICE else "data/"
        yield repaired(f"{dataset}.rebuild", f"{title}：重建", f"已由{source}重建为版本 {live.path.stem}")
