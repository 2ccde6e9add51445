"""What Ctrl-P gives: A4 landscape, every number and chart of the page, nothing clipped, no chart cut by a page edge."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable

import pdfplumber
import pytest
from playwright.sync_api import Page

from nianbao.exporters.pdf_words import searchable

from .conftest import Visitor
from .looks import PAGES, settle

Visitors = Callable[..., Visitor]
OFFICE = ("present", "review", "targets", "import", "audit")
# The title of each chart, line by line as it is drawn.
_TITLES = """() => [...document.querySelectorAll('.nb-plot')].map(plot => {
  const text = [...plot.querySelectorAll('.infolayer .annotation-text')].find(t => parseFloat(getComputedStyle(t).fontSize) >= 17);
  const lines = text ? [...text.querySelectorAll('tspan.line')].map(line => line.textContent) : [];
  return lines.length ? lines : [text?.textContent ?? ''];
})"""
_NUMBERS = "all => all.map(value => value.firstChild.textContent)"  # the unit behind it is set smaller, and apart
_BUTTONS = ("分享链接", "导出", "收藏", "范围与口径", "工作台", "下载CSV", "钉住", "设为主机构")


def packed(text: str) -> str:
    """Without spaces, and with the radicals that a PDF has in place of some characters turned back into these."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("戶", "户")


def printed(page: Page) -> tuple[list[str], list[str]]:
    """The text of each printed page, and what of it lies outside the paper."""
    texts, outside = [], []
    with pdfplumber.open(io.BytesIO(searchable(page.pdf(prefer_css_page_size=True)))) as paper:
        for number, sheet in enumerate(paper.pages, 1):
            assert (round(sheet.width), round(sheet.height)) == (842, 595), "不是 A4 横向"
            # in the order it was drawn: cards and charts stand side by side, and so would their lines
            texts.append(packed("".join(char["text"] for char in sheet.chars)))
            edge = (-1, -1, sheet.width + 1, sheet.height + 1)
            outside += [
                f"第 {number} 页：{c['text']}" for c in sheet.chars
                if c["x0"] < edge[0] or c["top"] < edge[1] or c["x1"] > edge[2] or c["bottom"] > edge[3]
            ]  # fmt: skip
    return texts, outside


def at_once(visitor: Visitors, path: str, **window: int) -> Page:
    """A page that someone prints as soon as what they see stands: charts below the fold may not have been drawn."""
    one = visitor(**window)
    one.page.goto(f"{one.board.url}/{path}")
    settle(one.page, everything=False)
    one.page.wait_for_function("window.Plotly || !document.querySelector('.nb-plot')")
    return one.page


def test_charts_below_the_fold_are_drawn_when_the_browser_has_time(visitor: Visitors) -> None:
    page = at_once(visitor, "disclosure?data=demo", width=390, height=844)
    page.wait_for_function("[...document.querySelectorAll('.nb-plot')].every(plot => plot.dataset.nbChart === 'drawn')")
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0, "没有滚动，全都画了"


@pytest.mark.parametrize("path", [*(f"{page}?data=demo" for page in PAGES), "?data=public", "consultation?data=public"])
def test_a_printed_page_holds_all_that_the_page_shows(visitor: Visitors, path: str) -> None:
    page = at_once(visitor, path)
    texts, outside = printed(page)
    whole = "".join(texts)
    assert outside == []
    numbers = [packed(value) for value in page.eval_on_selector_all(".nb-card .nb-value", _NUMBERS)]
    assert [value for value in numbers if value not in whole] == []
    titles = [[packed(line) for line in lines] for lines in page.evaluate(_TITLES)]
    assert numbers or titles or path.startswith("data")
    assert [line for lines in titles for line in lines if not line or line not in whole] == []
    # Title and version line are the first and the last words of a chart: a page has as many of one as of the other.
    for number, text in enumerate(texts, 1):
        assert sum(lines[0] in text for lines in titles) == text.count("·年报看板") - text.count("行。"), (
            f"第 {number} 页有被切开的图"
        )
    assert [word for word in _BUTTONS if word in whole] == []


@pytest.mark.parametrize("window", [{"width": 1920, "height": 1080}, {"width": 390, "height": 844}])
def test_the_paper_is_the_same_from_any_window(visitor: Visitors, window: dict[str, int]) -> None:
    page = at_once(visitor, "disclosure?data=demo", **window)
    texts, outside = printed(page)
    assert outside == []
    assert [line for lines in page.evaluate(_TITLES) for line in lines if packed(line) not in "".join(texts)] == []


@pytest.mark.parametrize("path", OFFICE)
def test_pages_of_the_office_print_too(visitor: Visitors, path: str) -> None:
    page = at_once(visitor, path)
    texts, outside = printed(page)
    assert outside == [] and packed(page.inner_text(".nb-title")) in texts[0]
    assert "工作台" not in "".join(texts)
