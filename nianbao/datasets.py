"""The data sets and where each comes from: 公开数据, 演示数据, 本单位 (published, or with drafts). They never mix."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from nianbao import store
from nianbao.demo import demo_rows
from nianbao.errors import WarehouseError
from nianbao.journal import last_event
from nianbao.office import office_rows, read_office
from nianbao.published import published_rows
from nianbao.rows import WarehouseRows
from nianbao.store import Generation


def own_rows() -> WarehouseRows:
    return office_rows(read_office(), drafts=False)


def draft_rows() -> WarehouseRows:
    return office_rows(read_office(), drafts=True)


BUILDERS = {"public": published_rows, "demo": demo_rows, "own": own_rows, "draft": draft_rows}
OFFICE = ("own", "draft")


def open_dataset(dataset: str, force: bool = False) -> Generation:
    """The live generation of a data set, built first where it is missing or out of date.

    An import that was killed half-way is finished here: the journal is ahead of the warehouse then.
    """
    store.folder(dataset)
    return store.ensure(dataset, BUILDERS[dataset], force=force, inputs=lambda: inputs_of(dataset))


def readable_dataset(dataset: str) -> Generation:
    """The data set as well as it can be shown: brought up to date, or else the last good state with a notice.

    On a read-only disk, or with a damaged journal, what was published last is still worth seeing. Raises
    WarehouseError when there is nothing that this release can show.
    """
    try:
        return open_dataset(dataset)
    except WarehouseError as error:
        last = store.current(dataset)
        if last is None or store.meta_of(last).get("schema_version") != str(store.SCHEMA_VERSION):
            raise
        return replace(last, notice=f"现显示{store.DATASETS[dataset]}最近一个完好的版本 {last.path.stem}，未能更新：{error}")


def inputs_of(dataset: str) -> str:
    """What the live generation must have been built from."""
    if dataset not in OFFICE:
        return _program_inputs(dataset)
    last = last_event()
    if last < (told := events_told(dataset)):
        raise WarehouseError(
            f"操作日志只到第 {last} 条，而数据仓库已含第 {told} 条：日志缺了后面的记录。请运行 nianbao doctor --repair 修复。"
        )
    return f"{_program_inputs(dataset)}-{last}"


def events_told(dataset: str) -> int:
    """The last journal event that the live generation contains; 0 where that cannot be said."""
    try:
        live = store.current(dataset)
        inputs = store.meta_of(live).get("inputs", "") if live else ""
    except WarehouseError:
        return 0
    number = inputs.rpartition("-")[2]
    return int(number) if "-" in inputs and number.isdigit() else 0


@lru_cache(maxsize=8)
def _program_inputs(dataset: str) -> str:
    return store.input_version(dataset)
