"""What the style sheets of a web page say of an element: their rules, and the selectors that choose where these hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

_PROPERTIES = {"display", "visibility", "opacity", "font-size", "color", "text-decoration", "vertical-align", "mso-hide"}
_PROPERTIES |= {
    "background",
    "background-color",
    "background-image",
    "position",
    "left",
    "right",
    "top",
    "bottom",
    "float",
    "text-indent",
}
_PROPERTIES |= {"clip", "clip-path", "transform", "width", "height", "max-width", "max-height", "overflow", "content"}
_PROPERTIES |= {"margin-left", "margin-top"}
_OTHER_MEDIA = re.compile(r"print|max-|speech|not\b|prefers|orientation|handheld|\btv\b", re.IGNORECASE)
_MARKS = r"[.#][\w-]+|\[[^\]]*\]|:(?:first|last)-child|:nth-child\(\d{1,3}\)|:not\([.#]?[\w-]+\)"
_COMPOUND = re.compile(rf"(?P<tag>\*|[\w-]+)?(?P<marks>(?:{_MARKS})*)")
_ATTRIBUTE = re.compile(r"""\[([\w-]+)(?:([~|^$*]?=)["']?([^"']*)["']?)?\]""")
_FONT = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|rem|em|%))")
_ADDED = re.compile(r"(.+?)::?(before|after)")
_CONTENT = re.compile(r"""["']([^"']{1,20})["']""")
_ESCAPED = re.compile(r"\\([0-9a-f]{1,6})\s?")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)  # one that is not closed goes to the end, as in a browser
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
        return _fits(self.compounds[-1], node) and self._has_above(node)

    def _has_above(self, node: etree._Element) -> bool:
        """One way up through the ancestors for all compounds at once: trying each of them in turn takes minutes in deep pages."""
        reached = {len(self.compounds) - 1}  # compounds that were met, and above which the next one is looked for
        if 0 in reached:
            return True
        for parent in node.iterancestors():
            met = {at - 1 for at in reached if _fits(self.compounds[at - 1], parent)}
            if 0 in met:
                return True
            reached = met | {at for at in reached if not self.direct[at]}
            far = min((at for at in reached if not self.direct[at]), default=len(self.compounds))
            reached = {at for at in reached if at <= far}  # who is further and free to skip finds all that the others find
            if not reached:
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
        sheets = [node.text or "" for node in root.iter("style") if not _OTHER_MEDIA.search(node.get("media") or "")]
        css = "\n".join(_COMMENT.sub("", text) for text in sheets)
        for number, (selectors, body) in enumerate(_blocks(css)):
            said = declarations(body)
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
        return value_of(said, "before"), value_of(said, "after")


def value_of(said: dict[str, tuple[str, bool]], name: str) -> str:
    return said.get(name, ("", False))[0]


@lru_cache(maxsize=1024)
def declarations(text: str) -> dict[str, tuple[str, bool]]:
    """Property → (value, whether it is important), of those that matter here; nobody changes what comes back."""
    said = {}
    for part in text.split(";") if ":" in text else ():
        name, _, value = part.partition(":")
        name, value = name.strip().lower().removesuffix("-line"), " ".join(value.lower().split())
        name = "overflow" if name.startswith("overflow-") else name
        if name == "font":
            size = _FONT.search(value)
            name, value = ("font-size", size[1] + "!important" * value.endswith("!important")) if size else ("", "")
        if name in _PROPERTIES:
            said[name] = (value.removesuffix("!important").strip(), value.endswith("!important"))
    return said


def _content(said: dict[str, tuple[str, bool]]) -> str:
    """The signs or digits that a rule for what stands before or behind an element shows there."""
    match = _CONTENT.fullmatch(value_of(said, "content"))
    if match is None or value_of(said, "display") == "none" or value_of(said, "visibility") == "hidden":
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
        place = int(argument or 1)
        if place == 0:  # counted from one
            return False
        first: etree._Element | None = node
        for _ in range(place - 1):
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
