"""导入 and 核验 as a person meets them: files in, what is shown of them, the acts, and their words in the journal."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from nianbao import ingest, journal
from nianbao.datasets import open_dataset
from nianbao.document import Cell, Document, Paragraph, Table
from nianbao.extract import extract_document
from nianbao.model import Locator, Observation
from nianbao.office import read_office
from nianbao.paths import APP
from nianbao.readers import read_bytes
from nianbao.screen.findings_list import culprits, findings_html, touched
from nianbao.screen.intake_correct import scale_of
from nianbao.screen.intake_form import form_indicators
from nianbao.screen.office_page import as_text
from nianbao.screen.paper import Marks, excerpt, paper
from nianbao.settings import Submission, load_submission
from tests.cast import ZHANG
from tests.conftest import records
from tests.samples import Sample, as_docx, as_html, as_txt, make_sample

GRANTED = ("outcome_granted", "natural_person")
MIME = "application/octet-stream"

pytestmark = pytest.mark.usefixtures("own_state")


@pytest.fixture(autouse=True)
def already_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest takes every run for a first visit, and the rerun that leads it through app.py would swallow a click."""
    monkeypatch.setattr("nianbao.screen.office_page.enter_by_app", lambda: None)


def report(off: int = 0, year: int = 2023, agency: str = "示例市行政审批服务局") -> Sample:
    """A valid report, but for one cell of table 3 that is `off` by so much."""
    sample = make_sample(1, year=year)
    sample.agency = agency
    sample.prose = ["{year}年，我局12345热线共受理群众来电23456件。"]
    sample.cells[GRANTED] = str(int(sample.cells[GRANTED]) + off)
    return sample


def opened(path: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=90).run()
    return at.switch_page(path).run()


