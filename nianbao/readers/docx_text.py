"""The text of Word's runs as printed: styles followed, hidden and struck-through text left out, lifted and white text marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from nianbao.readers.apart import has_white, in_white, linked, lowered, on_dark, raised, seen, unseen

GONE = {
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "footnoteReference",
    "endnoteReference",
    "commentReference",
    "Fallback",
    "pPr",
    "sectPr",
    "proofErr",
    "rPrChange",
    "pPrChange",
}
_HIDING = ("vanish", "specVanish", "strike", "dstrike", "del")
_PICTURES = re.compile(r"wing|webdings|dingbat|mt extra|marlett|sorts|bookshelf|outlook", re.IGNORECASE)
_IN_SYMBOL = set("0123456789+-.,%/()<>= ")  # what looks in the font Symbol as its code says
_SYMBOL = "□"  # stands for a drawn sign: no number is read past it
_CIRCLED = {0x81 + at: chr(ord("①") + at) for at in range(10)} | {0x8C + at: chr(ord("①") + at) for at in range(10)}
_SOFT = "\u00ad"
_NO_SIGN = re.compile(f"(?<=\\d){_SOFT}|{_SOFT}(?!\\s*\\d)")
_LIFTED_FROM = 4  # half points: less is a way to set a line straight, not a note
_TOO_SMALL = 4  # half points: a dot on paper
_NEARLY_WHITE = 250  # of 255
_NEARLY_THE_SAME = 16  # of 255: a colour as near to its ground is not seen on paper
_TOO_NARROW = 20  # percent of the usual width of characters: strokes without a shape
_PILED_UP = 3.5  # twentieths of a point for each half point of size: most of the width of a digit
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGray": "808080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "green": "00FF00",
    "lightGray": "C0C0C0",
    "magenta": "FF00FF",
    "red": "FF0000",
    "white": "FFFFFF",
    "yellow": "FFFF00",
}
_USUAL_SIZE = 21  # half points, where a document does not say
_SMALL = 0.85  # of the largest digits of a cell: less is a note
_SIZE, _LARGEST = 0xF0000, 255  # a private character before digits tells their size until the whole cell is known
_SIZES = re.compile(f"[{chr(_SIZE)}-{chr(_SIZE + _LARGEST)}]")
_SIZED = re.compile(f"({_SIZES.pattern})(\\d*)")
_DIGIT = re.compile(r"\d")
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_SEEN_BY = {"color", "vertAlign", "position", "sz", "w", "spacing", "textFill"}  # what says how or whether text is seen
_MOST_STYLES = 20  # based one on the other
Properties = dict[str, etree._Element]


def tag_of(element: etree._Element) -> str:
    """The name without its name space; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute whatever its name space."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def child_of(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child by each name in turn."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if tag_of(child) == name), None)
    return element


