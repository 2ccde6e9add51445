"""Decks: what was pinned is made again, from the data of its day or of today, and nothing pinned is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nianbao import decks, journal, store
from nianbao.access import Actor
from nianbao.charts import Plot
from nianbao.datasets import inputs_of
from nianbao.desk import open_desk
from nianbao.errors import AccessError, NianbaoError
from nianbao.generations import KEEP
from nianbao.plots import PLOTS, make_plot
from nianbao.rows import WarehouseRows
from nianbao.store import Generation
from nianbao.view import View, to_params

ME = Actor("王编辑", "editor")
CITY = "demo-slsh-xzspfwj"


@pytest.fixture
def demo_here(own_state: Path, demo: Generation) -> Generation:
    """演示数据 in a state directory of the test's own."""
    shutil.copytree(demo.path.parent, own_state / "demo")
    return Generation("demo", own_state / "demo" / demo.path.name)


def another_generation() -> None:
    """A newer generation with the same figures."""
    store.amend("demo", WarehouseRows(), ["-"], "newer")


def trend(generation: Generation, indicator: str = "applications_new") -> Plot:
    desk = open_desk(View(dataset="demo", agencies=(CITY,), year=2024), generation)
    plot = make_plot(desk, "trend", {"indicator": indicator})
    assert isinstance(plot, Plot)
    return plot


def pinned(generation: Generation, *indicators: str) -> str:
    deck = decks.create("局长办公会", ME)
    for indicator in indicators:
        plot = trend(generation, indicator)
        decks.pin(deck, plot, to_params(View(dataset="demo", agencies=(CITY,), year=2024)), generation, ME)
    return deck


def test_a_pinned_chart_is_made_again_with_the_same_numbers(demo_here):
    deck = pinned(demo_here, "applications_new")
    (page,) = decks.pages(decks.read_decks()[deck])
    assert page.slide and page.problem == page.note == ""
    again, first = page.slide.plot, trend(demo_here)
    assert again.frame.title == first.frame.title
    assert again.rows[["year", "value"]].equals(first.rows[["year", "value"]])


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_every_kind_of_chart_can_be_pinned(demo_here, name):
    """The recipe that a plot carries makes the same plot again."""
    desk = open_desk(View(dataset="demo", agencies=(CITY, "demo-sls-zwfwglj"), year=2024), demo_here)
    ground = {"indicator": "applications_new", "scope": "own", "period_kind": "year", "year": 2024}
    asked = {
        "trend": {"indicator": "applications_new"}, "index": {"indicator": "applications_new"},
        "multiples": {"indicator": "applications_new"}, "ranking": ground, "heat": ground, "small": ground,
        "pairs": {**ground, "second": "outcomes_total"}, "profile": {"topic": "media"}, "elsewhere": {"topic": "media"},
    }.get(name, {})  # fmt: skip
    plot = make_plot(desk, name, asked)
    assert isinstance(plot, Plot), plot
    deck = decks.create("各种图", ME)
    decks.pin(deck, plot, to_params(desk.view), demo_here, ME)
    (page,) = decks.pages(decks.read_decks()[deck])
    assert page.slide, page.problem
    assert page.slide.plot.frame.title == plot.frame.title
    assert list(page.slide.plot.rows.columns) == list(plot.rows.columns)


def test_order_title_comment_and_removal_are_kept(demo_here):
    deck = pinned(demo_here, "applications_new", "outcomes_total", "wechat_posts")
    first, second, third = decks.read_decks()[deck].pins
    decks.move(deck, third.id, -1, ME)
    decks.unpin(deck, first.id, ME)
    decks.write(deck, second.id, "办理总量平稳", "节前完成", ME)
    now = decks.read_decks()[deck]
    assert [p.id for p in now.pins] == [third.id, second.id]
    slide = decks.pages(now)[1].slide
    assert slide.plot.frame.title == "办理总量平稳"
    assert slide.remark.startswith("批注（王编辑，20") and slide.remark.endswith("：节前完成")
    decks.rename(deck, "周例会", ME)
    assert decks.read_decks()[deck].name == "周例会"
    decks.delete(deck, ME)
    assert deck not in decks.read_decks()


def test_moving_past_an_end_changes_nothing(demo_here):
    deck = pinned(demo_here, "applications_new", "outcomes_total")
    before = decks.read_decks()[deck]
    decks.move(deck, before.pins[0].id, -1, ME)
    decks.move(deck, before.pins[1].id, 1, ME)
    assert decks.read_decks()[deck].pins == before.pins


def test_a_pinned_generation_outlives_pruning_and_shows_its_own_data(demo_here):
    deck = pinned(demo_here, "applications_new")
    for _ in range(KEEP + 2):
        another_generation()
    assert demo_here.path.exists()
    (page,) = decks.pages(decks.read_decks()[deck])
    assert page.slide.plot.frame.version.split(" · ")[1].endswith(f"-{demo_here.number}")
    (live,) = decks.pages(decks.read_decks()[deck], live=True)
    assert live.slide.plot.frame.version.split(" · ")[1].endswith(f"-{store.current('demo').number}")
    decks.delete(deck, ME)
    another_generation()
    assert not demo_here.path.exists()


def test_a_generation_of_an_older_program_is_left_for_the_present_one(demo_here, monkeypatch):
    deck = pinned(demo_here, "applications_new")
    another_generation()
    monkeypatch.setattr(store, "SCHEMA_VERSION", 99)
    (page,) = decks.pages(decks.read_decks()[deck])
    assert page.slide and "或由旧版程序建立，现按版本" in page.note


def test_a_chart_that_fails_leaves_the_others(demo_here, monkeypatch):
    deck = pinned(demo_here, "applications_new", "npc_suggestions")

    def fails(desk, *, indicator, **more):
        if indicator == "npc_suggestions":
            raise RuntimeError("broken")
        return made(desk, indicator=indicator, **more)

    made = PLOTS["trend"]
    monkeypatch.setitem(PLOTS, "trend", fails)
    fine, broken = decks.pages(decks.read_decks()[deck])
    assert fine.slide and not broken.slide and "没能画出（RuntimeError）" in broken.problem


def test_a_lost_generation_is_said_on_the_slide(demo_here):
    deck = pinned(demo_here, "applications_new")
    found = decks.read_decks()[deck]
    gone = replace(found, pins=(replace(found.pins[0], generation=999),))
    (page,) = decks.pages(gone)
    assert page.slide and "钉住时的数据版本 999 已不在本机" in page.note


def test_pins_do_not_make_the_office_warehouse_outdated(demo_here):
    before = inputs_of("own")
    pinned(demo_here, "applications_new")
    assert inputs_of("own") == before and journal.events("deck")


def test_who_may_not_write_pins_nothing(demo_here):
    with pytest.raises(AccessError, match="不能保存演示文稿"):
        decks.create("甲", Actor("访客", "viewer"))
    assert decks.read_decks() == {}


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_name_that_is_none_is_refused(own_state, name):
    with pytest.raises(NianbaoError, match="1—60 个字"):
        decks.create(name, ME)


def test_a_recipe_of_another_release_becomes_a_sentence(demo_here):
    deck = pinned(demo_here, "applications_new")
    found = decks.read_decks()[deck]
    for broken in ({"plot": "radar"}, {"arguments": {"indicator": "no_such"}}, {"arguments": {"colour": "red"}}):
        (page,) = decks.pages(replace(found, pins=(replace(found.pins[0], **broken),)))
        assert page.slide is None and page.problem
