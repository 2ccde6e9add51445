"""Every page through app.py without a browser: opens on any data, answers every filter, says in Chinese what is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nianbao import store
from nianbao.charts import BUILDERS
from nianbao.datasets import open_dataset
from nianbao.paths import APP
from nianbao.screen.page import _unknown_address
from nianbao.store import Generation

PAGES = {
    "overview": "总览",
    "consultation": "咨询热线",
    "online": "网上办事",
    "proposals": "建议提案",
    "disclosure": "信息公开",
    "compare": "机构对比",
    "trends": "趋势",
    "data": "数据与来源",
}
CITY, PROVINCE = "demo-slsh-xzspfwj", "demo-sls-zwfwglj"
EVERY = re.findall(r'st\.Page\("pages/(\w+)\.py"', APP.read_text(encoding="utf-8"))
TOPIC_PAGES = ("consultation", "online", "proposals", "disclosure")


@pytest.fixture(scope="module", autouse=True)
def built(public: Generation, demo: Generation) -> None:
    """The data sets stand before the first page opens."""
    open_dataset("own")
    open_dataset("draft")


def opened(page: str = "overview", **params: str) -> AppTest:
    """One page of the board as a link opens it in a new session."""
    board = AppTest.from_file(str(APP), default_timeout=60)
    board.query_params.update(params)
    for panel in ("nb-pick", "nb-span", "nb-share"):  # no mouse here to open the popovers of the filter bar
        board.session_state[f"{panel}-shown"] = True
    return gone(board, page)


def gone(board: AppTest, page: str) -> AppTest:
    return board.switch_page(f"pages/{page}.py").run()


def words(board: AppTest) -> str:
    """All that a visitor can read, style sheets left out."""
    kinds = ("html", "markdown", "caption", "info", "warning", "error", "success", "exception")
    parts = [str(element.value) for kind in kinds for element in board.get(kind)]
    parts += [str(button.label) for button in board.button]
    return re.sub(r"<style>.*?</style>", "", "\n".join(parts), flags=re.S)


def title(board: AppTest) -> str:
    found = re.search(r'<h1 class="nb-title">(.*?)</h1>', words(board), re.S)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def charts(board: AppTest) -> int:
    return sum(e.proto.component_name == "nianbao.chart" for e in board.get("bidi_component"))


def sound(board: AppTest) -> AppTest:
    """Nothing failed, and nothing on the screen speaks of failure in English."""
    assert not board.exception, [e.message for e in board.exception]
    assert not board.error, [e.value for e in board.error]
    text = words(board)
    for sign in ("Traceback", "Error:", 'File "', "没能画出", ">nan", ">None", "NaN"):
        assert sign not in text, f"{sign}: {text[max(text.find(sign) - 80, 0) :][:240]}"
    return board


def of_dataset(name: str) -> str:
    return {"public": "西安市行政审批服务局 2019 年", "demo": "示例市行政审批服务局 2025 年演示数据（虚构）"}.get(name, "")


# ---- every page on every data set


def test_every_file_of_pages_is_in_the_menu() -> None:
    assert set(EVERY) == {path.stem for path in (APP.parent / "pages").glob("*.py")}


@pytest.mark.parametrize("page", [page for page in EVERY if page not in PAGES])
@pytest.mark.parametrize("dataset", ["public", "own", "draft"])
def test_a_page_of_the_office_opens_on_no_data(page: str, dataset: str) -> None:
    assert re.search("[一-鿿]{4}", words(sound(opened(page, data=dataset))))


@pytest.mark.parametrize("dataset", list(store.DATASETS))
def test_every_page_opens_on_every_data_set(dataset: str) -> None:
    for page, name in PAGES.items():
        board = sound(opened(page, data=dataset))
        assert not board.warning, [w.value for w in board.warning]
        assert title(board) == of_dataset(dataset), page
        if of_dataset(dataset):
            assert f'<div class="nb-kicker">{name}</div>' in words(board)
            assert charts(board) or page == "data", f"{page} 没有图"
        else:
            assert charts(board) == 0
            assert [i.value for i in board.info if "本单位还没有" in i.value], page


def test_first_visit_shows_the_founding_report() -> None:
    text = words(opened())
    for figure in ("42,456", "＞119", "＞110", "92"):
        assert re.search(f'<div class="nb-value" style="--ems:[^"]*">{figure}<small>', text), figure
    assert "542.55" in text


def test_an_agency_of_which_nothing_is_held_has_no_year_and_no_judgement() -> None:
    for page in ("overview", "disclosure", "trends", "compare"):
        board = sound(opened(page, agency="wuxi-liangxi-rmzf"))
        assert title(board).endswith("尚未收录") and not re.search(r"(?<!\d)(0|-1) 年", words(board)), page
    overview = words(opened(agency="wuxi-liangxi-rmzf"))
    assert "本看板尚未收录这家机构的数" in overview and "变差" not in overview and "向好" not in overview


def test_a_year_without_a_figure_is_not_blamed_on_the_year_before() -> None:
    assert "2020 年没有收录任何数，无从比较" in words(opened(data="demo", agency="demo-sfq-jd", year="2020"))


def test_an_address_that_is_no_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for path, told in (("verify", True), ("", False), ("consultation", False), ("overview", False)):
        monkeypatch.setattr(st, "context", SimpleNamespace(url=f"http://127.0.0.1:8501/{path}?data=demo"))
        assert bool(_unknown_address()) is told
    monkeypatch.setattr("nianbao.screen.page._unknown_address", lambda: "verify")
    assert "“verify”不是看板的页面" in words(opened())
    assert "verify" not in words(opened("consultation"))


# ---- links that name what is not there


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"agency": "no-such-bureau"}, "链接中的机构“no-such-bureau”不在这个数据集里"),
        ({"agency": "xian-xzspfwj", "data": "demo"}, "链接中的机构“xian-xzspfwj”不在这个数据集里"),
        ({"year": "1850"}, "链接中的年份“1850”不是有效年份"),
        ({"year": "二〇一九"}, "链接中的年份“二〇一九”不是有效年份"),
        ({"year": "2090"}, "链接中的年份 2090 不在数据范围"),
        ({"from": "x"}, "链接中的起始年“x”不是有效年份"),
        ({"from": "2022", "to": "2019"}, "起始年晚于截止年，已对调"),
        ({"data": "secret"}, "链接中的数据集“secret”不存在"),
        ({"scope": "galaxy"}, "链接中的口径范围“galaxy”不存在"),
        ({"group": "friends"}, "链接中的比较范围“friends”不存在"),
    ],
)
def test_a_link_with_an_unknown_part_is_answered_in_chinese(params: dict[str, str], said: str) -> None:
    board = sound(opened(**params))
    assert [w for w in read(board) if said in w], read(board)
    assert title(board), "其余照常显示"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("half-a-cell", "数据位置不完整"),
        ("xian-xzspfwj~2019~no_such_indicator~total~own~year", "链接中的指标“no_such_indicator”不存在"),
        ("xian-xzspfwj~2013~consultations_desk_phone~total~own~year", "在当前数据里已经没有了"),
        ("xian-xzspfwj~2019~consultations_desk_phone~total~galaxy~year", "在当前数据里已经没有了"),
    ],
)
def test_a_cell_that_is_not_there_is_answered_in_chinese(cell: str, said: str) -> None:
    board = sound(opened("data", cell=cell))
    assert [w for w in read(board) if said in w], read(board)


def read(board: AppTest) -> list[str]:
    """The warnings as they read: a backslash only keeps a sign from being markup."""
    return [w.value.replace("\\", "") for w in board.warning]


def test_names_in_a_link_never_become_markup() -> None:
    board = sound(opened(agency="<b>x</b>"))
    assert "<b>x</b>" not in "".join(h.value for h in board.get("html"))


def test_a_link_with_another_fingerprint_says_that_data_changed() -> None:
    board = sound(opened("disclosure", data="demo", v="0000000000", g="1"))
    assert "数据已更新" in "".join([i.value for i in board.info] + [e.label for e in board.expander])


# ---- sparse agencies and filters that leave nothing


@pytest.mark.parametrize("topic", ["consultation", "disclosure", "media"])
def test_an_agency_with_a_single_year_looks_designed(topic: str, public: Generation) -> None:
    rows = store.query(public, "coverage_matrix", topic=topic, limit=400)
    years = rows[rows["numbers"] > 0].groupby("agency_id")["year"].nunique()
    every = store.query(public, "agencies", covered_only=True, limit=1000).set_index("agency_id")["years"]
    agency = next(a for a in years.index if every[a] == 1)
    board = opened(agency=agency)
    for page in PAGES:
        sound(gone(board, page))
        assert title(board)
    assert "没有可比的上年数" in words(gone(board, "overview")) or "不作同比" in words(board)


@pytest.mark.parametrize("dataset", ["public", "demo"])
def test_a_range_without_data_leaves_a_sentence(dataset: str) -> None:
    board = opened(data=dataset, **{"from": "2001", "to": "2003"})
    for page in PAGES:
        sound(gone(board, page))
        assert title(board)
    assert "没有" in words(gone(board, "trends"))


@pytest.mark.parametrize("scope", ["subordinate", "jurisdiction"])
def test_a_scope_without_data_leaves_a_sentence(scope: str) -> None:
    board = opened(scope=scope)
    for page in PAGES:
        sound(gone(board, page))
        assert title(board)


def test_a_search_without_result_says_so() -> None:
    board = opened("data")
    board.text_input(key="nb-search").set_value("不存在的机构").run()
    assert "没有名称含“不存在的机构”且有数据的机构" in words(sound(board))
    board.text_input(key="nb-table-search").set_value("不存在的指标").run()
    assert "没有符合条件的数" in words(sound(board))
    board.text_input(key="nb-coverage").set_value("不存在的机构").run()
    assert "没有名称含" in words(sound(board))


# ---- a warehouse that was damaged


@pytest.fixture
def copied(own_state: Path, public: Generation) -> Iterator[Path]:
    """A copy of 公开数据 that a test may spoil; the caches of the pages are emptied before and after."""
    shutil.copytree(public.path.parent, own_state / "public")
    st.cache_data.clear()
    yield own_state / "public"
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("content", ["not a generation", "000099.duckdb", ""])
def test_a_damaged_current_shows_the_last_good_generation_with_a_notice(copied: Path, content: str) -> None:
    board = sound(opened())
    (copied / "CURRENT").write_text(content, encoding="utf-8")
    for page in ("overview", "data"):
        sound(gone(board, page))
        assert [w.value for w in board.warning if "CURRENT 文件已损坏" in w.value], page
        assert title(board) == of_dataset("public")


def test_a_damaged_current_is_repaired_at_the_next_start(copied: Path) -> None:
    (copied / "CURRENT").write_bytes(b"\xff\xfe\x00")
    st.cache_resource.clear()
    board = sound(opened())
    assert not board.warning
    assert title(board) == of_dataset("public")


# ---- filters change what is shown


@pytest.mark.parametrize("page", PAGES)
def test_another_year_and_another_agency_change_the_page(page: str) -> None:
    board = sound(opened(page, data="demo"))
    before = words(board)
    board.selectbox(key="nb-year").set_value(2022).run()
    assert title(sound(board)) == "示例市行政审批服务局 2022 年演示数据（虚构）"
    assert "2022" in str(board.query_params["year"])
    assert words(board) != before
    board.button(key=f"nb-only-{PROVINCE}").click().run()
    assert title(sound(board)).startswith("示例省政务服务管理局")
    assert PROVINCE in str(board.query_params["agency"])


def test_agencies_are_added_removed_and_promoted() -> None:
    board = opened("trends", data="demo", agency=PROVINCE)
    board.button(key=f"nb-add-{CITY}").click().run()
    assert "对比 1 家" in words(sound(board))
    board.button(key=f"nb-drop-{CITY}").click().run()
    assert CITY not in str(sound(board).query_params["agency"])
    board.button(key=f"nb-add-{CITY}").click().run()
    board.button(key=f"nb-main-{CITY}").click().run()
    assert title(sound(board)).startswith("示例市行政审批服务局")


@pytest.mark.parametrize("page", ["overview", "disclosure", "data"])
def test_the_data_set_switch_works_on_the_page(page: str) -> None:
    board = opened(page)
    board.button_group(key="nb-dataset").set_value("demo").run()
    assert title(sound(board)) == of_dataset("demo")
    board.button_group(key="nb-dataset").set_value("own").run()
    assert [i.value for i in sound(board).info if "本单位还没有" in i.value]
    board.button_group(key="nb-dataset").set_value("public").run()
    assert title(sound(board)) == of_dataset("public")


def test_the_range_slider_sets_both_ends() -> None:
    board = opened("trends", data="demo")
    board.slider(key="nb-range").set_value((2019, 2022)).run()
    sound(board)
    assert "2019" in str(board.query_params["from"])
    assert "2022" in str(board.query_params["to"])
    board.button(key="nb-range-auto").click().run()
    assert "from" not in sound(board).query_params


def test_filters_stay_when_the_page_changes() -> None:
    board = opened(data="demo")
    board.button(key=f"nb-add-{PROVINCE}").click().run()
    board.selectbox(key="nb-year").set_value(2021).run()
    for page in ("consultation", "compare", "data", "overview"):
        sound(gone(board, page))
        assert title(board).startswith("示例市行政审批服务局 2021 年"), page
        assert "对比 1 家" in words(board), page


@pytest.mark.parametrize("page", TOPIC_PAGES)
def test_another_indicator_is_drawn_on_a_topic_page(page: str) -> None:
    board = opened(page, data="demo")
    box = next(s for s in board.selectbox if str(s.key).startswith("nb-indicator-"))
    other = next(i for i in range(len(box.options)) if i != box.index)
    name = box.options[other]
    box.select_index(other).run()
    box = next(s for s in sound(board).selectbox if str(s.key).startswith("nb-indicator-"))
    assert box.options[box.index] == name


# ---- without the light chart library


def test_without_a_chart_library_streamlits_own_chart_draws_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = charts(sound(opened("disclosure", data="demo")))
    monkeypatch.setattr("nianbao.screen.canvas.chart_library", lambda: None)
    st.cache_resource.clear()
    board = sound(opened("disclosure", data="demo"))
    st.cache_resource.clear()
    assert charts(board) == 0
    assert len(board.get("plotly_chart")) == whole


# ---- one bad panel


@pytest.mark.parametrize(
    ("builder", "page"),
    [
        ("trend", "overview"),
        ("trend", "disclosure"),
        ("trend", "trends"),
        ("ranked", "overview"),
        ("ranked", "consultation"),
        ("ranked", "compare"),
        ("heat_table", "compare"),
        ("scatter", "compare"),
        ("composition", "disclosure"),
    ],
)
def test_a_chart_that_fails_leaves_the_rest_standing(monkeypatch: pytest.MonkeyPatch, builder: str, page: str) -> None:
    whole = opened(page, data="demo")
    before = charts(sound(whole))

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail of /etc")

    monkeypatch.setitem(BUILDERS, builder, broken)
    st.cache_resource.clear()
    board = opened(page, data="demo")
    text = words(board)
    assert not board.exception
    failed = text.count("这张图没能画出")
    assert failed >= 1
    assert charts(board) == before - failed, "其余的图照画"
    assert title(board) == of_dataset("demo")
    assert "secret detail" not in text
    assert "Traceback" not in text
