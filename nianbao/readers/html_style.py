"""How a web page shows a piece of its text: not at all, struck through, white, raised, small; by its style sheets and styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from nianbao.readers.apart import in_white, linked, lowered, raised
from nianbao.readers.html_place import USUAL_SIZE, hint_of, is_out_of_sight, lift_of, size_of

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
_PROPERTIES = {"display", "visibility", "opacity", "font-size", "color", "text-decoration", "vertical-align", "mso-hide"}
_PROPERTIES |= {"background", "background-color", "position", "left", "right", "top", "bottom", "float", "text-indent"}
_PROPERTIES |= {"clip", "clip-path", "transform", "width", "height", "max-width", "max-height", "overflow", "content"}
_PROPERTIES |= {"margin-left", "margin-top"}
_TELLING = {"font", "sup", "sub", "a", "small", "big", "rt", "rtc"}  # tags that change the look by themselves
_OTHER_MEDIA = re.compile(r"print|max-|speech|not\b|prefers|orientation|handheld|\btv\b", re.IGNORECASE)
_MARKS = r"[.#][\w-]+|\[[^\]]*\]|:(?:first|last)-child|:nth-child\(\d{1,3}\)|:not\([.#]?[\w-]+\)"
_COMPOUND = re.compile(rf"(?P<tag>\*|[\w-]+)?(?P<marks>(?:{_MARKS})*)")
_ATTRIBUTE = re.compile(r"""\[([\w-]+)(?:([~|^$*]?=)["']?([^"']*)["']?)?\]""")
_ZERO = re.compile(r"0+(?:\.0*)?(?:[a-z]+|%)?")
_OWN_SIZE = re.compile(r"[\d.]+(?:px|pt|rem|cm|mm|in|pc|vw)|(?:xx?-)?(?:small|large)|medium")
_RGB = re.compile(r"rgba?\((\d+)[,\s]+(\d+)[,\s]+(\d+)")
_CLEAR = re.compile(r"rgba\([^)]*[,/]\s*0?\.?0*%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)")
_NEARLY_WHITE = 238  # of 255
_FONT = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|rem|em|%))")
_ADDED = re.compile(r"(.+?)::?(before|after)")
_CONTENT = re.compile(r"""["']([^"']{1,20})["']""")
_ESCAPED = re.compile(r"\\([0-9a-f]{1,6})\s?")
_SIGNED = re.compile("[-－−﹣–—(（负减↓]")
_FIGURE = re.compile(r"(?=.*\d)[^\u4e00-\u9fff]*", re.DOTALL)
_SMALL = 0.85  # of the largest digits of a cell: less is a note
_BRACE = re.compile(r"[{}]")
_DEEPEST = 8  # media rules one inside the other

# A compound such as “td.note:first-child”: its tag ("" for any), its ids, its classes and its other conditions.
Compound = tuple[str, frozenset[str], frozenset[str], tuple[str, ...]]


@dataclass(frozen=True)
class _Rule:
    """A selector, outermost compound first; `direct[n]`: compound n stands right below the one before it."""

    compounds: tuple[Compound, ...]
    direct: tuple[bool, ...]
    weight: tuple[int, int, int, int]  # ids, classes, tags, place in the page
    said: dict[str, tuple[str, bool]]

    def fits(self, node: etree._Element) -> bool:
        return _fits(self.compounds[-1], node) and self._above(len(self.compounds) - 1, node)

    def _above(self, at: int, node: etree._Element) -> bool:
        if at == 0:
            return True
        for parent in node.iterancestors():
            if _fits(self.compounds[at - 1], parent) and self._above(at - 1, parent):
                return True
            if self.direct[at]:
                return False
        return False


@dataclass
class StyleSheet:
    """What the style sheets of a page say about how text is shown on a wide screen."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)  # by an id, a class or a tag of the innermost compound
    adds: bool = False  # whether any rule puts text before or behind an element

    @classmethod
    def of(cls, root: etree._Element) -> StyleSheet:
        """From the `style` elements; selectors that depend on what a reader does are left out."""
        sheet = cls()
        css = "\n".join(node.text or "" for node in root.iter("style") if not _OTHER_MEDIA.search(node.get("media") or ""))
        css = re.sub(r"/\*.*?\*/|<!--|-->", "", css, flags=re.DOTALL)
        for number, (selectors, body) in enumerate(_blocks(css)):
            said = _declarations(body)
            for selector in selectors.split(",") if said else ():
                added = _ADDED.fullmatch(selector.strip())
                content = _content(said) if added else ""
                if added and not content:
                    continue
                told = {added[2]: (content, False)} if added else said
                rule = _rule((added[1] if added else selector).strip(), number, told)
                if rule:
                    sheet.adds = sheet.adds or bool(added)
                    tag, ids, classes, _ = rule.compounds[-1]
                    key = next((f"#{name}" for name in ids), next((f".{name}" for name in classes), tag))
                    sheet.rules.setdefault(key, []).append(rule)
        return sheet

    def said_of(self, node: etree._Element, tag: str) -> dict[str, tuple[str, bool]]:
        """Property → (value, whether it is important), by the rules that fit the element; the weightiest wins."""
        keys = [tag, "", f"#{node.get('id')}", *(f".{name}" for name in (node.get("class") or "").split())]
        fitting = [rule for key in keys for rule in self.rules.get(key, ()) if rule.fits(node)]
        said: dict[str, tuple[str, bool]] = {}
        for rule in sorted(fitting, key=lambda rule: rule.weight):
            said |= {name: told for name, told in rule.said.items() if told[1] or not said.get(name, ("", False))[1]}
        return said

    def added(self, node: etree._Element, tag: str) -> tuple[str, str]:
        """Signs and digits that the sheets put right before and behind a number."""
        text = "".join(node.itertext()).strip()
        if not text[:1].isdigit() and not text[-1:].isdigit():
            return "", ""
        said = self.said_of(node, tag)
        return _value(said, "before"), _value(said, "after")


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
        own = _declarations(style) if style else {}
        if tag in _SKIPPED or "hidden" in node.attrib or _value(own, "display") == "none":
            return None
        if tag == "dialog" and "open" not in node.attrib:
            return None
        said = sheet.said_of(node, tag) if sheet.rules else {}
        if said:
            said |= {name: told for name, told in own.items() if told[1] or not said.get(name, ("", False))[1]}
        said = said or own
        if small and _value(said, "display") == "none":
            return None
        hint = hint_of(" ".join(name for name in names.split() if f".{name}" not in sheet.rules)) if small and names else ""
        if hint == "none":
            return None
        ground = node.get("bgcolor")
        if not (said or hint or ground or tag in _TELLING):
            return self
        given = {"background": ground} if ground else {}
        if tag in ("font", "a"):
            given |= {name: value for name in ("color", "size", "href") if (value := node.get(name))}
        own_hide = _value(own, "mso-hide") == "all"
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
    ground = said.get("background-color") or said.get("background") or own.get("background", "").lower()
    colour = said.get("color") or own.get("color", "").lower() * (tag == "font")
    same = bool(colour) and colour == ground != "inherit"
    size = size_of(tag, said.get("font-size", ""), own.get("size", ""), above.size)
    away = hint == "gone" or _is_faint(said.get("opacity", "")) or is_out_of_sight(said, tag)
    return replace(
        above,
        gone=above.gone or hides or (small and away),
        struck=above.struck or "line-through" in said.get("text-decoration", ""),
        unseen=seen in ("hidden", "collapse") if seen not in ("", "inherit") else above.unseen,
        tiny=_is_tiny(said.get("font-size", ""), above.tiny) if small else above.tiny,
        white=(same or _is_white(colour)) if colour not in ("", "inherit") else above.white,
        ground=not same and _is_coloured(ground) if ground not in ("", "inherit", "transparent") else above.ground,
        lift=above.lift or _lift(tag, said, size, own.get("href", "")),
        size=size,
        doubt=above.doubt or (hint if hint in ("hidden", "sign") else ""),
    )


