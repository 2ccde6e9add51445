"""The text of /metrics: this process's counters, and the state directory as it is now."""

from __future__ import annotations

from prometheus_client import REGISTRY, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from nianbao.errors import NianbaoError
from nianbao.journal import KINDS, counts
from nianbao.store import DATASETS, current

JOURNAL = Gauge("nianbao_journal_events", "操作日志里的条数，按种类（命令行所做的也在内）", ["kind"])
GENERATION = Gauge("nianbao_generation", "各数据集现用的版本号；0 表示没有或打不开", ["dataset"])


def exposition() -> tuple[bytes, str]:
    """The text for Prometheus and its content type. Memory and processor time are there where the system tells them."""
    told = _counts()
    for kind in KINDS:
        JOURNAL.labels(kind).set(told.get(kind, 0))
    for dataset in DATASETS:
        GENERATION.labels(dataset).set(_number(dataset))
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def _counts() -> dict[str, int]:
    try:
        return counts()
    except NianbaoError:
        return {}


def _number(dataset: str) -> int:
    try:
        live = current(dataset)
    except NianbaoError:
        return 0
    return live.number if live else 0
