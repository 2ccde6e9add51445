"""Files, saved views and targets on the pages themselves: there for those who may, and by no other door for those who may not."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nianbao import ingest
from nianbao.access import Actor
from nianbao.access_settings import load_access
from nianbao.datasets import open_dataset
from nianbao.desk import open_desk
from nianbao.handout import page_workbook
from nianbao.paths import APP
from nianbao.plots import make_plot
from nianbao.renderer import NO_BROWSER, RenderError
from nianbao.saved_views import read_views
from nianbao.screen.chart import _picture
from nianbao.store import Generation
from nianbao.targets import read_targets
from nianbao.view import View

CITY = "demo-slsh-xzspfwj"
PERSON = Actor("甲", "editor")
PANELS = ("nb-saved", "nb-export")


@pytest.fixture(autouse=True)
def one_visitor(own_state, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state directory of the test's own; the rerun of a first visit would swallow a click."""
    monkeypatch.setattr("nianbao.screen.page.enter_by_app", lambda: None)
    monkeypatch.setattr("nianbao.screen.data._built", lambda dataset: True)


@pytest.fixture
def demo_live(demo: Generation, monkeypatch: pytest.MonkeyPatch) -> Generation:
    monkeypatch.setattr("nianbao.screen.data.store.current", lambda dataset: demo)
    return demo