def doubted(look: Look) -> Look:
    """The same look for a number that is perhaps not shown."""
    return replace(look, doubt="hidden")


def painted(parts: list[tuple[str, Look]]) -> str:
    """The parts of a cell or a line as they are shown; digits much smaller than others beside them are a note."""
    digits = {look.size or USUAL_SIZE for text, look in parts if look.is_read and any(map(str.isdigit, text))}
    least = _SMALL * max(digits) if len(digits) > 1 else 0.0
    return "".join(
        linked(text) if (look.size or USUAL_SIZE) < least and look.paint(text) == text else look.paint(text)
        for text, look in parts
    )


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


def _is_coloured(ground: str) -> bool:
    first = ground.split()[0]
    return not (_is_white(ground) or _is_white(first) or first in ("none", "initial", "unset"))


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


def _value(said: dict[str, tuple[str, bool]], name: str) -> str:
    return said.get(name, ("", False))[0]


@lru_cache(maxsize=1024)
def _declarations(text: str) -> dict[str, tuple[str, bool]]:
    """Property → (value, whether it is important), of those that matter here; nobody changes what comes back."""
    said = {}
    for part in text.split(";") if ":" in text else ():
        name, _, value = part.partition(":")
        name, value = name.strip().lower().removesuffix("-line"), value.strip().lower()
        name = "overflow" if name.startswith("overflow-") else name
        if name == "font":
            size = _FONT.search(value)
            name, value = ("font-size", size[1] + "!important" * value.endswith("!important")) if size else ("", "")
        if name in _PROPERTIES:
            said[name] = (value.removesuffix("!important").strip(), value.endswith("!important"))
    return said


