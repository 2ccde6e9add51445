"""The data sets and where each comes from: 公开数据, 演示数据, 本单位 (published, or with drafts). They never mix."""

from __future__ import annotations

from functools import lru_cache

from nianbao import store
from nianbao.demo import demo_rows
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


def inputs_of(dataset: str) -> str:
    """What the live generation must have been built from."""
    return f"{_program_inputs(dataset)}-{last_event()}" if dataset in OFFICE else _program_inputs(dataset)


@lru_cache(maxsize=8)
def _program_inputs(dataset: str) -> str:
    return store.input_version(dataset)
