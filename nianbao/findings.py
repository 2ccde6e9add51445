"""A finding: a comparison that does not hold, or something a person must look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nianbao.model import Locator

Severity = Literal["error", "warning", "question", "info"]
SEVERITIES: dict[str, str] = {"error": "错误", "warning": "提醒", "question": "疑问", "info": "说明"}


@dataclass(frozen=True)
class Finding:
    """What a rule says about some cells; `message` is Chinese and complete in itself."""

    rule: str
    severity: Severity
    cells: tuple[Locator, ...] = ()
    expected: str = ""
    actual: str = ""
    message: str = ""
