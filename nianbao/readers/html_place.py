"""Where and how large a web page shows a piece of text: out of sight, set off the line, small; and what names of classes say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

USUAL_SIZE = 13.0  # pixels, where nothing says otherwise: pages of ten to sixteen are common
ROOT_SIZE = 16.0  # that of a browser
_FAR = -100.0  # pixels left of or above where the text would stand
_LIFTED_FROM = 2.0  # pixels: less sets a line straight
_FONT_SIZES = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_SIZE_WORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "rem": ROOT_SIZE}
_LENGTH = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(px|pt|pc|in|cm|mm|rem|em|ex|%|)")
_NO_BOX = re.compile(r"rect\((?:[01](?:px)?[,\s]*){4}\)|inset\((?:50|100)%.*\)|circle\(0\D*\)|scale\(0[,\s0]*\)")
_AWAY = re.compile(r"translate\w*\([^)]*-\d{3,}")
_INLINE = {"span", "font", "a", "b", "i", "em", "strong", "u", "label", "small", "big", "sup", "sub"}

Hint = Literal["", "none", "gone", "hidden", "sign"]
_BREAKPOINT = {"": 0, "xs": 1, "sm": 2, "md": 3, "lg": 4, "xl": 5, "xxl": 6, "2xl": 6}
_BOOTSTRAP = re.compile(r"d-(?:(sm|md|lg|xl|xxl)-)?(none|block|inline|flex|grid|table|table-cell|inline-block|inline-flex)")
_TAILWIND = re.compile(r"(?:(sm|md|lg|xl|2xl):)?(hidden|block|inline|flex|grid|table|table-cell|inline-block|inline-flex)")
_NARROW = re.compile(r"hidden-lg|hidden-\w+-and-up|hidden-(?:lg|xl)-only|visible-(?:xs|sm|md)(?:-block|-inline|-inline-block)?")
_WIDE = re.compile(r"visible-lg(?:-block|-inline|-inline-block)?")
_FOR_READERS = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
_HIDDEN = re.compile(
    r"(?!overflow-)(?:[a-z]{1,8}-)?(?:hide|hidden)(?:@\w{1,3})?|ishidden|invisible|off-?screen|d-none|is-hidden-(?:desktop|widescreen)"
    # shown on paper or on a telephone only, and marks of notes
    r"|(?:print|mobile|phone|wap)-only|only-(?:print|mobile|phone|wap)|[\w-]*show-(?:for-small|sm|xs)-only"
    r"|foot-?note|(?:foot|end)?note-?ref|fn-?ref|sup|tooltip-?text"
)
_SIGN = re.compile(r"(?:^|[-_\s])(?:neg|negative|minus)(?:[-_\s]|$)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def hint_of(names: str) -> Hint:
    """What the names of classes say where the sheet that goes with them is not saved, on a wide screen.

    Names of widely used libraries are taken at their word; others only leave a number to a person.
    """
    classes = names.split()
    for family in (_BOOTSTRAP, _TAILWIND):
        said = [match for match in map(family.fullmatch, classes) if match]
        if any(match[1] for match in said):
            widest = max(said, key=lambda match: _BREAKPOINT[match[1] or ""])
            return "none" if widest[2] in ("none", "hidden") else ""
    if any(map(_NARROW.fullmatch, classes)) and not any(map(_WIDE.fullmatch, classes)):
        return "none"
    if not _FOR_READERS.isdisjoint(classes):
        return "gone"
    if any(_HIDDEN.fullmatch(name.lower()) for name in classes):
        return "hidden"
    return "sign" if _SIGN.search(names) else ""


def pixels(length: str, size: float = 0.0) -> float | None:
    """A length in pixels, relative ones by the size of the font; None for words."""
    match = _LENGTH.fullmatch(length)
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit in ("em", "ex", "%"):
        return number * (size or USUAL_SIZE) / {"em": 1, "ex": 2, "%": 100}[unit]
    return number * _PIXELS[unit]


def size_of(tag: str, said: str, given: str, above: float) -> float:
    """The size of its font in pixels; 0 where neither it nor anything around it says."""
    if said:
        if said in ("smaller", "larger"):
            return (above or USUAL_SIZE) * (5 / 6 if said == "smaller" else 1.2)
        return _SIZE_WORDS.get(said) or pixels(said, above) or above
    if tag in ("small", "big"):
        return (above or USUAL_SIZE) * (5 / 6 if tag == "small" else 1.2)
    given = given.strip() if tag == "font" else ""
    if given[:1] in ("-", "+"):
        given = str(min(7, max(1, 3 + int(given[:3])))) if given[1:].isdecimal() else ""
    return _FONT_SIZES.get(given, above)


def is_relative(said: str) -> bool:
    """Whether a size of a font says only how it stands to the one around it."""
    return said in ("smaller", "larger") or (said.endswith(("em", "ex", "%")) and not said.endswith("rem"))


def is_out_of_sight(value: dict[str, str], tag: str) -> bool:
    """Moved off the page, cut away, or in a box of no size."""
    afloat = value.get("position") in ("absolute", "fixed")
    sides = [value.get("text-indent", ""), value.get("margin-left", ""), value.get("margin-top", "")]
    sides += [value.get(side, "") for side in ("left", "top", "right", "bottom") if "position" in value]
    if any((pixels(side) or 0.0) <= _FAR for side in sides if side.startswith("-")):
        return True
    if afloat and _NO_BOX.match(value.get("clip", "")):
        return True
    if _NO_BOX.match(value.get("clip-path", "")) or _NO_BOX.match(value.get("transform", "")):
        return True
    if _AWAY.match(value.get("transform", "")):
        return True
    has_box = afloat or "block" in value.get("display", "") or value.get("float", "none") != "none" or tag not in _INLINE
    if not has_box or tag in ("td", "th", "tr") or not re.match("hidden|clip", value.get("overflow", "")):
        return False
    boxes = [pixels(value[name]) for name in ("width", "height", "max-width", "max-height") if name in value]
    return any(box is not None and box <= 1 for box in boxes)


def lift_of(value: dict[str, str], size: float) -> str:
    """“raised” or “lowered” where the text is moved off its line."""
    up = pixels(value.get("vertical-align", ""), size) or 0.0
    if value.get("position") == "relative":
        up += (pixels(value.get("bottom", ""), size) or 0.0) - (pixels(value.get("top", ""), size) or 0.0)
    return "raised" if up >= _LIFTED_FROM else "lowered" if up <= -_LIFTED_FROM else ""
