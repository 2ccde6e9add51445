"""Opens Office archives without trusting them: size, ratio, entry count and XML entities are limited."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from nianbao.errors import ReadError

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 300
MAX_ENTRIES = 4000


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The zip archive of an Office file. Raises ReadError for damage, bombs and encryption."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError(f"“{name}”已损坏或不完整：压缩结构读不出来，请重新下载或另存后再导入。") from error
    if len(entries) > MAX_ENTRIES:
        raise ReadError(f"“{name}”内含 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个的上限，已拒绝。")
    unpacked = sum(entry.file_size for entry in entries)
    ratio = max((entry.file_size / max(1, entry.compress_size) for entry in entries if entry.file_size > 1_000_000), default=0)
    if unpacked > MAX_UNPACKED or ratio > MAX_RATIO:
        raise ReadError(f"“{name}”解压后过大（{unpacked // 1_048_576} MB，疑似压缩炸弹），已拒绝。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadError(f"“{name}”已加密，请先取消密码再导入。")
    return archive


def read_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """One part of the archive. Raises ReadError when it is missing or damaged."""
    try:
        return archive.read(part)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReadError(f"“{name}”已损坏或不完整：缺少部件 {part}，请重新另存后再导入。") from error
    except Exception as error:  # zlib.error has no common base with the others
        raise ReadError(f"“{name}”已损坏：部件 {part} 解压失败，请重新另存后再导入。") from error


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part. Raises ReadError for entities and broken XML."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise ReadError(f"“{name}”的 XML 含有文档类型或外部实体声明，存在安全风险，已拒绝。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"“{name}”已损坏：正文 XML 不完整，请用 Word 或 WPS 打开另存后再导入。") from error
