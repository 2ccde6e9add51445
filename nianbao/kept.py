"""Originals by checksum, and beside each what was read from it, so that a rebuild need not read it again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao import __version__
from nianbao.document import Cell, Document, Paragraph, Table
from nianbao.errors import ReadError, WarehouseError, reason
from nianbao.extract import Extraction, extract
from nianbao.findings import Finding
from nianbao.identity import Stated
from nianbao.isolate import run_isolated
from nianbao.model import Locator, Observation
from nianbao.paths import state_dir
from nianbao.readers import SUFFIXES

READING_VERSION = f"{__version__}/1"


def originals() -> Path:
    return state_dir() / "own" / "originals"


def keep_original(data: bytes, name: str) -> tuple[str, Path]:
    """Writes the bytes once under their SHA-256; returns it with the path."""
    sha256 = hashlib.sha256(data).hexdigest()
    suffix = Path(name).suffix.lower()
    target = originals() / f"{sha256}{suffix if suffix in SUFFIXES else '.bin'}"  # the name is the visitor's word
    if not target.exists() or target.read_bytes() != data:
        _write(target, data)
    return sha256, target


def original_path(sha256: str) -> Path | None:
    """The kept file, or None if it is gone."""
    found = (p for p in originals().glob(f"{sha256}.*") if p.suffix not in (".json", ".part") and not p.name.endswith(".json.gz"))
    return next(found, None)


def mend_original(data: bytes, name: str) -> None:
    """The same bytes came again: they take the place of an original that is gone or damaged."""
    sha256 = hashlib.sha256(data).hexdigest()
    there = original_path(sha256)
    if there is None:
        keep_original(data, name)
    elif there.read_bytes() != data:
        _write(there, data)


def remember(sha256: str, result: Extraction) -> None:
    """Writes what was read beside the original."""
    body = {
        "reading_version": READING_VERSION,
        "result": {
            "file": result.file, "status": result.status, "message": result.message, "agency": result.agency,
            "agency_id": result.agency_id, "year": result.year, "edition": result.edition,
        },
        "observations": [asdict(o) for o in result.observations],
        "findings": [asdict(f) for f in result.findings],
        "document": _document_out(result.document),
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, default=str).encode()
    _write(originals() / f"{sha256}.json.gz", gzip.compress(text, 5, mtime=0))


def recall(sha256: str, name: str, stated: Stated | None = None) -> Extraction:
    """What was read from an original; read again when the program's way of reading has changed since.

    `stated` is the agency and year the report is held under, so that a second reading means the same. Raises ReadError when neither the reading nor the original is there.
    """
    path = originals() / f"{sha256}.json.gz"
    try:
        body = json.loads(gzip.decompress(path.read_bytes()))
        if body["reading_version"] == READING_VERSION:
            return _extraction_in(body)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        pass  # not readable: read the original again below
    original = original_path(sha256)
    if original is None:
        raise ReadError(f"“{name}”的原件不在了（SHA-256 {sha256[:12]}…），无法重建；请重新导入。")
    result: Extraction = run_isolated(extract, str(original), name, stated)
    remember(sha256, result)
    return result


def _write(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"无法建立文件夹 {target.parent}：{reason(error)}。请检查磁盘空间和权限。") from error
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except OSError as error:
        raise WarehouseError(
            f"无法写入 {target.parent}：{reason(error)}。这次操作没有完成，已有数据不受影响；请检查磁盘空间和权限。"
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _document_out(document: Document | None) -> dict[str, Any] | None:
    if document is None:
        return None
    blocks = [
        {"p": b.text, "l": b.locator, "v": b.level}
        if isinstance(b, Paragraph)
        else {
            "t": [[[c.text, c.row, c.column, c.rowspan, c.colspan, c.locator] for c in row] for row in b.rows],
            "l": b.locator,
            "g": b.ragged,
        }
        for b in document.blocks
    ]
    return {
        "file": document.file,
        "sha256": document.sha256,
        "format": document.format,
        "title": document.title,
        "blocks": blocks,
    }


def _extraction_in(body: dict[str, Any]) -> Extraction:
    return Extraction(
        **body["result"],
        observations=[_observation_in(o) for o in body["observations"]],
        findings=[Finding(**{**f, "cells": tuple(Locator(**c) for c in f["cells"])}) for f in body["findings"]],
        document=_document_in(body["document"]),
    )


def _observation_in(row: dict[str, Any]) -> Observation:
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in ("value", "low", "high")}
    return Observation(**{**row, **numbers, "locator": Locator(**row["locator"])})


def _document_in(body: dict[str, Any] | None) -> Document | None:
    if body is None:
        return None
    blocks = tuple(
        Paragraph(b["p"], b["l"], b["v"])
        if "p" in b
        else Table(tuple(tuple(Cell(*c) for c in row) for row in b["t"]), b["l"], b["g"])
        for b in body["blocks"]
    )
    return Document(body["file"], body["sha256"], body["format"], blocks, body["title"])
