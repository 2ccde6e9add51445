"""Clocks inside the browser: when the first number stood, when the last mark was drawn, what came over the wire."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

WINDOW = {"width": 1440, "height": 900}
LINK = {"offline": False, "latency": 30, "downloadThroughput": 20e6 / 8, "uploadThroughput": 20e6 / 8}
QUIET = 600  # ms without a new mark: the change is over
PATIENCE = 90_000
NUMBER = '.nb-value, .kpi, [data-testid="stMetricValue"]'

# Every frame: is there a number, are all charts in the window drawn? The page's own clock starts with the navigation.
CLOCK = """(() => {
  const seen = window.__seen = { number: 0, screen: 0, marks: 0, pressed: 0 };
  for (const kind of ['click', 'change', 'keydown']) addEventListener(kind, () => { seen.pressed = performance.now(); }, true);
  const isDrawn = chart => chart.querySelector('.trace, .points path, .point path');
  const inWindow = box => { const r = box.getBoundingClientRect(); return r.height > 0 && r.top < innerHeight; };
  const look = () => {
    const number = document.querySelector(window.__number);
    if (number && !seen.number) seen.number = performance.now();
    const charts = [...document.querySelectorAll('.nb-plot, .js-plotly-plot:not(.nb-plot)')];
    const drawn = charts.filter(isDrawn);
    if (seen.number && !seen.screen && drawn.length >= window.__expected && charts.filter(inWindow).every(isDrawn))
      seen.screen = performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new MutationObserver(all => {
    for (const one of all) {
      const at = one.target.nodeType === 1 ? one.target : one.target.parentElement;
      if (at?.closest('.nb-plot, .js-plotly-plot, .nb-card, .nb-title, .kpi, [data-testid="stMetric"]') || at?.querySelector?.('.nb-card, .kpi, .js-plotly-plot'))
        seen.marks = performance.now();
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})()"""


def clock(expected: int, number: str = NUMBER) -> str:
    """The script that watches one page load."""
    return f"window.__expected = {expected}; window.__number = {json.dumps(number)};{CLOCK}"


@dataclass(frozen=True)
class Arrival:
    """One page load: seconds to the first number and to the first screen, megabytes down, number of requests."""

    number: float
    screen: float
    megabytes: float
    requests: int


class Wire:
    """Counts what a page fetched, as it came over the wire, WebSocket frames too."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0.0
        self.requests = 0
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.send("Network.enable")

    def _loaded(self, event: dict[str, float]) -> None:
        self.bytes += event["encodedDataLength"]
        self.requests += 1

    def _frame(self, event: dict[str, dict[str, str]]) -> None:
        payload = event["response"]["payloadData"]
        self.bytes += len(payload) * (1 if event["response"].get("opcode") == 1 else 0.75)


@contextmanager
def visitor(
    browser: Browser, expected: int, slow: bool = False, window: dict[str, int] = WINDOW, number: str = NUMBER
) -> Iterator[tuple[Page, Wire]]:
    """A fresh visitor with an empty cache; `expected` charts must stand before the screen counts as drawn.

    `number` is the selector of what counts as the first number.
    """
    context: BrowserContext = browser.new_context(viewport=window)  # type: ignore[arg-type]
    try:
        context.add_init_script(clock(expected, number))
        page = context.new_page()
        session = context.new_cdp_session(page)
        wire = Wire(session)
        if slow:
            session.send("Network.emulateNetworkConditions", LINK)
        yield page, wire
    finally:
        context.close()


def arrive(page: Page, wire: Wire, go: Callable[[], object]) -> Arrival:
    """Waits for the first screen after `go`."""
    wire.bytes, wire.requests = 0.0, 0
    go()
    seen = _until(page, lambda seen: seen["screen"] > 0)
    page.wait_for_timeout(300)  # let the last bytes be counted
    return Arrival(seen["number"] / 1000, seen["screen"] / 1000, wire.bytes / 1e6, wire.requests)


def _until(page: Page, done: Callable[[dict[str, float]], bool]) -> dict[str, float]:
    """What the clock has seen, once `done`; asked from outside, since the board's policy lets no page evaluate text."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        with suppress(PlaywrightError):  # between two documents
            seen: dict[str, float] = page.evaluate("() => ({ ...window.__seen, now: performance.now() })")
            if "screen" in seen and done(seen):
                return seen
        page.wait_for_timeout(40)
    raise TimeoutError(f"not drawn: {page.url}")


def change(page: Page, act: Callable[[], object]) -> float:
    """Seconds from the last press of `act` to the last mark that it moved."""
    before = page.evaluate("() => performance.now()")
    act()
    seen = _until(page, lambda seen: seen["marks"] > before and seen["now"] - seen["marks"] > QUIET)
    return (seen["marks"] - seen["pressed"]) / 1000
