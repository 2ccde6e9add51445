"""The statutory tables: every cell with its state, whatever the file format and the wart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.catalogue import load_catalogue
from nianbao.cellvalue import parse_cell
from nianbao.readers import read_bytes
from nianbao.statutory import read_statutory
from tests import samples
from tests.samples import Sample, make_sample

FORMATS: dict[str, Callable[[Sample], bytes]] = {
    "制表符.txt": lambda sample: samples.as_txt(sample),
    "只印出的格.txt": lambda sample: samples.as_txt(sample, "short"),
    "一行一格.txt": lambda sample: samples.as_txt(sample, "lines"),
    "空格隔开.txt": lambda sample: samples.as_txt(sample, "spaces"),
    "表格.md": lambda sample: samples.as_md(sample),
    "合并格重复.md": lambda sample: samples.as_md(sample, repeat=True),
    "网页.html": lambda sample: samples.as_html(sample),
    "国标.htm": lambda sample: samples.as_html(sample, encoding="gbk", declared="utf-8"),
    "布局.shtml": lambda sample: samples.as_html(sample, "layout"),
    "格内分段.html": lambda sample: samples.as_html(sample, "paragraphs"),
    "一段一格.html": lambda sample: samples.as_html(sample, "loose"),
    "合并.docx": lambda sample: samples.as_docx(sample),
}
KEEP_BLANKS = [name for name in FORMATS if name != "空格隔开.txt"]


def truth(sample: Sample) -> dict[tuple[str, str], tuple[str, Decimal | None]]:
    catalogue = load_catalogue()
    parsed = {place: parse_cell(text, catalogue[place[0]].value_type) for place, text in sample.cells.items()}
    return {place: (value.state, value.value) for place, value in parsed.items()}


def read(data: bytes, name: str):
    reading, _ = read_statutory(read_bytes(data, name))
    return reading, {(o.indicator, o.applicant_type): (o.state, o.value) for o in reading.observations}


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_cell_is_read_in_every_format(name: str, edition: str) -> None:
    sample = make_sample(11, edition)
    reading, cells = read(FORMATS[name](sample), name)
    assert cells == truth(sample)
    assert reading.edition == edition
    assert len(cells) == (198 if edition == "2019" else 200)
    assert not [finding for finding in reading.findings if finding.severity != "info"]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_cell_is_read_from_pdf(tmp_path: Path, edition: str) -> None:
    sample = make_sample(12, edition)
    data = samples.as_pdf(sample, tmp_path)
    if data is None:
        pytest.skip("没有 Chromium")
    assert read(data, "年报.pdf")[1] == truth(sample)


@pytest.mark.parametrize("name", KEEP_BLANKS)
def test_blank_cell_is_not_zero(name: str) -> None:
    sample = make_sample(13)
    sample.cells = {place: "" if text == "0" else text for place, text in sample.cells.items()}
    if name in ("一行一格.txt", "一段一格.html"):
        sample.cells[("litigation_after_review_total", "total")] = "7"  # a last cell that shows where the table ends
    _, cells = read(FORMATS[name](sample), name)
    assert cells == truth(sample)


@pytest.mark.parametrize("name", ["网页.html", "合并.docx", "制表符.txt", "一行一格.txt"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0", "/"),
        ("0", "—"),
        ("0", "无"),
        ("0", "０"),
        ("0", "0 件"),
    ],
)
def test_placeholders_and_full_width_digits(name: str, old: str, new: str) -> None:
    sample = make_sample(14)
    sample.cells = {place: new if text == old else text for place, text in sample.cells.items()}
    assert read(FORMATS[name](sample), name)[1] == truth(sample)


@pytest.mark.parametrize(
    ("text", "kind", "state", "value"),
    [
        ("1,295", "count", "reported", 1295),
        ("1 295", "count", "reported", 1295),
        ("12\n95", "count", "reported", 1295),
        ("１，２９５", "count", "reported", 1295),
        ("1,29", "count", "unreadable", None),
        ("1O", "count", "unreadable", None),
        ("0 0", "count", "unreadable", None),
        ("05", "count", "unreadable", None),
        ("12½", "count", "unreadable", None),
        ("－37", "signed", "reported", -37),
        ("减37", "signed", "reported", -37),
        ("+5", "signed", "reported", 5),
        ("—", "signed", "not_applicable", None),
        ("542.55 万元", "money", "reported", 5425500),
        ("251000元", "money", "reported", 251000),
        ("7730.28", "money", "reported", 77302800),
        ("5%", "count", "unreadable", None),
        ("3①", "count", "reported", 3),
        ("　", "count", "blank", None),
        ("22（其中修订16件）", "count", "reported", 22),
        ("待统计", "count", "unreadable", None),
    ],
)
def test_a_cell_says_a_number_or_says_why_not(text: str, kind: str, state: str, value: int | None) -> None:
    parsed = parse_cell(text, kind)
    assert (parsed.state, parsed.value) == (state, None if value is None else Decimal(value))


def test_unit_of_the_header_is_used_for_money() -> None:
    sample = make_sample(15)
    sample.cells[("administrative_fees", "total")] = "251000"
    page = samples.as_html(sample).decode().replace("（单位：万元）", "（单位：元）").encode()
    assert read(page, "a.html")[1][("administrative_fees", "total")] == ("reported", Decimal(251000))


@pytest.mark.parametrize("name", ["网页.html", "制表符.txt", "一行一格.txt", "合并格重复.md"])
def test_misprinted_row_names_are_recognised(name: str) -> None:
    sample = make_sample(16)
    text = FORMATS[name](sample).decode()
    for right, wrong in (
        ("其他法律行政法规禁止公开", "其他法律行政止公开"),
        ("三类内部事务", "三类内部事物"),
        ("（七）总计", "（七）合计"),
        ("信访举报投诉类", "信访投诉举报类"),
    ):
        text = text.replace(right, wrong)
    assert read(text.encode(), name)[1] == truth(sample)


def test_unreadable_cell_is_never_zero_and_has_a_finding() -> None:
    sample = make_sample(17)
    sample.cells[("refused_state_secret", "natural_person")] = "1O"
    reading, cells = read(samples.as_docx(sample), "a.docx")
    assert cells[("refused_state_secret", "natural_person")] == ("unreadable", None)
    finding = next(item for item in reading.findings if item.rule == "cell_is_a_number")
    assert (finding.cells[0].row, finding.cells[0].column) == ("1.属于国家秘密", "自然人")


def test_row_with_a_lost_cell_is_refused_and_not_shifted() -> None:
    sample = make_sample(18)
    lines = samples.as_txt(sample, "lines").decode().split("\n")
    lines.pop(lines.index("2.重复申请") + 3)
    reading, cells = read("\n".join(lines).encode(), "a.txt")
    assert cells[("unprocessed_repeated", "total")] == ("unreadable", None)
    assert {place for place, value in cells.items() if value != truth(sample)[place]} == {
        ("unprocessed_repeated", kind) for kind in ("natural_person", "business", "research", "social", "legal", "other", "total")
    }
    assert any(finding.rule == "row_has_seven_cells" for finding in reading.findings)


def test_single_row_of_other_handling_in_the_form_of_2021_is_read_as_printed() -> None:
    sample = make_sample(19)
    old = make_sample(19, "2019")
    new_part, old_part = samples.parts(sample), samples.parts(old)
    new_part[6] = old_part[6]
    from tests.samples_docx import render

    reading, cells = read(render(new_part), "a.docx")
    assert cells[("outcome_other_handling", "total")] == truth(old)[("outcome_other_handling", "total")]
    assert ("closed_other", "total") not in cells
    assert any(finding.rule == "one_edition_is_used" for finding in reading.findings)
