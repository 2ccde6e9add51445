"""The files of a data set's folder: numbered generations that are never used twice, and CURRENT that names one."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

KEEP = 5
GENERATION = re.compile(r"^\d{6}\.duckdb$")


def last_number(home: Path) -> int:
    """The highest number ever seen here: no number is used twice, for a reader may still hold the old file."""
    seen = [int(path.name[:6]) for path in home.glob("*.duckdb*") if re.match(r"\d{6}\.duckdb", path.name)]
    with suppress(OSError, UnicodeDecodeError):
        named = (home / "CURRENT").read_text(encoding="utf-8").strip()
        if GENERATION.match(named) and int(named[:6]) < 900_000:  # a damaged CURRENT must not use the numbers up
            seen.append(int(named[:6]))
    return max(seen, default=0)


def stale_drafts(home: Path) -> list[Path]:
    """What a killed writer left behind; only whoever holds the writer lock may take it away."""
    return sorted([*home.glob("building-*.duckdb*"), *home.glob("CURRENT-*")])


def point(home: Path, name: str) -> None:
    """Replaces CURRENT in one step; Windows refuses while a reader has it open, so try again."""
    draft = home / f"CURRENT-{os.getpid()}"
    draft.write_text(name, encoding="utf-8")
    sync(draft)
    for attempt in range(20):
        try:
            os.replace(draft, home / "CURRENT")
            break
        except PermissionError:
            if attempt == 19:
                raise
            time.sleep(0.1)
    if os.name == "posix":  # the renaming itself must outlive a power cut
        entry = os.open(home, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def generations(home: Path) -> list[Path]:
    return sorted(path for path in home.glob("*.duckdb") if GENERATION.match(path.name))


def keep_from_pruning(home: Path, reason: str, numbers: Iterable[int]) -> None:
    """Writes down which generations must stay, for a reason of this name; replaces what was wanted for it before."""
    wanted = sorted({int(number) for number in numbers})
    target = home / f"KEEP-{reason}"
    if not wanted and not target.exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"KEEP-{reason}.{os.getpid()}.part"
    draft.write_text("\n".join(map(str, wanted)), encoding="utf-8")
    os.replace(draft, target)


def _kept(home: Path) -> set[str]:
    numbers = [line for path in home.glob("KEEP-*") for line in path.read_text(encoding="utf-8").split()]
    return {f"{int(number):06d}.duckdb" for number in numbers if number.isdigit()}


def prune(home: Path, live: Path) -> None:
    """Takes away all but the last generations and those that must stay."""
    kept = _kept(home)
    for path in generations(home)[:-KEEP]:
        if path != live and path.name not in kept:
            try:
                path.unlink()
            except OSError:
                continue  # still open in another process on Windows: the next build takes it
