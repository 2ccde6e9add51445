"""Streamlit's page with our name on it and without the font that no reader of Chinese sees."""

from __future__ import annotations

import re


def front_page(html: str) -> str:
    """`html` is Streamlit's index.html; what it does not hold as expected is left as it is."""
    html = re.sub(r"\s*<link[^>]*\bas=\"font\"[^>]*>", "", html, count=1)
    return html.replace('<html lang="en">', '<html lang="zh-CN">', 1).replace(
        "<title>Streamlit</title>", "<title>年报看板</title>", 1
    )
