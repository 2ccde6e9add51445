"""The view and the link: what is written into an address is what comes back, and nonsense is answered in Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.model import SCOPES
from nianbao.store import DATASETS
from nianbao.view import GROUPS, View, cell_key, from_params, to_params

ids = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True)
years = st.integers(2000, 2100)


@st.composite
def views(draw: st.DrawFn) -> View:
    first, last = sorted((draw(years), draw(years)))
    period = draw(st.sampled_from([(first, last), (0, last), (first, 0), (0, 0)]))
    return View(
        dataset=draw(st.sampled_from(list(DATASETS))),
        agencies=tuple(draw(st.lists(ids, max_size=40, unique=True))),
        year=draw(st.one_of(st.just(0), years)),
        year_from=period[0],
        year_to=period[1],
        scope=draw(st.sampled_from(["", *SCOPES])),
        indicator=draw(st.one_of(st.just(""), ids)),
        indicator_y=draw(st.one_of(st.just(""), ids)),
        group=draw(st.sampled_from(list(GROUPS))),
        cell=draw(st.one_of(st.just(""), ids)),
    )


@given(views())
def test_a_view_comes_back_from_its_link(view):
    assert from_params(to_params(view)) == (view, [])


@given(st.dictionaries(st.sampled_from(["data", "agency", "year", "from", "to", "scope", "i", "iy", "group", "cell"]), st.text()))
def test_no_link_breaks_the_board(params):
    view, problems = from_params(params)
    assert all(problem.startswith("链接中的") and problem.endswith("。") for problem in problems)
    again, complaints = from_params(to_params(view))
    assert complaints == [] and again.dataset in DATASETS and again.group in GROUPS


def test_a_link_says_everything():
    view = View(
        "demo", ("demo-slsh-xzspfwj", "demo-ylsh-xzspfwj"), 2024, 2019, 2025, "own", "wechat_posts", "weibo_posts", "kind"
    )
    assert to_params(view) == {
        "data": "demo", "agency": "demo-slsh-xzspfwj~demo-ylsh-xzspfwj", "year": "2024", "from": "2019", "to": "2025",
        "scope": "own", "i": "wechat_posts", "iy": "weibo_posts", "group": "kind",
    }  # fmt: skip
    assert (view.focus, view.others) == ("demo-slsh-xzspfwj", ("demo-ylsh-xzspfwj",))


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"data": "secret"}, "链接中的数据集“secret”不存在，已改为公开数据。"),
        ({"scope": "city"}, "链接中的口径范围“city”不存在，已忽略。"),
        ({"year": "二〇一九"}, "链接中的年份“二〇一九”不是有效年份，已忽略。"),
        ({"year": "1899"}, "链接中的年份“1899”不是有效年份，已忽略。"),
        ({"year": "-1"}, "链接中的年份“-1”不是有效年份，已忽略。"),
        ({"year": "2019.5"}, "链接中的年份“2019.5”不是有效年份，已忽略。"),
        ({"from": ""}, "链接中的起始年“”不是有效年份，已忽略。"),
        ({"to": "9" * 5000}, f"链接中的截止年“{'9' * 40}”不是有效年份，已忽略。"),
        ({"from": "2025", "to": "2019"}, "链接中的起始年晚于截止年，已对调。"),
        ({"indicator": "npc_suggestions"}, "链接中的“indicator”不是本看板的参数，已忽略。指标写 i，机构写 agency。"),
    ],
)
def test_what_a_link_asks_in_vain_is_said_in_chinese(params, problem):
    assert from_params(params)[1] == [problem]


def test_an_unknown_group_falls_back_to_the_usual_one():
    view, (problem,) = from_params({"group": "x"})
    assert view.group == View().group and "比较范围“x”不存在" in problem


def test_agencies_are_kept_once_in_order_and_at_most_forty():
    assert from_params({"agency": "b~a~~b"})[0].agencies == ("b", "a")
    assert len(from_params({"agency": "~".join(f"a{n}" for n in range(60))})[0].agencies) == 40


def test_the_last_agency_cannot_be_taken_away():
    view = View(agencies=("a", "b"))
    assert view.toggled("b").agencies == ("a",) == view.toggled("b").toggled("a").agencies
    assert view.toggled("c").agencies == ("a", "b", "c")
    assert view.with_focus("b").agencies == ("b", "a") and view.with_focus("c").agencies == ("c", "a", "b")


def test_a_cell_is_written_with_all_that_tells_it_apart():
    assert cell_key("a", 2019, "permit_items_change", "total", "own", "year") == "a~2019~permit_items_change~total~own~year"
