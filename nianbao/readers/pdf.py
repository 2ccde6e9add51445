"""Reads text PDFs: ruled tables joined over pages, running lines joined to paragraphs, page furniture out."""

from __future__ import annotations

import io
import logging
from collections import Counter
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from nianbao.document import Block, Table
from nianbao.errors import ReadError
from nianbao.readers.flow import Line, blocks_from_lines, is_furniture, join_paragraphs
from nianbao.readers.pdfpage import PageTable, TextLine, page_content
from nianbao.readers.pdftables import build_pdf_table, join_over_pages
from nianbao.readers.text import number_paragraphs

MAX_PAGES = 200
# Broken fonts are common and said page by page; what matters of it is said in Chinese below.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(data: bytes, name: str) -> list[Block]:
    """Blocks of a text PDF. Raises ReadError for scans, encryption, damage and very long files."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ReadError(f"“{name}”共 {len(pdf.pages)} 页，超过 {MAX_PAGES} 页的上限，不像一份年度报告，已拒绝。")
            pages = []
            images = 0
            for page in pdf.pages:
                pages.append(page_content(page))
                images += len(page.images)
                page.close()
    except ReadError:
        raise
    except (PDFPasswordIncorrect, PdfminerException, PDFSyntaxError) as error:
        raise ReadError(_reason(error, name)) from error
    except Exception as error:  # damaged files fail in many places inside the library
        raise ReadError(f"“{name}”已损坏或不完整：PDF 结构读不出来，请重新下载后再导入。") from error
    characters = sum(content.characters for content in pages)
    if not pages or (characters < 30 * len(pages) and characters < 400):
        if images:
            raise ReadError(f"“{name}”是扫描件（只有图片，没有文字）：请改用 Word 原件，或先做文字识别（OCR）再导入。")
        raise ReadError(f"“{name}”里没有文字，无法读取：请改用 Word 原件或可复制文字的 PDF。")
    if sum(content.garbled for content in pages) > 0.3 * characters:
        raise ReadError(f"“{name}”的字体没有文字编码，复制出来是乱码：请改用 Word 原件再导入。")
    return number_paragraphs(_blocks([content.items for content in pages]))


def _reason(error: Exception, name: str) -> str:
    text = f"{type(error).__name__} {error!r} {error.__cause__!r}"
    if "Password" in text or "Encryption" in text or "crypt" in text.lower():
        return f"“{name}”已加密，请先取消打开密码再导入。"
    return f"“{name}”已损坏或不完整：不是有效的 PDF，请重新下载后再导入。"


def _blocks(pages: list[list[TextLine | PageTable]]) -> list[Block]:
    repeated = _running_lines(pages)
    blocks: list[Block] = []
    lines: list[Line] = []
    beside: list[Line] = []
    tables: list[Any] = []

    def flush_lines() -> None:
        if any(line.text.strip() for line in lines):
            flush_tables()
            count = sum(isinstance(block, Table) for block in blocks)
            blocks.extend(blocks_from_lines(lines, first_table=count + 1))
        lines.clear()

    def flush_tables() -> None:
        for group in join_over_pages(tables):
            count = sum(isinstance(block, Table) for block in blocks)
            blocks.append(build_pdf_table(group, f"表{count + 1}"))
        tables.clear()
        blocks.extend(join_paragraphs(beside))
        beside.clear()

    for number, items in enumerate(pages, start=1):
        for item in items:
            if isinstance(item, PageTable):
                flush_lines()
                item.page = number
                tables.append(item)
            elif item.beside:
                beside.append(Line(item.text, f"第{number}页", False))
            elif not is_furniture(item.text) and item.text.strip() not in repeated:
                lines.append(Line(item.text, f"第{number}页", item.wraps))
    flush_lines()
    flush_tables()
    return blocks


def _running_lines(pages: list[list[TextLine | PageTable]]) -> set[str]:
    """The first and last lines that most pages repeat: running heads and feet."""
    edges: Counter[str] = Counter()
    for items in pages:
        found = [item for item in items if isinstance(item, TextLine)]
        edges.update({item.text.strip() for item in found[:1] + found[-1:]})
    return {text for text, count in edges.items() if count >= 3 and count * 2 > len(pages)}
