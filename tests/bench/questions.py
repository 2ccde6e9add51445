"""Every query the pages ask, with the parameters pages give it, about agencies drawn from a warehouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nianbao import store
from nianbao.store import Generation

Asked = dict[str, Any]


@dataclass(frozen=True)
class Focus:
    """One agency in the middle of a page."""

    agency_id: str
    kind: str
    level: str
    scope: str
    name: str

    @property
    def like(self) -> Asked:
        return {"kinds": [self.kind], "levels": [self.level]}

    @property
    def sort(self) -> Asked:
        return {"kinds": [self.kind]}


def draw_focuses(generation: Generation, most: int) -> list[Focus]:
    """Agencies spread over the country: of every kind in turn, since a page about a department asks more than one about a hotline."""
    frame = store.query(generation, "agencies", covered_only=True)
    chosen = frame.groupby("kind", sort=True).nth(list(range(0, 2000, 97))).sort_values("name").head(10_000)
    step = max(1, len(chosen) // most)
    return [
        Focus(a.agency_id, a.kind, a.level, a.consolidates, a.short_name) for a in chosen.iloc[::step].head(most).itertuples()
    ]


YEAR, COUNT, OTHER = 2023, "applications_new", "outcomes_total"
CASES: dict[str, Callable[[Focus], tuple[str, Asked]]] = {
    "meta": lambda f: ("build/meta", {}),
    "years": lambda f: ("years", {}),
    "breaks": lambda f: ("breaks", {}),
    "agency_names": lambda f: ("agency_names", {"agencies": [f.agency_id]}),
    "agencies（默认机构）": lambda f: ("agencies", {"covered_only": True, "kind": "approval_service", "level": "city", "limit": 1}),
    "agencies（数据最全）": lambda f: ("agencies", {"covered_only": True, "limit": 8}),
    "agencies（选择框，搜索）": lambda f: ("agencies", {"covered_only": True, "search": f.name[:3], "limit": 25}),
    "agencies（选择框，类别）": lambda f: ("agencies", {"covered_only": True, "search": "", "kind": f.kind, "limit": 25}),
    "series（总览）": lambda f: ("series", {"agencies": [f.agency_id]}),
    "series（主题）": lambda f: ("series", {"agencies": [f.agency_id], "topics": ["disclosure"]}),
    "series（申请人类型）": lambda f: (
        "series",
        {"agencies": [f.agency_id], "topics": ["disclosure"], "applicant_types": ["natural_person", "business", "total"]},
    ),
    "shared_indicators": lambda f: ("shared_indicators", {"agency": f.agency_id}),
    "like_agencies": lambda f: ("like_agencies", {"agency": f.agency_id, "year": YEAR, "limit": 8}),
    "group_sizes": lambda f: (
        "group_sizes",
        {"indicator": COUNT, "scope": f.scope, "period_kind": "year", "kind": f.kind, "level": f.level, "agencies": [f.agency_id]},
    ),
    "ranking（同类同级）": lambda f: ("ranking", {"indicator": COUNT, "year": YEAR, "scope": f.scope, "period_kind": "year", **f.like}),
    "ranking（同类）": lambda f: ("ranking", {"indicator": COUNT, "year": YEAR, "scope": f.scope, "period_kind": "year", **f.sort}),
    "ranking（全部）": lambda f: ("ranking", {"indicator": COUNT, "year": YEAR, "scope": f.scope, "period_kind": "year"}),
    "rank_changes（同类同级）": lambda f: (
        "rank_changes",
        {"indicator": COUNT, "year": YEAR, "scope": f.scope, "period_kind": "year", **f.like},
    ),
    "peer_bands（走势）": lambda f: ("peer_bands", {"indicators": [COUNT], "focus": f.agency_id, **f.like}),
    "peer_bands（卡片）": lambda f: (
        "peer_bands",
        {"indicators": [COUNT, OTHER, "disclosure_rate"], "focus": f.agency_id, "year_from": YEAR, "year_to": YEAR, **f.like},
    ),
    "matrix（同类同级）": lambda f: ("matrix", {"indicator": COUNT, "period_kind": "year", **f.like}),
    "matrix（同类）": lambda f: ("matrix", {"indicator": COUNT, "period_kind": "year", **f.sort}),
    "matrix（全部）": lambda f: ("matrix", {"indicator": COUNT, "period_kind": "year"}),
    "pairs（同类）": lambda f: ("pairs", {"indicator_x": COUNT, "indicator_y": OTHER, "year": YEAR, "scope": f.scope, **f.sort}),
    "pairs（全部）": lambda f: ("pairs", {"indicator_x": COUNT, "indicator_y": OTHER, "year": YEAR, "scope": f.scope}),
    "indicators": lambda f: ("indicators", {"held_only": True}),
    "comparable_indicators（同类同级）": lambda f: ("comparable_indicators", f.like),
    "comparable_indicators（全部）": lambda f: ("comparable_indicators", {}),
    "lines_by_indicator": lambda f: ("lines_by_indicator", {"kind": f.kind}),
    "longest_series": lambda f: ("longest_series", {"topic": "disclosure", "but": f.agency_id}),
    "coverage_matrix（全部）": lambda f: ("coverage_matrix", {"search": "", "limit": 30}),
    "coverage_matrix（主题）": lambda f: ("coverage_matrix", {"topic": "proposals", "limit": 6}),
    "coverage_matrix（搜索）": lambda f: ("coverage_matrix", {"search": f.name[:3], "limit": 30}),
    "observations（所选）": lambda f: ("observations", {"agencies": [f.agency_id], "search": "", "limit": 2000}),
    "observations（全部机构）": lambda f: ("observations", {"search": "", "limit": 2000}),
    "observations（全部，搜索）": lambda f: ("observations", {"search": "新收", "limit": 2000}),
    "readings": lambda f: (
        "readings",
        {"agency": f.agency_id, "year": YEAR, "indicator": COUNT, "applicant_type": "total", "scope": f.scope, "period_kind": "year"},
    ),
    "operands": lambda f: ("operands", {"agency": f.agency_id, "year": YEAR, "indicator": "disclosure_rate", "scope": f.scope}),
    "findings": lambda f: ("findings", {"agencies": [f.agency_id]}),
    "review_counts": lambda f: ("review_counts", {}),
    "review_parts": lambda f: ("review_parts", {"search": "", "limit": 41}),
    "review_parts（搜索）": lambda f: ("review_parts", {"search": f.name[:3], "limit": 41}),
    "review_findings": lambda f: ("review_findings", {"search": ""}),
    "review_findings（一家）": lambda f: ("review_findings", {"agency": f.agency_id, "year": YEAR}),
    "review_findings（疑问）": lambda f: ("review_findings", {"questions": True}),
    "status_tables": lambda f: ("status_tables", {}),
    "status_topics": lambda f: ("status_topics", {}),
}  # fmt: skip
