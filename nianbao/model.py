"""The words of the trade as types: a value never travels without its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

State = Literal["reported", "blank", "not_applicable", "unreadable"]
Qualifier = Literal["exact", "more_than", "at_least", "less_than", "at_most", "about", "range"]
PeriodKind = Literal["year", "year_end_stock", "cumulative_since", "as_of"]
Scope = Literal["own", "subordinate", "jurisdiction"]
Edition = Literal["2019", "2021"]

STATES: dict[str, str] = {
    "reported": "已填报",
    "blank": "未填",
    "not_applicable": "不适用",
    "unreadable": "存疑",
    "not_collected": "未收录",
}
PERIOD_KINDS: dict[str, str] = {
    "year": "全年",
    "year_end_stock": "年末数",
    "cumulative_since": "累计数",
    "as_of": "时点数",
}
SCOPES: dict[str, str] = {"own": "本机关", "subordinate": "本机关及所属", "jurisdiction": "全辖区"}
APPLICANT_TYPES: dict[str, str] = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "social": "社会公益组织",
    "legal": "法律服务机构",
    "other": "其他",
    "total": "总计",
}
DEMO_MARK = "演示数据（虚构，不代表任何机构）"
"""Stands in every file that is made of invented figures; a file with it is not imported."""
TOPICS: dict[str, str] = {
    "consultation": "咨询与热线",
    "online_services": "网上办事",
    "proposals": "建议提案",
    "disclosure": "信息公开",
    "media": "传播",
}


@dataclass(frozen=True)
class Interval:
    """What a printed figure says about the true one; None is unbounded.

    "超 110 万" is (1_100_000, None) with an open lower end; an exact figure has both ends equal;
    "约 5 万" bounds nothing, so both ends are None and the value is kept beside it.
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False


def interval(value: Decimal | None, qualifier: Qualifier) -> Interval:
    """The interval a single printed value with its qualifier stands for."""
    if value is None or qualifier in ("about", "range"):
        return Interval(None, None)
    match qualifier:
        case "more_than":
            return Interval(value, None, low_open=True)
        case "at_least":
            return Interval(value, None)
        case "less_than":
            return Interval(None, value, high_open=True)
        case "at_most":
            return Interval(None, value)
    return Interval(value, value)


@dataclass(frozen=True)
class Locator:
    """Where in the document a figure stands: official words for tables, the sentence for prose."""

    text: str
    table: str | None = None
    row: str | None = None
    column: str | None = None

    @property
    def cell(self) -> str:
        """A cell of a table in words, for messages."""
        return f"{self.table}“{self.row}”一行“{self.column}”"


@dataclass(frozen=True)
class Observation:
    """One figure as read. `value` is in the indicator's unit (件, 次, 元, %), 万/亿 multiplied out.

    `value` is None unless `state` is "reported"; a range has `low` and `high` and no value.
    """

    indicator: str
    value: Decimal | None
    state: State
    qualifier: Qualifier = "exact"
    low: Decimal | None = None
    high: Decimal | None = None
    applicant_type: str = "total"
    scope: Scope = "own"
    period_kind: PeriodKind = "year"
    period_start: str | None = None
    raw_text: str = ""
    unit_printed: str = ""
    locator: Locator = field(default_factory=lambda: Locator(""))
    evidence: str = ""
    rule: str = ""
    doubtful: bool = False
