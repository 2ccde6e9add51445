"""Which figures may stand side by side in one chart: parts of one total, or one kind of thing counted in one unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.catalogue import Catalogue, load_catalogue
from nianbao.datafiles import entries, need, read_yaml, short
from nianbao.errors import DataError
from nianbao.paths import DATA


@dataclass(frozen=True)
class Family:
    """One entry of data/families.yml: indicators of one topic, unit and period kind; `total` is what they add up to."""

    name: str
    topic: str
    members: tuple[str, ...]
    total: str = ""


@lru_cache(maxsize=2)
def load_families(data: Path = DATA) -> tuple[Family, ...]:
    """All families in file order. Raises DataError naming file, line and field."""
    path = data / "families.yml"
    if not path.exists():
        return ()
    catalogue = load_catalogue()
    return tuple(_family(entry, path, catalogue) for entry in entries(read_yaml(path), "families", path))


def _family(entry: dict[str, Any], path: Path, catalogue: Catalogue) -> Family:
    line = entry.get("__line__")
    name, members = str(need(entry, "name", path)), need(entry, "members", path)
    total = str(entry.get("total") or "")
    if not isinstance(members, list) or len(members) < 2:
        raise DataError(short(path), line, "members", str(members), "应为两个以上指标编号的列表，如 [甲, 乙]。")
    for indicator in [*members, *([total] if total else [])]:
        if indicator not in catalogue:
            raise DataError(
                short(path), line, "members", str(indicator), "没有这个指标；可用 nianbao query indicators 列出指标。"
            )
    known = [catalogue[str(member)] for member in members]
    if len({(one.topic, one.unit, one.value_type) for one in known}) > 1:
        raise DataError(short(path), line, "members", "、".join(map(str, members)), "几项的主题、单位应当相同；不同的不能并排。")
    return Family(name, known[0].topic, tuple(str(member) for member in members), total)
