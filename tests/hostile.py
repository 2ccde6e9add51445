"""Twenty files that are no report: each must be refused with a reason and leave the rest of the batch alone."""

from __future__ import annotations

import io
import os
import zipfile
from html import escape
from pathlib import Path

from tests.samples import as_docx, as_html, make_sample
from tests.samples_docx import package

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _words(text: str) -> bytes:
    return package(f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:body></w:document>')


def _blank_form() -> bytes:
    sample = make_sample(90)
    sample.cells = dict.fromkeys(sample.cells, "")
    return as_html(sample)


def hostile_files() -> list[tuple[str, bytes]]:
    """(name, bytes), twenty of them."""
    good = as_docx(make_sample(91))
    entity = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    return [
        ("空.docx", b""),
        ("空白.txt", b" \r\n\t "),
        ("截断.docx", good[: len(good) // 2]),
        ("假的.docx", b"this is not a zip archive"),
        ("假的.pdf", b"hello"),
        ("扫描.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
        ("炸弹.docx", _zip({"word/document.xml": b"0" * 400_000_000})),
        ("外部实体.docx", _zip({"word/document.xml": entity.encode(), "[Content_Types].xml": b"<Types/>"})),
        ("加密.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        ("旧表.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le")),
        ("图片.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("程序.docx", b"MZ" + b"\0" * 200),
        ("压缩.docx", b"Rar!\x1a\x07\x00" + b"\0" * 100),
        ("富文本.doc", b"{\\rtf1 abc}"),
        ("存档.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related;\n\n"),
        ("../../etc/通知.docx", _words("关于召开会议的通知，请各单位于明日参加。")),
        ("<script>alert(1)</script>.txt", "关于召开会议的通知".encode()),
        ("=cmd|calc.csv", b"=1+1,@SUM(A1)\n+2,-3\n"),
        ("空白表样.html", _blank_form()),
        ("嵌套.html", b"<html><body>" + b"<div>" * 60_000 + "通知".encode() + b"</body></html>"),
    ]


def breaks_once(mark: str) -> str:
    """In the worker: ends the process the first time, as a machine short of memory does."""
    if not os.path.exists(mark):
        Path(mark).touch()
        os._exit(9)
    return "read"
