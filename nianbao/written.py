"""Where an export goes: checks the file name, writes the bytes in one step, finds the agency a person names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nianbao import store
from nianbao.catalogue import load_agencies
from nianbao.errors import NianbaoError, reason
from nianbao.store import Generation


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
        raise NianbaoError(f"写不了“{path}”：{reason(error)}。文件可能正在 Word、Excel 或 WPS 里打开，请关闭后再试。") from error


def named_agency(generation: Generation, text: str) -> dict[str, Any]:
    """agency_id and name of the agency meant by an id, a name, a short name or an alias.

    An agency of the registry that the data set holds nothing of is found too. Raises NianbaoError otherwise.
    """
    names, rows = store.fetch(generation, "agencies", search=None)
    known = [dict(zip(names, row, strict=True)) for row in rows]
    exact = [a for a in known if text in (a["agency_id"], a["name"], a["short_name"], *str(a["aliases"]).split(";"))]
    full = [a for a in exact if text in (a["agency_id"], a["name"])] or exact
    if len(full) == 1:
        return full[0]
    if not full and generation.dataset != "demo":
        for agency in load_agencies():
            if text in (agency.agency_id, agency.name, *agency.aliases):
                return {"agency_id": agency.agency_id, "name": agency.name, "short_name": agency.short_name}
    near = [a["name"] for a in (full or known) if text in a["name"] or a in full][:5]
    advice = f"是不是指：{'、'.join(near)}？" if near else "可用 nianbao query agencies 列出机构。"
    what = "不止一家" if full else "没有"
    raise NianbaoError(f"{store.DATASETS[generation.dataset]}里{what}名为“{text}”的机构。{advice}")
