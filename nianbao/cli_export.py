"""Commands that write files for people: nianbao export …; each exporter adds its own line here."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from nianbao.access import require_export, require_read
from nianbao.cli_deck import deck_commands
from nianbao.cli_paper import paper_commands
from nianbao.signin import command_line_actor


def export_commands(commands: Any) -> None:
    """Adds `export` and its kinds to the parser."""
    export = commands.add_parser("export", help="导出图片、演示文稿、工作簿、一页纸、法定表")
    kinds = export.add_subparsers(dest="kind", required=True, metavar="种类")
    deck_commands(kinds)
    paper_commands(kinds)
    for kind in kinds.choices.values():
        kind.set_defaults(run=allowed(kind.get_default("run")))


def allowed(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The command, for those who may take this data set away: AccessError for others, before anything is opened."""

    def checked(options: argparse.Namespace) -> int:
        actor = command_line_actor()
        require_export(actor)
        require_read(actor, getattr(options, "dataset", None) or "public")
        return run(options)

    return checked
