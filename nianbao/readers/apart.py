"""Text that stands apart from what is beside it: white or otherwise not seen, raised, lowered, or a link to a note.

A part is marked as it is read, and judged once the whole cell is known: a cell all in white, or all lifted, says what it says.
"""

from __future__ import annotations

import re

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WHITE, _UP, _DOWN, _LINK, _UNSEEN, _END = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4", "\ue0f5"
_NUMBER_ONLY = re.compile(r"(?=.*\d)[^\u4e00-\u9fff]*", re.DOTALL)
_PART = re.compile(f"([{_WHITE}-{_UNSEEN}])([^{_WHITE}-{_END}]*){_END}")


def in_white(text: str) -> str:
    """Text that nobody sees on white paper."""
    return _part(_WHITE, text)


def unseen(text: str) -> str:
    """Text that nobody sees, whatever the ground."""
    return _part(_UNSEEN, text)


def raised(text: str) -> str:
    """Text above the line."""
    return _part(_UP, text)


def lowered(text: str) -> str:
    """Text below the line."""
    return _part(_DOWN, text)


def linked(text: str) -> str:
    """A link into the same page: to a note, if it stands right beside a number."""
    return _part(_LINK, text)


def has_white(text: str) -> bool:
    """Whether a part is marked as white."""
    return _WHITE in text


def on_dark(text: str) -> str:
    """Text on a coloured ground, where white is seen."""
    return _PART.sub(lambda part: part[2] if part[1] == _WHITE else part[0], text)


def seen(text: str) -> str:
    """Without marks where all is of one kind; else white parts in brackets and lifted digits as such: they join no number.

    A number that is white as a whole stays in brackets too: it is not seen. White words name something, wherever they stand.
    """
    if _END not in text:
        return text
    kinds = {part[1] for part in _PART.finditer(text)}
    alone = not _PART.sub("", text).strip() and len(kinds) == 1
    alone = alone and not (kinds <= {_WHITE, _UNSEEN} and _NUMBER_ONLY.fullmatch(_PART.sub(r"\2", text)))
    return _PART.sub(lambda part: part[2] if alone else _beside(part), text)


def _part(kind: str, text: str) -> str:
    return f"{kind}{text}{_END}" if text.strip() else text


def _beside(part: re.Match[str]) -> str:
    kind, text = part[1], part[2]
    if kind in (_WHITE, _UNSEEN):
        return f"〔{text}〕"
    if kind == _LINK:
        before, after = part.string[: part.start()].rstrip(), part.string[part.end() :].lstrip()
        return text.translate(RAISED) if before[-1:].isdigit() or after[:1].isdigit() else text
    return text.translate(RAISED if kind == _UP else _LOWERED)
