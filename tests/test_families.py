"""Side by side stand only parts of one total, or figures of one kind in one unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.catalogue import load_catalogue
from nianbao.charts import Nothing, Plot
from nianbao.desk import open_desk
from nianbao.errors import DataError
from nianbao.families import load_families
from nianbao.plots import make_plot
from nianbao.view import View
from tests.cast import CITY, Story


def profile(story: Story, folder: Path, topic: str) -> Plot | Nothing:
    return make_plot(open_desk(View(dataset="own", agencies=(CITY,), year=2023), story.told(folder)), "profile", {"topic": topic})


def test_parts_of_one_total_stand_side_by_side_and_the_total_is_in_the_title(tmp_path):
    story = Story().says(CITY, 2023, "app_service_items", 93)
    for name, value in (("app_service_items_permit", 60), ("app_service_items_public", 33)):
        story.says(CITY, 2023, name, value)
    plot = profile(story, tmp_path, "online_services")
    assert isinstance(plot, Plot)
    assert plot.frame.title == "2023年移动端事项（共 93项）：APP审批事项 60项最多"
    assert list(plot.rows["value"]) == [60, 33]


def test_a_range_is_named_beside_the_bars_and_nobody_is_called_largest(tmp_path):
    story = Story().says(CITY, 2023, "wechat_posts", 60).says(CITY, 2023, "weibo_posts", 33)
    plot = profile(story.says(CITY, 2023, "app_posts", low=50, high=70, qualifier="range"), tmp_path, "media")
    assert isinstance(plot, Plot) and not plot.frame.title.endswith("最多")
    assert [mark for mark in plot.frame.marks if mark.startswith("印的是区间，不并排：")] == [
        "印的是区间，不并排：客户端发布 50—70条。"
    ]


def test_figures_that_merely_share_a_unit_do_not(tmp_path):
    story = Story().says(CITY, 2023, "permit_decisions", 86001).says(CITY, 2023, "applications_new", 34)
    assert isinstance(profile(story.says(CITY, 2023, "outcome_granted", 9), tmp_path, "disclosure"), Nothing)


def test_a_chart_of_six_against_two_is_not_drawn(tmp_path):
    story = Story().says(CITY, 2023, "npc_suggestions", 6).says(CITY, 2023, "cppcc_proposals", 2)
    assert isinstance(profile(story, tmp_path, "proposals"), Nothing)


def test_no_family_holds_its_own_total_and_no_figure_twice():
    for family in load_families():
        assert family.total not in family.members and len(set(family.members)) == len(family.members), family.name
        assert not family.total or load_catalogue()[family.total].topic == family.topic, family.name


@pytest.mark.parametrize(
    ("members", "said"),
    [("[app_posts, nosuch]", "nosuch"), ("[app_posts, live_streams]", "单位"), ("[app_posts]", "两个以上")],
)
def test_a_wrong_family_is_refused_with_file_and_field(tmp_path, members, said):
    (tmp_path / "families.yml").write_text(f"families:\n  - name: 发布\n    members: {members}\n", "utf-8")
    with pytest.raises(DataError, match=said):
        load_families(tmp_path)