@dataclass
class Text:
    """Reads paragraphs with the styles of one document, by their id."""

    styles: dict[str, etree._Element] = field(default_factory=dict)
    usual_size: int = _USUAL_SIZE

    @classmethod
    def of(cls, styles: etree._Element | None) -> Text:
        """From the root of word/styles.xml, if there is one."""
        by_id = {attribute(style, "styleId") or "": style for style in (styles if styles is not None else ())}
        usual = next(
            (style for style in by_id.values() if (attribute(style, "type"), attribute(style, "default")) == ("paragraph", "1")),
            None,
        )
        for properties in (child_of(usual, "rPr"), child_of(styles, "docDefaults", "rPrDefault", "rPr")):
            size = attribute(child_of(properties, "sz"), "val") or ""
            if size.isdecimal():
                return cls(by_id, int(size))
        return cls(by_id)

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """Its lines, parted by line breaks."""
        return seen(_sized(self._painted(paragraph)))

    def of_cell(self, cell: etree._Element) -> str:
        """Paragraph by paragraph, whatever tables or content controls lie between."""
        texts = []
        for paragraph in cell.iter("{*}p"):
            if not any(tag_of(parent) in ("txbxContent", "del", "Fallback") for parent in paragraph.iterancestors()):
                texts.append(self._painted(paragraph).strip())
        text = _sized("\n".join(text for text in texts if text))
        return seen(on_dark(text) if has_white(text) and self._is_coloured(cell) else text)

    def _is_coloured(self, cell: etree._Element) -> bool:
        """Whether the cell, something in it or the style of its table has a ground that white is seen on."""
        table = next(cell.iterancestors("{*}tbl"), None)
        properties = child_of(table, "tblPr")
        style = self.styles.get(attribute(child_of(properties, "tblStyle"), "val") or "")
        grounds = [ground for part in (cell, properties, style) if part is not None for ground in part.iter("{*}shd")]
        return any((attribute(ground, "fill") or "auto").upper() not in ("AUTO", "FFFFFF") for ground in grounds)

    def _painted(self, paragraph: etree._Element) -> str:
        parts: list[str] = []
        self._collect(paragraph, self._of_style(child_of(paragraph, "pPr", "pStyle")), parts)
        return "".join(parts)

    def _collect(self, element: etree._Element, style: Properties, parts: list[str]) -> None:
        for child in element:
            tag = tag_of(child)
            if tag == "r":
                self._run(child, style, parts)
            elif tag == "t":  # text of an equation
                parts.append(child.text or "")
            elif tag == "den":
                parts.append("/")
                self._collect(child, style, parts)
            elif tag in ("sup", "sub", "deg"):  # of an equation
                inner: list[str] = []
                self._collect(child, style, inner)
                parts.append((lowered if tag == "sub" else raised)(seen(_sized("".join(inner)))))
            elif tag not in GONE and tag != "txbxContent":
                self._collect(child, style, parts)

    def _run(self, run: etree._Element, style: Properties, parts: list[str]) -> None:
        own = child_of(run, "rPr")
        look = style | self._of_style(child_of(own, "rStyle")) | _by_name(own)
        if any(_is_on(look.get(name)) for name in _HIDING):  # no part of what the report says
            return
        plain = self.usual_size > _TOO_SMALL and look.keys().isdisjoint(_SEEN_BY)  # most runs
        paint = str if plain else _paint(look, self._is_like_its_ground(run, look), self.usual_size)
        if _is_on(look.get("webHidden")) and _is_in_cell(run):
            paint = unseen  # printed, but not seen on a screen: a number beside it goes to a person
        for child in run:
            tag = tag_of(child)
            if tag == "t":
                text = child.text or ""
                parts.append(self._measured(text, look) if paint is str else paint(text))
            elif tag == "tab":
                parts.append("\t")
            elif tag in ("br", "cr"):
                parts.append("\n")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag == "softHyphen":
                parts.append(_SOFT)
            elif tag == "sym":
                symbol = _symbol(child)
                parts.append(paint(symbol if symbol != _SYMBOL or _is_in_cell(run) else ""))
            elif tag == "ruby":
                notes = "".join(text.text or "" for note in child.iter("{*}rt") for text in note.iter("{*}t"))
                base = child_of(child, "rubyBase")
                if base is not None:
                    self._collect(base, style, parts)
                parts.append(raised(notes) if any(map(str.isdigit, notes)) else "")
            elif tag == "AlternateContent":
                self._collect(child, style, parts)

    def _is_like_its_ground(self, run: etree._Element, look: Properties) -> bool | None:
        """Whether the text has the colour of the shading right behind it; None where either is not said."""
        colour = _rgb(attribute(look.get("color"), "val"))
        if colour is None:
            return None
        ground = _rgb(_HIGHLIGHTS.get(attribute(look.get("highlight"), "val") or "")) or _shade(look.get("shd"))
        for parent in run.iterancestors("{*}p", "{*}tc", "{*}tbl") if ground is None else ():
            properties = child_of(parent, f"{tag_of(parent)}Pr")
            ground = _shade(child_of(properties, "shd"))
            if ground is None and tag_of(parent) == "p":
                ground = self._shade_of_style(child_of(properties, "pStyle"))
            if ground is not None:
                break
        return None if ground is None else _are_near(colour, ground)

    def _shade_of_style(self, named: etree._Element | None) -> tuple[int, ...] | None:
        """The shading of paragraphs of a style, or of those it is based on."""
        shades = (_shade(child_of(style, "pPr", "shd")) for style in self._chain(named))
        return next((shade for shade in shades if shade is not None), None)

    def _measured(self, text: str, look: Properties) -> str:
        """With a mark of its size right before the first digit."""
        digit = _DIGIT.search(text)
        if digit is None:
            return text
        size = attribute(look.get("sz"), "val") or ""
        mark = chr(_SIZE + min(_LARGEST, int(size) if size.isdecimal() else self.usual_size))
        return text[: digit.start()] + mark + text[digit.start() :]

    def _of_style(self, named: etree._Element | None) -> Properties:
        """What a style says of its text, those it is based on first."""
        look: Properties = {}
        for style in reversed(self._chain(named)):
            look |= _by_name(child_of(style, "rPr"))
        return look

    def _chain(self, named: etree._Element | None) -> list[etree._Element]:
        """A style and those it is based on, one after the other."""
        chain: list[etree._Element] = []
        while named is not None and len(chain) < _MOST_STYLES:
            style = self.styles.get(attribute(named, "val") or "")
            if style is None:
                break
            chain.append(style)
            named = child_of(style, "basedOn")
        return chain


