"""What a visitor does: from a figure to its source, choosing, sharing, downloading."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .looks import chart_texts, heading, settle

Visitors = Callable[..., Visitor]
CITY, PROVINCE = "demo-slsh-xzspfwj", "demo-sls-zwfwglj"


def menu(page: Page, name: str) -> None:
    """Another page by its name in the menu."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator(".nb-kicker")).to_have_text(name)
    settle(page)


def agencies(page: Page) -> None:
    """Opens the list of agencies."""
    page.get_by_role("button", name=re.compile("机构：")).click()
    page.get_by_label("按名称或别名搜索").wait_for()


def search(page: Page, words: str, found: str) -> None:
    page.get_by_label("按名称或别名搜索").fill(words)
    page.get_by_label("按名称或别名搜索").press("Enter")
    page.get_by_role("button", name=re.compile(rf"^(✓ )?{found}\s")).first.wait_for()
    settle(page)


def shared_link(page: Page) -> str:
    page.get_by_role("button", name=re.compile("分享链接")).click()
    code = page.locator(".stCode code")
    code.wait_for()
    return code.inner_text().replace("\n", "").strip()


def evidence(page: Page) -> str:
    page.locator(".nb-quote").first.wait_for()
    settle(page)
    return page.locator(".nb-list", has=page.locator(".nb-quote")).first.inner_text()


# ---- (1) the founding report and its source


def test_first_visit_leads_from_the_figure_to_the_printed_sentence(visitor: Visitors) -> None:
    page = visitor().opens()
    assert heading(page) == "西安市行政审批服务局 2019 年"
    page.locator(".nb-card", has_text="42,456").click()
    text = evidence(page)
    assert page.locator(".nb-kicker").inner_text() == "数据与来源"
    assert "42456次" in text.replace(" ", "")
    assert "（六）" in text
    assert "西安市行政审批服务局" in text


@pytest.mark.parametrize(
    ("page_name", "number"),
    [("online", "＞119万件"), ("disclosure", "542.55万元")],
)
def test_each_founding_figure_is_one_click_from_its_source(visitor: Visitors, page_name: str, number: str) -> None:
    page = visitor().opens(page_name)
    page.locator(".nb-card", has=page.locator(".nb-value", has_text=re.compile(rf"^\s*{re.escape(number)}\s*$"))).first.click()
    assert "位置：" in evidence(page)


# ---- (2) choosing an agency


def test_an_agency_is_found_by_its_name_and_stays_after_a_reload(visitor: Visitors) -> None:
    page = visitor().opens("trends")
    agencies(page)
    search(page, "南京市江宁区", "南京市江宁区人民政府")
    page.locator(".st-key-nb-add-nanjing-jiangning-rmzf").get_by_role("button", name="加入对比").click()
    page.get_by_text("对比 1 家").wait_for()
    settle(page)
    address = page.url
    assert re.search(r"agency=xian-xzspfwj(~|%7E)", address)
    page.reload()
    settle(page)
    expect(page.get_by_text("对比 1 家")).to_be_visible()
    assert page.url == address


def test_an_agency_is_found_by_its_alias(visitor: Visitors) -> None:
    page = visitor().opens()
    agencies(page)
    search(page, "皖事通", "安徽省")
    page.locator("[class*=st-key-nb-only-]").first.get_by_role("button").click()
    expect(page.locator(".nb-title")).to_contain_text("安徽省")
    settle(page)


# ---- (3) filters survive a page change


def test_filters_survive_a_page_change(visitor: Visitors) -> None:
    page = visitor().opens(f"?data=demo&agency={CITY}~{PROVINCE}&year=2021&from=2019&to=2023")
    for name in ("趋势", "机构对比", "数据与来源", "总览"):
        menu(page, name)
        assert heading(page).startswith("示例市行政审批服务局 2021 年")
        expect(page.get_by_text("对比 1 家")).to_be_visible()
        assert "from=2019" in page.url
        assert "to=2023" in page.url


