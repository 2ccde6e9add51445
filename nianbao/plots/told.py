"""Short texts made of numbers only, each number with the cell or the comparison it comes from; no causes, no advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nianbao.charts.lines import records
from nianbao.plots.bands import Standing, standing_text
from nianbao.plots.growth import growth, growth_text
from nianbao.plots.naming import subject
from nianbao.plots.peers import ENOUGH
from nianbao.wording import change_text, figure, missing, place_text

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """A part of a text; `cell` is the row whose source it leads to, `among` the indicator whose comparison it leads to."""

    text: str
    cell: Row | None = None
    among: str = ""


def plain_words(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def topic_pieces(now: pd.DataFrame, year: int, most: int = 4, peers: Mapping[str, Standing] | None = None) -> list[Piece]:
    """“2019 年：咨询 42,456 次，较上年…，高于同类中位数…；……”. `now` holds the cells of one year, most important first."""
    pieces: list[Piece] = []
    for row in records(now[now["state"] == "reported"].head(most)):
        pieces += [Piece("；" if pieces else f"{year} 年："), Piece(f"{row['indicator_short']} {figure(row)}", row)]
        if row["verdict"] in ("comparable", "rise_at_least", "fall_at_least"):
            pieces += [Piece("，"), Piece(change_text(row), row)]
        if beside := standing_text((peers or {}).get(row["indicator_id"]), row):
            pieces += [Piece("，"), Piece(beside, among=row["indicator_id"])]
    return [*pieces, Piece("。")] if pieces else []


def line_pieces(line: pd.DataFrame, year: int, peers: Mapping[str, Standing] | None = None) -> list[Piece]:
    """One agency's line (queries/series.sql) up to the year: last number, change, growth since the first, beside its like."""
    held = [row for row in records(line.sort_values("year")) if row["state"] == "reported" and row["year"] <= year]
    if not held:
        return []
    last = held[-1]
    pieces = [
        Piece(f"{last['agency_short']}{subject(last)}："),
        Piece(f"{last['year']} 年 {figure(last)}", last),
    ]
    if text := change_text(last):
        pieces += [Piece("，"), Piece(text, last)]
    grown = growth(held, year)
    if grown:
        start = grown.first
        pieces += [
            Piece("；"),
            Piece(f"{start['year']} 年为 {figure(start)}", start),
            Piece("，"),
            Piece(growth_text(grown), last),
        ]
    if last["year"] == year and (beside := standing_text((peers or {}).get(last["indicator_id"]), last)):
        pieces += [Piece("；"), Piece(beside, among=last["indicator_id"])]
    return [*pieces, Piece("。")]


def ranking_pieces(rows: pd.DataFrame, focus: str, compared: int) -> list[Piece]:
    """One year's ranking (queries/ranking.sql with rank_change): how many, highest, lowest, and the focus agency's place.

    Below ENOUGH agencies only the numbers: a place among three says nothing.
    """
    held = records(rows[rows["place"].notna()])
    if len(held) < 2:
        return []
    top, end = held[0], held[-1]
    count = int(top["ranked"])
    pieces = [
        Piece(f"{top['year']} 年{top['indicator_short']}："),
        Piece(f"{count} 家有数", among=top["indicator_id"]),
        Piece("，"),
        Piece(f"{_extreme(top, '最高', '排在最前的', int(top['place_last']) == 1)} {figure(top)}", top),
    ]
    if len(held) == count:  # a cut list does not hold the lowest
        lowest = int(end["place"]) + max(int(end["ties"]), 1) - 1 == count
        pieces += [Piece("，"), Piece(f"{_extreme(end, '最低', '排在最后的', lowest)} {figure(end)}", end)]
    mine = next((row for row in held if row["agency_id"] == focus), None)
    if mine is not None:
        place = f"，{place_in_words(mine)}" if count >= ENOUGH else ""
        pieces += [Piece("；"), Piece(f"{mine['agency_short']} {figure(mine)}{place}", mine)]
        if place and (moved := mine.get("rank_change")) is not None and not missing(moved):
            words = "名次未变" if not moved else f"名次{'前' if moved > 0 else '后'}移 {abs(int(moved))} 位"
            pieces += [
                Piece("，"),
                Piece(f"较 {mine['year'] - 1} 年{words}（两年都有数的 {compared} 家中比）", among=mine["indicator_id"]),
            ]
    if count < ENOUGH:
        pieces += [Piece("；"), Piece(f"不足 {ENOUGH} 家，不排名", among=top["indicator_id"])]
    return [*pieces, Piece("。")]


def _extreme(row: Row, sure: str, unsure: str, is_sure: bool) -> str:
    """“最高 甲”, “最高 甲等 3 家”; where a printed bound leaves it open only where it stands: “排在最前的 甲”."""
    tied = f"等 {int(row['ties'])} 家" if row["ties"] > 1 else ""
    return f"{sure if is_sure else unsure} {row['agency_short']}{tied}"


def place_in_words(row: Row) -> str:
    """“第 2”; where more is not better, which way one counts: “由多到少第 2”."""
    place = place_text(row)
    if row["direction"] == "up":
        return place
    tied = place.startswith("并列")
    way = "由高到低" if row["value_type"] == "rate" else "由多到少"
    return f"{way}{'并列' if tied else ''}{place.removeprefix('并列')}"