def clear_placeholders(body: etree._Element) -> None:
    """Word's own words in fields nobody has filled in; a number among them is printed, but is it meant? In brackets it stays."""
    for control in body.iter("{*}sdt"):
        if not _is_on(child_of(child_of(control, "sdtPr"), "showingPlcHdr")):
            continue
        for run in list(control.iter("{*}r")):
            if next(run.iterancestors("{*}sdt")) is not control:  # a field within the field has its own say
                continue
            texts = list(run.iter("{*}t"))
            if not re.search(r"\d", "".join(text.text or "" for text in texts)):
                run.clear()
            for text in texts:
                text.text = f"〔{text.text or ''}〕"


def _by_name(properties: etree._Element | None) -> Properties:
    return {tag_of(child): child for child in (properties if properties is not None else ())}


def _is_in_cell(run: etree._Element) -> bool:
    return next(run.iterancestors("{*}tc"), None) is not None


def _symbol(element: etree._Element) -> str:
    """A character by its code in a font; codes from F000 on stand for the plain ones in fonts of their own."""
    code, font = attribute(element, "char") or "", attribute(element, "font") or ""
    if not re.fullmatch("[0-9A-Fa-f]{2,4}", code):
        return _SYMBOL
    number = int(code, 16)
    number -= 0xF000 if 0xF000 <= number <= 0xF0FF else 0
    if _PICTURES.search(font):
        return _CIRCLED.get(number, _SYMBOL) if font.strip().lower() == "wingdings" else _SYMBOL
    char = chr(number) if not 0xD800 <= number <= 0xF8FF else ""
    if not char.isprintable() or (font.strip().lower() == "symbol" and number < 0x100 and char not in _IN_SYMBOL):
        return _SYMBOL
    return char or _SYMBOL


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def _sized(text: str) -> str:
    """Without the marks of sizes; digits much smaller than others of the same cell are a note to them."""
    marks = set() if text.isascii() else set(_SIZES.findall(text))
    if len(marks) == 1:
        text = text.replace(marks.pop(), "")
    elif marks:
        least = _SIZE + _SMALL * (ord(max(marks)) - _SIZE)
        text = _SIZED.sub(lambda part: linked(part[2]) if ord(part[1]) < least else part[2], text)
    return _NO_SIGN.sub("", text) if _SOFT in text else text  # before a number it may be meant as a minus


def _paint(look: Properties, like_its_ground: bool | None, usual_size: int) -> Callable[[str], str]:
    """How the text of a run is marked."""
    if like_its_ground or _has_no_shape(look, usual_size):
        return unseen
    if _is_white(look.get("color")) and like_its_ground is None:
        return in_white
    place, lift = attribute(look.get("vertAlign"), "val"), attribute(look.get("position"), "val") or "0"
    height = int(lift) if re.fullmatch(r"[+-]?\d+", lift) else 0
    if place == "superscript" or height >= _LIFTED_FROM:
        return raised
    return lowered if place == "subscript" or height <= -_LIFTED_FROM else str


def _has_no_shape(look: Properties, usual_size: int) -> bool:
    """Whether the characters are a dot, strokes, a pile, or have no ink at all."""
    said = attribute(look.get("sz"), "val") or ""
    size = int(said) if said.isdecimal() else usual_size
    if size <= _TOO_SMALL:
        return True
    width, apart = (attribute(look.get(name), "val") or "" for name in ("w", "spacing"))
    if re.fullmatch(r"\d+(?:\.\d+)?%?", width) and 0 < float(width.rstrip("%")) < _TOO_NARROW:
        return True
    if re.fullmatch(r"-\d+", apart) and -int(apart) >= _PILED_UP * size:
        return True
    return child_of(look.get("textFill"), "noFill") is not None


def _rgb(value: str | None) -> tuple[int, ...] | None:
    if not re.fullmatch("[0-9A-Fa-f]{6}", value or ""):
        return None
    return tuple(bytes.fromhex(value or ""))


def _shade(shading: etree._Element | None) -> tuple[int, ...] | None:
    """The colour of a shading, that of its pattern mixed in; None where what lies behind is seen."""
    pattern = attribute(shading, "val") or "clear"
    fill, ink = _rgb(attribute(shading, "fill")), _rgb(attribute(shading, "color"))
    share = 1.0 if pattern == "solid" else int(pattern[3:]) / 100 if re.fullmatch(r"pct\d+", pattern) else 0.0
    if shading is None or pattern == "nil" or not share:
        return None if pattern == "nil" else fill
    return tuple(round(share * over + (1 - share) * under) for over, under in zip(ink or _BLACK, fill or _WHITE, strict=True))


def _are_near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(first - second) <= _NEARLY_THE_SAME for first, second in zip(one, other, strict=True))


def _is_white(colour: etree._Element | None) -> bool:
    value = attribute(colour, "val") or ""
    if re.fullmatch("[0-9A-Fa-f]{6}", value):
        return min(int(value[at : at + 2], 16) for at in (0, 2, 4)) >= _NEARLY_WHITE
    return attribute(colour, "themeColor") == "background1"
