"""The phrase book data/phrases.yml: how reports word each figure, compiled once into patterns.

In marked text every number is two private characters, one for its unit and one for its place in the list of
numbers, so that a phrase can ask for "a number counted in 件" and a gap can never run over another number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.datafiles import read_yaml, short
from nianbao.errors import DataError
from nianbao.numerals import UNITS
from nianbao.paths import DATA

_UNIT_BASE = 0xE000
_PLACE_BASE = 0xE400
_NO_UNIT = _UNIT_BASE + len(UNITS)
_CODES = {unit: _UNIT_BASE + number for number, unit in enumerate(UNITS)}
PLACE = rf"[{chr(_PLACE_BASE)}-{chr(_PLACE_BASE + 0xFFF)}]"
UNIT = rf"[{chr(_UNIT_BASE)}-{chr(_NO_UNIT)}]"
NUMBER = UNIT + PLACE
_STOP = "，。；！？"
_GAPS = {
    "…": rf"[^、：{_STOP}其\ue000-\uf8ff]{{0,16}}?",
    "……": r"(?:(?!其中|另)[^。；！？\ue000-\uf8ff]){0,36}?",
}
_LINK = (
    r"(?:[共计为达到至量总有约的是了已全部累均各类等占：:数合信息超成]"
    r"|全年|本年|数量|总数|件数|条数|平均|分别|合计|总计|(?:提高|提升|上升|升|增)[至到]|持续|保持在?|稳定在|始终|维持在){0,8}?"
)
_ELEMENT = re.compile(
    r"<(?P<word>[^>]+)>|\{(?P<unit>[^}]+)\}|\[(?P<maybe>[^\]]+)\](?P<many>\*?)"
    r"|\((?P<either>[^)]+)\)|(?P<gap>……|…|~)"
)


def number_mark(unit: str, place: int) -> str:
    """The two characters that stand for the number at `place` in the sentence's list."""
    return chr(_CODES.get(unit, _NO_UNIT)) + chr(_PLACE_BASE + place)


def place_of(mark: str) -> int:
    """The place of a number from its mark."""
    return ord(mark[-1]) - _PLACE_BASE


