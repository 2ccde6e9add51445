"""From a file to checked observations: the real reports, the culprit, several files together."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.crossfile import check_together, extract_together
from nianbao.exporters.fill_form import write_fill_form
from nianbao.extract import Extraction, extract, extract_document
from nianbao.extract_json import to_json
from nianbao.readers import read_bytes
from tests import samples
from tests.samples import Sample, make_sample

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="真实报告不在本机")


def taken(data: bytes, name: str) -> Extraction:
    return extract_document(read_bytes(data, name))


def outcomes(result: Extraction) -> Counter[str]:
    return Counter(item.outcome for item in result.comparisons)


def value(result: Extraction, indicator: str, applicant: str = "total") -> Decimal | None:
    return next(
        item.value
        for item in result.observations
        if item.locator.table and (item.indicator, item.applicant_type) == (indicator, applicant)
    )


@needs_shared
def test_founding_report_has_198_cells_and_40_relations() -> None:
    result = extract(SHARED / "seeds" / "xian-2019.txt")
    cells = [item for item in result.observations if item.locator.table]
    assert (result.agency_id, result.year, result.edition, len(cells)) == ("xian-xzspfwj", 2019, "2019", 198)
    assert Counter(item.state for item in cells) == {"reported": 191, "blank": 7}
    assert outcomes(result) == {"holds": 32, "holds_if_blank_is_zero": 8}
    assert {
        name: value(result, name)
        for name in (
            "permit_items_previous",
            "permit_items_change",
            "other_management_items_change",
            "procurement_items",
            "procurement_amount",
            "normative_documents_new",
        )
    } == {
        "permit_items_previous": 329,
        "permit_items_change": -37,
        "other_management_items_change": -39,
        "procurement_items": 11,
        "procurement_amount": 5_425_500,
        "normative_documents_new": 6,
    }


@needs_shared
def test_hongze_pdf_is_read_and_its_two_wrong_totals_are_found() -> None:
    result = extract(SHARED / "reports" / "hongze-district-2023.pdf")
    cells = {(o.indicator, o.applicant_type): o.value for o in result.observations if o.locator.table and o.value}
    assert (result.agency_id, result.year, result.edition) == ("huaian-hongze-rmzf", 2023, "2021")
    people = {
        "applications_new": 21,
        "outcome_partly_granted": 4,
        "refused_state_secret": 1,
        "refused_process_information": 1,
        "refused_enforcement_files": 1,
        "unavailable_not_held": 10,
        "unavailable_needs_creation": 3,
        "unprocessed_petition": 1,
        "outcomes_total": 21,
    }
    assert cells == {
        **{(name, kind): number for name, number in people.items() for kind in ("natural_person", "total")},
        ("normative_documents_repealed", "total"): 5,
        ("normative_documents_valid", "total"): 5,
        ("permit_decisions", "total"): 550,
        ("penalty_decisions", "total"): 4119,
        ("compulsion_decisions", "total"): 195,
        ("administrative_fees", "total"): 77_302_800,
        ("review_upheld", "total"): 10,
        ("review_corrected", "total"): 1,
        ("litigation_after_review_upheld", "total"): 5,
    }
    assert outcomes(result) == {"holds": 38, "fails": 2}  # (六) is printed in one row: 40 relations, not 42
    assert [item.expected for item in result.findings if item.rule == "results_sum_to_total"] == ["10+1+0+0=11", "5+0+0+0=5"]


@needs_shared
def test_shanghai_reports_with_scattered_rows_are_read() -> None:
    office = extract(SHARED / "reports" / "shanghai-general-office-2025.md")
    science = extract(SHARED / "reports" / "shanghai-science-commission-2024.md")
    assert (office.agency_id, office.year, science.agency_id, science.year) == (
        "shanghai-rmzfbgt",
        2025,
        "shanghai-kxjswyh",
        2024,
    )
    assert outcomes(office) == outcomes(science) == {"holds": 42}
    assert [
        value(office, f"{kind}_{what}")
        for kind in ("regulations", "normative_documents")
        for what in ("made", "repealed", "valid")
    ] == [22, 22, 235, 34, 55, 189]
    assert value(office, "closed_no_correction") == 43
    assert (value(science, "permit_decisions"), value(science, "closed_no_correction", "business")) == (97, 2)
    assert value(science, "applications_carried_out") == 1


@needs_shared
def test_blank_form_is_refused() -> None:
    result = extract(SHARED / "reports" / "form-2021-blank.docx")
    assert result.status == "rejected"
    assert "空白表样" in result.message
    assert {item.state for item in result.observations} == {"blank"}


def with_wrong(sample: Sample, indicator: str, applicant: str, text: str) -> tuple[Extraction, str]:
    right = sample.cells[(indicator, applicant)]
    sample.cells[(indicator, applicant)] = text
    return taken(samples.as_docx(sample), "a.docx"), right


@pytest.mark.parametrize(
    ("indicator", "applicant"),
    [
        ("refused_state_secret", "natural_person"),
        ("applications_new", "business"),
        ("outcomes_total", "legal"),
        ("applications_carried_out", "total"),
        ("outcome_granted", "total"),
    ],
)
def test_one_wrong_cell_is_named_with_the_right_value(indicator: str, applicant: str) -> None:
    sample = make_sample(21, zeros=0)
    wrong = str(int(sample.cells[(indicator, applicant)]) + 36)
    result, right = with_wrong(sample, indicator, applicant, wrong)
    culprit = next(item for item in result.findings if item.rule == "culprit_cell")
    assert (culprit.expected, culprit.actual) == (right, wrong)
    assert f"此格应为 {right}，现为 {wrong}" in culprit.message
    assert [(item.indicator, item.applicant_type) for item in result.observations if item.doubtful] == [(indicator, applicant)]
    assert result.status == "flagged"


def test_two_wrong_cells_are_found_and_nobody_is_accused() -> None:
    sample = make_sample(22, zeros=0)
    sample.cells[("refused_state_secret", "business")] += "1"
    result, _ = with_wrong(sample, "unprocessed_repeated", "legal", "9999")
    assert not [item for item in result.findings if item.rule == "culprit_cell"]
    assert outcomes(result)["fails"] == 4


def test_tracked_change_counts_the_inserted_number() -> None:
    sample = make_sample(23, zeros=0)
    new = sample.cells[("permit_decisions", "total")] = "987654"
    result = taken(samples.as_docx(sample, {new: "123456"}), "a.docx")
    assert value(result, "permit_decisions") == 987654


def test_unknown_agency_keeps_its_name() -> None:
    result = taken(samples.as_docx(make_sample()), "a.docx")
    assert (result.agency, result.agency_id, result.year) == (samples.AGENCY, None, 2023)
    assert result.status == "accepted"


def test_year_of_title_and_period_must_agree() -> None:
    sample = make_sample()
    sample.prose = ["本报告所列数据的统计期限为2022年1月1日至2022年12月31日。"]
    result = taken(samples.as_docx(sample), "a.docx")
    assert result.year == 2023
    assert any(item.rule == "one_year_is_named" and item.severity == "error" for item in result.findings)


def test_old_form_in_a_later_year_is_said() -> None:
    result = taken(samples.as_docx(make_sample(5, "2019", 2023)), "a.docx")
    assert any(item.rule == "edition_fits_the_year" for item in result.findings)
    assert result.edition == "2019"


def test_json_is_as_documented() -> None:
    sample = make_sample(24)
    sample.cells[("administrative_fees", "total")] = "251000元"
    sample.cells[("penalty_decisions", "total")] = "/"
    entry = json.loads(json.dumps(to_json(taken(samples.as_html(sample), "年报.html")), ensure_ascii=False))
    assert list(entry) == ["file", "status", "message", "agency", "year", "template", "observations", "findings"]
    asked = [
        "indicator",
        "name",
        "topic",
        "table",
        "row",
        "column",
        "value",
        "state",
        "qualifier",
        "unit",
        "raw",
        "locator",
        "evidence",
    ]
    assert list(entry["observations"][0]) == [*asked, "scope", "period_kind"]
    by_row = {(item["table"], item["row"], item["column"]): item for item in entry["observations"]}
    fee = by_row[("主动公开政府信息情况", "行政事业性收费", "本年收费金额")]
    assert (fee["value"], fee["unit"], fee["raw"], fee["state"]) == (25.1, "万元", "251000元", "reported")
    penalty = by_row[("主动公开政府信息情况", "行政处罚", "本年处理决定数量")]
    assert (penalty["value"], penalty["state"]) == (None, "not_applicable")
    assert ("收到和处理政府信息公开申请情况", "3.其他", "法律服务机构") in by_row
    assert ("政府信息公开行政复议、行政诉讼情况", "复议后起诉", "尚未审结") in by_row
    assert entry["template"] == "2021"


def test_json_names_the_cells_of_a_finding_in_official_words() -> None:
    sample = make_sample(24, zeros=0.0)
    sample.cells[("applications_new", "legal")] += "7"
    entry = to_json(taken(samples.as_html(sample), "年报.html"))
    (culprit,) = [item for item in entry["findings"] if item["rule"] == "culprit_cell"]
    assert list(culprit) == ["rule", "severity", "cells", "expected", "actual", "message"]
    place = {"table": "收到和处理政府信息公开申请情况", "row": "一、本年新收政府信息公开申请数量", "column": "法律服务机构"}
    assert culprit["cells"] == [place]
    (doubtful,) = [item for item in entry["observations"] if item.get("doubtful")]
    assert {name: doubtful[name] for name in place} == place


def pair(tmp_path: Path, change: int) -> list[Extraction]:
    before, after = make_sample(31, year=2022), make_sample(32, year=2023)
    out = before.cells[("applications_carried_out", "total")]
    for kind in ("natural_person", "business", "research", "social", "legal", "other", "total"):
        before.cells[("applications_carried_out", kind)] = after.cells[("applications_carried_in", kind)]
    if change:
        before.cells[("applications_carried_out", "other")] = str(change)
    assert out is not None
    for sample in (before, after):
        (tmp_path / f"{sample.year}.docx").write_bytes(samples.as_docx(sample))
    return extract_together([tmp_path / "2022.docx", tmp_path / "2023.docx"])


def test_carried_over_applications_are_compared_per_column(tmp_path: Path) -> None:
    rule = "carried_out_equals_next_carried_in"
    assert not [item for item in pair(tmp_path, 0)[1].findings if item.rule == rule]
    found = [item for item in pair(tmp_path, 777)[1].findings if item.rule == rule]
    assert [(item.cells[0].column, item.expected) for item in found] == [("其他", "777")]


def test_duplicates_and_reissues_are_named(tmp_path: Path) -> None:
    first, second = make_sample(33), make_sample(33)
    second.cells[("permit_decisions", "total")] = "55555"
    names = ["一稿.docx", "一稿副本.docx", "更正稿.docx"]
    draft = samples.as_docx(first)  # written once: a docx holds the second it was written in
    results = check_together(
        [taken(data, name) for data, name in zip((draft, draft, samples.as_docx(second)), names, strict=True)]
    )
    assert "完全相同" in next(item.message for item in results[1].findings if item.rule == "file_is_given_once")
    again = next(item for item in results[2].findings if item.rule == "report_is_issued_once")
    assert "→55555" in again.message
    assert again.cells[0].row == "行政许可"


def test_fill_form_comes_back_as_observations(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "填报.xlsx"
    path.write_bytes(write_fill_form("示例市样例县行政审批服务局", 2024, ["outcome_granted", "applications_new", "review_total"]))
    book = load_workbook(path)
    book["填报"]["D2"], book["填报"]["E2"], book["填报"]["F2"] = 1.2, "万件", "超过"
    book["填报"]["D3"] = "/"
    book.save(path)
    result = extract(path)
    assert (result.agency, result.year) == ("示例市样例县行政审批服务局", 2024)
    assert [(o.indicator, o.value, o.state, o.qualifier) for o in result.observations] == [
        ("outcome_granted", 12000, "reported", "more_than"),
        ("applications_new", None, "not_applicable", "exact"),
    ]  # the third line was left as it came: it says nothing


def test_other_papers_are_refused() -> None:
    for text in (
        "话说天下大势，分久必合，合久必分。" * 50,
        "中华人民共和国政府信息公开条例\n第五十条　年度报告应当包括下列内容：\n",
    ):
        result = taken(text.encode(), "别的.txt")
        assert result.status == "rejected"
        assert "“别的.txt”" in result.message