@pytest.fixture
def leader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer in an office where exporting takes an editor."""
    setting = replace(load_access(), export="editor")
    monkeypatch.setattr("nianbao.screen.actor.local_actor", lambda typed="": Actor("某领导", "viewer"))
    monkeypatch.setattr("nianbao.access.load_access", lambda: setting)


def opened(page: str, **params: str) -> AppTest:
    board = AppTest.from_file(str(APP), default_timeout=60)
    board.query_params.update({"data": "demo", **params})
    for panel in PANELS:
        board.session_state[f"{panel}-shown"] = True
    board.switch_page(f"pages/{page}.py").run()
    assert not board.exception, [e.message for e in board.exception]
    return board


def labels(board: AppTest) -> list[str]:
    told = [str(element.proto.label) for kind in ("button", "download_button") for element in board.get(kind)]
    return told + [str(block.proto.popover.label) for block in board.get("popover")]


def buttons_over_charts(board: AppTest) -> list[list[str]]:
    drawn = [e.proto for e in board.get("bidi_component") if e.proto.component_name == "nianbao.chart"]
    return [json.loads(proto.bytes)["may"] for proto in drawn]


def test_a_page_offers_its_charts_the_brief_and_the_statutory_tables(demo_live):
    board = opened("disclosure")
    told = labels(board)
    count = len(buttons_over_charts(board))
    assert {"收藏", "导出"} <= {*told}
    assert count > 4 and f"本页 {count} 张图的数据（Excel）" in told
    assert {"生成一页纸 PDF", "生成一页纸 Word", "生成法定表 Word"} <= {*told}
    assert "生成法定表 Word" in labels(opened("consultation")), "在哪一页都找得到"
    assert "生成法定表 Word" not in labels(opened("consultation", year="2019")), "那时用另一种表样"
    assert buttons_over_charts(board) == [["picture", "pin"]] * count


def test_the_statutory_tables_are_made_when_asked(demo_live):
    board = opened("disclosure")
    next(b for b in board.button if b.label == "生成法定表 Word").click().run()
    assert "保存法定表 Word" in labels(board) and not board.error
    about, data = board.session_state["_nb-export-tables"]
    assert data[:2] == b"PK" and about[-1] == 2025


def test_without_a_browser_the_brief_says_why_and_the_page_stands(demo_live, monkeypatch):
    def none(*_: object) -> bytes:
        raise RenderError(NO_BROWSER)

    monkeypatch.setattr("nianbao.handout.brief_file", none)
    board = opened("disclosure")
    next(b for b in board.button if b.label == "生成一页纸 PDF").click().run()
    assert [e.value for e in board.error if "没有找到可用的浏览器" in e.value] and not board.exception
    assert "生成一页纸 PDF" in labels(board)


def test_the_page_workbook_holds_the_charts_that_were_drawn(demo: Generation):
    desk = open_desk(View(dataset="demo", agencies=(CITY,), year=2025), demo)
    plots = [make_plot(desk, "trend", {"indicator": name}) for name in ("applications_new", "service_satisfaction_rate")]
    book = openpyxl.load_workbook(io.BytesIO(page_workbook(desk, "总览", plots)))
    assert len(book.sheetnames) == 3 and book.sheetnames[0] == "说明"
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows(max_row=12)}
    assert about["页面"] == "总览" and "虚构" in about["数据集"]


@pytest.mark.usefixtures("leader")
def test_who_may_not_export_finds_no_door(demo_live):
    for page in ("overview", "disclosure", "compare", "trends", "data"):
        board = opened(page)
        assert not [told for told in labels(board) if "导出" in told or "下载" in told or "Excel" in told or "生成" in told], page
        assert {act for may in buttons_over_charts(board) for act in may} == set(), "图上没有图片和钉住两个按钮"
    assert "你的角色不能下载数据" in "".join(c.value for c in opened("data").caption)


@pytest.mark.usefixtures("leader")
def test_a_picture_is_not_laid_out_for_who_may_not_have_it(demo: Generation):
    plot = make_plot(open_desk(View(dataset="demo", agencies=(CITY,)), demo), "trend", {"indicator": "applications_new"})
    assert _picture(plot, {"id": "1", "how": "png", "shape": "wide"}) is None


@pytest.mark.usefixtures("leader")
def test_streamlits_own_chart_has_no_camera_then(demo_live, monkeypatch):
    monkeypatch.setattr("nianbao.screen.canvas.chart_library", lambda: None)
    st.cache_resource.clear()
    board = opened("disclosure")
    st.cache_resource.clear()
    configs = [json.loads(chart.proto.config) for chart in board.get("plotly_chart")]
    assert configs and all(config.get("displayModeBar") is False for config in configs)


def test_a_view_is_saved_and_deleted_in_the_filter_bar(demo_live):
    board = opened("trends", i="applications_new")
    board.text_input(key="nb-view-name").set_value("月报")
    next(b for b in board.button if b.label == "收藏").click().run()
    (view,) = read_views()
    assert (view.name, view.params["i"], view.params["agency"]) == ("月报", "applications_new", CITY)
    assert "月报" in "".join(h.value for h in board.get("html"))
    board.button(key=f"nb-view-{view.id}").click().run()
    assert read_views() == []


def test_a_target_is_set_seen_and_dropped_on_its_page(demo_live):
    board = opened("targets")
    board.selectbox(key="nb-target-indicator").set_value("service_satisfaction_rate").run()
    next(n for n in board.number_input if n.label == "年份").set_value(2025)
    next(t for t in board.text_input if t.label.startswith("目标值")).set_value("95%")
    next(b for b in board.button if b.label == "保存目标").click().run()
    assert not board.exception and not board.error
    (target,) = read_targets("demo", [CITY])
    assert (target.year, float(target.value), target.scope) == (2025, 95.0, "own")
    words = "".join(h.value for h in board.get("html"))
    assert "差 3.7 个百分点" in words and "未全部做到 9 年" in words and "promises.yml" not in words
    assert "目标 95%，差 3.7 个百分点" in "".join(h.value for h in opened("overview").get("html"))
    board.button(key="nb-target-drop-service_satisfaction_rate-2025").click().run()
    assert read_targets("demo") == ()


@pytest.mark.usefixtures("leader")
def test_a_viewer_reads_targets_and_sets_none(demo_live):
    board = opened("targets")
    assert not [s for s in board.selectbox if s.key == "nb-target-indicator"]
    assert "承诺兑现" in "".join(h.value for h in board.get("html"))


def test_the_next_report_after_one_of_2019_is_on_todays_form(monkeypatch):
    monkeypatch.setattr("nianbao.screen.office_page.enter_by_app", lambda: None)
    form = "机构,年度,指标,数值,单位,限定词,口径范围,出处,备注\n示例市行政审批服务局,2019,微信公众号发布,120,条,,,,\n".encode()
    ingest.import_batch(ingest.read_uploads([("填报.csv", form)]), PERSON)
    board = AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/review.py").run()
    (year,) = [n for n in board.number_input if n.label == "报告年度"]
    assert (year.value, year.min) == (2021, 2021) and not board.exception


def test_the_next_report_is_offered_where_reports_are_held(monkeypatch):
    monkeypatch.setattr("nianbao.screen.office_page.enter_by_app", lambda: None)
    for dataset in ("own", "draft"):
        open_dataset(dataset)
    board = AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/review.py").run()
    assert "还没有导入任何报告" in "".join(c.value for c in board.caption) and not board.exception
