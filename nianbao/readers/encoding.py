"""Bytes to text: byte order mark, UTF-8, GB18030, then a statistical guess, whatever the page declares."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from nianbao.errors import ReadError

MAX_CHARACTERS = 3_000_000
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def decode_text(data: bytes, name: str) -> str:
    """The text of a file. Raises ReadError when no encoding fits or the text has no end."""
    text = _decoded(re.sub(rb"data:[\w/+.;=-]{1,60}base64,[A-Za-z0-9+/=\s]{200,}", b"", data), name)
    if len(text) > MAX_CHARACTERS:
        raise ReadError(f"“{name}”的文字有 {len(text) // 10_000} 万字，不像一份年度报告，已拒绝。")
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = data.decode(encoding, errors="replace")
            if _chinese_share(text) > 0.2 and text.count("年") and _broken(text) < 3:
                return text
        raise ReadError(f"“{name}”不是文本文件：内容含二进制数据，请另存为 docx、pdf 或 txt 后再导入。")
    # Declarations on government sites are often wrong; Chinese GBK text is practically never valid UTF-8.
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = min((data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")), key=_broken)
    if _broken(best) <= max(3, len(best) // 500):
        return best
    guess = from_bytes(data[:200_000]).best()
    if guess is not None and _chinese_share(str(guess)) > 0.2:
        return data.decode(guess.encoding, errors="replace")
    raise ReadError(f"“{name}”的文字编码无法识别：请另存为 UTF-8 编码后再导入。")


def _broken(text: str) -> int:
    return text.count("\ufffd")


def _chinese_share(text: str) -> float:
    sample = text[:20_000]
    return sum("\u4e00" <= char <= "\u9fff" for char in sample) / max(1, len(sample))
