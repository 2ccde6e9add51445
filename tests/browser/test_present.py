"""A presenter's journey: pin on a page, show full screen by keys, take the deck away."""

from __future__ import annotations

import io
from pathlib import Path

from pptx import Presentation

from .looks import settle


def pin(page, number):
    chart = page.locator(".nb-chart").nth(number)
    title = chart.locator(".nb-plot").get_attribute("aria-label").split("；")[0]
    chart.scroll_into_view_if_needed()
    chart.hover()
    chart.locator("[data-do=pin]").click()
    page.get_by_text("已钉到").last.wait_for()
    page.get_by_text("已钉到").last.wait_for(state="hidden", timeout=15_000)
    return title


def test_pin_show_by_keys_and_take_the_deck_away(visitor):
    one = visitor()
    pinned = [pin(one.opens("disclosure?data=demo"), n) for n in (0, 1, 6)]
    page = one.page
    page.goto(f"{one.board.url}/present")
    page.get_by_role("link", name="放映").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载 PPTX").click()
    deck = Presentation(io.BytesIO(Path(taken.value.path()).read_bytes()))
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(deck.slides) == 4 and len(charts) >= 3, "a cover and three native charts"

    link = page.get_by_role("link", name="放映").get_attribute("href")
    for width, height in ((1280, 720), (1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{one.board.url}/{link}")
        page.locator(".nb-picture[data-nb-chart=drawn]").first.wait_for()
        assert said(page).startswith("1 / 3") and outside_the_window(page) == []
        page.keyboard.press("ArrowRight")
        page.keyboard.press("PageDown")
        page.wait_for_function("document.querySelector('.nb-stage').dataset.at === '2'")
        page.locator(".nb-slide:not([hidden]) .nb-picture[data-nb-chart=drawn]").wait_for()
        shown = page.inner_text(".nb-slide:not([hidden])")
        assert pinned[2] in shown.replace("\n", "")
        assert outside_the_window(page) == []
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("document.querySelector('.nb-stage').dataset.at === '1'")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="放映").wait_for()


def said(page) -> str:
    return page.inner_text(".nb-count")


def outside_the_window(page) -> list[str]:
    """Words of the visible slide that reach out of the screen."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.nb-slide:not([hidden]) svg text')].filter(t => {
            const r = t.getBoundingClientRect();
            return t.textContent.trim() && r.width && (r.left < -1 || r.top < -1 || r.right > innerWidth + 1 || r.bottom > innerHeight + 1);
        }).map(t => t.textContent)"""
    )


def test_a_picture_is_laid_out_for_its_shape_not_for_the_window(visitor):
    one = visitor(width=390, height=844)
    page = one.opens("disclosure?data=demo")
    chart = page.locator(".nb-chart").first
    chart.scroll_into_view_if_needed()
    chart.hover()
    chart.locator("[data-do=picture]").click()
    chart.locator("input[name=title]").fill("给局长看的标题")
    for shape, size in (("wide", (3840, 2160)), ("vertical", (2160, 2880))):
        chart.locator("select[name=shape]").select_option(shape)
        with page.expect_download() as taken:
            chart.locator("[data-how=png]").click()
        assert taken.value.suggested_filename == "给局长看的标题.png"
        head = Path(taken.value.path()).read_bytes()[:24]
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == size
    with page.expect_download() as taken:
        chart.locator("[data-how=svg]").click()
    text = Path(taken.value.path()).read_text("utf-8")
    assert "给局长看的标题" in text and "数据来源" in text and "数据版本" in text
    settle(page)
