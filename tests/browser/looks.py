"""Waits until a page of the board stands still, and measures what is on it."""

from __future__ import annotations

from playwright.sync_api import Page

PAGES = {
    "": "总览",
    "consultation": "咨询热线",
    "online": "网上办事",
    "proposals": "建议提案",
    "disclosure": "信息公开",
    "compare": "机构对比",
    "trends": "趋势",
    "data": "数据与来源",
}

STANDING = 0.25  # seconds without any movement: longer than the pause between two reruns

# Still: connected, no script running, nothing stale or half drawn, for `STANDING` without a break.
_STILL = """([standing, everything]) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('.nb-plot')];
  // Charts far below the fold wait until they are scrolled to; printing draws them all, and so do these tests.
  if (everything && charts.some(c => c.dataset.nbChart === 'waiting')) window.dispatchEvent(new Event('beforeprint'));
  const now = performance.now();
  const busy = !app
    || app.dataset.testScriptState !== 'notRunning'
    || app.dataset.testConnectionState !== 'CONNECTED'
    || !document.querySelector('.nb-head, .stAlert, [data-nb-empty]')
    || document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]')
    || charts.some(c => c.dataset.nbChart !== 'drawn' && (everything || c.getBoundingClientRect().top < innerHeight))
    || charts.some(c => !c.dataset.nbChart);
  if (busy) { window.__stillSince = undefined; return false; }
  const layout = charts.map(c => Math.round(c.getBoundingClientRect().width)).join() + innerWidth;
  if (window.__stillLayout !== layout) { window.__stillLayout = layout; window.__stillSince = now; }
  window.__stillSince ??= now;
  return now - window.__stillSince > standing * 1000;
}"""

# Texts of charts that reach out of the picture, and texts of cards and lists that reach out of their box.
_OUTSIDE = """() => {
  const found = [];
  const out = (a, b) => a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
  const say = (where, what, a, b) => found.push(`${where}: “${what.trim().slice(0, 40)}” ` + [
    ['left', b.left - a.left], ['right', a.right - b.right], ['top', b.top - a.top], ['bottom', a.bottom - b.bottom],
  ].filter(([, by]) => by > 1).map(([side, by]) => `${side} ${by.toFixed(0)}px`).join(' '));
  for (const chart of document.querySelectorAll('.nb-plot.js-plotly-plot')) {
    const box = chart.querySelector('.svg-container').getBoundingClientRect();
    const title = chart.querySelector('.annotation-text, text')?.textContent.slice(0, 24) ?? '';
    for (const text of chart.querySelectorAll('svg text')) {
      const rect = text.getBoundingClientRect();
      if (text.textContent.trim() && rect.width && getComputedStyle(text).visibility !== 'hidden' && out(rect, box))
        say(`图 ${title}`, text.textContent, rect, box);
    }
  }
  for (const card of document.querySelectorAll('.nb-card, .nb-list, .nb-panel, .nb-nothing')) {
    const box = card.getBoundingClientRect();
    const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.textContent.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const rect = range.getBoundingClientRect();
      if (rect.width && out(rect, box)) say(`${card.className}`, walker.currentNode.textContent, rect, box);
    }
  }
  const main = document.querySelector('.stMain');
  if (main.scrollWidth > main.clientWidth + 1) found.push(`横向滚动：${main.scrollWidth} > ${main.clientWidth}`);
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push(`横向滚动：${document.documentElement.scrollWidth} > ${innerWidth}`);
  return found;
}"""


def settle(page: Page, patience: float = 45_000, everything: bool = True) -> Page:
    """Returns once the page stands still with all its charts drawn, or (not `everything`) those in the window."""
    page.wait_for_function(_STILL, arg=[STANDING, everything], timeout=patience, polling=60)
    return page


def resize(page: Page, width: int, height: int = 900) -> Page:
    """Another window width; returns once the server knows it and the page stands again."""
    page.set_viewport_size({"width": width, "height": height})
    size = "narrow" if width < 720 else "medium" if width < 1180 else "wide"
    page.wait_for_function("size => (window.__nianbaoWidth ?? 'wide') === size", arg=size)
    return settle(page)


def outside(page: Page) -> list[str]:
    """What is clipped or sticks out, in words; empty when all is well."""
    return list(page.evaluate(_OUTSIDE))


def chart_texts(page: Page) -> list[str]:
    """The words inside each chart's picture."""
    return list(
        page.eval_on_selector_all(
            ".nb-plot", "all => all.map(c => [...c.querySelectorAll('svg text')].map(t => t.textContent).join(' '))"
        )
    )


def heading(page: Page) -> str:
    """The agency and year in the title of the page."""
    return page.inner_text(".nb-title")
