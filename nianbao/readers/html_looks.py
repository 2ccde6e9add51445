"""How a web page shows a piece of its text: not at all, struck through, white, raised, small; by its style sheets and styles."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from nianbao.readers.apart import in_white, linked, lowered, raised
from nianbao.readers.html_place import ROOT_SIZE, USUAL_SIZE, hint_of, is_out_of_sight, is_relative, lift_of, size_of
from nianbao.readers.html_selectors import StyleSheet, declarations, value_of

_SKIPPED = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "select",
    "button",
    "del",
    "s",
    "strike",
    "svg",
    "iframe",
    "object",
    "textarea",
    "input",
    "rp",
    "datalist",
}
_TELLING = {"font", "sup", "sub", "a", "small", "big", "rt", "rtc"}  # tags that change the look by themselves
_ZERO = re.compile(r"0+(?:\.0*)?(?:[a-z]+|%)?")
_OWN_SIZE = re.compile(r"[\d.]+(?:px|pt|rem|cm|mm|in|pc|vw)|(?:xx?-)?(?:small|large)|medium")
_RGB = re.compile(r"rgba?\((\d{1,9})[,\s]+(\d{1,9})[,\s]+(\d{1,9})")
_CLEAR = re.compile(r"rgba\([^)]*[,/]\s*0?\.?0*%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)")
_PICTURE = re.compile(r"url\(|gradient\(|image-set\(")
_NO_COLOUR = re.compile(  # the other words of a background
    r"none|initial|unset|inherit|transparent|(?:no-)?repeat(?:-[xy])?|scroll|fixed|local|center|left|right|top|bottom|cover|contain"
    r"|auto|round|space|(?:border|padding|content)-box|[-+]?[\d.]+(?:[a-z]{1,4}|%)?|/\S*"
)
_NEARLY_WHITE = 238  # of 255
_SIGNED = re.compile("[-－−﹣–—(（负减↓]")
_FIGURE = re.compile(r"(?=.*\d)[^\u4e00-\u9fff]*", re.DOTALL)
_SMALL = 0.85  # of the largest digits of a cell: less is a note


@dataclass(frozen=True)
class Look:
    """How text is shown; what is `gone` or `struck` for an element is so for everything in it."""

    gone: bool = False
    struck: bool = False
    unseen: bool = False
    tiny: bool = False
    white: bool = False
    ground: bool = False  # coloured: white is seen on it
    lift: str = ""  # "raised", "lowered" or "linked"
    size: float = 0.0  # of the font in pixels; 0: nothing says
    stated: bool = False  # the size is, and not only how it stands to one that nothing says
    doubt: str = ""  # "hidden" or "sign": by the name of a class a number is perhaps not seen, or below zero

    @property
    def is_read(self) -> bool:
        return not (self.gone or self.struck or self.unseen or self.tiny)

    def paint(self, text: str) -> str:
        """The text as it is shown: nothing where it is not seen, marked where it is white or lifted."""
        if not self.is_read:
            return ""
        if self.doubt and _FIGURE.fullmatch(text) and not (self.doubt == "sign" and _SIGNED.search(text)):
            return in_white(text)
        return in_white(text) if self.white and not self.ground else _LIFTS[self.lift](text) if self.lift else text

    def inside(self, node: etree._Element, tag: str, sheet: StyleSheet, small: bool) -> Look | None:
        """The look of an element in this one, None where the element takes no place.

        `small`: a cell of a table, or something inside a cell or a line. Larger parts are often hidden until a script shows
        them, faded in or sized by a sheet elsewhere: of these only what their own style takes out is not read.
        """
        style, names = node.get("style"), node.get("class")
        own = declarations(style) if style else {}
        if tag in _SKIPPED or "hidden" in node.attrib or value_of(own, "display") == "none":
            return None
        if tag == "dialog" and "open" not in node.attrib:
            return None
        said = sheet.said_of(node, tag) if sheet.rules else {}
        if said:
            said |= {name: told for name, told in own.items() if told[1] or not said.get(name, ("", False))[1]}
        said = said or own
        if small and value_of(said, "display") == "none":
            return None
        hint = hint_of(" ".join(name for name in names.split() if f".{name}" not in sheet.rules)) if small and names else ""
        if hint == "none":
            return None
        ground = _named_colour(node.get("bgcolor"))
        if not (said or hint or ground or tag in _TELLING):
            return self
        given = {"background": ground} if ground else {}
        if tag in ("font", "a"):
            given |= {name: value for name in ("size", "href") if (value := node.get(name))}
            given |= {"color": colour} if (colour := _named_colour(node.get("color"))) else {}
        own_hide = value_of(own, "mso-hide") == "all"
        return _inside(self, tag, tuple(said.items()), tuple(given.items()), hint, small, own_hide)


PLAIN = Look()
_LIFTS = {"raised": raised, "lowered": lowered, "linked": linked}


@lru_cache(maxsize=4096)
def _inside(
    above: Look,
    tag: str,
    declared: tuple[tuple[str, tuple[str, bool]], ...],
    given: tuple[tuple[str, str], ...],
    hint: str,
    small: bool,
    hides: bool,
) -> Look:
    """The look by what styles and the element's own attributes say; a page says the same of hundreds of cells."""
    said = {name: told[0] for name, told in declared}
    own = dict(given)
    seen = said.get("visibility", "") if small else ""
    ground = (said.get("background-color") or said.get("background") or own.get("background", "")).replace(", ", ",")
    picture = _PICTURE.search(said.get("background-image") or said.get("background", "")) is not None
    colour = (said.get("color") or own.get("color", "") * (tag == "font")).replace(", ", ",")
    same = colour not in ("", "inherit") and not picture and colour in (ground, *ground.split())
    text_size = said.get("font-size", "")
    size = size_of(tag, text_size, own.get("size", ""), above.size)
    absolute = size != above.size and (not is_relative(text_size) if text_size else tag == "font")
    away = hint == "gone" or _is_faint(said.get("opacity", "")) or is_out_of_sight(said, tag)
    return replace(
        above,
        gone=above.gone or hides or (small and away),
        struck=above.struck or "line-through" in said.get("text-decoration", ""),
        unseen=seen in ("hidden", "collapse") if seen not in ("", "inherit") else above.unseen,
        tiny=_is_tiny(text_size, above.tiny) if small else above.tiny,
        white=(same or _is_white(colour)) if colour not in ("", "inherit") else above.white,
        ground=not same and _is_coloured(ground, picture, above.ground),
        lift=above.lift or _lift(tag, said, size, own.get("href", "")),
        size=size,
        stated=above.stated or absolute,
        doubt=above.doubt or (hint if hint in ("hidden", "sign") else ""),
    )


