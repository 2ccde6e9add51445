"""Sign-in by a real OpenID Connect service run beside the board: the way in, the way out, and what does not get in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.provider import Provider, Tamper, no_signature, other_key, other_words, provider
from tests.served import Served, free_port, served

SETTINGS = """
access:
  mode: oidc
  default: none
  roles:
    viewer: {{domains: [example.gov.cn]}}
    editor: {{groups: [reporters]}}
  oidc:
    server_metadata_url: {metadata}
    client_id: board
    client_secret: not-a-real-secret
    cookie_secret: a-secret-of-this-test-only-0123456789
    redirect_uri: http://127.0.0.1:{port}/oauth2callback
"""
LI = {"email": "li@example.gov.cn", "email_verified": True, "groups": ["reporters"]}
SUN = {"email": "sun@elsewhere.cn", "email_verified": True}
FIGURE = "42,456"


@dataclass
class Place:
    """The sign-in service, the board that trusts it, and a fresh visitor."""

    identity: Provider
    board: Served
    page: Page

    def signs_in(self, account: str) -> Page:
        """From the board to the service, as this account, and back."""
        self.page.goto(self.board.url)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(f"{self.identity.url}/**")
        self.page.get_by_placeholder("sub").fill(account)
        self.page.get_by_role("button", name="Authorize").click()
        self.page.wait_for_url(f"{self.board.url}/**")
        return self.page


@pytest.fixture(scope="module")
def trusted(state_dir, public, demo) -> Iterator[tuple[Provider, Served]]:
    port = free_port()
    with provider(li=LI, sun=SUN) as identity:
        settings = SETTINGS.format(metadata=identity.metadata, port=port)
        with served(state_dir, settings=settings, port=port) as board:
            yield identity, board


@pytest.fixture
def place(trusted: tuple[Provider, Served], browser: Browser) -> Iterator[Place]:
    identity, board = trusted
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    hosts: set[str] = set()

    def note(route: Route) -> None:
        """The service's own pages want a style sheet from the internet; the board wants nothing from outside."""
        host = urlsplit(route.request.url).netloc
        if route.request.frame.url.startswith(board.url):
            hosts.add(host)
        if host.startswith("127.0.0.1"):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", note)
    yield Place(identity, board, page)
    identity.tamper = None
    context.close()
    assert hosts <= {urlsplit(board.url).netloc, urlsplit(identity.url).netloc, ""}


def test_an_editor_signs_in_and_out(place: Place) -> None:
    page = place.signs_in("li")
    expect(page.get_by_text(FIGURE).first).to_be_visible()
    expect(page.get_by_text("li@example.gov.cn（编辑）")).to_be_visible()
    expect(page.get_by_text("工作台", exact=True).first).to_be_visible()
    page.get_by_role("button", name="退出", exact=True).click()
    page.wait_for_url(f"{place.identity.url}/**")
    page.goto(place.board.url)
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    assert FIGURE not in page.content()


def test_a_stranger_with_a_valid_token_sees_only_why(place: Place) -> None:
    page = place.signs_in("sun")
    expect(page.get_by_text("没有进入本看板的权限")).to_be_visible()
    assert FIGURE not in page.content()


@pytest.mark.parametrize("tamper", [other_words, other_key, no_signature])
def test_a_forged_token_is_not_taken(place: Place, tamper: Tamper) -> None:
    place.identity.tamper = tamper
    page = place.signs_in("li")
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    assert FIGURE not in page.content()
    assert "OAuth token exchange failed" in place.board.log
    assert not [c for c in page.context.cookies() if c["name"].startswith("_streamlit_user")]


def test_a_forged_cookie_is_not_taken(place: Place) -> None:
    good = place.signs_in("li")
    expect(good.get_by_text(FIGURE).first).to_be_visible()
    (cookie,) = [c for c in good.context.cookies() if c["name"] == "_streamlit_user"]
    head, _, tail = str(cookie["value"]).partition(".")
    good.context.add_cookies([{**cookie, "value": f"{head[:-4]}{'AAAA' if head[-4:] != 'AAAA' else 'BBBB'}.{tail}"}])  # type: ignore[list-item]
    good.goto(place.board.url)
    expect(good.get_by_role("button", name="登录", exact=True)).to_be_visible()
    assert FIGURE not in good.content()


def test_an_expired_token_is_not_taken(state_dir, public, demo, browser: Browser) -> None:
    port = free_port()
    with provider(valid=timedelta(hours=-2), li=LI) as identity:
        settings = SETTINGS.format(metadata=identity.metadata, port=port)
        with served(state_dir, settings=settings, port=port) as board:
            context = browser.new_context(locale="zh-CN")
            context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
            page = Place(identity, board, context.new_page()).signs_in("li")
            expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
            assert FIGURE not in page.content()
            assert "ExpiredTokenError" in board.log
            context.close()
