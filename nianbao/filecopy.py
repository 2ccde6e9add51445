"""Copies a large file, without moving its bytes where the file system can share them (Btrfs, XFS)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

AT_ONCE = 1 << 30


def copy_file(source: Path, target: Path) -> None:
    """`target` with the bytes of `source`; the kernel copies, or lets both share their blocks until one is changed."""
    if not hasattr(os, "copy_file_range"):  # Windows, macOS
        shutil.copyfile(source, target)
        return
    try:
        with source.open("rb") as read, target.open("wb") as written:
            while os.copy_file_range(read.fileno(), written.fileno(), AT_ONCE):
                pass
    except OSError:
        shutil.copyfile(source, target)  # between file systems, or one that does not know the call
