"""The board as `nianbao serve` serves it: no page breaks the policy it sends, and none asks another host for anything."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.served import served

from .looks import settle


def test_every_page_keeps_to_the_policy_and_draws(state_dir, public, demo, browser: Browser) -> None:
    with served(state_dir) as board:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        broken: list[str] = []
        hosts: set[str] = set()
        page.on("console", lambda message: broken.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
        for path in ("", "trends", "compare", "data", "present", "import", "review", "audit"):
            page.goto(f"{board.url}/{path}?data=demo")
            settle(page)
            if path in ("", "trends", "compare"):
                assert page.locator(".js-plotly-plot").count(), path
        assert broken == []
        assert hosts == {f"127.0.0.1:{board.port}", ""} or hosts == {f"127.0.0.1:{board.port}"}
        # the policy is alive: what a page would fetch from elsewhere is refused by the browser itself
        refused = page.evaluate("fetch('http://127.0.0.2:9/').then(() => '', error => String(error))")
        assert "TypeError" in refused and [text for text in broken if "127.0.0.2:9" in text]
        context.close()
