"""The lock that every writer of a data set holds, with a note beside it of who holds it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from nianbao.errors import WarehouseError, reason

LOCK, NOTE = "writer.lock", "writer.who"


class WriterLock(FileLock):
    """A file lock that answers in Chinese; it ends with its process, whatever ended that."""

    def acquire(self, *args: Any, **kwargs: Any) -> Any:
        try:
            held = super().acquire(*args, **kwargs)
        except Timeout as error:
            raise WarehouseError(
                f"另一个程序正在写入数据仓库（{holder(Path(self.lock_file).parent)}），等了两分钟仍未结束，请稍后再试。"
            ) from error
        except OSError as error:
            raise WarehouseError(
                f"无法写入 {self.lock_file}：{reason(error)}。请用环境变量 NIANBAO_STATE 指定可写目录。"
            ) from error
        if self.lock_counter == 1:
            with contextlib.suppress(OSError):  # only a note: on a full disk the write itself will say so
                self._note().write_text(json.dumps(_self(), ensure_ascii=False), encoding="utf-8")
        return held

    def release(self, force: bool = False) -> None:
        if self.is_locked and (force or self.lock_counter <= 1):
            with contextlib.suppress(OSError):
                self._note().unlink(missing_ok=True)
        super().release(force=force)

    def _note(self) -> Path:
        return Path(self.lock_file).with_name(NOTE)


def _self() -> dict[str, object]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    return {
        "pid": os.getpid(), "host": socket.gethostname(), "user": user, "program": " ".join(sys.argv[:2])[-80:],
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }  # fmt: skip


def holder(home: Path) -> str:
    """Who wrote the note beside the lock, in words; the note outlives a killed process, the lock does not."""
    try:
        note = json.loads((home / NOTE).read_text(encoding="utf-8"))
        since = str(note["since"])[:16].replace("T", " ")
        return f"进程 {note['pid']}，{note['user']}@{note['host']}，自 {since}，{note['program']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "不知是哪个进程"


def is_held(home: Path) -> bool:
    """Does any process hold the lock now? Tries it for a moment; raises OSError where it cannot be tried."""
    path = home / LOCK
    if not path.exists():
        return False
    probe = FileLock(path, timeout=0)
    try:
        probe.acquire()
    except Timeout:
        return True
    probe.release()
    return False
