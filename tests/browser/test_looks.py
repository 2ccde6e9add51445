"""How every page looks: nothing clipped at three widths, Chinese throughout, demo pictures marked, dark paper in the dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from .conftest import Visitor
from .looks import PAGES, chart_texts, heading, outside, resize
from .server import Server

Visitors = Callable[..., Visitor]
WIDTHS = (1440, 1920, 390)
LONG = "~".join(
    ("demo-sls-zwfwglj", "demo-slsh-xzspfwj", "demo-slsh-kfq", "demo-sfq-jd", "demo-sls-bgt", "demo-ylsh-rmzf", "demo-fbx-rmzf")
)
# Words of Streamlit and Plotly themselves, and values that no reader should meet.
CHROME = re.compile(
    r"\b(Deploy|Rerun|Running|Stop|Download plot|Zoom|Pan|Autoscale|Reset axes|Fullscreen|Press Enter|Choose an? options?|"
    r"No results|No options|Select all|Search|Settings|Print|Made with|Error|Exception|Traceback|None|nan|NaN|NaT|null|undefined|"
    r"Infinity|True|False)\b"
)
VISIBLE = """() => {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest('style, script, template, [data-testid="stIconMaterial"], .st-key-nb-bar code')) continue;
    const rect = parent.getBoundingClientRect();
    if (rect.width > 2 && rect.height > 2 && getComputedStyle(parent).visibility !== 'hidden') words.push(walker.currentNode.textContent);
  }
  for (const box of document.querySelectorAll('input[placeholder]')) if (!box.value) words.push(box.placeholder);
  return words.join('\\n');
}"""


@dataclass
class Seen:
    """What one visit saw: the page and its title, the words on the screen and inside the charts, what stuck out at each width."""

    kicker: str
    heading: str
    probes: set[str]
    words: str
    charts: list[str]
    outside: dict[int, list[str]]


@pytest.fixture(scope="module")
def seen() -> dict[str, Seen]:
    return {}


@pytest.fixture
def look(visitor: Visitors, seen: dict[str, Seen]) -> Callable[[str], Seen]:
    """Opens an address once for all tests of this file, at each width."""

    def at(path: str) -> Seen:
        if path not in seen:
            one = visitor(width=WIDTHS[0])
            page = one.opens(path)
            words, texts, found = page.evaluate(VISIBLE), chart_texts(page), {}
            for width in WIDTHS:
                found[width] = outside(resize(page, width))
            kicker = page.locator(".nb-kicker").inner_text()
            seen[path] = Seen(kicker, heading(page), one.probes, words, texts, found)
        return seen[path]

    return at


ADDRESSES = [f"{page}?data={dataset}" for dataset in ("public", "demo") for page in PAGES]
CROWDED = [f"{page}?data=demo&agency={LONG}" for page in ("trends", "disclosure")]


@pytest.mark.parametrize("address", [*ADDRESSES, *CROWDED])
def test_nothing_is_clipped_at_any_width(look: Callable[[str], Seen], address: str) -> None:
    assert {width: found for width, found in look(address).outside.items() if found} == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_word_of_the_machinery_is_on_the_screen(look: Callable[[str], Seen], address: str) -> None:
    assert CHROME.findall(look(address).words) == []


@pytest.mark.parametrize("page", PAGES)
def test_pictures_of_invented_data_say_so(look: Callable[[str], Seen], page: str) -> None:
    texts = look(f"{page}?data=demo").charts
    assert texts or page == "data"
    assert [text[:60] for text in texts if "演示数据" not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_pictures_of_real_data_name_source_and_version(look: Callable[[str], Seen], page: str) -> None:
    texts = look(f"{page}?data=public").charts
    assert texts or page == "data"
    assert [text[:60] for text in texts if "数据版本" not in text or "演示数据" in text] == []


@pytest.mark.parametrize("path", ["", "compare?data=demo"])
def test_a_phone_may_be_the_first_window(visitor: Visitors, path: str) -> None:
    assert outside(visitor(width=390, height=844).opens(path)) == []


def test_dark_mode_draws_on_dark_paper(visitor: Visitors) -> None:
    page = visitor(dark=True).opens("disclosure?data=demo")
    papers = page.eval_on_selector_all(
        ".nb-plot svg.main-svg:first-of-type", "all => all.map(s => getComputedStyle(s).backgroundColor)"
    )
    assert papers
    assert set(papers) == {"rgb(17, 23, 29)"}
    inks = page.eval_on_selector_all(
        ".nb-plot .annotation-text", "all => all.map(t => getComputedStyle(t).fill.match(/\\d+/g).slice(0, 3).map(Number))"
    )
    assert min(max(ink) for ink in inks) > 80, "深色纸上有深色字"


def test_typing_and_pointing_show_no_english_hint(visitor: Visitors) -> None:
    page = visitor().opens("data")
    page.get_by_label("搜索指标或机构").fill("热线")
    page.get_by_label("搜索指标或机构").focus()
    assert CHROME.findall(page.evaluate(VISIBLE)) == []
    page.locator(".stDataFrame").first.hover()
    assert page.locator('[data-testid="stElementToolbar"]:visible').count() == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_deep_link_opens_its_page(look: Callable[[str], Seen], page: str) -> None:
    assert look(f"{page}?data=public").kicker == PAGES[page]
    assert look(f"{page}?data=public").heading == "西安市行政审批服务局 2019 年"
    assert look(f"{page}?data=demo").heading.startswith("示例市行政审批服务局 2025 年")


@pytest.mark.parametrize("page", PAGES)
def test_only_the_known_probes_of_a_deep_link_are_missing(look: Callable[[str], Seen], page: str) -> None:
    """Streamlit's client looks for its server below the page's path first and then at the root: two harmless 404."""
    expected = {f"/{page}/_stcore/health", f"/{page}/_stcore/host-config"} if page else set()
    assert look(f"{page}?data=public").probes == expected


def test_the_recorder_would_notice_an_error(browser: Browser, board: Server) -> None:
    page = browser.new_page()
    one = Visitor(page, board)
    page.on("console", one.note_console)
    page.goto(f"{board.url}/_stcore/health")
    page.evaluate("console.error('boom')")
    page.close()
    assert [error.split()[0] for error in one.errors] == ["boom"]
