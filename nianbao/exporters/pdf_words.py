"""Makes the words of a printed PDF searchable: Chromium writes ⽰ (a radical) where the page said 示.

Many fonts draw a radical and its character with one glyph, and the browser notes the first of the two for copying and
searching. Only these notes (ToUnicode maps) are rewritten; what the page looks like is untouched.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

# Kangxi radicals have a compatibility mapping; of the supplement only the simplified forms that are whole characters matter.
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_STREAM = re.compile(rb"^(\d+ \d+ obj\s*)<<(?P<about>(?:(?!>>).)*)>>\s*stream\r?\n", re.S)
_CHAR = re.compile(rb"^(<[0-9A-Fa-f]+>) <([0-9A-Fa-f]{4})>$", re.M)
_RANGE = re.compile(rb"^(<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>) <([0-9A-Fa-f]{4})>$", re.M)


def searchable(pdf: bytes) -> bytes:
    """The same PDF with characters instead of radicals; returned as it is when it is not built as Chromium builds it."""
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)
    table = re.match(rb"xref\s+0 (\d+)\s*\n", pdf[int(start[1]) :]) if start else None
    if start is None or table is None:
        return pdf
    head = int(start[1])
    first = head + table.end()
    entries = [pdf[first + 20 * n : first + 20 * (n + 1)] for n in range(int(table[1]))]
    offsets = {int(entry[:10]): n for n, entry in enumerate(entries) if entry[17:18] == b"n"}
    order = sorted(offsets)
    if not order:
        return pdf
    body = bytearray(pdf[: order[0]])
    for at, end in zip(order, [*order[1:], head], strict=True):
        n = offsets[at]
        entries[n] = b"%010d" % len(body) + entries[n][10:]
        body += _object(pdf[at:end])
    tail = pdf[first + 20 * len(entries) : start.start()]
    return bytes(body) + pdf[head:first] + b"".join(entries) + tail + b"startxref\n%d\n%%%%EOF\n" % len(body)


def _object(text: bytes) -> bytes:
    """One object of the file, its map of characters mended where it is one."""
    found = _STREAM.match(text)
    length = re.search(rb"/Length (\d+)\b(?! \d+ R)", found["about"]) if found else None
    if found is None or length is None or b"/FlateDecode" not in found["about"] or b"/Subtype" in found["about"]:
        return text
    stop = found.end() + int(length[1])
    try:
        said = zlib.decompress(text[found.end() : stop])
    except zlib.error:
        return text
    if b"begincmap" not in said:
        return text
    mended = zlib.compress(_RANGE.sub(_range, _CHAR.sub(_char, said)), 9)
    about = found["about"].replace(length[0], b"/Length %d" % len(mended))
    return found[1] + b"<<" + about + b">> stream\n" + mended + text[stop:]


def _char(found: re.Match[bytes]) -> bytes:
    return b"%s <%s>" % (found[1], _character(int(found[2], 16)))


def _range(found: re.Match[bytes]) -> bytes:
    """A run of glyphs; with a radical in it, its characters one by one."""
    count = int(found[3], 16) - int(found[2], 16) + 1
    codes = range(int(found[4], 16), int(found[4], 16) + count)
    if not any(0x2E80 <= code <= 0x2FDF for code in codes):
        return found[0]
    return b"%s [%s]" % (found[1], b" ".join(b"<%s>" % _character(code) for code in codes))


def _character(code: int) -> bytes:
    if not 0x2E80 <= code <= 0x2FDF:
        return b"%04X" % code
    char = _SUPPLEMENT.get(chr(code)) or unicodedata.normalize("NFKC", chr(code))
    return b"%04X" % ord(char[0])
