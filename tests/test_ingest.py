"""A report's way into 本单位: draft, published, re-issued, corrected, withdrawn, undone; nothing is lost on the way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from nianbao import ingest, journal, store
from nianbao.amended import absent_cells, amended, value_changes
from nianbao.datasets import OFFICE, open_dataset
from nianbao.errors import NianbaoError
from nianbao.extract import extract_document
from nianbao.identity import Stated
from nianbao.ingest import Candidate
from nianbao.kept import original_path, recall, remember
from nianbao.new_agency import new_agency
from nianbao.office import read_office
from nianbao.readers import read_bytes
from nianbao.verify import verify
from tests.cast import LI, WANG, ZHANG
from tests.conftest import records
from tests.hostile import hostile_files
from tests.samples import Sample, as_docx, as_html, as_txt, make_sample

NEW = "applications_new/total/own/year"
GRANTED = ("outcome_granted", "natural_person")

pytestmark = pytest.mark.usefixtures("own_state")


def report(seed: int = 1, year: int = 2023, agency: str = "示例市行政审批服务局", **cells: str) -> Sample:
    """A valid report, but for the cells named `indicator__applicant="text"`."""
    sample = make_sample(seed, year=year)
    sample.agency = agency
    for name, text in cells.items():
        indicator, _, applicant = name.partition("__")
        sample.cells[indicator, applicant or "total"] = text
    return sample


def read(sample: Sample, name: str = "年报.html") -> Candidate:
    """As a worker process would have read it; HTML, because its bytes are the same every time."""
    data = as_html(sample)
    return Candidate(name, data, extract_document(read_bytes(data, name)))


def take(*samples: Sample, publish: bool = False) -> str:
    return ingest.import_batch([read(s, f"{n}.html") for n, s in enumerate(samples)], ZHANG, publish)


def held_ids() -> list[str]:
    return [r.report_id for r in read_office().active()]


def values(dataset: str, indicator: str = "applications_new", applicant: str = "total") -> dict[int, Decimal | None]:
    rows = records(open_dataset(dataset), "observations", total_only=False, limit=100_000)
    return {
        row["year"]: row["value"] for row in rows if (row["indicator_id"], row["applicant_type"]) == (indicator, applicant)
    }  # fmt: skip


def printed(sample: Sample, indicator: str = "applications_new", applicant: str = "total") -> Decimal:
    return Decimal(sample.cells[indicator, applicant])


def comparisons(dataset: str) -> dict[str, dict[str, str]]:
    """By agency: comparison id -> outcome."""
    told: dict[str, dict[str, str]] = {}
    for row in records(open_dataset(dataset), "findings", limit=100_000):
        told.setdefault(row["agency"], {})[row["comparison_id"]] = row["outcome"]
    return told


def test_a_draft_is_seen_only_with_drafts_until_it_is_published():
    sample = report()
    batch = take(sample)
    assert values("own") == {} and values("draft") == {2023: printed(sample)}
    ingest.publish(read_office().batches[batch], LI)
    assert values("own") == values("draft") == {2023: printed(sample)}
    assert [(e.kind, e.who) for e in journal.events()] == [("import", "张三"), ("publish", "李四")]
    with pytest.raises(NianbaoError, match="没有待发布的草稿"):
        ingest.publish(read_office().batches[batch], LI)


def test_the_same_bytes_are_recognised():
    sample = report()
    take(sample)
    again = ingest.place(read(sample, "换了名字.html"), read_office())
    assert again.known and again.known.version == 1 and not again.ready
    with pytest.raises(NianbaoError, match="都已导入过"):
        ingest.import_batch([again], ZHANG)
    assert len(read_office().batches) == 1


def test_a_reissue_supersedes_and_both_are_kept():
    first, second = report(), report(applications_new="99999")
    take(first, publish=True)
    waiting = ingest.place(read(second), read_office())
    assert waiting.replaces and waiting.replaces.version == 1
    take(second, publish=True)
    assert values("own") == {2023: Decimal(99999)}
    old, new = sorted(read_office().active(), key=lambda r: r.version)
    assert (new.version, new.supersedes) == (2, old.report_id)
    readings = records(
        open_dataset("own"), "readings", agency=new.agency_id, year=2023, indicator="applications_new", applicant_type="total"
    )
    assert sorted((r["value"], r["chosen"]) for r in readings) == [(printed(first), False), (Decimal(99999), True)]
    changes = value_changes(recall(old.sha256, old.file).observations, recall(new.sha256, new.file).observations)
    assert [(c.name, c.before, c.after) for c in changes] == [
        ("本年新收政府信息公开申请数量", f"{printed(first):,}件", "99,999件")
    ]


def test_undo_takes_back_the_whole_batch_and_only_it():
    take(report(1, 2022), publish=True)
    before = comparisons("draft")
    batch = take(report(2, 2023), report(3, 2023, "样例县人民政府"))
    touched = ingest.undo(batch, ZHANG)
    assert sorted(r.agency for r in touched) == ["样例县人民政府", "示例市行政审批服务局"]
    assert comparisons("draft") == before and list(values("draft")) == [2022]
    assert all(original_path(r.sha256) for r in read_office().reports.values())
    with pytest.raises(NianbaoError, match="没有可以撤销"):
        ingest.undo(batch, ZHANG)


def test_what_was_published_is_not_undone_without_a_reason():
    batch = take(report(1, 2022), publish=True)
    with pytest.raises(NianbaoError, match="须写明理由"):
        ingest.undo(batch, ZHANG)
    ingest.undo(batch, ZHANG, "不是定稿")
    assert read_office().active() == []


def test_undo_of_an_old_batch_leaves_the_same_bytes_imported_again():
    sample = report()
    first = take(sample)
    ingest.withdraw(held_ids()[0], "放错了", ZHANG)
    take(sample)
    ingest.undo(first, ZHANG)
    assert values("draft") == {2023: printed(sample)}


def test_a_withdrawal_needs_a_reason_and_lets_the_older_version_stand_again():
    first = report()
    take(first, publish=True)
    take(report(applications_new="99999"), publish=True)
    newest = max(read_office().active(), key=lambda r: r.version)
    with pytest.raises(NianbaoError, match="须写明理由"):
        ingest.withdraw(newest.report_id, "  ", ZHANG)
    ingest.withdraw(newest.report_id, "不是定稿", ZHANG)
    assert values("own") == {2023: printed(first)}
    assert read_office().reports[newest.report_id].reason == "不是定稿"


def test_a_correction_stands_beside_the_printed_value_and_survives_publishing():
    sample = report()
    take(sample)
    (report_id,) = held_ids()
    for value, reason, words in (("12", " ", "须写明理由"), ("12件", "核对", "不是数字")):
        with pytest.raises(NianbaoError, match=words):
            ingest.correct(report_id, NEW, value, reason, ZHANG)
    ingest.correct(report_id, NEW, "1,234", "录入笔误", ZHANG)
    ingest.publish([report_id], LI)
    assert values("own") == {2023: Decimal(1234)}
    agency = read_office().reports[report_id].agency_id
    readings = records(
        open_dataset("own"), "readings", agency=agency, year=2023, indicator="applications_new", applicant_type="total"
    )
    assert [(r["value"], r["rule"] == "correction", r["chosen"]) for r in readings] == [
        (Decimal(1234), True, True), (printed(sample), False, False),
    ]  # fmt: skip
    assert readings[0]["evidence"].startswith("更正（张三，") and "录入笔误" in readings[0]["evidence"]


def test_corrections_made_before_the_import_follow_it_into_the_journal():
    right = report()
    wrong = report(**{"__".join(GRANTED): str(int(right.cells[GRANTED]) + 9)})
    candidate = read(wrong)
    (culprit,) = [f for f in candidate.result.findings if f.rule == "culprit_cell"]
    assert culprit.expected == right.cells[GRANTED]
    candidate.corrections["/".join((*GRANTED, "own", "year"))] = ingest.correction(culprit.expected, "与原件核对")
    shown = amended(candidate.result, candidate.corrections)
    assert shown.status == "accepted" and {c.outcome for c in shown.comparisons} == {"holds"}
    assert candidate.result.status == "flagged"  # the reading itself is untouched
    ingest.import_batch([candidate], ZHANG)
    assert [e.kind for e in journal.events()] == ["import", "correct"]
    assert values("draft", *GRANTED) == {2023: Decimal(right.cells[GRANTED])}
    assert "fails" not in comparisons("draft")["示例市行政审批服务局"].values()


def test_a_row_that_the_report_does_not_print_can_be_filled_in():
    candidate = read(report())
    gone = {"applications_carried_out"}
    candidate.result.observations = [o for o in candidate.result.observations if o.indicator not in gone]
    missing = absent_cells(candidate.result)
    assert {o.indicator for o in missing} == gone and len(missing) == 7
    cell = "applications_carried_out/total/own/year"
    candidate.corrections[cell] = ingest.correction("5", "原件有此行，读漏了")
    assert [o.value for o in amended(candidate.result, candidate.corrections).observations if o.indicator in gone] == [5]
    ingest.import_batch([candidate], ZHANG)
    assert values("draft", "applications_carried_out") == {2023: Decimal(5)}


def test_a_decision_attaches_to_the_values_and_survives_a_reimport():
    right = report()
    wrong = report(**{"__".join(GRANTED): str(int(right.cells[GRANTED]) + 9)})
    batch = take(wrong)
    failing = {r["fingerprint"] for r in records(open_dataset("draft"), "review_findings") if r["outcome"] == "fails"}
    ingest.decide(failing, "explained", "该单位口径特殊", WANG)
    ingest.undo(batch, ZHANG)
    assert records(open_dataset("draft"), "review_findings") == []
    take(wrong)
    again = {r["fingerprint"] for r in records(open_dataset("draft"), "review_findings") if r["outcome"] == "fails"}
    assert again == failing <= set(read_office().decisions)
    assert {d["note"] for d in read_office().decisions.values()} == {"该单位口径特殊"}
    take(report(3, 2023, "样例县人民政府", **{"__".join(GRANTED): "7"}))
    others = {r["fingerprint"] for r in records(open_dataset("draft"), "review_findings") if r["outcome"] == "fails"} - failing
    assert others and not others & set(read_office().decisions)
    with pytest.raises(NianbaoError, match="处理意见只能是"):
        ingest.decide(failing, "whatever", "", WANG)


def test_an_import_killed_between_journal_and_warehouse_is_finished_by_the_next_run(monkeypatch):
    take(report(1, 2022), publish=True)
    shown = {dataset: store.current(dataset).path for dataset in OFFICE}
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "_renew", lambda agencies: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take(report(2, 2023), publish=True)
    assert {dataset: store.current(dataset).path for dataset in OFFICE} == shown  # the board shows the old generation
    assert list(values("own")) == [2022, 2023] == list(values("draft"))


def test_only_the_agencies_of_the_batch_are_computed_again(monkeypatch):
    take(report(1, 2022), report(2, 2023), report(3, 2023, "样例县人民政府"))
    before = comparisons("draft")
    asked = []
    real = store.run_checks
    monkeypatch.setattr(store, "run_checks", lambda con, agencies, years: (asked.append(agencies), real(con, agencies, years)))
    take(report(4, 2024, "样例县人民政府"))
    after = comparisons("draft")
    touched = read_office().newest(new_agency("样例县人民政府")["agency_id"], 2024)
    assert touched and asked == [[touched.agency_id]] * 2
    assert after["示例市行政审批服务局"] == before["示例市行政审批服务局"]
    assert set(before["样例县人民政府"]) < set(after["样例县人民政府"])


def test_twenty_good_and_twenty_hostile_files_come_together():
    good = [(f"年报{n}.docx", as_docx(report(n, 2003 + n, "范例区教育局"))) for n in range(20)]
    bad = hostile_files()
    mixed = [file for pair in zip(good, bad, strict=True) for file in pair]
    found = list(ingest.read_uploads(mixed))
    assert len(found) == 40
    taken = [c for c in found if c.ready]
    assert [c.name for c in taken] == [name for name, _ in good]
    for candidate in found:
        if not candidate.ready:
            assert candidate.result.status == "rejected" and len(candidate.result.message) > 8, candidate.name
            assert "Traceback" not in candidate.result.message and "Error" not in candidate.result.message
    assert not any("/" in c.result.file for c in found)
    batch = ingest.import_batch(found, ZHANG)
    assert len(read_office().batches[batch]) == 20 and len(values("draft")) == 20


def test_a_person_names_the_agency_and_the_year():
    sample = report(agency="")
    sample.prose = ["本年度，我局12345热线共受理群众来电23456件。"]
    data = as_txt(sample).decode().replace("2023年", "本年度").encode()
    (candidate,) = ingest.read_uploads([("无名.txt", data)])
    assert not candidate.ready and candidate.result.status == "flagged"
    candidate.agency = new_agency("范例区数据局", "department", "district")
    ingest.read_again(candidate, Stated("范例区数据局", None, 2023))
    assert candidate.ready and {f.rule for f in candidate.result.findings} == {"agency_is_registered"}
    assert any(not o.locator.table for o in candidate.result.observations)  # the year decides what the prose says
    ingest.import_batch([candidate], ZHANG)
    (held,) = read_office().active()
    row = read_office().agencies[held.agency_id]
    assert (row["name"], row["kind"], row["level"], held.year) == ("范例区数据局", "department", "district", 2023)
    assert [problem for _, problem in verify()] == [""]


def test_a_fill_in_form_stands_beside_the_report_of_its_year():
    sample = report()
    take(sample)
    form = "机构,年度,指标,数值,单位,限定词,口径范围,出处,备注\n示例市行政审批服务局,2023,微信公众号发布,120,条,,,,\n".encode()
    (candidate,) = ingest.read_uploads([("填报.csv", form)])
    assert candidate.form and candidate.replaces is None
    ingest.import_batch([candidate], ZHANG)
    assert values("draft") == {2023: printed(sample)}
    assert {r.version for r in read_office().active()} == {1}


def test_verify_confirms_every_value_and_finds_a_tampered_original():
    take(report(1), report(2, agency="样例县人民政府"), report(3, agency="范例区教育局"))
    assert [problem for _, problem in verify()] == ["", "", ""]
    changed, misread, gone = read_office().active()
    path = original_path(changed.sha256)
    assert path
    path.write_bytes(as_docx(report(1, applications_new="1")))
    stored = recall(misread.sha256, misread.file)
    stored.observations = stored.observations[1:]
    remember(misread.sha256, stored)
    lost = original_path(gone.sha256)
    assert lost
    lost.unlink()
    told = {held.report_id: problem for held, problem in verify()}
    assert "被改动过" in told[changed.report_id]
    assert "与入库的不同" in told[misread.report_id]
    assert "不在了" in told[gone.report_id]


@pytest.mark.parametrize("name", ["年报.json", "年报.json.gz", "年报.<b>", "年报"])
def test_an_original_is_found_again_whatever_it_was_called(name):
    ingest.import_batch(ingest.read_uploads([(name, as_html(report()))]), ZHANG)
    assert [problem for _, problem in verify()] == [""]


def test_the_temporary_files_of_an_upload_are_gone(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    list(ingest.read_uploads([("年报.docx", as_docx(report())), ("空.docx", b"")]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("digits", [16, 19, 29, 400])
def test_a_number_too_long_for_any_statistic_is_questioned_and_stops_nothing(digits):
    """An identity card's number in a cell: the import goes on, and so does every rebuild after it."""
    sample = report(applications_new="9" * digits)
    take(sample, publish=True)
    assert values("own") == {2023: None}
    result = read(sample).result
    assert any("不像统计数" in finding.message for finding in result.findings)
    assert open_dataset("own", force=True)
