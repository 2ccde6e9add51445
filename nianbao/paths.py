"""Where things lie: the checkout's own folders, and the state directory of this installation."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
QUERIES = ROOT / "queries"
PAGES = ROOT / "pages"
APP = ROOT / "app.py"


def state_dir() -> Path:
    """NIANBAO_STATE, or this user's data directory; must be on a local disk."""
    configured = os.environ.get("NIANBAO_STATE")
    return Path(configured) if configured else Path(platformdirs.user_data_dir("nianbao", appauthor=False))