def put(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    at.file_uploader[0].set_value([(name, data, MIME) for name, data in files])
    return at.run()


def click(at: AppTest, label: str) -> AppTest:
    (button, *_) = [b for b in at.button if label in b.label]
    return button.click().run()


def html(at: AppTest) -> str:
    return "".join(element.proto.body for element in at.get("html"))


def clean(at: AppTest) -> AppTest:
    assert not at.exception, [e.value for e in at.exception]
    return at


def test_a_report_is_shown_confirmed_published_and_undone():
    at = clean(put(opened("pages/import.py"), ("年报.html", as_html(report()))))
    shown = html(at)
    assert "示例市行政审批服务局 2023 年" in shown and "共 1 份：可导入 1。" in shown
    assert 'title="本年新收政府信息公开申请数量：' in shown and "<mark>" in shown
    assert read_office().reports == {}  # nothing is stored before a person says so
    clean(click(at, "确认导入（存为草稿）"))
    (held,) = read_office().active()
    assert held.status == "draft" and held.batch in at.markdown[0].value
    clean(click(at, "发布这一批"))
    assert read_office().reports[held.report_id].status == "published"
    assert "已发布 1 份报告" in at.success[0].value
    clean(click(at, "确认撤销"))
    assert "撤销须写明理由" in at.error[0].value and read_office().active()  # leaders see it: not with one click
    next(i for i in at.text_input if "撤销的理由" in i.label).set_value("不是定稿")
    clean(click(at, "确认撤销"))
    assert read_office().reports[held.report_id].reason == "撤销导入：不是定稿"
    assert read_office().active() == [] and "已撤销批次" in at.success[0].value


def test_a_wrong_cell_is_named_and_corrected_in_place():
    right = report().cells[GRANTED]
    at = clean(put(opened("pages/import.py"), ("年报.html", as_html(report(off=9)))))
    assert f"此格应为 {right}" in html(at) and "有问题：错误 3 处" in at.radio[0].options[0]
    clean(click(at, "按建议更正"))
    assert [i.value for i in at.text_input if "应为" in i.label] == [right]
    clean(click(at, "记下更正"))
    assert "错误" not in at.radio[0].options[0] and f"</s>{right}</td>" in html(at)
    clean(click(at, "确认导入"))
    assert [e.kind for e in journal.events()] == ["import", "correct"]
    assert journal.events()[1].payload["value"] == right
    assert "按勾稽关系推算" in journal.events()[1].payload["reason"]


def test_a_correction_without_reason_or_number_is_refused_in_words():
    at = put(opened("pages/import.py"), ("年报.html", as_html(report())))
    assert next(s for s in at.selectbox if s.label == "哪一格").options[0].count("现为") == 1
    (value,) = [i for i in at.text_input if "应为" in i.label]
    value.set_value("12件")
    clean(click(at, "记下更正"))
    assert "更正须写明理由" in at.error[0].value
    (reason,) = [i for i in at.text_input if "理由" in i.label]
    reason.set_value("核对原件")
    clean(click(at, "记下更正"))
    assert "不是数字" in at.error[0].value


def test_markup_in_names_and_cells_stays_text():
    name = "<img src=x onerror=alert(1)> ![a](b) $x$.html"
    sample = report(agency="示例市<b>审批</b>局")
    sample.cells[GRANTED] = "&lt;script&gt;1&lt;/script&gt;"
    at = clean(put(opened("pages/import.py"), (name, as_html(sample)), ("<b>空</b>.txt", b"")))
    assert "<img" not in html(at) and "<script" not in html(at) and "&lt;script&gt;" in html(at)
    assert all("\\!\\[a\\]" in option for option in at.radio[0].options if "img" in option)
    assert as_text("![a](b)\n$x$") == "\\!\\[a\\]\\(b\\) \\$x\\$"


def test_refused_and_known_files_say_why_and_are_not_stored_again():
    data = as_html(report())
    at = put(opened("pages/import.py"), ("年报.html", data))
    click(at, "导入并发布")
    assert [r.status for r in read_office().active()] == ["published"]
    clean(put(at, ("又一份.html", data), ("空.docx", b""), ("重发.html", as_html(report(off=9)))))
    known, empty, again = at.radio[0].options
    assert "已导入过" in known and "未读入" in empty and "将替换第 1 版" in again
    assert "共 3 份：有问题 1，已导入过 1，未读入 1。" in html(at)
    at.radio[0].set_value(at.radio[0].options and list(at.session_state["_intake"].files)[2])
    clean(at.run())
    assert any("将替换第 1 版（年报.html）：1 个数有变化" in e.label for e in at.expander)
    clean(click(at, "确认导入"))
    assert sorted(r.version for r in read_office().active()) == [1, 2]


def test_a_missing_agency_and_year_are_set_on_the_page():
    sample = report(agency="")
    sample.prose = ["本年度，我局12345热线共受理群众来电23456件。"]
    at = put(opened("pages/import.py"), ("无名.txt", as_txt(sample).decode().replace("2023年", "本年度").encode()))
    assert "缺机构或年度" in at.radio[0].options[0]
    assert next(b for b in at.button if "确认导入" in b.label).disabled
    next(i for i in at.text_input if i.label == "机构名称").set_value("范例区数据局")
    at.run()
    next(s for s in at.selectbox if s.label == "级别").set_value("district")
    next(n for n in at.number_input if n.label == "报告年度").set_value(2023)
    clean(click(at, "就用这个机构和年度"))
    assert "范例区数据局 2023 年" in html(at) and "23456" in html(at)
    clean(click(at, "确认导入"))
    (held,) = read_office().active()
    assert read_office().agencies[held.agency_id]["level"] == "district"


def test_a_held_report_is_corrected_and_withdrawn_with_reasons():
    at = put(opened("pages/import.py"), ("年报.html", as_html(report(off=9))))
    click(at, "导入并发布")
    clean(click(at, "查看、更正"))
    clean(click(at, "按建议更正"))
    clean(click(at, "记下更正"))
    assert journal.events()[-1].kind == "correct" and "已更正" in at.success[0].value
    assert f"</s>{report().cells[GRANTED]}</td>" in html(at)
    clean(click(at, "确认撤回"))
    assert "须写明理由" in at.error[0].value
    next(i for i in at.text_input if "撤回的理由" in i.label).set_value("不是定稿")
    clean(click(at, "确认撤回"))
    assert read_office().active() == [] and journal.events()[-1].payload["reason"] == "不是定稿"


def test_review_shows_coverage_findings_and_takes_decisions():
    files = [("a.html", report(off=9)), ("b.html", report(year=2022)), ("c.html", report(2022, agency="样例县人民政府"))]
    taken = list(ingest.read_uploads([(name, as_html(sample)) for name, sample in files]))
    ingest.import_batch(taken, ZHANG)
    ingest.publish([r.report_id for r in read_office().active() if r.year == 2022], ZHANG)
    at = clean(opened("pages/review.py"))
    shown = html(at)
    assert re.search(r"共比较 \d+ 次：相符 \d+，不符 \d+", shown)
    assert ">通过<" in shown and ">草稿<" in shown and ">问题<" in shown and "未收录" in shown
    assert "未交，已过期限" in shown and "很可能是这一格：" in shown and f"应为 {report().cells[GRANTED]}" in shown
    failing = [r for r in records(open_dataset("draft"), "review_findings") if r["outcome"] == "fails"]
    assert len([e for e in at.expander if "不符" in e.label]) == len({(r["agency"], r["year"]) for r in failing})
    next(i for i in at.text_input if i.label == "说明").set_value("已电话核实")
    at.radio[0].set_value("explained")
    clean(click(at, "记下处理意见"))
    assert {d["note"] for d in read_office().decisions.values()} == {"已电话核实"}
    assert "已对" in at.success[0].value
    next(g for g in at.button_group if g.label == "处理").set_value("已处理")
    clean(at.run())
    assert "已处理：情况说明：已电话核实" in html(at)


def test_a_cell_of_the_coverage_table_leads_to_one_report_and_its_paper():
    sample = report()
    sample.cells[GRANTED] = "1O"
    ingest.import_batch(ingest.read_uploads([("a.html", as_html(sample)), ("b.html", as_html(report(9, 2022)))]), ZHANG)
    at = clean(opened("pages/review.py"))
    (link,) = {m for m in re.findall(r'href="./review\?(of=[^"]*2023)"', html(at))}
    agency = re.search(r"of=([^&]*)", link)
    assert agency
    at.query_params.update({"of": agency[1], "y": "2023"})
    shown = html(clean(at.run()))
    assert "“1O”不是数字" in shown and "2022 年" not in shown and 'class="unreadable bad"' in shown
    clean(click(at, "返回全部"))
    assert "收了哪些、过了哪些" in html(at)


def test_both_pages_open_on_an_empty_office():
    assert "还没有导入过报告" in html(clean(opened("pages/import.py")))
    shown = html(clean(opened("pages/review.py")))
    assert "没有可以比较的关系" in shown and "还没有导入任何报告" in shown


def test_evidence_shows_the_cell_in_its_table_and_the_figure_in_its_sentence():
    result = extract_document(read_bytes(as_docx(report()), "年报.docx"))
    assert result.document
    for number, item in enumerate(result.observations):
        found = excerpt(result.document, result.observations, number)
        assert found.count(" hit") == 1, item
        marked = re.search(rf'id="nbc-{number}"[^>]*>(?:<s>)?([^<]*)', found)
        assert marked and marked[1] == item.raw_text.strip()
        assert ("<table>" in found) == bool(item.locator.table)


@pytest.mark.parametrize("style", ["tabs", "short", "lines", "spaces"])
def test_every_figure_of_a_flattened_report_has_its_place_on_the_paper(style):
    result = extract_document(read_bytes(as_txt(report(), style), "年报.txt"))
    assert result.document
    ids = {int(n) for n in re.findall(r'id="nbc-(\d+)"', paper(result.document, result.observations))}
    assert ids == set(range(len(result.observations)))


def test_the_paper_keeps_spans_escapes_text_and_fills_gaps():
    cells = ((Cell("<b>头</b>", 0, 0, 2, 1, "表1 第1行第1列"), Cell("a&b", 0, 2, locator="表1 第1行第3列")),)
    rest = ((Cell("7", 1, 1, locator="表1 第2行第2列"),),)
    document = Document("x", "", "docx", (Table(cells + rest, "表1"), Paragraph("收到 1<2", "第1段")))
    item = Observation("applications_new", None, "blank", locator=Locator("表1 第2行第2列", "表", "行", "列"))
    drawn = paper(document, [item], Marks(frozenset({0}), {0: "<8>"}))
    assert '<td rowspan="2">&lt;b&gt;头&lt;/b&gt;</td><td></td><td>a&amp;b</td>' in drawn
    assert "<s>7</s>&lt;8&gt;</td><td></td></tr>" in drawn and "收到 1&lt;2" in drawn
    assert 'class="fixed bad"' in drawn


def test_only_the_culprit_is_outlined_and_each_finding_leads_to_its_cell():
    result = extract_document(read_bytes(as_html(report(off=9)), "年报.html"))
    ((number, finding),) = culprits(result)
    item = result.observations[number]
    assert (item.indicator, item.applicant_type) == GRANTED and finding.expected == report().cells[GRANTED]
    assert touched(result) == {number}
    assert f'href="#nbc-{number}"' in findings_html(result)


def test_a_cell_in_wan_yuan_is_corrected_in_wan_yuan():
    result = extract_document(read_bytes(as_html(report()), "年报.html"))
    (fees,) = [o for o in result.observations if o.indicator == "administrative_fees"]
    assert scale_of(fees) == (10_000, "万元")


def test_the_fill_in_form_offers_no_derived_indicator():
    assert "hotline_received" in form_indicators(["consultation"], False)
    assert not {"applications_refused", "litigation_total"} & set(form_indicators(["disclosure"], True))


def test_due_dates_follow_the_kind_of_agency():
    setting = load_submission()
    assert setting == Submission()
    assert str(setting.due("department", 2025)) == "2026-01-31" and str(setting.due("government", 2025)) == "2026-03-31"
