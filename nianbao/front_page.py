"""Streamlit's page with our name on it, and with what every page of the board needs asked for at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

# The parts of Streamlit that a page of the board shows first. Streamlit asks for each when it meets one, after the
# connection stands; named here they come along with the rest. The names are those of its files before the hash.
PARTS = ("Html", "BidiComponent", "ButtonGroup", "Selectbox", "Popover", "Button")
_IMPORT = re.compile(rb"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


def front_page(static: Path, charts: Iterable[str] = ()) -> str:
    """`static` is Streamlit's folder of files, `charts` addresses of scripts that draw the charts, without leading slash.

    What Streamlit's page does not hold as expected is left as it is.
    """
    html = (static / "index.html").read_text(encoding="utf-8")
    html = re.sub(r'\s*<link[^>]*\bas="font"[^>]*>', "", html, count=1)  # a Latin font: text here is set in the reader's own
    html = html.replace('<html lang="en">', '<html lang="zh-CN">', 1).replace(
        "<title>Streamlit</title>", "<title>年报看板</title>", 1
    )
    links = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{escape(name)}">'
        for name in _parts(static / "static" / "js", html)
    ]
    links += [f'<link rel="preload" as="script" href="./{escape(address)}">' for address in charts]
    return html.replace("</head>", "".join(f"{link}\n" for link in links) + "</head>", 1)


def _parts(folder: Path, html: str) -> list[str]:
    """Files of PARTS and of what they import, which the page does not ask for by itself."""
    waiting = [path.name for part in PARTS for path in folder.glob(f"{part}.*.js")]
    found: list[str] = []
    while waiting:
        name = waiting.pop()
        if name in found or name in html or not (folder / name).is_file():
            continue
        found.append(name)
        waiting += [imported.decode() for imported in _IMPORT.findall((folder / name).read_bytes())]
    return sorted(found)