def test_the_year_is_chosen_in_the_bar(visitor: Visitors) -> None:
    page = visitor().opens("disclosure?data=demo")
    page.get_by_role("combobox", name="年份").click()
    page.get_by_role("option", name="2022 年").click()
    expect(page.locator(".nb-title b")).to_have_text("2022")
    settle(page)
    assert "year=2022" in page.url


def test_the_range_is_moved_by_keyboard(visitor: Visitors) -> None:
    page = visitor().opens("trends?data=demo")
    page.get_by_role("button", name=re.compile("范围与口径")).click()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("from=2018"))
    settle(page)
    assert not page.locator(".stException").count()


# ---- (4) links


def test_a_shared_link_opens_the_same_view_in_a_fresh_browser(visitor: Visitors) -> None:
    page = visitor().opens(f"disclosure?data=demo&agency={CITY}~{PROVINCE}&year=2022")
    link = shared_link(page)
    for part in ("/disclosure?", "data=demo", "year=2022", "group=", "v=", "g="):
        assert part in link, link
    before = heading(page), chart_texts(page), page.locator(".nb-cards").first.inner_text()
    other = visitor(fresh=True).opens(link)
    assert (heading(other), chart_texts(other), other.locator(".nb-cards").first.inner_text()) == before
    assert not other.get_by_text("数据已更新").count()


def test_a_link_made_on_other_values_says_that_data_changed(visitor: Visitors) -> None:
    page = visitor().opens()
    link = re.sub(r"v=\w+", "v=0000000000", shared_link(page))
    other = visitor(fresh=True).opens(link)
    expect(other.get_by_text("数据已更新").first).to_be_visible()
    assert heading(other) == heading(page)


# ---- (5) a click on a chart


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("trends?data=demo", ".scatterlayer .point"),
        ("compare?data=demo&i=on_time_completion_rate", ".barlayer .point path"),
    ],
)
def test_a_click_on_a_point_opens_its_cell(visitor: Visitors, path: str, mark: str) -> None:
    page = visitor().opens(path)
    point = page.locator(f".nb-plot {mark}").nth(2)
    point.scroll_into_view_if_needed()
    settle(page)
    box = point.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".nb-kicker")).to_have_text("数据与来源")
    text = evidence(page)
    assert "cell=demo-" in page.url
    assert "原文印作" in text


# ---- (6) the other data sets


def test_the_switch_leads_to_the_invented_data_and_back(visitor: Visitors) -> None:
    page = visitor().opens()
    page.get_by_role("radio", name="演示数据").click()
    expect(page.locator(".nb-demo")).to_be_visible()
    settle(page)
    assert all("演示数据" in text for text in chart_texts(page))
    page.get_by_role("radio", name="公开数据").click()
    expect(page.locator(".nb-title")).to_have_text(re.compile("西安市行政审批服务局"))
    settle(page)
    assert "演示数据（虚构" not in " ".join(chart_texts(page))


def test_an_office_without_data_is_told_so(visitor: Visitors) -> None:
    page = visitor().opens("?data=own")
    expect(page.locator(".stAlert")).to_contain_text("本单位还没有")


# ---- (9) downloads


def test_csv_and_xlsx_open_again_with_the_same_rows(visitor: Visitors) -> None:
    page = visitor().opens("data")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 CSV").click()
    raw = Path(waiting.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "没有 BOM，Excel 打开会是乱码"
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert waiting.value.suggested_filename.endswith(".csv")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))["数据"]
    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet.max_row == len(rows) > 20
    name, year, value = (rows[0].index(column) for column in ("指标", "年份", "数值"))
    found = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[value] == 42456]
    assert [(row[name], row[year]) for row in found] == [("导办台与电话咨询", 2019)]
    assert [float(row[value]) for row in rows[1:] if row[value] == "42456.0" or row[value] == "42456"] == [42456.0]
