"""Old .doc files: converted by LibreOffice where it is installed, else refused with advice."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from nianbao.document import Block
from nianbao.errors import ReadError
from nianbao.readers.docx import read_docx

_SECONDS = 50  # less than a worker process may take for a file


def read_doc(data: bytes, name: str) -> list[Block]:
    """Blocks of an old Word file. Raises ReadError without LibreOffice or when it fails."""
    office = find_office()
    if office is None:
        raise ReadError(
            f"“{name}”是旧版 Word（.doc）文件，本机没有 LibreOffice 可供转换：请用 Word 或 WPS 打开，另存为 .docx 后再导入。"
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.doc"
        source.write_bytes(data)
        command = [
            office,
            "--headless",
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True)
            converted = (Path(folder) / "report.docx").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise ReadError(f"“{name}”是旧版 Word（.doc）文件，LibreOffice 转换失败：请另存为 .docx 后再导入。") from error
    return read_docx(converted, name)


def find_office() -> str | None:
    """LibreOffice on the path, or where its installer puts it on Windows and macOS."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    usual = (
        Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")) / "LibreOffice/program/soffice.exe",
        Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    )
    return found or next((str(path) for path in usual if path.exists()), None)
