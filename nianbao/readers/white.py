"""White text: the words of a head on a dark ground, or something beside a number that nobody sees on paper."""

from __future__ import annotations

import re

_BEGIN, _END = "\ue0f0", "\ue0f1"
_WHITE = re.compile(f"{_BEGIN}[^{_BEGIN}{_END}]*{_END}")


def in_white(text: str) -> str:
    """Marks white text until the whole cell is known."""
    return f"{_BEGIN}{text}{_END}" if text.strip() else text


def seen(text: str) -> str:
    """Without the marks where all is white; in brackets where only a part is, so that it joins no number."""
    if _BEGIN not in text:
        return text
    mixed = bool(_WHITE.sub("", text).strip())
    return text.replace(_BEGIN, "〔" if mixed else "").replace(_END, "〕" if mixed else "")
