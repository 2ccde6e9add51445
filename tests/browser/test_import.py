"""One report through the page in a real browser: dropped, seen, corrected, imported, published, found again, undone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from nianbao.paths import APP, ROOT
from tests.browser.looks import outside, settle
from tests.browser.server import Server, streamlit
from tests.samples import as_docx, make_sample

GRANTED = ("outcome_granted", "natural_person")
PATIENCE = 60_000


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A board of its own: these tests write."""
    with streamlit(APP, tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture(scope="module")
def page(office: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    yield found
    context.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report with one wrong cell, one that is fine, and one that is no report."""
    folder = tmp_path_factory.mktemp("files")
    sample = make_sample(1, year=2023)
    sample.agency = "示例市行政审批服务局"
    sample.prose = ["{year}年，我局12345热线共受理群众来电23456件。"]
    good = make_sample(2, year=2023)
    good.agency = "样例县人民政府"
    found = {"wrong": folder / "示例市2023.docx", "good": folder / "样例县2023.docx", "bad": folder / "通知.txt"}
    found["good"].write_bytes(as_docx(good))
    found["bad"].write_text("关于召开会议的通知", encoding="utf-8")
    sample.cells[GRANTED] = str(int(sample.cells[GRANTED]) + 9)
    found["wrong"].write_bytes(as_docx(sample))
    return found


def press(page: Page, name: str, shows: Locator) -> None:
    """Presses a button and waits for what it is to bring about.

    A page that stands still right after a click may be one whose rerun has not begun: on a busy machine that takes
    longer than any pause worth waiting for, so only the effect tells that the click was taken.
    """
    settle(page, PATIENCE)
    page.get_by_role("button", name=name).first.click()
    shown(shows)
    settle(page, PATIENCE)


def shown(thing: Locator) -> None:
    expect(thing).to_be_visible(timeout=PATIENCE)


def test_a_report_goes_from_the_desk_to_the_board_and_back(office: Server, page: Page, files: dict[str, Path]):
    right = make_sample(1, year=2023).cells[GRANTED]
    page.goto(f"{office.url}/import")
    settle(page, PATIENCE)
    shown(page.get_by_text("还没有导入过报告"))
    page.set_input_files("input[type=file]", [files["wrong"], files["good"], files["bad"]])
    shown(page.get_by_text(re.compile("共 3 份：可导入 1，有问题 1，未读入 1")))
    settle(page, PATIENCE)

    # the paper: every figure in its place, the wrong one outlined, the finding leads to it
    culprit = page.locator(".nb-paper td.bad")
    expect(culprit).to_have_count(1, timeout=PATIENCE)
    page.locator(".nb-work a.jump").first.click()
    expect(culprit).to_be_in_viewport(timeout=PATIENCE)
    expect(page.locator(".nb-paper :target")).to_have_text(culprit.inner_text(), timeout=PATIENCE)
    expect(page.locator(".nb-paper mark")).to_have_text(re.compile("受理群众来电23456件"), timeout=PATIENCE)
    assert page.locator(".nb-paper .reported").count() > 190
    assert outside(page) == []

    # corrected as advised, with the printed value beside it
    # the empty field of the run before may stand beside the filled one for a moment: wait for the filled one
    press(page, "按建议更正", page.locator(f"input[aria-label^='应为'][value='{right}']"))
    expect(page.get_by_label(re.compile("^应为"))).to_have_value(right, timeout=PATIENCE)
    expect(page.get_by_label(re.compile("^理由"))).to_have_value(re.compile("勾稽关系"), timeout=PATIENCE)
    press(page, "记下更正", page.locator(".nb-paper td.fixed"))
    expect(page.locator(".nb-paper td.bad")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(".nb-paper td.fixed")).to_have_text(re.compile(f"{right}$"), timeout=PATIENCE)

    press(page, "确认导入", page.get_by_text("存为草稿，尚未发布"))
    press(page, "发布这一批", page.get_by_text("已发布 2 份报告"))

    # on the leader's page of 本单位, and back to the place in the document
    page.get_by_role("link", name=re.compile("看 示例市行政审批服务局 2023 年总览")).click()
    page.wait_for_url(re.compile("data=draft"))
    settle(page, PATIENCE)
    expect(page.locator(".nb-title")).to_contain_text("示例市行政审批服务局 2023 年", timeout=PATIENCE)
    agency = re.search(r"agency=([^&]+)", page.url)
    assert agency
    page.goto(f"{office.url}/?data=own&agency={agency[1]}&year=2023")
    settle(page, PATIENCE)
    shown(page.get_by_text("23,456").first)
    cell = f"{agency[1]}~2023~outcome_granted~natural_person~own~year"
    page.goto(f"{office.url}/data?data=own&agency={agency[1]}&year=2023&cell={cell}")
    settle(page, PATIENCE)
    expect(page.locator(".nb-paper .hit").first).to_have_text(str(int(right) + 9), timeout=PATIENCE)

    # the command line works while the board is open, and the board sees what it did
    page.goto(f"{office.url}/import")
    settle(page, PATIENCE)
    shown(page.get_by_text(re.compile(r"批次 \w{10}")).first)
    batch = re.search(r"批次 (\w{10})", page.locator(".stMain").inner_text())
    assert batch
    told = subprocess.run(
        [sys.executable, "-m", "nianbao", "undo", batch[1], "--reason", "试导入"], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "NIANBAO_STATE": str(office.state)},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    page.reload()
    settle(page, PATIENCE)
    shown(page.get_by_text("已撤销", exact=True))
    page.goto(f"{office.url}/?data=own")
    settle(page, PATIENCE)
    shown(page.get_by_text("本单位还没有已发布的数据"))


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("path", ["import", "review"])
def test_the_working_pages_fit_the_window(office: Server, page: Page, path: str, size: tuple[int, int]):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{office.url}/{path}")
    settle(page, PATIENCE)
    assert outside(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