def doubted(look: Look) -> Look:
    """The same look for a number that is perhaps not shown."""
    return replace(look, doubt="hidden")


def painted(parts: list[tuple[str, Look]]) -> str:
    """The parts of a cell or a line as they are shown; digits much smaller than others beside them are a note."""
    digits = {(look.size or USUAL_SIZE, look.stated) for text, look in parts if look.is_read and any(map(str.isdigit, text))}
    if len(digits) < 2:
        return "".join(look.paint(text) for text, look in parts)
    stated, other = (max((size for size, is_stated in digits if is_stated is kind), default=0.0) for kind in (True, False))
    return "".join(
        linked(text) if _is_note(look, stated, other) and look.paint(text) == text else look.paint(text) for text, look in parts
    )


def _is_note(look: Look, stated: float, other: float) -> bool:
    """Whether text is much smaller than the largest digits of a stated size or of others.

    A page that states no size is shown in that of the browser, but its sheet may be lost and have made it smaller: such text
    is taken as large beside a larger size and as small beside a smaller one, so that neither is called a note for nothing.
    """
    size = look.size or USUAL_SIZE
    if size < _SMALL * other:
        return True
    return (size if look.stated else size * ROOT_SIZE / USUAL_SIZE) < _SMALL * stated


def _lift(tag: str, said: dict[str, str], size: float, link: str) -> str:
    if tag in ("td", "th"):  # there it says where in the cell the text stands
        return ""
    if tag in ("rt", "rtc"):
        return "raised"
    off, align = lift_of(said, size), said.get("vertical-align", "")
    if off:
        return off
    if align in ("super", "sub") or (tag in ("sup", "sub") and not align):
        return "raised" if "super" in (align, f"{tag}er") else "lowered"
    return "linked" if tag == "a" and link.startswith("#") else ""


def _is_tiny(size: str, above: bool) -> bool:
    return True if _ZERO.fullmatch(size) else above and not _OWN_SIZE.fullmatch(size)


def _is_faint(opacity: str) -> bool:
    return bool(re.fullmatch(r"0?\.0\d*|0+\.?|\d(?:\.\d+)?%", opacity))


def _is_coloured(ground: str, picture: bool, above: bool) -> bool:
    """Whether white is seen on a ground, which lets the one above it through where it says no colour.

    What a picture or a run of colours shows is not known: an author who puts white on it saw that it can be read.
    """
    colours = [word for word in ground.split() if not (_NO_COLOUR.fullmatch(word) or _CLEAR.fullmatch(word))]
    if any(map(_is_white, colours)) or (colours and _is_white(ground)):
        return False
    return picture or bool(colours) or above


def _named_colour(printed: str | None) -> str:
    """The colour that an attribute names, which may lack its “#”."""
    colour = " ".join((printed or "").lower().split())
    return f"#{colour}" if re.fullmatch("[0-9a-f]{6}", colour) else colour


def _is_white(colour: str) -> bool:
    if colour in ("white", "transparent") or _CLEAR.fullmatch(colour):
        return True
    if re.fullmatch("#[0-9a-f]{3,4}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:4])
    rgb = _RGB.match(colour)
    parts = [int(part) for part in rgb.groups()] if rgb else []
    if re.fullmatch("#[0-9a-f]{6}(?:[0-9a-f]{2})?", colour):
        parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return bool(parts) and min(parts) >= _NEARLY_WHITE
