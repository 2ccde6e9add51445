"""Takes the README's pictures from a running board: `python -m tests.browser.screenshots DIR`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.looks import settle
from tests.browser.server import ADVICE, FLAGS, ROOT, chromium, streamlit

PICTURES = {
    "overview-public.png": ("", (1440, 900)),
    "overview-demo.png": ("?data=demo", (1440, 900)),
    "disclosure-demo.png": ("disclosure?data=demo", (1440, 900)),
    "compare-demo.png": ("compare?data=demo", (1440, 900)),
    "overview-phone.png": ("?data=demo", (390, 844)),
}


def main(folder: Path) -> int:
    """Writes the pictures into the folder; 1 if there is no browser."""
    path = chromium()
    if path is None:
        print(ADVICE, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as state,
        streamlit(ROOT / "app.py", Path(state)) as board,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
        for name, (address, (width, height)) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
            page.goto(f"{board.url}/{address}")
            settle(page).screenshot(path=folder / name)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")))
