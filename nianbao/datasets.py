"""The three data sets and where each comes from: 公开数据, 演示数据, 本单位. They never mix."""

from __future__ import annotations

from nianbao import store
from nianbao.demo import demo_rows
from nianbao.published import published_rows
from nianbao.rows import WarehouseRows
from nianbao.store import Generation


def own_rows() -> WarehouseRows:
    """This office's warehouse starts empty."""
    return WarehouseRows()


BUILDERS = {"public": published_rows, "demo": demo_rows, "own": own_rows}


def open_dataset(dataset: str, force: bool = False) -> Generation:
    """The live generation of a data set, built first where it is missing or out of date."""
    store.folder(dataset)
    return store.ensure(dataset, BUILDERS[dataset], force=force)
