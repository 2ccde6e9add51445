"""Cards: one notation beside each other, bounds as arrows in the small line, a volume told by its rate."""

from __future__ import annotations

import base64
import re
from html import unescape
from pathlib import Path

from nianbao.charts import sparkline
from nianbao.desk import Desk, open_desk
from nianbao.screen.cards import cards
from nianbao.screen.choose import _of_any_topic
from nianbao.view import View
from tests.cast import CITY, TOWN, Story

VISITORS, WEBSITE = "visitors_received", "disclosed_items_website"


def desk(story: Story, folder: Path, agencies: tuple[str, ...] = (CITY,), year: int = 2023) -> Desk:
    return open_desk(View(agencies=agencies, year=year), story.told(folder))


def told(story: Story, folder: Path) -> str:
    at = desk(story, folder)
    return unescape(cards(at, at.series()))


def numbers(html: str) -> list[str]:
    """“42,456次” of each card with a number."""
    return [f"{number}{unit}" for number, unit in re.findall(r'nb-value"[^>]*>([^<]*)<small>([^<]*)</small>', html)]


def drawn(*values: float | None, ways: tuple[int, ...]) -> str:
    return base64.b64decode(sparkline(values, "#000", ways=ways).split(",")[1]).decode()


def test_a_round_number_beside_one_in_wan_is_in_wan_too(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 57000).says(CITY, 2023, "wechat_posts", 190000).says(CITY, 2023, WEBSITE, 42456)
    assert sorted(numbers(told(story, tmp_path))) == ["19万条", "42,456条", "5.7万人次"]


def test_without_a_number_in_wan_all_digits_stand(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 57000).says(CITY, 2023, "wechat_posts", 1900)
    assert sorted(numbers(told(story, tmp_path))) == ["1,900条", "57,000人次"]


def test_a_card_writes_a_minus_and_keeps_brackets_whole(tmp_path):
    story = Story().says(CITY, 2022, "permit_items_change", 5).says(CITY, 2023, "permit_items_change", -37)
    story.says(CITY, 2022, VISITORS, 400).says(CITY, 2023, VISITORS, 200)
    html = told(story, tmp_path)
    assert "−37项" in numbers(html) and "-37" not in re.sub("<[^>]*>", "", html)
    assert '<span class="nb-whole">（−200人次）</span>' in html


def test_a_volume_says_that_its_rate_got_worse(tmp_path):
    story = Story()
    for year, left, done in ((2022, 1, 99), (2023, 30, 70)):
        story.says(CITY, year, "applications_carried_out", left).says(CITY, year, "outcomes_total", done)
    html = told(story, tmp_path)
    card = next(card for card in html.split("<a ") if ">结转下年度<" in card)
    assert re.search(r'nb-worse"[^>]*>结转率 30%<span class="nb-whole">（变差）</span>', card)


def test_a_small_line_does_not_lead_to_a_bound():
    svg = drawn(1, 2, 3, 4, ways=(0, 0, 1, 0))
    assert svg.count("<polyline") == 1 and svg.count("<path") == 1 and "<circle" in svg
    assert drawn(1, 2, 3, ways=(0, 0, -1)).count("<circle") == 0, "the newest number is the arrow"


def test_the_first_indicator_is_one_of_the_focus_agency(tmp_path):
    story = Story().says(CITY, 2022, WEBSITE, 5).says(CITY, 2023, WEBSITE, 6)
    for year in range(2018, 2024):
        story.says(TOWN, year, VISITORS, year)
    assert _of_any_topic.__wrapped__(desk(story, tmp_path, (CITY, TOWN)))[1] == WEBSITE
    assert _of_any_topic.__wrapped__(desk(story, tmp_path, (TOWN, CITY)))[1] == VISITORS
