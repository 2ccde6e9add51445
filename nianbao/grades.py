"""How far the figures of an agency and year can be relied on: a grade from four shares, its formula always shown with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nianbao.wording import plain

FORMULA = (
    "四项各按百分比计，取平均（没有的项不计）：核对成立的比例、填了的格子的比例、各处来源一致的比例、取自官方或本单位而不是媒体的比例。"
    "A：平均 95% 以上，且没有一条核对不符、没有一格来源矛盾；B：85% 以上；C：70% 以上；其余为 D。"
    "一条关系都没有核对过的，最高为 B。空格按零计才相符的、无法判定的和异常值的比较不算核对成立，也不算不成立。"
)
_LIMITS = (("A", 95.0), ("B", 85.0), ("C", 70.0))


@dataclass(frozen=True)
class Part:
    """One share of the grade: `good` of `every`; no share where there is nothing to count."""

    name: str
    good: int
    every: int
    aside: str = ""

    @property
    def percent(self) -> float | None:
        return 100 * self.good / self.every if self.every else None

    @property
    def words(self) -> str:
        share = "没有可计的" if self.percent is None else f"{plain(self.percent, 1)}%（{self.good:,}/{self.every:,}）"
        return f"{self.name} {share}{f'，{self.aside}' if self.aside else ''}"


@dataclass(frozen=True)
class Grade:
    """A letter and the parts it comes from."""

    letter: str
    mean: float
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """“数据质量 B：平均 92.4%；核对成立 98.1%（52/53）；……”."""
        return f"数据质量 {self.letter}：平均 {plain(self.mean, 1)}%；{'；'.join(part.words for part in self.parts)}"


def grade(row: Mapping[str, Any]) -> Grade:
    """The grade of one row of queries/grades.sql; such a row has at least one cell."""
    blank = int(row["checks_if_blank_is_zero"])
    aside = f"另有 {blank:,} 条空格按零计则相符" if blank else ""
    parts = (
        Part("核对成立", int(row["checks_held"]), int(row["checks"]), aside),
        Part("格子已填", int(row["cells_filled"]), int(row["cells"])),
        Part("来源一致", int(row["cells_agreed"]), int(row["cells"])),
        Part("非媒体来源", int(row["numbers_first_hand"]), int(row["numbers"])),
    )
    shares = [share for part in parts if (share := part.percent) is not None]
    mean = sum(shares) / len(shares)
    flawless = all(part.good == part.every for part in (parts[0], parts[2]))
    letter = next((name for name, least in _LIMITS if mean >= least), "D")
    if letter == "A" and not (flawless and parts[0].every):
        letter = "B"
    return Grade(letter, mean, parts)
