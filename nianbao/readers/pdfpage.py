"""One PDF page as lines and ruled tables, each character used once."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import inf
from typing import Any

from nianbao.readers.apart import RAISED

Char = dict[str, Any]
# Radicals that some fonts hand out for whole characters and that Unicode does not fold by itself.
_RADICALS = str.maketrans(
    "⺟⺠⺫⺬⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻑⻒⻌",
    "母民目示肉虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟长长辶",
)
_NEARLY_WHITE = 0.98  # of 1
_THIN = 1.6  # points: a line, or the rectangle that some programs draw for one
_SAME_PLACE = 0.2  # of the size: less than any two characters of a word are apart
_LEAST_APART, _SQUARE = 0.3, 4.0  # points
_LONGEST = 40  # digits: with more it is no number anyway
_IN_NUMBER = frozenset("0123456789.,-%")
_ONE_WORD = 0.3  # of the size: characters this close belong together, unless a rule stands between them
_TOUCHING = 0.03  # of the size: no two cells are printed this close, whatever stands between
_BEARING = 0.08  # of the size: as far a rule may reach into the place of a character and still stand beside its ink
_UNIT = 2  # Chinese characters that may stand behind a number
Box = tuple[float, float, float, float]
Rule = tuple[float, float, float]  # an upright one: place, top, bottom


@dataclass
class TextLine:
    """A printed line outside tables; `wraps`: it reaches the right margin of the running text."""

    text: str
    top: float
    x0: float
    x1: float
    wraps: bool = False
    beside: bool = False  # within the height of a table, in a cell that a page break left open


@dataclass
class PageTable:
    """A ruled table on one page: rows of (box, text) or None where a merged cell covers the place."""

    top: float
    rows: list[list[tuple[Box, str] | None]]
    edges: list[float] = field(default_factory=list)
    bottom: float = 0.0
    page: int = 0


@dataclass
class PageContent:
    """What one page holds, from top to bottom."""

    items: list[TextLine | PageTable]
    characters: int
    garbled: int


def page_content(page: Any) -> PageContent:
    """Reads one pdfplumber page; the characters are sorted into cells and lines here, not once per cell."""
    chars = [char for char in page.chars if char["text"] and char.get("upright", True) and not _is_slanted(char)]
    for char in chars:
        if char["text"] == "\u00ad":  # many fonts call their minus so, and what is printed is seen
            char["text"] = "-"
        elif "\u2e80" <= char["text"][0] <= "\u2fdf" or "\uf900" <= char["text"][0] <= "\ufaff":
            char["text"] = unicodedata.normalize("NFKC", char["text"].translate(_RADICALS))
    characters = sum(not char["text"].isspace() for char in chars)
    garbled = sum("(cid:" in char["text"] or "\ue000" <= char["text"][0] <= "\uf8ff" for char in chars)
    chars = _without_doubles(chars)
    _mark_struck(chars, page)
    grounds = [rect for rect in page.rects if rect.get("fill") and not _is_white(rect.get("non_stroking_color"))]
    items: list[TextLine | PageTable] = []
    has_rules = len(page.edges) >= 4
    rules = sorted((edge["x0"], edge["top"], edge["bottom"]) for edge in page.edges if edge["orientation"] == "v")
    for found in page.find_tables() if has_rules else []:
        rows = [[cell for cell in row.cells] for row in found.rows]
        begin, end = _data_rows(rows)
        if begin is None:
            continue
        table, chars = _fill(rows[begin:end], chars, grounds, rules)
        items.append(table)
    lines = _lines(chars)
    margin = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        size = (line.x1 - line.x0) / max(1, len(line.text))
        line.beside = any(isinstance(item, PageTable) and item.top < line.top < item.bottom for item in items)
        line.wraps = line.x1 > margin - max(14.0, 1.6 * size) and line.x1 > page.width * 0.6
    items += lines
    return PageContent(sorted(items, key=lambda item: item.top), characters, garbled)


def _data_rows(rows: list[list[Box | None]]) -> tuple[int | None, int]:
    """First and last row with two cells or more: a frame around running text is no table."""
    wide = [index for index, row in enumerate(rows) if sum(cell is not None for cell in row) >= 2]
    return (wide[0], wide[-1] + 1) if wide else (None, 0)


def _without_doubles(chars: list[Char]) -> list[Char]:
    """Bold by printing twice, a little apart: of the copies the one on top stays."""
    kept: list[Char] = []
    near: dict[tuple[str, int, int], list[tuple[float, float, int]]] = {}  # by text and square of the page: x, y, place in `kept`
    for char in chars:
        text, x, y = char["text"], char["x0"], char["top"]
        if text.isspace():
            kept.append(char)
            continue
        column, line = int(x // _SQUARE), int(y // _SQUARE)
        around = [(text, column + across, line + down) for across in (-1, 0, 1) for down in (-1, 0, 1)]
        reach = min(_SQUARE, max(_LEAST_APART, min(0.4 * (char["x1"] - x), _SAME_PLACE * char["size"])))
        places = (place for key in around for place in near.get(key, ()))
        copy = next((at for left, top, at in places if abs(left - x) <= reach and abs(top - y) <= reach), None)
        if copy is None:
            near.setdefault((text, column, line), []).append((x, y, len(kept)))
            kept.append(char)
        else:
            kept[copy] = char
    return kept


def _mark_struck(chars: list[Char], page: Any) -> None:
    """Sets `struck` on every digit with a line through its middle; rules of a table never run there."""
    thin = [(line["top"], line["x0"], line["x1"]) for line in page.lines if abs(line["bottom"] - line["top"]) < _THIN]
    thin += [(rect["top"], rect["x0"], rect["x1"]) for rect in page.rects if rect["bottom"] - rect["top"] < _THIN]
    thin.sort()
    heights = [height for height, _, _ in thin]
    for char in chars if thin else []:
        if not char["text"].isdigit():
            continue
        tall, middle = char["bottom"] - char["top"], (char["x0"] + char["x1"]) / 2
        first, last = bisect_right(heights, char["top"] + 0.3 * tall), bisect_right(heights, char["bottom"] - 0.2 * tall)
        char["struck"] = any(x0 <= middle <= x1 for _, x0, x1 in thin[first:last])


def _fill(
    rows: list[list[Box | None]], chars: list[Char], grounds: list[Char], rules: list[Rule]
) -> tuple[PageTable, list[Char]]:
    """Puts each character into the cell that holds its middle; the others are handed back."""
    boxes = [cell for row in rows for cell in row if cell]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    tops = sorted({box[1] for box in boxes})
    bands: dict[float, list[Box]] = {}
    for box in boxes:
        for band in tops:
            if box[1] <= band < box[3] - 0.5:
                bands.setdefault(band, []).append(box)
    inside: dict[Box, list[Char]] = {}
    outside = []
    homes: list[tuple[Char, Box | None]] = []  # of what may be part of a number
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        home = None
        if top <= y <= bottom:
            band = tops[max(0, bisect_right(tops, y) - 1)]
            home = next((box for box in bands[band] if box[0] <= x < box[2] and box[1] <= y < box[3]), None)
        if top <= y <= bottom and char["text"] in _IN_NUMBER:
            homes.append((char, home))
        if home is None:
            outside.append(char)
        else:
            inside.setdefault(home, []).append(char)
    cut = _cut(homes, rules)
    texts = {box: _cell_text(found, grounds, box in cut) for box, found in inside.items()}
    edges = sorted({round(edge, 1) for box in boxes for edge in (box[0], box[2])})
    filled = [[(cell, texts.get(cell, "")) if cell else None for cell in row] for row in rows]
    return PageTable(top, filled, edges, bottom), outside


def _cut(homes: list[tuple[Char, Box | None]], rules: list[Rule]) -> set[Box]:
    """The cells that hold only a part of a number, which is wider than its column or has slipped: the rest is next door.

    Which of the two cells it is meant for is not asked: figures that have slipped by half a column may lie
    for the most part in the wrong one, and its empty neighbour looks like a zero left out.
    """
    found: set[Box] = set()
    line: list[tuple[Char, Box | None]] = []
    for char, home in [*sorted(homes, key=lambda pair: pair[0]["bottom"]), (None, None)]:
        if line and (char is None or char["bottom"] - line[-1][0]["bottom"] > _SAME_PLACE * char["size"]):
            line.sort(key=lambda pair: pair[0]["x0"])
            found.update(home for one, home in line if home and one["text"].isdigit() and _is_split(one, rules))
            for (one, left), (other, right) in pairwise(line):
                digits = one["text"].isdigit() or other["text"].isdigit()
                if left != right and digits and _is_one_word(one, other, rules):
                    found.update(box for box in (left, right) if box)
            line = []
        if char is not None:
            line.append((char, home))
    return found


def _is_split(char: Char, rules: list[Rule]) -> bool:
    """Whether a rule runs through the middle of a digit."""
    inset = 0.25 * (char["x1"] - char["x0"])
    through = rules[bisect_left(rules, (char["x0"] + inset,)) : bisect_right(rules, (char["x1"] - inset, inf))]
    return any(top - 1 <= char["top"] and char["bottom"] <= bottom + 1 for _, top, bottom in through)


def _is_one_word(one: Char, other: Char, rules: list[Rule]) -> bool:
    """Whether two characters stand as close as those of a word; the rules as drawn count, borders of cells are rounded."""
    size = max(1.0, min(one["size"], other["size"]))
    gap = other["x0"] - one["x1"]
    if gap > _ONE_WORD * size or gap <= _TOUCHING * size:
        return bool(gap <= _TOUCHING * size)
    middle = (one["top"] + one["bottom"]) / 2
    begin, end = one["x1"] - _BEARING * size, other["x0"] + _BEARING * size
    between = rules[bisect_left(rules, (begin,)) : bisect_right(rules, (end, inf))]
    return not any(top - 1 <= middle <= bottom + 1 for _, top, bottom in between)


def _is_slanted(char: Char) -> bool:
    """Written across the page: a watermark, whose letters would fall into the cells."""
    along, across = (char.get("matrix") or (1, 0))[:2]
    return abs(across) > 0.1 * abs(along) > 0


def _cell_text(chars: list[Char], grounds: list[Char], cut: bool = False) -> str:
    """The lines of a cell; digits of another size or colour, struck through, or white on white are no part of a number.

    `cut`: a number goes on beyond the border of the cell.
    """
    digits = [char for char in chars if char["text"].isdigit()]
    usual = max((char["size"] for char in digits), default=0.0)
    for char in digits:
        if char["size"] < 0.8 * usual:
            char["text"] = char["text"].translate(RAISED)
    text = "\n".join(line.text.strip() for line in _lines(chars))
    plain = [char for char in digits if char["size"] >= 0.8 * usual]
    colours = {_colour(char.get("non_stroking_color")) for char in plain}
    struck = any(char.get("struck") for char in digits)
    unseen = any(_is_white(char.get("non_stroking_color")) and not _is_on(char, grounds) for char in plain)
    odd = struck or unseen or len(colours) > 1 or any(char["size"] < 0.9 * usual for char in plain) or _raised_first(text)
    odd = odd or _overprinted(plain)
    words = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return f"〔{text}〕" if (odd and not words) or (cut and words <= _UNIT) else text


def _overprinted(digits: list[Char]) -> bool:
    """Whether a digit lies over another: which of them is meant nobody can say."""
    return len(digits) <= _LONGEST and any(
        abs(one["x0"] - other["x0"]) < 1.5 * _SAME_PLACE * one["size"] and abs(one["top"] - other["top"]) < 0.5 * one["size"]
        for one, other in combinations(digits, 2)
    )


def _is_on(char: Char, grounds: list[Char]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(ground["x0"] <= x <= ground["x1"] and ground["top"] <= y <= ground["bottom"] for ground in grounds)


def _is_white(printed: Any) -> bool:
    colour = _colour(printed)
    return not isinstance(colour, str) and min(colour) >= _NEARLY_WHITE


def _colour(printed: Any) -> tuple[float, ...] | str:
    """Red, green and blue from 0 to 1, whichever colour space they are printed in; nothing said is black."""
    parts = printed if isinstance(printed, list | tuple) else [] if printed is None else [printed]
    if not all(isinstance(part, int | float) for part in parts) or len(parts) not in (0, 1, 3, 4):
        return str(printed)
    numbers = [float(part) for part in parts]
    if len(numbers) == 4:
        cyan, magenta, yellow, black = numbers
        numbers = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
    return tuple(round(part, 1) for part in (numbers or [0.0]) * (1 if len(numbers) == 3 else 3))


def _raised_first(text: str) -> bool:
    """Large digits behind small ones: not a note to a number, but something that lies over the cell."""
    return any(ord(before) in RAISED.values() and after.isdecimal() for before, after in pairwise(text))


def _lines(chars: list[Char]) -> list[TextLine]:
    """Clusters characters into lines by height, and puts a space where a gap is printed."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if lines:
            last = lines[-1][-1]
            if abs((last["top"] + last["bottom"]) / 2 - middle) <= 0.4 * max(4.0, last["bottom"] - last["top"]):
                lines[-1].append(char)
                continue
        lines.append([char])
    return [line for line in map(_line, lines) if line.text.strip()]


def _line(chars: list[Char]) -> TextLine:
    chars.sort(key=lambda char: char["x0"])
    parts: list[str] = []
    previous: Char | None = None
    for char in chars:
        text = char["text"]
        if previous is not None and not text.isspace() and parts and not parts[-1].isspace():
            gap = char["x0"] - previous["x1"]
            size = max(char["size"], 1.0)
            both_chinese = not text.isascii() and not previous["text"].isascii()
            if gap > (1.2 if both_chinese else 0.35) * size:
                parts.append("  " if gap > 1.5 * size else " ")
        parts.append(text)
        previous = char
    visible = [char for char in chars if not char["text"].isspace()] or chars
    return TextLine("".join(parts), min(char["top"] for char in visible), visible[0]["x0"], visible[-1]["x1"])
