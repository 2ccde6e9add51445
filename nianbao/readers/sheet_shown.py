"""What a cell of a workbook shows: parts struck through, white, raised or small, and numbers in the form the cell gives them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from openpyxl.cell.rich_text import CellRichText

from nianbao.readers.apart import has_white, in_white, linked, lowered, on_dark, raised, seen

_SMALL = 0.85  # of the largest digits of a cell: less is a note
_NEARLY_WHITE = 250  # of 255
_CURRENCY = re.compile(r"[￥¥$€\s]|RMB|CNY|人民币")
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<plain>General|.)', re.DOTALL)
_PERCENT = re.compile(r"(?:\.(?P<decimals>[0#?]+))?%")
_LITERAL = re.compile(r'"[^"]*"|[\\!].', re.DOTALL)
_MOST_THOUSANDS, _MOST_DECIMALS, _LONGEST = 4, 8, 18
_LIMIT = re.compile(r"(?P<sign><=|>=|<>|[<>=])\s*(?P<bound>[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?)\s*")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_BOUND = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "lessThan": lt, "lessThanOrEqual": le, "greaterThan": gt, "greaterThanOrEqual": ge, "equal": eq, "notEqual": ne,
}  # fmt: skip
_CORE = re.compile(r"[#0?,]*?(?P<before>,*)(?:\.(?P<decimals>[#0?]*))?(?P<behind>,*)")


@dataclass(frozen=True)
class _Form:
    """One section of a display format; `broken`: something is printed between the digits, such as a point that divides.

    `decimals` is None where the number is shown as it is stored, `worded` prints `before` in its place, and a zero is
    shown only where the section `has_zero`.
    """

    thousands: int = 0
    decimals: int | None = None
    before: str = ""
    after: str = ""
    broken: bool = False
    worded: bool = False
    has_zero: bool = True


@dataclass(frozen=True)
class _Limit:
    """A condition on the numbers that a section is for."""

    sign: str
    bound: Decimal


@dataclass(frozen=True)
class _Section:
    """What a section prints for numbers from zero on and for those below, which bring their own sign."""

    limit: _Limit | None
    above: _Form
    below: _Form


def shown(cell: Any) -> str:
    """The text of a cell as the sheet shows it; what a person must look at in brackets."""
    value = cell.value
    if value is None:
        return ""
    font = cell.font if cell.has_style else None
    if isinstance(value, CellRichText):
        text = _painted(value, cell.font)
    else:
        text = _text(value, str(cell.number_format))
        if font is not None and any(map(str.isdigit, text)):
            text = in_white(text) if _is_white(font.color) or (font.strike and not _has_words(text)) else text
    if has_white(text) and not (font is not None and font.strike) and _has_ground(cell):
        text = on_dark(text)
    return seen(text).strip()


def paling(sheet: Any) -> list[tuple[Any, Any]]:
    """The places of a sheet that may be printed white, each with the rule that says when."""
    rules = [(places.cells, rule) for places in sheet.conditional_formatting for rule in places.rules]
    return [(cells, rule) for cells, rule in rules if rule.dxf and rule.dxf.font and _is_white(rule.dxf.font.color)]


def paled(text: str, cell: Any, rules: list[tuple[Any, Any]]) -> str:
    """The text of a cell where such a rule may hold: a zero that surely turns white is not there, others are for a person."""
    if not rules or not any(map(str.isdigit, text)) or _has_ground(cell):
        return text
    held = [_holds(rule, cell.value) for cells, rule in rules if cell.coordinate in cells]
    if True in held and cell.value == 0:
        return ""
    return seen(in_white(text)) if True in held or None in held else text


def _holds(rule: Any, value: object) -> bool | None:
    """Whether the rule turns this value white; None where it depends on more than one number."""
    holds = _OPERATORS.get(rule.operator) if rule.type == "cellIs" and len(rule.formula) == 1 else None
    if holds is None or not isinstance(value, int | float) or not _BOUND.fullmatch(rule.formula[0]):
        return None
    return holds(Decimal(repr(value)), Decimal(rule.formula[0]))


def _painted(parts: CellRichText, font: Any) -> str:
    """Runs of one cell, each marked as it is shown; those struck through are no part of what the cell says."""
    runs = [(str(part), getattr(part, "font", None) or font) for part in parts]
    runs = [(text, look) for text, look in runs if not getattr(look, "strike", None)]
    sizes = {getattr(look, "sz", None) or 0.0 for text, look in runs if any(map(str.isdigit, text))} - {0.0}
    least = _SMALL * max(sizes, default=0.0)
    return "".join(_marked(text, look, least) for text, look in runs)


def _marked(text: str, look: Any, least: float) -> str:
    if look is None:
        return text
    if _is_white(look.color):
        return in_white(text)
    if look.vertAlign in ("superscript", "subscript"):
        return raised(text) if look.vertAlign == "superscript" else lowered(text)
    return linked(text) if look.sz and look.sz < least else text


def _has_words(text: str) -> bool:
    return re.search("[\u4e00-\u9fff]", text) is not None


def _is_white(colour: Any) -> bool:
    if colour is None:
        return False
    if colour.type == "theme":
        return bool(colour.theme == 0 and not colour.tint)
    rgb = colour.rgb if colour.type == "rgb" else ""
    if not isinstance(rgb, str) or not re.fullmatch("[0-9A-Fa-f]{6,8}", rgb):
        return False
    return min(int(rgb[-6:][at : at + 2], 16) for at in (0, 2, 4)) >= _NEARLY_WHITE


def _has_ground(cell: Any) -> bool:
    fill = cell.fill
    kind = getattr(fill, "fill_type", None)
    return bool(kind and (kind != "solid" or not _is_white(fill.fgColor)))


def _text(value: object, form: str) -> str:
    """A number formatted as a percentage (0.95 as 95%) with its sign, in thousands as such, with the words of its format."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        plain = str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
        if "%" in form and (percent := _PERCENT.search(_LITERAL.sub("", form))):
            return f"{_rounded(Decimal(repr(value)) * 100, len(percent['decimals'] or '')).normalize():f}%"
        return plain if form == "General" else _in_form(plain, form)
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _in_form(plain: str, form: str) -> str:
    number = Decimal(plain)
    if not number.is_finite() or number.adjusted() > _LONGEST:
        return plain
    look = _form_for(number, _sections(form))
    if not number and (look.worded or not look.has_zero):
        return look.before
    if look.broken or look.worded:
        return f"〔{plain}〕"
    text = plain
    if look.thousands or look.decimals is not None:
        scaled = number / 1000**look.thousands
        shown = _rounded(scaled, look.decimals or 0)
        text = f"{shown:f}" if look.thousands or shown != scaled else plain
    return f"{look.before}{text}{look.after}"


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _form_for(number: Decimal, sections: tuple[_Section, ...]) -> _Form:
    """That of the section a number is shown in; the usual ones are for numbers above and below zero, others state a condition."""
    limits = [section.limit for section in sections[:3]]
    if not any(limits):
        place = 1 if number < 0 else 0 if number else 2  # the third is for zero
        chosen = sections[place if len(sections) > place else 0]
        return chosen.below if number < 0 else chosen.above
    if any(limit and limit.sign not in _HOLDS for limit in limits):
        odd = any(section.above != _Form(decimals=section.above.decimals) for section in sections)
        return _Form(broken=odd)  # only known where nothing depends on the condition
    limits[0] = limits[0] or _Limit(">", Decimal(0))
    if len(limits) > 2:
        limits[1:] = [limits[1] or _Limit("<", Decimal(0)), None]
    for limit, section in zip(limits, sections, strict=False):
        if limit is None or _HOLDS[limit.sign](number, limit.bound):
            return section.below if number < 0 else section.above
    return _Form(broken=len(sections) > 1)  # a sheet shows signs for “does not fit”


