"""Where an export goes: the file name is checked before any work, the bytes are written in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from nianbao.errors import NianbaoError


def checked_target(text: str, suffixes: Iterable[str]) -> Path:
    """The path to write to. Raises NianbaoError for another ending or a folder that is not there."""
    path, wanted = Path(text), list(suffixes)
    if path.suffix.lower() not in wanted:
        raise NianbaoError(f"输出文件“{text}”的扩展名应为 {' 或 '.join(wanted)}，请改用这样的文件名。")
    if not path.parent.is_dir():
        raise NianbaoError(f"输出文件“{text}”所在的文件夹不存在，请先建立或换一个位置。")
    return path


def write_bytes(path: Path, data: bytes) -> None:
    """Writes beside the target and moves it into place, so that a reader never sees half a file."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise NianbaoError(f"写不了“{path}”：{error.strerror}。文件可能正在 Word、Excel 或 WPS 里打开，请关闭后再试。") from error
