"""Ten browsers at once: what a change takes then, and what a visitor costs the server."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from statistics import median, quantiles

from playwright.async_api import Browser, Page, async_playwright

from tests.bench.pages import YEARS, Subject
from tests.bench.servers import Running
from tests.bench.visits import PATIENCE, QUIET, clock
from tests.browser.server import FLAGS

CHANGES = 5


def crowds(subjects: Sequence[Subject], visitors: int, browser_path: str, window: dict[str, int]) -> list[str]:
    """A table, one line per subject: each is started anew and measured alone."""
    lines = [
        f"{visitors} 个浏览器一起打开，各换 {CHANGES} 次年份，每次停 0.5—3 s；浏览器与服务器共用同样的核，等待多半是浏览器自己的，看 CPU：",
        "",
        "| 页面 | 换年份 s：中位／p95 | 服务器 CPU ms：每次打开／每次换年份 | 内存 MB：之前／之后 | 完成的更换 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for subject in subjects:
        with subject.start() as server:
            time.sleep(5)  # what a server does after its start is done
            lines.append(asyncio.run(_one(subject, server, visitors, browser_path, window)))
    return lines


async def _one(subject: Subject, server: Running, visitors: int, browser_path: str, window: dict[str, int]) -> str:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        memory, before = server.memory(), server.cpu()
        pages = await asyncio.gather(
            *(_open(browser, server.url + subject.path, subject.charts, window) for _ in range(visitors))
        )
        loaded = server.cpu()
        took = [
            seconds
            for found in await asyncio.gather(*(_visit(page, number) for number, page in enumerate(pages)))
            for seconds in found
        ]
        done = server.cpu()
        await browser.close()
    late = quantiles(took, n=20)[-1] if len(took) > 1 else 0.0
    return (
        f"| {subject.name} | {median(took):.2f}／{late:.2f} | {(loaded - before) * 1000 / visitors:.0f}／"
        f"{(done - loaded) * 1000 / max(len(took), 1):.0f} | {memory:.0f}／{server.memory():.0f} | {len(took)}／{visitors * CHANGES} |"
    )


async def _open(browser: Browser, url: str, charts: int, window: dict[str, int]) -> Page:
    context = await browser.new_context(viewport=window)  # type: ignore[arg-type]
    await context.add_init_script(clock(charts))
    page = await context.new_page()
    await page.goto(url, wait_until="commit")
    await _until(page, lambda seen: seen["screen"] > 0)
    return page


async def _visit(page: Page, number: int) -> list[float]:
    """Seconds of each change that came to its last mark."""
    dice = random.Random(number)
    took = []
    for year in dice.sample(YEARS, CHANGES):
        await asyncio.sleep(dice.uniform(0.5, 3))
        before = await page.evaluate("() => performance.now()")
        await _pick(page, year)
        seen = await _until(page, lambda seen, before=before: seen["marks"] > before and seen["now"] - seen["marks"] > QUIET)
        if seen:
            took.append((seen["marks"] - seen["pressed"]) / 1000)
    return took


async def _pick(page: Page, year: int) -> None:
    """As in pages.py, for the control that is there."""
    if await page.locator("select#year").count():
        await page.select_option("#year", str(year))
    elif await page.locator("#year").count():
        await page.locator("#year").click()
        await page.locator(".dash-dropdown-option", has_text=str(year)).first.click()
    else:
        box = page.get_by_role("combobox", name="年份").first
        await box.click()
        await box.fill(str(year))
        await box.press("Enter")


async def _until(page: Page, done) -> dict[str, float]:  # type: ignore[no-untyped-def]
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        seen: dict[str, float] = await page.evaluate("() => ({ ...window.__seen, now: performance.now() })")
        if "screen" in seen and done(seen):
            return seen
        await asyncio.sleep(0.05)
    return {}