def _content(said: dict[str, tuple[str, bool]]) -> str:
    """The signs or digits that a rule for what stands before or behind an element shows there."""
    match = _CONTENT.fullmatch(_value(said, "content"))
    if match is None or _value(said, "display") == "none" or _value(said, "visibility") == "hidden":
        return ""
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16) % 0xD800), match[1])
    return text if re.search(r"[-－−﹣–—+\d.,，]", text) and text.strip() != "." else ""


def _blocks(css: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """(selectors, declarations), those inside of a media rule only where it speaks of a wide screen."""
    start = 0
    while (opening := css.find("{", start)) >= 0:
        end = _closing(css, opening)
        before, body = css[start:opening].rpartition(";")[2].strip(), css[opening + 1 : end]
        start = end + 1
        if not before.startswith("@"):
            yield before, body
        elif depth < _DEEPEST and re.match(r"@(?:media|supports|layer)\b", before) and not _OTHER_MEDIA.search(before):
            yield from _blocks(body, depth + 1)


def _closing(css: str, opening: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(css, opening):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return len(css)


def _rule(selector: str, number: int, said: dict[str, tuple[str, bool]]) -> _Rule | None:
    compounds: list[Compound] = []
    direct: list[bool] = []
    child = False
    for piece in selector.replace(">", " > ").split():
        if piece == ">":
            child = True
            continue
        match = _COMPOUND.fullmatch(piece)
        if match is None:
            return None
        marks = re.findall(_MARKS, match["marks"])
        tag = (match["tag"] or "").lower().replace("*", "")
        ids, classes = (frozenset(mark[1:] for mark in marks if mark[0] == kind) for kind in "#.")
        compounds.append((tag, ids, classes, tuple(mark for mark in marks if mark[0] in "[:")))
        direct.append(child)
        child = False
    if not compounds:
        return None
    weight = (
        sum(len(ids) for _, ids, _, _ in compounds),
        sum(len(classes) + len(others) for _, _, classes, others in compounds),
        sum(bool(tag) for tag, _, _, _ in compounds),
        number,
    )
    return _Rule(tuple(compounds), tuple(direct), weight, said)


def _fits(compound: Compound, node: etree._Element) -> bool:
    tag, ids, classes, others = compound
    if tag and (not isinstance(node.tag, str) or node.tag.lower() != tag):
        return False
    if not (ids <= {node.get("id")} and classes <= set((node.get("class") or "").split())):
        return False
    return all(_holds(other, node) for other in others)


def _holds(condition: str, node: etree._Element) -> bool:
    """Whether an element has an attribute, stands first, last or nth, or is not what is named."""
    name = condition.partition("(")[0]
    argument = condition[len(name) + 1 : -1]
    if name == ":last-child":
        return node.getnext() is None
    if name == ":not":
        said = {"#": {node.get("id")}, ".": set((node.get("class") or "").split())}.get(argument[0])
        return argument[1:] not in said if said is not None else node.tag != argument.lower()
    if name in (":first-child", ":nth-child"):
        first: etree._Element | None = node
        for _ in range(int(argument or 1) - 1):
            first = first.getprevious() if first is not None else None
        return first is not None and first.getprevious() is None
    match = _ATTRIBUTE.fullmatch(condition)
    have = node.get(match[1].lower()) if match else None
    if match is None or have is None or not match[2]:
        return match is not None and have is not None
    value = match[3]
    return {
        "=": have == value,
        "~=": value in have.split(),
        "|=": have == value or have.startswith(f"{value}-"),
        "^=": bool(value) and have.startswith(value),
        "$=": bool(value) and have.endswith(value),
        "*=": bool(value) and value in have,
    }[match[2]]
