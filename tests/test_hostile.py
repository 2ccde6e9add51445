"""What a stranger may send: broken report files, crooked links, damaged data files; each is answered, none breaks the board."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from nianbao import ingest
from nianbao.catalogue import load_agencies, load_catalogue
from nianbao.document import Document
from nianbao.errors import DataError, ReadError
from nianbao.exporters.fill_form import write_fill_form
from nianbao.extract import extract_document
from nianbao.paths import DATA
from nianbao.published import published_rows
from nianbao.readers import MAX_BYTES, READERS, read_bytes
from nianbao.settings import load_submission
from nianbao.view import View, from_params, to_params
from tests.samples import as_docx, as_html, as_md, as_pdf, as_txt, make_sample

EXAMPLES = 400 if os.environ.get("NIANBAO_SOAK") else 25
hard = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=not os.environ.get("NIANBAO_SOAK"),
    phases=[Phase.explicit, Phase.generate],  # shrinking a file that takes a second to read would take an hour
)  # fmt: skip

Mutation = tuple[str, float, bytes]
mutations = st.lists(
    st.tuples(
        st.sampled_from(["cut", "flip", "insert", "repeat", "swap"]), st.floats(0, 1),
        st.sampled_from([b"\0", b"<", b"&#x0;", b"<table>", b"</td>", b"\xff\xfe", b"9" * 400, b"-", b"\r\n", "一".encode(), b"PK\3\4"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def mutated(data: bytes, changes: list[Mutation]) -> bytes:
    for how, where, what in changes:
        at = int(where * len(data))
        if how == "cut":
            data = data[:at] + data[at + max(1, len(data) // 50) :]
        elif how == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        elif how == "insert":
            data = data[:at] + what + data[at:]
        elif how == "repeat":
            data = data[:at] + data[at : at + 2000] * 3 + data[at:]
        elif how == "swap":
            data = data[at:] + data[:at]
    return data


@cache
def good(kind: str) -> bytes:
    sample = make_sample(7)
    if kind == "pdf":
        return pdf()
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: as_docx(sample),
        "html": lambda: as_html(sample),
        "txt": lambda: as_txt(sample),
        "md": lambda: as_md(sample),
        "xlsx": lambda: write_fill_form("示例市审批局", 2023, [i.id for i in load_catalogue().indicators[:6]]),
        "csv": lambda: "机构,年度,指标,数值,单位\n示例市审批局,2023,窗口接待,12,人次\n".encode(),
        "doc": lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + as_txt(sample) * 2
        ),
    }
    return makers[kind]()


def pdf() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return (
            as_pdf(make_sample(7), Path(folder))
            or b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        )


def answered(data: bytes, name: str) -> None:
    """A document, from which extraction gives a result, or a refusal in Chinese that names the file."""
    try:
        document = read_bytes(data, name)
    except ReadError as error:
        assert str(error).startswith(f"“{name}”") and str(error).endswith("。"), str(error)
        return
    assert isinstance(document, Document)
    result = extract_document(document)
    assert result.status in ("accepted", "flagged", "rejected") and (result.message or result.status == "accepted")


@pytest.mark.parametrize("kind", sorted(READERS))
def test_a_mutated_file_is_read_or_refused_never_a_crash(kind):
    @hard
    @given(mutations)
    def tried(changes: list[Mutation]) -> None:
        answered(mutated(good(kind), changes), f"年报.{kind}")

    tried()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_office_file_with_a_mutated_part_is_read_or_refused(kind):
    """The bytes inside the archive: a change outside would only break the checksum."""

    @hard
    @given(mutations, st.integers(0, 100))
    def tried(changes: list[Mutation], which: int) -> None:
        with zipfile.ZipFile(io.BytesIO(good(kind))) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        parts = sorted(name for name in content if name.endswith((".xml", ".rels")))
        # mostly the part that holds the text
        name = (
            next((p for p in parts if p.endswith(("document.xml", "sheet1.xml"))), parts[0])
            if which % 3
            else parts[which % len(parts)]
        )
        content[name] = mutated(content[name], changes)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in content.items():
                archive.writestr(part, data)
        answered(stream.getvalue(), f"年报.{kind}")

    tried()


@hard
@given(st.binary(max_size=3000), st.sampled_from([".docx", ".pdf", ".html", ".txt", ".csv", ".xlsx", ".doc", ""]))
def test_any_bytes_under_any_name_are_answered(data, suffix):
    answered(data, f"年报{suffix}")


def test_a_workbook_of_endless_rows_is_refused_or_cut(tmp_path):
    book = Workbook()
    book.active["A1"] = "机构"
    book.active["XFD1048576"] = "远"
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "大表.xlsx"
    path.write_bytes(stream.getvalue())
    (candidate,) = ingest.read_files([path])
    assert candidate.result.status == "rejected" and "大表.xlsx" in candidate.result.message


def test_an_oversized_upload_is_refused_in_the_worker(own_state):
    big = b"\xe5\xb9\xb4" * (MAX_BYTES // 2 + 1)
    small = as_html(make_sample(3))
    first, second = ingest.read_uploads([("大.txt", big), ("小.html", small)])
    assert first.result.status == "rejected" and "超过 50 MB 的上限，已拒绝。" in first.result.message
    assert second.ready


# Links

keys = st.sampled_from(["data", "agency", "year", "from", "to", "scope", "i", "iy", "group", "cell", "v", "g", "x", "page"])
crooked = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["__proto__", "../../etc/passwd", "<script>alert(1)</script>", "' or 1=1 --", "%00", "\u202eabc", "9" * 400, "~" * 500, "NaN", "-0", "𝟚𝟘𝟚𝟛"]),
)  # fmt: skip


@settings(max_examples=EXAMPLES * 6, deadline=None)
@given(st.dictionaries(keys, crooked))
def test_no_link_is_too_crooked(params):
    view, problems = from_params(params)
    assert isinstance(view, View) and all(p.startswith("链接中的") for p in problems)
    assert len(str(problems)) < 3000 and len(view.agencies) <= 40
    assert from_params(to_params(view))[0] == view
    quote(str(to_params(view)))


# Data files

FILES = [
    "agencies.csv",
    "breaks.yml",
    "settings.yml",
    "published/consultation.csv",
    "published/sources.csv",
    "indicators/proposals.yml",
]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return Path(shutil.copytree(DATA, tmp_path_factory.mktemp("hostile") / "data"))


@pytest.mark.parametrize("file", FILES)
def test_a_mutated_data_file_is_named_or_harmless(file, data):
    """A broken file under data/ is a DataError with the file's name, never another exception."""
    whole = (DATA / file).read_bytes()

    @settings(parent=hard, max_examples=max(8, EXAMPLES // 3))
    @given(mutations)
    def tried(changes: list[Mutation]) -> None:
        (data / file).write_bytes(mutated(whole, changes))
        try:
            for load in (load_catalogue, load_agencies, load_submission, published_rows):
                getattr(load, "__wrapped__", load)(data)  # behind the cache
        except DataError as error:
            assert ".yml" in str(error) or ".csv" in str(error)

    try:
        tried()
    finally:
        (data / file).write_bytes(whole)


def test_a_second_table_with_a_row_of_signs_only_is_answered():
    answered(mutated(good("txt"), [("repeat", 0.21954615007088668, b"\0")]), "年报.txt")