@dataclass(frozen=True)
class Phrase:
    """One wording of one indicator; of the words in `filed`, and in each group of `further`, one must be in the text."""

    indicator: str
    text: str
    pattern: re.Pattern[str]
    filed: frozenset[str]
    further: tuple[frozenset[str], ...]
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    rank: int = 0
    scope: str = ""
    same_sentence: bool = False
    whole: bool = False
    alone: bool = False


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics of which the one mentioned last counts, by name; two are the same only if they are one object."""

    patterns: dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class PhraseBook:
    """All phrases, with the words that open or close a reading whatever the indicator.

    `topics` has each topic with its rivals; `begins` the words of all phrases by their first two characters;
    `filed` the places of the phrases that cannot do without one of some words, by these words.
    """

    phrases: tuple[Phrase, ...]
    lists: dict[str, re.Pattern[str]] = field(default_factory=dict)
    topics: dict[str, Topics] = field(default_factory=dict)
    begins: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    filed: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def possible(self, text: str) -> list[Phrase]:
        """The phrases of which every fixed word may stand in `text`, in the order of the book."""
        pairs = {text[at : at + 2] for at in range(len(text))}
        words = {word for begin in self.begins.keys() & pairs.union(text) for word in self.begins[begin] if word in text}
        places = {place for word in self.filed.keys() & words for place in self.filed[word]}
        return [self.phrases[place] for place in sorted(places) if not any(map(words.isdisjoint, self.phrases[place].further))]

    @property
    def indicators(self) -> set[str]:
        return {phrase.indicator for phrase in self.phrases}

    def rivals(self, topic: str) -> Topics:
        """The group of topics that `topic` belongs to: of these the one mentioned last counts."""
        return self.topics[topic]


@lru_cache(maxsize=4)
def load_phrases(data: Path = DATA) -> PhraseBook:
    """Reads data/phrases.yml. Raises DataError naming the phrase that cannot be understood."""
    path = data / "phrases.yml"
    content = read_yaml(path)
    words = {name: str(text).split("|") for name, text in content["words"].items() if name != "__line__"}
    units = {name: str(text).split() for name, text in content["units"].items() if name != "__line__"}
    phrases: list[Phrase] = []
    for entry in content["phrases"]:
        for text in entry["say"]:
            try:
                phrases.append(_phrase(entry, text, words, units))
            except (KeyError, ValueError, re.error) as error:
                raise DataError(short(path), entry["__line__"], "say", text, f"无法理解：{error}。") from error
    lists = {name: re.compile(text, re.VERBOSE) for name, text in content["lists"].items() if name != "__line__"}
    groups = [
        Topics({name: re.compile(text) for name, text in group.items() if name != "__line__"}) for group in content["topics"]
    ]
    # A topic of two groups belongs to the first.
    topics = {name: group for group in reversed(groups) for name in group.patterns}
    known = topics.keys() | {""}
    for phrase in phrases:
        if unknown := set(phrase.topic) - known:
            advice = f"只能是：{'、'.join(sorted(known))}。"
            raise DataError(short(path), None, "topic", "、".join(unknown), advice)
        if unknown := set(phrase.unless) - set(lists):
            raise DataError(short(path), None, "unless", "、".join(unknown), f"只能是：{'、'.join(sorted(lists))}。")
    return PhraseBook(tuple(phrases), lists, topics, _begins(phrases), _filed(phrases))


def _begins(phrases: list[Phrase]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in {word for phrase in phrases for group in (phrase.filed, *phrase.further) for word in group}:
        found.setdefault(word[:2], []).append(word)
    return {begin: tuple(words) for begin, words in found.items()}


def _filed(phrases: list[Phrase]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for place, phrase in enumerate(phrases):
        for word in phrase.filed:
            found.setdefault(word, []).append(place)
    return {word: tuple(places) for word, places in found.items()}


def _phrase(entry: dict[str, Any], text: str, words: dict[str, list[str]], units: dict[str, list[str]]) -> Phrase:
    pattern, literals = _compile(text, words, units)
    if not literals:
        raise ValueError("没有任何固定用词")
    # The group with the longest words is met least often.
    filed = max(literals, key=lambda group: min(map(len, group)))

    def listed(name: str) -> tuple[str, ...]:
        value = entry.get(name) or ()
        return (value,) if isinstance(value, str) else tuple(value)

    return Phrase(
        indicator=entry["id"],
        text=text,
        pattern=re.compile(pattern),
        filed=filed,
        further=tuple(group for group in literals if group is not filed),
        needs=listed("needs"),
        never=listed("never"),
        after=listed("after"),
        apart_from=listed("apart_from"),
        unless=listed("unless"),
        topic=listed("topic"),
        when=listed("when"),
        allow=listed("allow"),
        rank=int(entry.get("rank", 0)),
        scope=entry.get("scope", ""),
        same_sentence=bool(entry.get("same_sentence", False)),
        whole=bool(entry.get("whole", False)),
        alone=bool(entry.get("alone", False)),
    )


def _compile(text: str, words: dict[str, list[str]], units: dict[str, list[str]]) -> tuple[str, tuple[frozenset[str], ...]]:
    """The regular expression of one phrase, its words in groups, and the groups of words it cannot miss."""
    parts: list[str] = []
    literals: list[frozenset[str]] = []
    seen_number = False
    position = 0

    def literal(options: list[str], times: str = "") -> None:
        options = [word for option in options for word in (words[option[1:-1]] if option[:1] == "<" else [option])]
        choice = "|".join(map(re.escape, sorted(options, key=len, reverse=True)))
        parts.append(f"((?:{choice}){times})" if times else f"({choice})")
        if not times:
            literals.append(frozenset(options))

    for match in _ELEMENT.finditer(text):
        if plain := text[position : match.start()]:
            literal([plain])
        position = match.end()
        if match["word"]:
            literal([match.group()])
        elif match["either"]:
            literal(match["either"].split("|"))
        elif match["maybe"]:
            literal(match["maybe"].split("|"), times="{0,3}" if match["many"] else "?")
        elif match["unit"]:
            if seen_number:
                raise ValueError("一个短语只能取一个数")
            seen_number = True
            parts.append(f"(?P<n>{_unit_class(match['unit'], units)}{PLACE})")
        else:
            parts.append(_LINK if match["gap"] == "~" else _GAPS[match["gap"]])
    if plain := text[position:]:
        literal([plain])
    if not seen_number:
        raise ValueError("没有 {单位}")
    return "".join(parts), tuple(literals)


def _unit_class(name: str, units: dict[str, list[str]]) -> str:
    if name == "n":
        return UNIT
    codes = []
    for part in name.split("|"):
        for unit in units.get(part, [part]):
            codes.append(chr(_NO_UNIT if unit == "无" else _CODES[unit]))
    return "[" + "".join(codes) + "]"
