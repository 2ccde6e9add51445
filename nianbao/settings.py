"""What an office may set for itself: data/settings.yml, each with a default."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from nianbao.catalogue import KINDS
from nianbao.datafiles import read_yaml, short
from nianbao.errors import DataError
from nianbao.paths import DATA


@dataclass(frozen=True)
class Submission:
    """By when a report of the year before is due, as (month, day)."""

    basis: str = "《政府信息公开条例》第四十九条"
    department_due: tuple[int, int] = (1, 31)
    government_due: tuple[int, int] = (3, 31)
    government_kinds: tuple[str, ...] = ("government", "government_office")

    def due(self, kind: str, report_year: int) -> date:
        """The last day for the report of `report_year` of an agency of this kind."""
        month, day = self.government_due if kind in self.government_kinds else self.department_due
        return date(report_year + 1, month, day)


@lru_cache(maxsize=2)
def load_submission(data: Path = DATA) -> Submission:
    """The settings under `submission:`, defaults where nothing is set. Raises DataError naming file and line."""
    path = data / "settings.yml"
    content = (read_yaml(path) or {}) if path.exists() else {}
    entry = content.get("submission") or {}
    usual = Submission()
    kinds = entry.get("government_kinds", list(usual.government_kinds))
    if not isinstance(kinds, list) or not set(kinds) <= set(KINDS):
        raise DataError(short(path), entry.get("__line__"), "government_kinds", kinds, f"只能是：{'、'.join(KINDS)}。")
    return Submission(
        basis=str(entry.get("basis", usual.basis)),
        department_due=_day(entry, "department_due", usual.department_due, path),
        government_due=_day(entry, "government_due", usual.government_due, path),
        government_kinds=tuple(kinds),
    )


@dataclass(frozen=True)
class Export:
    """What stands on everything that leaves the board: `watermark` is written faintly over pictures and slides."""

    watermark: str = ""


@lru_cache(maxsize=2)
def load_export(data: Path = DATA) -> Export:
    """The settings under `export:`. Raises DataError naming file and line."""
    path = data / "settings.yml"
    content = (read_yaml(path) or {}) if path.exists() else {}
    entry = content.get("export") or {}
    watermark = entry.get("watermark") or ""
    if not isinstance(watermark, str) or len(watermark) > 20:
        raise DataError(
            short(path), entry.get("__line__"), "watermark", watermark, "应为不超过 20 字的文字，如 内部资料；留空为不加。"
        )
    return Export(watermark=watermark.strip())


def _day(entry: dict[str, object], field: str, usual: tuple[int, int], path: Path) -> tuple[int, int]:
    if field not in entry:
        return usual
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", str(entry[field]))
    try:
        if found is None:
            raise ValueError
        day = date(2023, int(found[1]), int(found[2]))
    except ValueError:
        line = entry.get("__line__")
        raise DataError(
            short(path), line if isinstance(line, int) else None, field, entry[field], "应为“月-日”，如 01-31。"
        ) from None
    return day.month, day.day
