"""An old .doc is converted by LibreOffice where there is one, and refused with advice where there is none."""

import shutil
import subprocess

import pytest

from nianbao.errors import ReadError
from nianbao.extract import extract
from nianbao.readers import legacy, read_bytes
from tests.samples import as_docx, make_sample

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice 未安装，旧版 .doc 无法转换")
def test_an_old_doc_gives_the_same_cells_as_its_docx(tmp_path):
    sample = make_sample(3)
    (tmp_path / "样例.docx").write_bytes(as_docx(sample))
    profile = (tmp_path / "profile").as_uri()
    command = [OFFICE, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "doc", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "样例.docx"], check=True, capture_output=True, timeout=120)
    old, new = extract(tmp_path / "样例.doc"), extract(tmp_path / "样例.docx")
    assert old.document.format == "doc"
    assert [(o.indicator, o.applicant_type, o.value) for o in old.observations] == [
        (o.indicator, o.applicant_type, o.value) for o in new.observations
    ]
    assert old.status == "accepted"


def test_without_libreoffice_an_old_doc_is_refused_with_advice(monkeypatch):
    monkeypatch.setattr(legacy, "find_office", lambda: None)
    with pytest.raises(ReadError, match=r"“旧报告.doc”是旧版 Word（.doc）文件，本机没有 LibreOffice.*另存为 .docx"):
        read_bytes(OLE, "旧报告.doc")


def test_a_doc_that_cannot_be_converted_is_refused_with_advice(monkeypatch, tmp_path):
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 1\n")
    office.chmod(0o755)
    monkeypatch.setattr(legacy, "find_office", lambda: str(office))
    with pytest.raises(ReadError, match=r"转换失败：请另存为 \.docx"):
        read_bytes(OLE, "旧报告.doc")
