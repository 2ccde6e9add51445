"""One reader per file format; the format is recognised by content, the name only helps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from nianbao.document import Block, Document, Table
from nianbao.errors import ReadError
from nianbao.readers.docx import read_docx
from nianbao.readers.html import read_html
from nianbao.readers.legacy import read_doc
from nianbao.readers.pdf import read_pdf
from nianbao.readers.sheet import read_csv_table, read_xlsx
from nianbao.readers.text import read_text

MAX_BYTES = 50 * 1024 * 1024
READERS: dict[str, Callable[[bytes, str], list[Block]]] = {
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "txt": read_text,
    "md": read_text,
    "doc": read_doc,
    "xlsx": read_xlsx,
    "csv": read_csv_table,
}
SUFFIXES = {
    ".docx": "docx", ".pdf": "pdf", ".html": "html", ".htm": "html", ".shtml": "html", ".txt": "txt", ".md": "md",
    ".markdown": "md", ".doc": "doc", ".wps": "doc", ".xlsx": "xlsx", ".xlsm": "xlsx", ".csv": "csv", ".docm": "docx",
}  # fmt: skip
_REFUSED = {
    b"{\\rtf": "是 RTF 文件：请用 Word 或 WPS 打开，另存为 .docx 后再导入。",
    b"\x89PNG": "是图片，没有文字：请改用 Word 原件或可复制文字的 PDF。",
    b"\xff\xd8\xff": "是图片，没有文字：请改用 Word 原件或可复制文字的 PDF。",
    b"GIF8": "是图片，没有文字：请改用 Word 原件或可复制文字的 PDF。",
    b"Rar!": "是压缩包：请解压后导入里面的报告。",
    b"7z\xbc\xaf": "是压缩包：请解压后导入里面的报告。",
    b"\x1f\x8b": "是压缩包：请解压后导入里面的报告。",
    b"MZ": "是可执行程序，不是报告，已拒绝。",
    b"\x7fELF": "是可执行程序，不是报告，已拒绝。",
}


def read_document(path: Path | str, name: str | None = None) -> Document:
    """Reads a report file. Raises ReadError, its message naming the file and the reason in Chinese."""
    path = Path(path)
    shown = safe_name(name or path.name)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(f"“{shown}”有 {size // 1_048_576} MB，超过 {MAX_BYTES // 1_048_576} MB 的上限，已拒绝。")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"“{shown}”不存在，请核对路径。") from error
    except IsADirectoryError as error:
        raise ReadError(f"“{shown}”是文件夹，不是报告文件。") from error
    except OSError as error:
        raise ReadError(f"“{shown}”打不开：没有读取权限，或磁盘读取失败。") from error
    return read_bytes(data, shown)


def read_bytes(data: bytes, name: str) -> Document:
    """Reads the bytes of a report file; `name` is for messages and as a hint of the format."""
    name = safe_name(name)
    kind = detect_format(data, name)
    try:
        blocks = READERS[kind](data, name)
    except ReadError:
        raise
    except RecursionError as error:
        raise ReadError(f"“{name}”的嵌套层数过深，已拒绝。") from error
    except MemoryError as error:
        raise ReadError(f"“{name}”展开后占用内存过大，已拒绝。") from error
    except Exception as error:  # whatever a damaged file makes a library do, the batch goes on
        raise ReadError(f"“{name}”已损坏或格式异常（{type(error).__name__}），请重新另存后再导入。") from error
    if not any(isinstance(block, Table) or block.text.strip() for block in blocks):
        raise ReadError(f"“{name}”里没有文字，没有可读入的内容。")
    notes: tuple[str, ...] = ()
    expected = SUFFIXES.get(Path(name).suffix.lower())
    if expected and expected != kind and {expected, kind} != {"txt", "md"}:
        notes = (f"文件扩展名是 {Path(name).suffix}，内容其实是 {kind}，已按内容读取。",)
    return Document(name, hashlib.sha256(data).hexdigest(), kind, tuple(blocks), notes=notes)


def detect_format(data: bytes, name: str) -> str:
    """The format by content. Raises ReadError for empty, encrypted and unknown files."""
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise ReadError(f"“{name}”是空文件，没有内容。")
    for magic, reason in _REFUSED.items():
        if data.startswith(magic):
            raise ReadError(f"“{name}”{reason}")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _zip_format(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole_format(data, name)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"mime-version:") or b"content-type: multipart/related" in head:
        raise ReadError(f"“{name}”是单个网页存档（.mht）：请在浏览器中另存为“网页，仅 HTML”后再导入。")
    if re.search(rb"<(?:!doctype\s+html|html|head|body|table|div|p)\b", head) or re.search(
        rb"<table\b[^>]*>\s*<", data[:200_000].lower()
    ):
        return "html"
    suffix = SUFFIXES.get(Path(name).suffix.lower())
    if suffix in ("docx", "xlsx", "pdf", "doc"):
        raise ReadError(
            f"“{name}”的内容不是 {Path(name).suffix} 格式（可能改过扩展名、下载不完整或已损坏），请重新下载后再导入。"
        )
    return suffix if suffix in ("csv", "md", "html") else "txt"


def _zip_format(data: bytes, name: str) -> str:
    from nianbao.readers.archive import open_archive

    names = set(open_archive(data, name).namelist())
    if any(part.startswith("word/") for part in names):
        return "docx"
    if any(part.startswith("xl/") for part in names):
        return "xlsx"
    if "OFD.xml" in names:
        raise ReadError(f"“{name}”是 OFD 文件，暂不支持：请转成 PDF 或 docx 后再导入。")
    if "content.xml" in names:
        raise ReadError(f"“{name}”是 OpenDocument 文件：请另存为 .docx 后再导入。")
    raise ReadError(f"“{name}”是压缩包，不是报告：请解压后导入里面的报告。")


def _ole_format(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError(f"“{name}”已加密，请先取消打开密码再导入。")
    if "Workbook".encode("utf-16-le") in data and "WordDocument".encode("utf-16-le") not in data:
        raise ReadError(f"“{name}”是旧版 Excel（.xls）文件：请另存为 .xlsx 后再导入。")
    return "doc"


def safe_name(name: str) -> str:
    """The bare file name, fit for a message: no folders, no control characters, not endless."""
    bare = re.split(r"[/\\]", str(name))[-1] or "（未命名）"
    bare = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", bare)
    return bare if len(bare) <= 120 else bare[:110] + "…" + Path(bare).suffix[:8]
