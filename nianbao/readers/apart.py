"""Text that stands apart from what is beside it: white, raised, lowered, or a link to a note.

A part is marked as it is read, and judged once the whole cell is known: a cell all in white, or all lifted, says what it says.
"""

from __future__ import annotations

import re

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WHITE, _UP, _DOWN, _LINK, _END = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4"
_PART = re.compile(f"([{_WHITE}-{_LINK}])([^{_WHITE}-{_END}]*){_END}")


def in_white(text: str) -> str:
    """Text that nobody sees on white paper."""
    return _part(_WHITE, text)


def raised(text: str) -> str:
    """Text above the line."""
    return _part(_UP, text)


def lowered(text: str) -> str:
    """Text below the line."""
    return _part(_DOWN, text)


def linked(text: str) -> str:
    """A link into the same page: to a note, if it stands right beside a number."""
    return _part(_LINK, text)


def seen(text: str) -> str:
    """Without marks where all is of one kind; else white parts in brackets and lifted digits as such: they join no number."""
    if _END not in text:
        return text
    alone = not _PART.sub("", text).strip() and len({part[1] for part in _PART.finditer(text)}) == 1
    return _PART.sub(lambda part: part[2] if alone else _beside(part), text)


def _part(kind: str, text: str) -> str:
    return f"{kind}{text}{_END}" if text.strip() else text


def _beside(part: re.Match[str]) -> str:
    kind, text = part[1], part[2]
    if kind == _WHITE:
        return f"〔{text}〕"
    if kind == _LINK:
        before, after = part.string[: part.start()].rstrip(), part.string[part.end() :].lstrip()
        return text.translate(RAISED) if before[-1:].isdigit() or after[:1].isdigit() else text
    return text.translate(RAISED if kind == _UP else _LOWERED)
