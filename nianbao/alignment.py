"""Lines up printed rows with the rows of the form: names first, position only where nothing else fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from nianbao.labels import likeness, plain

ANCHOR = 0.62
CLEAR = 0.95
_SKIP_PRINTED, _SKIP_OFFICIAL = -0.8, -0.4


@dataclass(frozen=True)
class Match:
    """Printed row `printed` is official row `official`; `likeness` 0 means placed by position alone."""

    printed: int
    official: int
    likeness: float


@dataclass(frozen=True)
class Alignment:
    """The matches, and the printed rows that could not be placed."""

    matches: tuple[Match, ...]
    unplaced: tuple[int, ...]
    score: float


def align(printed: Sequence[Sequence[str]], weights: Sequence[float], official: Sequence[Sequence[str]]) -> Alignment:
    """`printed`: possible plain names per row (empty: no name printed); `official`: plain wordings per row."""
    places: dict[str, list[int]] = {}
    for place, words in enumerate(official):
        for word in words:
            places.setdefault(word, []).append(place)
    table = [_likenesses(names, official, places) for names in printed]
    straight = [next(iter(found)) if len(found) == 1 else -1 for found in table]
    if straight == list(range(len(official))):  # every row there, named and in order
        matches = [Match(row, row, table[row][row]) for row in range(len(official))]
        if all(match.likeness >= ANCHOR for match in matches):
            return Alignment(tuple(matches), (), 2.0 * len(matches) + sum(weights))
    path, score = _best_path(table, [bool(names) for names in printed], weights, len(official))
    anchors = [(row, place) for row, place in path if table[row].get(place, 0.0) >= ANCHOR]
    matches = [Match(row, place, table[row][place]) for row, place in anchors]
    matches += _between(anchors, len(printed), len(official), table)
    used_rows, used_places = {match.printed for match in matches}, {match.official for match in matches}
    for row in range(len(printed)):  # a row out of order but with the right name
        best = max(table[row].items(), key=lambda item: item[1], default=(0, 0.0))
        if row not in used_rows and best[1] >= CLEAR and best[0] not in used_places:
            matches.append(Match(row, *best))
            used_rows.add(row)
            used_places.add(best[0])
    unplaced = tuple(row for row in range(len(printed)) if row not in used_rows)
    return Alignment(tuple(sorted(matches, key=lambda match: match.official)), unplaced, score)


def _likenesses(names: Sequence[str], official: Sequence[Sequence[str]], places: dict[str, list[int]]) -> dict[int, float]:
    exact = dict.fromkeys(sorted({place for name in names for place in places.get(name, ())}), 1.0)
    if exact or not names:
        return exact
    found = {}
    for place, words in enumerate(official):
        best = max(likeness(name, word) for name in names for word in words)
        if best >= 0.45:
            found[place] = best
    top = sorted(found.values(), reverse=True)
    if len(top) > 1 and top[0] - top[1] < 0.04:  # a fragment that fits two rows names neither
        return {place: 0.4 for place in found}
    return found


def _best_path(
    table: list[dict[int, float]], named: list[bool], weights: Sequence[float], places: int
) -> tuple[list[tuple[int, int]], float]:
    rows = len(table)
    score = [list(accumulate([_SKIP_OFFICIAL] * places, initial=0.0))]
    step = [[3] * (places + 1)]
    for row in range(rows):
        above, likes = score[-1], table[row]
        here, moves = [above[0] + _SKIP_PRINTED], [2]
        otherwise = 0.1 if named[row] else 0.5
        for place in range(places):
            like = likes.get(place, 0.0)
            gain = 1 + like if like >= ANCHOR else otherwise
            best, move = above[place] + gain + weights[row], 1
            if (skipped := above[place + 1] + _SKIP_PRINTED) >= best:
                best, move = skipped, 2
            if (missing := here[-1] + _SKIP_OFFICIAL) >= best:
                best, move = missing, 3
            here.append(best)
            moves.append(move)
        score.append(here)
        step.append(moves)
    path = []
    row, place = rows, places
    while row or place:
        move = step[row][place]
        if move == 1:
            path.append((row - 1, place - 1))
        row, place = row - (move in (1, 2)), place - (move in (1, 3))
    return path[::-1], score[rows][places]


def _between(anchors: list[tuple[int, int]], rows: int, places: int, table: list[dict[int, float]]) -> list[Match]:
    """Rows without a clear name are placed only where as many rows as places lie between two sure ones."""
    matches = []
    bounds = [(-1, -1), *anchors, (rows, places)]
    for (row, place), (next_row, next_place) in pairwise(bounds):
        gap_rows, gap_places = range(row + 1, next_row), range(place + 1, next_place)
        if len(gap_rows) == len(gap_places) and anchors:
            pairs = zip(gap_rows, gap_places, strict=True)
            matches += [
                Match(at, to, min(0.61, table[at].get(to, 0.0))) for at, to in pairs if not _named_otherwise(table[at], to)
            ]
    return matches


def _named_otherwise(likenesses: dict[int, float], place: int) -> bool:
    """The row says in clear words that it is another one."""
    return any(like >= CLEAR and other != place for other, like in likenesses.items())


def names_of(labels: Sequence[str]) -> list[str]:
    """What a row may be called: its innermost name, and all its names read as one."""
    if not labels:
        return []
    inner = plain(labels[-1])
    whole = plain("".join(labels))
    return [name for name in dict.fromkeys((inner, whole)) if name]
