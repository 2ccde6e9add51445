"""Row names and headers as printed, compared by what they say: numbering, spaces and misprints forgiven."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBERING = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、.,:：]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}[.、,)](?!\d))+")
_NOISE = re.compile(r"[\s\W_]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The bare words: half-width, no spaces, punctuation or leading numbering."""
    flat = "".join(unicodedata.normalize("NFKC", text).split())
    return _NOISE.sub("", _NUMBERING.sub("", flat))


@lru_cache(maxsize=16384)
def likeness(printed: str, official: str) -> float:
    """1 for the same words, about the share of right characters otherwise; both already plain."""
    if printed == official:
        return 1.0
    if not printed or not official:
        return 0.0
    short, long = sorted((printed, official), key=len)
    if len(short) >= 4 and short in long:
        return 0.75 + 0.2 * len(short) / len(long)
    return max(0.0, 1.0 - edit_distance(printed, official) / len(long))


def edit_distance(left: str, right: str) -> int:
    """Levenshtein distance."""
    previous = list(range(len(right) + 1))
    for row, char in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (char != other)))
        previous = current
    return previous[-1]
