"""The very first visit is a deep link: this file runs first and has a server to itself."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.looks import heading, settle
from tests.browser.server import ROOT, streamlit


def test_a_deep_link_as_first_visit_opens_the_page_with_its_chinese_menu(browser: Browser, tmp_path: Path) -> None:
    with streamlit(ROOT / "app.py", tmp_path) as board:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{board.url}/disclosure?data=public&agency=nanjing-jiangning-rmzf&year=2023")
        settle(page)
        assert heading(page) == "南京市江宁区人民政府 2023 年"
        assert "机构对比" in page.inner_text("[data-testid='stApp']")
        assert page.locator("[data-testid='stSidebar']").count() == 0 or "app" not in page.inner_text("[data-testid='stSidebar']")
        page.close()
