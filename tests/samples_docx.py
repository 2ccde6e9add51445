"""Writes sample reports as .docx, the XML by hand: merged cells and tracked changes as Word writes them."""

from __future__ import annotations

import io
import zipfile
from html import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""


def render(parts, tracked: dict[str, str] | None = None) -> bytes:
    """The document's bytes."""
    body = "".join(_paragraph(_run(part)) if isinstance(part, str) else _table(part, tracked or {}) for part in parts)
    return package(f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')


def package(document: str) -> bytes:
    """A minimal .docx around the main part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/document.xml", '<?xml version="1.0" encoding="UTF-8"?>' + document)
    return stream.getvalue()


def _run(text: str) -> str:
    pieces = [f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in text.split("\n")]
    return f"<w:r>{'<w:br/>'.join(pieces)}</w:r>"


def _paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def _content(text: str, tracked: dict[str, str]) -> str:
    if text not in tracked:
        return _run(text)
    author = 'w:id="1" w:author="示例" w:date="2024-01-05T09:00:00Z"'
    gone = f"<w:del {author}><w:r><w:delText>{escape(tracked[text])}</w:delText></w:r></w:del>"
    return f"{gone}<w:ins {author}>{_run(text)}</w:ins>"


def _table(grid, tracked: dict[str, str]) -> str:
    rows = []
    reaching: dict[int, tuple[int, int]] = {}  # column -> rows still covered, columns wide
    for row in grid:
        cells, opened, column, queue = [], {}, 0, list(row)
        while queue or column in reaching:
            if column in reaching:
                left, span = reaching.pop(column)
                cells.append(_cell("", span, "<w:vMerge/>", tracked))
                if left > 1:
                    opened[column] = (left - 1, span)
            else:
                text, height, span = queue.pop(0)
                cells.append(_cell(text, span, '<w:vMerge w:val="restart"/>' if height > 1 else "", tracked))
                if height > 1:
                    opened[column] = (height - 1, span)
            column += span
        reaching |= opened
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _cell(text: str, span: int, merge: str, tracked: dict[str, str]) -> str:
    width = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f"<w:tc><w:tcPr>{width}{merge}</w:tcPr>{_paragraph(_content(text, tracked))}</w:tc>"
