"""Sentences made of numbers: each is found in the data, each leads to where it comes from, none names a cause."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nianbao.charts import Plot
from nianbao.desk import Desk, open_desk
from nianbao.plots import make_plot
from nianbao.plots.bands import standings
from nianbao.plots.peers import peers, with_changes
from nianbao.plots.told import Piece, line_pieces, plain_words, ranking_pieces, topic_pieces
from nianbao.screen.told import paragraph
from nianbao.view import View
from nianbao.wording import plain, short_number
from tests.cast import CITY, Story
from tests.conftest import records
from tests.test_bands import many

VISITORS, RATE = "visitors_received", "service_satisfaction_rate"
CAUSES = ("因为", "由于", "所以", "因此", "导致", "得益", "受", "影响", "推动", "促使", "带动", "归功", "说明了", "原因")
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a story would take minutes: each is a warehouse
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:亿|万)?")
ROUNDED = (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING)


def sentences(desk: Desk, indicators: tuple[str, ...] = (VISITORS, RATE)) -> list[list[Piece]]:
    """Every text that the pages make of the desk's view."""
    year = desk.view.year
    mine = desk.series((desk.view.focus,))
    now = mine[mine["year"] == year]
    beside = standings(desk, now) if len(now) else {}
    told = [topic_pieces(now, year, 9, beside)]
    for indicator in indicators:
        told.append(line_pieces(mine[mine["indicator_id"] == indicator], year, beside))
        found = peers(desk, indicator, "own", "year", year)
        told.append(ranking_pieces(*_ranked(desk, found, indicator)))
    return [pieces for pieces in told if pieces]


def _ranked(desk: Desk, found: Any, indicator: str) -> tuple[Any, str, int]:
    rows, compared = with_changes(desk, found, indicator, "own", "year")
    return rows, desk.view.focus, compared


