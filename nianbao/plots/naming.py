"""What an indicator is called where its name stands alone: a title on a slide, the beginning of a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_REQUESTS = (
    "applications_", "outcome", "refused_", "unavailable_", "unprocessed_", "closed_", "disclosure_rate", "carry_over_rate",
)  # fmt: skip
"""Indicators of requests for information: their short names (本年新收, 办理总计) say nothing without a table around them."""


def subject(row: Mapping[str, Any]) -> str:
    """The short name of a row's indicator, with what it is of."""
    short = str(row["indicator_short"])
    if not str(row["indicator_id"]).startswith(_REQUESTS) or "公开申请" in short:
        return short
    return short.replace("申请", "公开申请") if "申请" in short else f"公开申请{short}"
