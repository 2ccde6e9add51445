"""Commands that write files for people: nianbao export …; each exporter adds its own line here."""

from __future__ import annotations

from typing import Any

from nianbao.cli_deck import deck_commands
from nianbao.cli_paper import paper_commands


def export_commands(commands: Any) -> None:
    """Adds `export` and its kinds to the parser."""
    export = commands.add_parser("export", help="导出图片、演示文稿、工作簿、一页纸、法定表")
    kinds = export.add_subparsers(dest="kind", required=True, metavar="种类")
    deck_commands(kinds)
    paper_commands(kinds)