def numbers_of(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def in_the_data(cells: list[dict[str, Any]]) -> set[str]:
    """All that may be said of some cells, worked out anew from the rows of the table `observation`: figures, years, and
    per line differences and percentages of any two years, medians and counts of any size, places."""
    told: set[str] = {str(number) for number in range(20)}  # counts of agencies and years, and places
    values = [Decimal(c[name]) for c in cells for name in ("value", "low", "high") if c[name] is not None]
    years = {c["year"] for c in cells}
    told |= {str(year) for year in years} | {str(year - 1) for year in years}
    lines: dict[tuple[str, str], list[Decimal]] = {}
    groups: dict[tuple[str, int], list[Decimal]] = {}
    for c in cells:
        for name in ("value", "low", "high"):
            if c[name] is not None:
                lines.setdefault((c["agency_id"], c["indicator_id"]), []).append(Decimal(c[name]))
        if c["qualifier"] == "exact" and c["value"] is not None and c["agency_id"] != CITY:
            groups.setdefault((c["indicator_id"], c["year"]), []).append(Decimal(c["value"]))
    for line in lines.values():
        for one in line:
            for other in line:
                values.append(abs(one - other))
                if other:
                    told |= {plain(abs(100 * (one - other) / other), 1, way) for way in ROUNDED}
    for group in groups.values():
        group.sort()
        middle = len(group) // 2
        values.append(group[middle] if len(group) % 2 else (group[middle - 1] + group[middle]) / 2)
    for value in values:
        for way in ROUNDED:  # a bound that is shortened is rounded to the side on which it still holds
            short, exact = short_number(value, way), plain(value, rounding=way)
            told |= {short, exact} | numbers_of(short) | numbers_of(exact)
    return told


qualifiers = st.sampled_from(["exact", "exact", "exact", "more_than", "at_least", "less_than", "about", "blank"])
cell_values = st.tuples(qualifiers, st.one_of(st.integers(0, 40), st.integers(0, 10**9)))


@st.composite
def stories(draw: st.DrawFn) -> tuple[Story, list[dict[str, Any]]]:
    story = many(6)
    for agency in (CITY, *(f"p{n:02d}" for n in range(6))):
        for year in draw(st.lists(st.sampled_from([2019, 2020, 2022, 2023]), unique=True)):
            for indicator in (VISITORS, RATE):
                qualifier, value = draw(cell_values)
                value = value if indicator == VISITORS else value % 101
                if qualifier == "blank":
                    story.says(agency, year, indicator)
                else:
                    story.says(agency, year, indicator, value, qualifier=qualifier)
    if draw(st.booleans()):
        story.breaks(VISITORS, draw(st.sampled_from([2020, 2022, 2023])), draw(st.sampled_from([None, CITY])))
    return story, list(story.rows.reading)


@settings(max_examples=20, deadline=None, phases=QUICK)
@given(stories())
def test_every_number_in_a_sentence_is_found_in_the_data(tmp_path_factory, told):
    story, cells = told
    generation = story.told(tmp_path_factory.mktemp("told"))
    years = [cell["year"] for cell in cells if cell["agency_id"] == CITY and cell["state"] == "reported"]
    if not years:
        return
    desk = desk_of(generation, CITY, max(years))
    allowed = in_the_data(cells)
    for pieces in sentences(desk):
        text = plain_words(pieces)
        stray = {n for n in numbers_of(re.sub(r"第\d+审批局|第\d+", "第", text)) if n not in allowed}
        assert not stray, (stray, text)
        assert not re.search(r"nan|inf|None|NaN|NaT|<NA>", text), text
        assert not [word for word in CAUSES if word in text], text
        assert text.endswith("。") and "。。" not in text and "；；" not in text and "，，" not in text


@settings(max_examples=12, deadline=None, phases=QUICK)
@given(stories())
def test_nothing_is_compared_across_a_break(tmp_path_factory, told):
    """Whatever the figures: no change is told in a year that a break begins with, no growth begins before it."""
    story, _ = told
    generation = story.breaks(VISITORS, 2022).told(tmp_path_factory.mktemp("broken"))
    rows = records(generation, "series", agencies=[CITY, "p00"], indicators=[VISITORS])
    breaks = {(r["agency_id"], r["year"]) for r in records(generation, "breaks")} | {(None, 2022)}
    for row in rows:
        if {(row["agency_id"], row["year"]), (None, row["year"])} & breaks:
            assert row["change"] is None and row["change_percent"] is None
            assert row["verdict"] in ("break", "no_value")
    years = [row["year"] for row in rows if row["agency_id"] == CITY and row["state"] == "reported"]
    if years:
        plot = make_plot(desk_of(generation, CITY, max(years)), "trend", {"indicator": VISITORS})
        assert isinstance(plot, Plot) and not re.search(r"(2019|2020)—202[23] 年累计", plot.frame.subtitle)
    asked = {"indicator": VISITORS, "year": 2022}
    assert records(generation, "rank_changes", **asked) == []


def desk_of(generation: Any, agency: str, year: int) -> Desk:
    return open_desk(View(dataset=generation.dataset, agencies=(agency,), year=year), generation)


def test_every_number_of_a_page_is_a_link_to_its_cell_or_comparison(demo):
    desk = desk_of(demo, "demo-slsh-xzspfwj", 2024)
    found = sentences(desk, ("applications_new", "disclosure_rate"))
    assert len(found) == 5
    for pieces in found:
        html = paragraph(desk, pieces)
        unlinked = re.sub(r"<a .*?</a>", "", html.split(">", 1)[1])
        assert not numbers_of(unlinked.replace("2024 年", "")), unlinked
        for href in re.findall(r'href="([^"]+)"', html):
            assert re.match(r"(data\?.*cell=demo-|compare\?.*i=)", unescape(href)), href


def test_names_are_escaped_in_a_sentence(demo):
    desk = desk_of(demo, "demo-slsh-xzspfwj", 2024)
    assert "&lt;b&gt;" in paragraph(desk, [Piece("<b>")]) and paragraph(desk, []) == ""


def test_a_line_in_words(tmp_path):
    story = many(5)
    for number, value in enumerate((10, 20, 30, 40, 50)):
        story.says(f"p{number:02d}", 2023, VISITORS, value)
    for year, value in ((2021, 20), (2022, 25), (2023, 30)):
        story.says(CITY, year, VISITORS, value)
    desk = desk_of(story.told(tmp_path), CITY, 2023)
    text = plain_words(line_pieces(desk.series(), 2023, standings(desk, desk.series())))
    assert text == (
        "示例市审批局大厅接待：2023 年 30人次，较上年 +20%（+5人次）；2021 年为 20人次，2021—2023 年累计 +50%（2 年）；"
        "等于同类中位数（30人次，5 家）。"
    )


def test_a_ranking_in_words(tmp_path):
    story = many(5)
    for agency, before, now in ((CITY, 5, 30), ("p00", 20, 20), ("p01", 9, 9), ("p02", 8, 8), ("p03", 4, 7), ("p04", None, 6)):
        story.says(agency, 2023, VISITORS, now)
        if before is not None:
            story.says(agency, 2022, VISITORS, before)
    desk = desk_of(story.told(tmp_path), CITY, 2023)
    found = peers(desk, VISITORS, "own", "year", 2023)
    assert plain_words(ranking_pieces(*_ranked(desk, found, VISITORS))) == (
        "2023 年大厅接待：6 家有数，最高 示例市审批局 30人次，最低 第4 6人次；示例市审批局 30人次，由多到少第 1，"
        "较 2022 年名次前移 3 位（两年都有数的 5 家中比）。"
    )


def test_highest_and_lowest_are_said_only_where_they_are_sure(tmp_path):
    story = many(5).says(CITY, 2023, VISITORS, 30)
    for agency, value, qualifier in (("p00", 20, "more_than"), ("p01", 9, "exact"), ("p02", 8, "exact"), ("p03", 8, "exact")):
        story.says(agency, 2023, VISITORS, value, qualifier=qualifier)
    desk = desk_of(story.told(tmp_path), CITY, 2023)
    found = peers(desk, VISITORS, "own", "year", 2023)
    text = plain_words(ranking_pieces(*_ranked(desk, found, VISITORS)))
    assert "5 家有数，排在最前的 示例市审批局 30人次，最低 第3等 2 家 8人次；" in text
    heat = make_plot(desk, "heat", {"indicator": VISITORS, "scope": "own", "period_kind": "year", "year": 2023})
    assert isinstance(heat, Plot) and heat.frame.title == "2023年大厅接待：示例市审批局 30人次"


def test_a_refused_change_is_told_with_its_reason(tmp_path):
    story = Story().says(CITY, 2022, VISITORS, 20).says(CITY, 2023, VISITORS, 30).breaks(VISITORS, 2023)
    desk = desk_of(story.told(tmp_path), CITY, 2023)
    assert plain_words(line_pieces(desk.series(), 2023)) == "示例市审批局大厅接待：2023 年 30人次，口径变化，不与上年比。"
