"""Text for the many places of Streamlit that read markdown: what came from a file, a link or a person stays text."""

from __future__ import annotations


def as_text(text: str) -> str:
    """No sign in it becomes markup, a link, a picture or a formula."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!|~$<>:" else " " if c in "\r\n" else c for c in text)
