"""The quality grade: four shares that can be counted by hand, and corrections that show both values everywhere."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from nianbao import ingest, store
from nianbao.brief import gather_brief
from nianbao.charts import Plot
from nianbao.datasets import open_dataset
from nianbao.desk import open_desk
from nianbao.exporters.workbook import write_workbook
from nianbao.extract import extract_document
from nianbao.grades import Grade, grade
from nianbao.ingest import Candidate
from nianbao.office import read_office
from nianbao.plots import make_plot
from nianbao.readers import read_bytes
from nianbao.screen.cards import cards
from nianbao.store import Generation
from nianbao.view import View
from tests.cast import CITY, ZHANG, Story
from tests.samples import as_html, make_sample

UP, RATE = "registered_users", "service_satisfaction_rate"


def graded(story: Story, folder: Path, year: int = 2024) -> Grade:
    rows = store.query(story.told(folder), "grades", agencies=[CITY])
    return grade(rows[rows["year"] == year].iloc[0])


def test_each_part_can_be_counted_by_hand(tmp_path):
    story = Story().says(CITY, 2024, UP, 300).says(CITY, 2024, RATE).says(CITY, 2024, "visitors_received", 7, source="press")
    held = graded(story, tmp_path)
    assert [(p.good, p.every) for p in held.parts] == [(0, 0), (2, 3), (3, 3), (1, 2)]
    assert held.letter == "C" and held.mean == pytest.approx((200 / 3 + 100 + 50) / 3)
    assert "核对成立 没有可计的" in held.words and "格子已填 66.7%（2/3）" in held.words


def test_without_any_check_the_best_is_b(tmp_path):
    assert graded(Story().says(CITY, 2024, UP, 300), tmp_path).letter == "B"


def test_one_contradiction_costs_the_a(tmp_path):
    """Two official sources that agree give a check that holds; that disagree, one that does not."""
    agreed = Story().says(CITY, 2024, UP, 300).says(CITY, 2024, UP, 300, source="other")
    assert graded(agreed, tmp_path).letter == "A"
    contradicted = Story().says(CITY, 2024, UP, 300).says(CITY, 2024, UP, 400, source="other")
    held = graded(contradicted, tmp_path)
    assert (held.parts[0].good, held.parts[2].good) == (0, 0) and held.letter == "D"


def test_the_founding_report_is_graded_on_what_it_holds(public: Generation):
    rows = store.query(public, "grades", agencies=["xian-xzspfwj"], year_from=2019, year_to=2019)
    held = grade(rows.iloc[0])
    assert held.letter == "A" and all(part.every for part in held.parts)


@pytest.fixture
def corrected(own_state: Path) -> Generation:
    """A published report of which one figure was corrected from 1,000 or so to 1,234."""
    sample = make_sample(1, year=2023)
    sample.agency = "示例市行政审批服务局"
    data = as_html(sample)
    ingest.import_batch([Candidate("年报.html", data, extract_document(read_bytes(data, "年报.html")))], ZHANG, True)
    (report,) = read_office().active()
    ingest.correct(report.report_id, "applications_new/total/own/year", "1,234", "录入笔误", ZHANG)
    return open_dataset("own")


def test_a_corrected_figure_shows_what_was_printed_everywhere(corrected: Generation):
    desk = open_desk(View(dataset="own", year=2023), corrected)
    rows = desk.series(indicators=("applications_new",))
    row = rows[rows["year"] == 2023].iloc[0]
    printed = row["printed"]
    assert row["value"] == 1234 and printed and printed != "1234" and "录入笔误" in row["correction"]
    assert f"已更正，原印 {printed}" in cards(desk, rows)
    plot = make_plot(desk, "trend", {"indicator": "applications_new"})
    assert isinstance(plot, Plot)
    assert any(f"已更正，原印 {printed}" in str(text) for trace in plot.figure().data for text in (trace.text or ()))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([plot], {})))
    cells = [cell.value for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert "更正前（原印）" in cells and printed in cells
    assert any(f"已更正，原印 {printed}" in figure.remark for figure in gather_brief(desk).figures)


def test_a_figure_that_nobody_corrected_says_nothing_of_it(demo: Generation):
    desk = open_desk(View(dataset="demo"), demo)
    assert "printed" not in desk.series() and "已更正" not in cards(desk, desk.series())