@lru_cache(maxsize=512)
def _sections(form: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, bool]]] = [[]]  # of (character or words, whether they are printed as they stand)
    limits: list[_Limit | None] = [None]
    for token in _TOKEN.finditer(form):
        if token["plain"] == ";":
            parts.append([])
            limits.append(None)
        elif token["bracket"] is not None:
            limits[-1] = limits[-1] or _limit(token["bracket"])
        elif token["plain"] is None:
            parts[-1].append((token["quoted"] or token["escaped"] or "", True))
        else:
            parts[-1].append((token["plain"], token["plain"] in tuple("-+()~ ￥¥$")))
    brings = [number == 1 or any(limits) for number in range(len(parts))]
    return tuple(
        _Section(limit, _form(part, below=False), _form(part, below=sign))
        for limit, part, sign in zip(limits, parts, brings, strict=True)
    )


def _limit(bracket: str) -> _Limit | None:
    """A condition such as “>=10000”, without a sign that is known where it cannot be judged; None for a colour and the like."""
    if bracket[:1] not in ("<", ">", "="):
        return None
    match = _LIMIT.fullmatch(bracket)
    return _Limit(match["sign"], Decimal(match["bound"])) if match else _Limit("", Decimal(0))


def _form(section: list[tuple[str, bool]], below: bool) -> _Form:
    digits = [at for at, (text, literal) in enumerate(section) if not literal and text in ("#", "0", "?", ",", ".", "General")]
    if not digits:
        return _Form(worded=True, before="".join(text for text, _ in section).strip(" @"))
    first, last = digits[0], digits[-1]
    inside = section[first : last + 1]
    core = "".join("" if literal else "0" if text == "General" else text for text, literal in inside)
    match = _CORE.fullmatch(core)
    if match is None or any(not literal for _, literal in section[:first] + section[last + 1 :]):
        return _Form()  # a date, a fraction or a power: the number itself is read
    thousands, decimals = len(match["before"] + match["behind"]), len(match["decimals"] or "")
    divided = any(literal and text.strip() for text, literal in inside)
    if divided or thousands > _MOST_THOUSANDS or (thousands and decimals > _MOST_DECIMALS):
        return _Form(broken=True)
    before, after = ("".join(text for text, _ in part) for part in (section[:first], section[last + 1 :]))
    before, after = _CURRENCY.sub("", before), _CURRENCY.sub("", after)
    if below:  # the number brings its sign
        before, after = before.strip("-("), after.rstrip(")")
    if "General" in (text for text, _ in inside):
        return _Form(before=before, after=after)
    return _Form(thousands, decimals, before, after, has_zero="0" in core)
