"""Applications received beside those carried in from the year before: which of three counts a figure is.

The definitions in data/indicators/ say it: a total that includes the carried ones is `applications_incl_carried_in`,
a count printed beside them in one sentence is the form's first row, `applications_new`, and one that says nothing of
them is `applications_received`. A bracket that only names carried ones can be read both ways.
"""

from __future__ import annotations

import re

_CARRIED_IN = r"(?:(?:上一?年度?|去年|往年|{before}年度?)(?:未办结|未办理)?(?:的)?(?:结转|转结|转入)|(?:结转|转结)(?:自)?(?:上一?年度?|{before}年))"
_NONE_CARRIED = re.compile("(?:无|没有|未存在|不存在)$")
_BRACKET = re.compile(r"[条件宗份起例个]?（([^（）]*)）")
_ANY_BRACKET = re.compile(r"（[^（）]*）")
_NEW = re.compile("新(?:收到?|受理|接收)")
# 受理 33 件，其中本年新收 33 件，上年结转 0 件: both are parts.
_NEW_AND_CARRIED = re.compile(r"[，；]其中[，：]?[^，；\d]{0,4}新(?:收到?|受理|增)[^，；\d]{0,12}[\d,]+[件条宗份][，、；和]$")
_WORDS = re.compile(r"(?:其中|[，；](?:含|包括|包含))")


def received_as(indicator: str, plain: str, start: int, end: int, year: int) -> str | None:
    """The indicator of a count of applications at `start` to `end` of a sentence; None where two readings are possible."""
    if indicator not in ("applications_received", "applications_handled"):
        return indicator
    carried = re.compile(_CARRIED_IN.format(before=year - 1))
    bracket = _BRACKET.match(plain, end)
    if bracket and carried.search(bracket.group(1)):
        inside = bracket.group(1)
        if re.search(r"[不未]包?[含括]", inside):
            return "applications_new"
        return "applications_incl_carried_in" if re.search("含|包括|其中", inside) else None
    # A bracket behind another number speaks of that number: 受理 80 件，办结 75 件（含上年结转 7 件）.
    behind = _ANY_BRACKET.sub("", plain[bracket.end() if bracket else end :])
    beside = carried.search(behind)
    if beside and not _NONE_CARRIED.search(behind[: beside.start()]):
        part = re.split("[；。]", behind[: beside.start()])
        if len(part) == 1 and _NEW_AND_CARRIED.search(part[0]):
            return "applications_incl_carried_in"
        if len(part) == 1 and _WORDS.search(part[0][-12:]) and not re.search(r"\d", _after_words(part[0])):
            return "applications_incl_carried_in"
        if indicator == "applications_received" and _NEW.search(plain):
            return None  # the new ones are printed themselves: what this number holds is not said
        return "applications_new" if indicator == "applications_received" else indicator
    if indicator == "applications_received" and carried.search(_ANY_BRACKET.sub("", plain[:start])):
        return "applications_new"
    return indicator


def _after_words(text: str) -> str:
    return _WORDS.split(text)[-1]
