"""The editions of the official form, read from data/templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.catalogue import Catalogue, Indicator, load_catalogue
from nianbao.datafiles import read_yaml
from nianbao.model import APPLICANT_TYPES, Edition, Locator
from nianbao.paths import DATA

TABLES = {
    "table2": "主动公开政府信息情况",
    "table3": "收到和处理政府信息公开申请情况",
    "table4": "政府信息公开行政复议、行政诉讼情况",
}
APPLICANTS = tuple(APPLICANT_TYPES)


@dataclass(frozen=True)
class Template:
    """One edition: which indicator stands in which row and column of the three tables."""

    edition: Edition
    votes: tuple[str, ...]
    first_year: int
    last_year: int | None
    table2: dict[str, tuple[str, ...]]
    articles: tuple[tuple[str, tuple[str, ...]], ...]  # the blocks of table 2: heading and the rows under it
    table3: tuple[str, ...]
    subtotals: dict[str, str]
    table4: dict[str, tuple[str, ...]]


@lru_cache(maxsize=2)
def load_templates(data: Path = DATA) -> dict[str, Template]:
    """All editions by name."""
    loaded = {}
    for path in sorted((data / "templates").glob("*.yml")):
        content = _plain(read_yaml(path))
        loaded[content["edition"]] = Template(
            edition=content["edition"],
            votes=tuple(content["votes"]),
            first_year=content["years"][0],
            last_year=content["years"][1],
            table2={row: tuple(ids) for block in content["table2"] for row, ids in block["rows"].items()},
            articles=tuple((block["article"], tuple(block["rows"])) for block in content["table2"]),
            table3=tuple(content["table3"]["rows"]),
            subtotals=dict(content["table3"]["subtotals"]),
            table4={group: tuple(ids) for group, ids in content["table4"].items()},
        )
    return loaded


def _plain(value: Any) -> Any:
    """The YAML without its line numbers."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key != "__line__"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


@lru_cache(maxsize=2048)
def official_place(indicator_id: str, applicant: str = "total", edition: str = "2021", text: str = "") -> Locator:
    """The official words for a statutory cell, with the printed place in `text`."""
    catalogue = load_catalogue()
    indicator = catalogue[indicator_id]
    if indicator.section == "table3" or indicator_id in _subtotals():
        row = indicator.rows[0] if indicator.rows else _subtotals()[indicator_id]
        return Locator(text, TABLES["table3"], row, APPLICANT_TYPES[applicant])
    row = indicator.rows[0] if indicator.rows else indicator.name
    if indicator.section == "table2":
        for name, ids in load_templates()[edition].table2.items() if edition in load_templates() else ():
            if indicator_id in ids:
                row = name
    column = _column(indicator)
    if indicator_id.endswith("_decisions"):
        column = "本年处理决定数量" if edition == "2021" else "处理决定数量"
    return Locator(text, TABLES.get(indicator.section or ""), row, column)


def _column(indicator: Indicator) -> str:
    return indicator.columns[0] if indicator.columns else ""


@lru_cache(maxsize=1)
def _subtotals() -> dict[str, str]:
    return {indicator: label for template in load_templates().values() for label, indicator in template.subtotals.items()}


def statutory_indicators(catalogue: Catalogue, edition: str) -> list[str]:
    """Every indicator of one edition, in the order of the form."""
    template = load_templates()[edition]
    ids = [name for row in template.table2.values() for name in row]
    ids += list(template.table3)
    ids += [name for group in template.table4.values() for name in group]
    return [name for name in ids if name in catalogue]
