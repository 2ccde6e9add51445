"""The view a visitor looks at, as one value, and its way into a link and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nianbao.model import SCOPES
from nianbao.store import DATASETS

GROUPS = {
    "auto": "自动",
    "like": "同类同级机构",
    "kind": "同类机构（不限级别）",
    "level": "同级机构（不限类别）",
    "all": "全部机构",
    "picked": "只比所选机构",
}


@dataclass(frozen=True)
class View:
    """Everything a filter can change. Empty means: chosen by the board (`year_from` 0: all years held)."""

    dataset: str = "public"
    agencies: tuple[str, ...] = ()
    year: int = 0
    year_from: int = 0
    year_to: int = 0
    scope: str = ""
    indicator: str = ""
    indicator_y: str = ""
    group: str = "auto"
    cell: str = ""

    @property
    def focus(self) -> str:
        return self.agencies[0] if self.agencies else ""

    @property
    def others(self) -> tuple[str, ...]:
        return self.agencies[1:]

    def with_focus(self, agency: str) -> View:
        return replace(self, agencies=(agency, *[a for a in self.agencies if a != agency]))

    def toggled(self, agency: str) -> View:
        """Adds an agency at the end or takes it away; the last one stays."""
        if agency not in self.agencies:
            return replace(self, agencies=(*self.agencies, agency))
        left = tuple(a for a in self.agencies if a != agency)
        return replace(self, agencies=left or self.agencies)


NAMES = ("data", "agency", "year", "from", "to", "scope", "i", "iy", "group", "cell")
OTHERS = ("v", "g", "embed", "embed_options", "deck", "show", "auto", "live", "of", "y")
"""What a link may say besides the view: its fingerprint, the show, the place on 核验."""


def to_params(view: View) -> dict[str, str]:
    """Every parameter, also those that equal today's defaults: a link means the same later."""
    params = {
        "data": view.dataset,
        "agency": "~".join(view.agencies),
        "year": str(view.year or ""),
        "from": str(view.year_from or ""),
        "to": str(view.year_to or ""),
        "scope": view.scope,
        "i": view.indicator,
        "iy": view.indicator_y,
        "group": view.group,
        "cell": view.cell,
    }
    return {key: value for key, value in params.items() if value}


def from_params(params: Mapping[str, str]) -> tuple[View, list[str]]:
    """The view a link asks for and, in Chinese, what of it is not understood (known agencies are checked later)."""
    problems: list[str] = []
    view = View()
    dataset = params.get("data", view.dataset)
    if dataset not in DATASETS:
        problems.append(f"链接中的数据集“{dataset[:40]}”不存在，已改为公开数据。")
        dataset = view.dataset
    scope = params.get("scope", "")
    if scope and scope not in SCOPES:
        problems.append(f"链接中的口径范围“{scope[:40]}”不存在，已忽略。")
        scope = ""
    group = params.get("group", view.group)
    if group not in GROUPS:
        problems.append(f"链接中的比较范围“{group[:40]}”不存在，已改为自动。")
        group = view.group
    years = {}
    for key, title in (("year", "年份"), ("from", "起始年"), ("to", "截止年")):
        text = params.get(key, "0")
        if text.isascii() and text.isdigit() and len(text) <= 4 and (text == "0" or 2000 <= int(text) <= 2100):
            years[key] = int(text)
        else:
            problems.append(f"链接中的{title}“{text[:40]}”不是有效年份，已忽略。")
            years[key] = 0
    if years["from"] and years["to"] and years["from"] > years["to"]:
        problems.append("链接中的起始年晚于截止年，已对调。")
        years["from"], years["to"] = years["to"], years["from"]
    unknown = [name for name in params if name not in (*NAMES, *OTHERS)]
    if unknown:
        problems.append(f"链接中的“{unknown[0][:40]}”不是本看板的参数，已忽略。指标写 i，机构写 agency。")
    agencies = tuple(dict.fromkeys(a for a in params.get("agency", "").split("~") if a))
    return (
        View(
            dataset=dataset,
            agencies=agencies[:40],
            year=years["year"],
            year_from=years["from"],
            year_to=years["to"],
            scope=scope,
            indicator=params.get("i", ""),
            indicator_y=params.get("iy", ""),
            group=group,
            cell=params.get("cell", ""),
        ),
        problems,
    )


def cell_key(agency: str, year: int, indicator: str, applicant_type: str, scope: str, period_kind: str) -> str:
    """A cell as a link carries it."""
    return "~".join((agency, str(year), indicator, applicant_type, scope, period_kind))
