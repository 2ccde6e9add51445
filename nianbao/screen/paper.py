"""A report as printed, in HTML: tables and prose with every recognised figure coloured by its state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from nianbao.amended import cell_name, shown
from nianbao.document import Block, Document, Paragraph, Table
from nianbao.model import STATES, Observation

MOST_BLOCKS = 700

PAPER_STYLE = """<style>
.nb-paper{font-size:.9rem;line-height:1.75}
.nb-paper h3{font-size:1.08rem;font-weight:700;margin:.6rem 0 .3rem;padding:0;text-align:center}
.nb-paper h4{font-size:.98rem;font-weight:700;margin:.7rem 0 .2rem;padding:0}
.nb-paper p{margin:.15rem 0;text-indent:2em;font-size:.9rem}
.nb-paper .wide{overflow-x:auto;margin:.5rem 0}
.nb-paper table{border-collapse:collapse;font-size:.82rem;line-height:1.4;min-width:100%}
.nb-paper td{border:1px solid rgba(127,140,155,.55);padding:.2rem .35rem;text-align:center;min-width:2.1rem}
.nb-paper [id^=nbc-]{scroll-margin:6rem 4rem}
.nb-paper .reported{background:rgba(11,87,164,.13)}
.nb-paper .blank{background:repeating-linear-gradient(45deg,rgba(127,140,155,.26) 0 3px,transparent 3px 8px)}
.nb-paper .not_applicable{background:rgba(127,140,155,.26)}
.nb-paper .unreadable{background:#FFD9A0;color:#1B2733}
.nb-paper .fixed{background:#D9C7F2;color:#1B2733}.nb-paper .fixed s{opacity:.65;margin-right:.3em}
.nb-paper td.bad{outline:2px solid #D32F2F;outline-offset:-2px;font-weight:700}
.nb-paper span.bad{outline:2px solid #D32F2F}
.nb-paper .hit,.nb-paper :target{outline:3px solid #C2410C!important;outline-offset:-2px;background:#FFE08A!important;color:#1B2733;font-weight:700}
.nb-paper mark{background:rgba(255,224,138,.42);color:inherit}
.nb-paper mark span{padding:0 .12rem;border-radius:2px;font-weight:650}
.nb-legend{display:flex;flex-wrap:wrap;gap:.3rem .9rem;font-size:.8rem;margin:.1rem 0 .3rem;padding:0}
.nb-legend i{display:inline-block;width:1.3em;height:.95em;vertical-align:-.1em;margin-right:.3em;border:1px solid rgba(127,140,155,.5)}
</style>"""


@dataclass(frozen=True)
class Marks:
    """What is to be seen on the paper, by the number of the observation; `hit` is the one looked for."""

    bad: frozenset[int] = frozenset()
    fixed: dict[int, str] = field(default_factory=dict)  # number -> new value as text
    hit: int | None = None


def legend() -> str:
    """What the colours mean."""
    words = {**{s: STATES[s] for s in ("reported", "blank", "not_applicable", "unreadable")}, "fixed": "已更正"}
    items = "".join(f'<span><i class="{name}"></i>{word}</span>' for name, word in words.items())
    bad = '<span><i style="outline:2px solid #D32F2F;outline-offset:-2px"></i>有问题</span>'
    return f'<div class="nb-paper nb-legend">{items}{bad}<span>正文底色为取数的句子，悬停可看指标名</span></div>'


def paper(document: Document, observations: list[Observation], marks: Marks | None = None) -> str:
    """The whole document; the figures carry ids nbc-<number of the observation>, for links to jump to."""
    page = _Page(document, observations, marks or Marks())
    parts = [page.block(number) for number in range(min(len(document.blocks), MOST_BLOCKS))]
    rest = len(document.blocks) - MOST_BLOCKS
    cut = f"<p>（其余 {rest} 段从略，请看原件。）</p>" if rest > 0 else ""
    return f'<div class="nb-paper">{"".join(parts)}{cut}</div>'


def excerpt(document: Document, observations: list[Observation], number: int) -> str:
    """Only the table or the paragraphs in which one observation stands, with it marked; empty if it is not found."""
    page = _Page(document, observations, Marks(hit=number))
    wanted = [index for index in range(len(document.blocks)) if number in page.numbers_in(index)]
    return f'<div class="nb-paper">{"".join(page.block(i) for i in wanted[:3])}</div>' if wanted else ""


class _Page:
    """The places of all observations, and the HTML of one block at a time."""

    def __init__(self, document: Document, observations: list[Observation], marks: Marks) -> None:
        self.document, self.observations, self.marks = document, observations, marks
        self.at_cell: dict[str, list[int]] = defaultdict(list)
        for number, item in enumerate(observations):
            if item.locator.text:
                self.at_cell[item.locator.text].append(number)
        self.spans = _prose_spans(document, observations)

    def numbers_in(self, index: int) -> set[int]:
        """The observations that stand in a block."""
        block = self.document.blocks[index]
        if isinstance(block, Paragraph):
            return {number for _, _, number in self.spans.get(index, []) if number is not None}
        places = {c.locator for row in block.rows for c in row} | {_row_place(row[0].locator) for row in block.rows if row}
        return {number for place in places for number in self.at_cell.get(place, ())}

    def block(self, index: int) -> str:
        block: Block = self.document.blocks[index]
        return self._paragraph(block, index) if isinstance(block, Paragraph) else self._table(block)

    def _paragraph(self, block: Paragraph, index: int) -> str:
        inner = self._marked(block.text, self.spans.get(index, []))
        tag = {1: "h3", 2: "h4", 3: "h4"}.get(block.level, "p")
        return f"<{tag}>{inner}</{tag}>" if block.text.strip() else ""

    def _marked(self, text: str, spans: list[tuple[int, int, int | None]]) -> str:
        """Sentences (number None) become <mark>, the figures inside them coloured spans."""
        opens: dict[int, list[str]] = defaultdict(list)
        closes: dict[int, list[str]] = defaultdict(list)
        for start, end, number in sorted(spans, key=lambda s: (s[2] is not None, s[0])):
            opens[start].append("<mark>" if number is None else self._open(number, "span"))
            closes[end].insert(0, "</mark>" if number is None else "</span>")
        out = []
        for position in range(len(text) + 1):
            out += closes.get(position, [])
            out += opens.get(position, [])
            if position < len(text):
                out.append(escape(text[position]))
        return "".join(out)

    def _open(self, number: int, tag: str, more: str = "") -> str:
        item = self.observations[number]
        kinds: list[str] = [item.state]
        if number in self.marks.fixed:
            kinds = ["fixed"]
        if number in self.marks.bad:
            kinds.append("bad")
        if number == self.marks.hit:
            kinds.append("hit")
        fixed = f"（更正为 {self.marks.fixed[number]}）" if number in self.marks.fixed else ""
        title = f"{cell_name(item)}：{shown(item)}{fixed}"
        return f'<{tag}{more} id="nbc-{number}" class="{" ".join(kinds)}" title="{escape(title)}">'

    def _table(self, table: Table) -> str:
        width, taken, rows = table.width, dict[int, int](), []
        for index, row in enumerate(table.rows):
            out, column = [], 0
            anchors = self.at_cell.get(_row_place(row[0].locator), []) if row else []
            extra = "".join(f'<a id="nbc-{number}"></a>' for number in anchors)
            for cell in row:
                out.append(_gap(column, cell.column, taken, index))
                size = f' rowspan="{cell.rowspan}"' * (cell.rowspan > 1) + f' colspan="{cell.colspan}"' * (cell.colspan > 1)
                numbers = self.at_cell.get(cell.locator, [])
                opening = self._open(numbers[0], "td", size) if numbers else f"<td{size}>"
                text = escape(cell.text).replace("\n", "<br>")
                if numbers and numbers[0] in self.marks.fixed:
                    text = f"<s>{text}</s>{escape(self.marks.fixed[numbers[0]])}"
                out.append(f"{opening}{extra}{text}</td>")
                extra, column = "", cell.column + cell.colspan
                for covered in range(cell.column, column):
                    taken[covered] = index + cell.rowspan
            rows.append(f"<tr>{''.join(out)}{_gap(column, width, taken, index) if row else ''}</tr>")
        return f'<div class="wide"><table><tbody>{"".join(rows)}</tbody></table></div>'


def _gap(start: int, end: int, taken: dict[int, int], row: int) -> str:
    """Empty cells for grid places that no printed cell covers."""
    return "<td></td>" * sum(taken.get(column, 0) <= row for column in range(start, end))


def _row_place(locator: str) -> str:
    head, _, tail = locator.rpartition("第")
    return head if tail.endswith("列") else locator


def _prose_spans(document: Document, observations: Iterable[Observation]) -> dict[int, list[tuple[int, int, int | None]]]:
    """(start, end, observation or None for its sentence) in the paragraphs, by block number.

    Sentences may run over broken lines, so they are looked for in the whole text without its white space.
    """
    text, places = _flat(document)
    after: dict[str, int] = {}
    spans: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    lines = {block.locator: index for index, block in enumerate(document.blocks) if isinstance(block, Paragraph)}
    for number, item in enumerate(observations):
        if item.locator.table:
            found = _loose_cell(document, lines, item)
            if found:
                spans[found[0]].append((found[1], found[2], number))
            continue
        sentence, printed = "".join(item.evidence.split()), "".join(item.raw_text.split())
        start = text.find(sentence) if sentence else -1
        if start < 0:
            continue
        if sentence not in after:
            for block, first, last in _pieces(places, start, start + len(sentence)):
                spans[block].append((first, last, None))
        inside = _figure(sentence, printed, after.get(sentence, 0))
        after[sentence] = inside + len(printed) if inside >= 0 else after.get(sentence, 0)
        for block, first, last in (
            _pieces(places, start + inside, start + inside + len(printed)) if inside >= 0 and printed else ()
        ):
            spans[block].append((first, last, number))
    return spans


def _flat(document: Document) -> tuple[str, list[tuple[int, int]]]:
    """All prose without white space, and for each of its characters (block, position)."""
    characters, places = [], []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            for position, character in enumerate(block.text):
                if not character.isspace():
                    characters.append(character)
                    places.append((index, position))
    return "".join(characters), places


def _pieces(places: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """A stretch of the flat text as (block, from, to) per paragraph."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for block, position in places[start:end]:
        first.setdefault(block, position)
        last[block] = position + 1
    return ((block, first[block], last[block]) for block in first)


def _figure(sentence: str, printed: str, start: int) -> int:
    """Where the figure stands as a number of its own, from `start` on, else anywhere; -1 if nowhere."""
    for begin in (start, 0):
        at = sentence.find(printed, begin)
        while at >= 0 and printed:
            before, behind = sentence[at - 1 : at], sentence[at + len(printed) : at + len(printed) + 1]
            if not (before[-1:].isdigit() or behind.isdigit()):
                return at
            at = sentence.find(printed, at + 1)
    return -1


def _loose_cell(document: Document, lines: dict[str, int], item: Observation) -> tuple[int, int, int] | None:
    """A table cell that stands in a line of text: (block, from, to)."""
    place = item.locator.text
    index = lines.get(place)
    column = 0
    if index is None and place.endswith("项"):
        head, _, tail = place.rpartition("第")
        index, column = lines.get(head), int(tail[:-1]) if tail[:-1].isdigit() else 0
    if index is None or not item.raw_text.strip():
        return None
    block = document.blocks[index]
    assert isinstance(block, Paragraph)
    at, start = -1, 0
    for _ in range(max(1, column - 1)):
        found = block.text.find(item.raw_text.strip(), start)
        if found < 0:
            break
        at, start = found, found + len(item.raw_text.strip())
    return (index, at, at + len(item.raw_text.strip())) if at >= 0 else None
