"""Next year's report: the form filled from what is held, and the same cells back when the file is imported."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from nianbao.catalogue import load_catalogue
from nianbao.cellvalue import parse_cell
from nianbao.cli import main
from nianbao.datasets import open_dataset
from nianbao.errors import NianbaoError
from nianbao.exporters.statutory_docx import write_statutory_docx
from nianbao.extract import extract
from nianbao.model import APPLICANT_TYPES, DEMO_MARK
from nianbao.next_report import StatutoryForm, gather_form
from nianbao.templates import TABLES, load_templates
from nianbao.written import named_agency
from tests.cast import CITY, NAMES, Story
from tests.conftest import records
from tests.samples import make_sample

FORM = load_templates()["2021"]
TABLE3 = {"locator_table": TABLES["table3"]}


def read_back(form: StatutoryForm, folder: Path):
    path = folder / "年报.docx"
    path.write_bytes(write_statutory_docx(replace(form, demo=False)))
    result = extract(path)
    return result, {(o.indicator, o.applicant_type): (o.state, o.value, o.qualifier) for o in result.observations}


@pytest.mark.parametrize("seed", range(4))
def test_every_state_comes_back_from_the_written_form(tmp_path, seed):
    sample, chance = make_sample(seed), random.Random(seed)
    words = ["", "/", "约12", "超300", "不足7", "1O", "0"]
    cells = {place: chance.choice(words) if chance.random() < 0.4 else text for place, text in sample.cells.items()}
    result, read = read_back(StatutoryForm(sample.agency, 2024, FORM, cells), tmp_path)
    catalogue = load_catalogue()
    parsed = {place: parse_cell(text, catalogue[place[0]].value_type) for place, text in cells.items()}
    assert read == {place: (cell.state, cell.value, cell.qualifier) for place, cell in parsed.items()}
    assert (result.agency, result.year, result.edition) == (sample.agency, 2024, "2021")


@pytest.mark.parametrize(
    ("agency", "year"),
    [("demo-slsh-rmzf", 2024), ("demo-ylsh-rmzf", 2023), ("demo-flsh-bgs", 2025), ("demo-sfq-jd", 2021)],
)
def test_importing_the_form_gives_the_cells_of_the_demo_data_back(demo, tmp_path, agency, year):
    held = {
        (row["indicator_id"], row["applicant_type"]): (row["state"], row["value"], row["qualifier"])
        for row in records(demo, "statutory_form", agency=agency, year=year)
        if row["year"] == year
    }
    form = gather_form(demo, agency, "示例市样例局", year)
    _, read = read_back(form, tmp_path)
    assert read == held and len(read) == 200


def test_last_years_carry_over_opens_the_new_year_and_all_else_is_left_blank(demo, tmp_path):
    form = gather_form(demo, "demo-slsh-xzspfwj", "示例市行政审批服务局", 2026)
    carried = {
        row["applicant_type"]: row["value"]
        for row in records(demo, "statutory_form", agency="demo-slsh-xzspfwj", year=2025)
        if row["indicator_id"] == "applications_carried_out" and row["year"] == 2025
    }
    assert carried["natural_person"] == 19 and carried["business"] == 5
    assert {place: text for place, text in form.cells.items() if text} == {
        ("applications_carried_in", applicant): f"{carried[applicant]:.0f}" for applicant in APPLICANT_TYPES
    }
    result, read = read_back(form, tmp_path)
    assert sum(state == "reported" for state, _, _ in read.values()) == 7
    assert sum(state == "blank" for state, _, _ in read.values()) == 193
    assert len(result.observations) == 200, "the texts for the writer hold no figure"


def test_what_is_no_exact_number_is_left_to_the_writer_and_said(tmp_path):
    story = Story()
    for year, row, who, words in [
        (2024, "applications_carried_out", "natural_person", {"value": 4}),
        (2024, "applications_carried_out", "business", {"state": "not_applicable"}),
        (2024, "applications_carried_out", "legal", {}),
    ]:
        story.says(CITY, year, row, applicant_type=who, **TABLE3, **words)
    story.says(CITY, 2025, "permit_decisions", 500, qualifier="at_least")
    story.says(CITY, 2025, "penalty_decisions", 1_190_000)
    story.says(CITY, 2025, "administrative_fees", Decimal("5425500"))
    form = gather_form(story.told(tmp_path), CITY, NAMES[CITY], 2025)
    assert {place: text for place, text in form.cells.items() if text} == {
        ("applications_carried_in", "natural_person"): "4",
        ("applications_carried_in", "business"): "/",
        ("penalty_decisions", "total"): "1190000",
        ("administrative_fees", "total"): "542.55",
    }
    said = "\n".join(note.text for note in form.notes)
    assert "“行政许可”一行“本年处理决定数量”只有“500”，不是确切数，未填入" in said
    assert "（自然人、商业企业）" in said and "取自正文或网页" in said


def test_a_held_report_keeps_its_own_carry_over_and_the_difference_is_said(demo):
    form = gather_form(demo, "demo-flsh-bgs", "范例市人民政府办公室", 2024)
    assert form.cells["applications_carried_in", "natural_person"] == "6"
    assert "“自然人”：上年结转填 6，而上年报告的结转下年度为 4，请核对。" in [note.text for note in form.notes]


def test_what_does_not_add_up_stands_beside_the_form_and_never_in_it(demo):
    form = gather_form(demo, "demo-ylsh-rmzf", "样例市人民政府", 2023)
    said = [note.text for note in form.notes]
    assert any("此格应为 269，现为 359" in text for text in said)
    paper = Document(_stream(write_statutory_docx(form)))
    body = [paragraph.text for paragraph in paper.paragraphs]
    assert not [line for line in body if "应为" in line]
    assert "此格应为 269" in "\n".join(paragraph.text for comment in paper.comments for paragraph in comment.paragraphs)


def test_a_year_of_another_edition_is_refused(demo):
    with pytest.raises(NianbaoError, match="2020 年度的报告不用 2021 年版表样"):
        gather_form(demo, "demo-slsh-rmzf", "示例市人民政府", 2020)


def test_the_empty_form_prints_the_official_words_in_the_official_places(shared):
    official = Document(str(shared / "reports" / "form-2021-blank.docx"))
    cells = dict.fromkeys(make_sample(1).cells, "")
    drawn = Document(_stream(write_statutory_docx(StatutoryForm("示例市样例局", 2025, FORM, cells))))
    assert [_texts(table) for table in drawn.tables] == [_texts(table) for table in official.tables]
    heading = re.compile("^[一二三四五六]、")
    heads = [[p.text for p in paper.paragraphs if heading.match(p.text)] for paper in (drawn, official)]
    assert heads[0] == heads[1]


def test_the_command_writes_a_file_and_names_what_is_wrong(demo, tmp_path, capsys):
    target = tmp_path / "草稿.docx"
    command = ["export", "tables", "--agency", "示例市人民政府", "--year", "2024", "--dataset", "demo", "-o", str(target)]
    assert main(command) == 0
    assert "填入 200 格，空着 0 格" in capsys.readouterr().out
    assert "演示数据" in extract(target).message
    assert main([*command[:-1], str(tmp_path / "草稿.pdf")]) == 1
    assert "扩展名应为 .docx" in capsys.readouterr().err
    assert main(["export", "tables", "--agency", "示例市人民", "--year", "2024", "--dataset", "demo", "-o", str(target)]) == 1
    assert "是不是指：示例市人民政府" in capsys.readouterr().err


def test_a_form_of_invented_figures_says_so_and_is_not_imported(demo, tmp_path):
    path = tmp_path / "年报.docx"
    form = gather_form(demo, "demo-slsh-bgs", "示例市人民政府办公室", 2023)
    path.write_bytes(write_statutory_docx(form))
    paper = Document(str(path))
    assert DEMO_MARK in paper.sections[0].header.paragraphs[0].text and DEMO_MARK in paper.paragraphs[1].text
    result = extract(path)
    assert result.status == "rejected" and "演示数据" in result.message
    assert extract_status(replace(form, demo=False), tmp_path) != "rejected"


def extract_status(form: StatutoryForm, folder: Path) -> str:
    return str(read_back(form, folder)[0].status)


def test_an_imported_form_is_the_same_form_when_it_is_written_again(demo, own_state, tmp_path):
    form = gather_form(demo, "demo-slsh-bgs", "示例市人民政府办公室", 2023)
    target = tmp_path / "草稿.docx"
    target.write_bytes(write_statutory_docx(replace(form, demo=False)))
    assert main(["import", "--publish", str(target)]) == 0
    own = open_dataset("own")
    again = gather_form(own, named_agency(own, "示例市人民政府办公室")["agency_id"], form.agency, 2023)
    assert again.cells == form.cells and "/" in form.cells.values()


def _stream(data: bytes):
    import io

    return io.BytesIO(data)


def _texts(table) -> list[list[str]]:
    return [["".join(cell.text.split()) for cell in row.cells] for row in table.rows]
