"""What deserves attention: the worst first, each row with a way to its figure, nothing said of what cannot be compared."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from nianbao import ingest
from nianbao.attention import Attention, gather_attention, largest_first, with_bases
from nianbao.catalogue import Operand, load_catalogue
from nianbao.datasets import open_dataset
from nianbao.desk import open_desk
from nianbao.extract import extract_document
from nianbao.ingest import Candidate
from nianbao.readers import read_bytes
from nianbao.store import Generation
from nianbao.targets import Target
from nianbao.view import View
from tests.cast import CITY, ZHANG, Story
from tests.samples import as_html, make_sample

RATE, DOWN, UP = "service_satisfaction_rate", "review_and_litigation", "registered_users"


def found(
    generation: Generation, agency: str, year: int, dataset: str = "own", targets: tuple[Target, ...] = (), **more
) -> Attention:
    desk = replace(open_desk(View(dataset=dataset, agencies=(agency,), year=year), generation), targets=targets)
    return gather_attention(desk, desk.series((agency,)), **more)


def base_of(rate: str) -> tuple[Operand, ...]:
    return next(d.denominator for d in load_catalogue().derivations if d.indicator == rate)


def told(story: Story, folder: Path, **more) -> Attention:
    return found(story.told(folder), CITY, 2024, **more)


def test_the_three_worst_developments_of_the_demo_are_the_first_three_rows(demo: Generation):
    """As set up in data/demo/incidents.yml: the spike of carried-over cases, satisfaction, punctuality."""
    worst = found(demo, "demo-slsh-xzspfwj", 2025, "demo").worse[:3]
    assert [re.sub(r" .*", "", item.text) for item in worst] == ["结转率", "好差评满意率", "按时办结率"]
    assert [item.value for item in worst] == ["+11.33个百分点", "−7.9个百分点", "−5.8个百分点"]
    assert all(item.cell is not None for item in worst)


def test_the_largest_change_comes_first_and_small_numbers_last(tmp_path):
    story = Story()
    for indicator, before, now in ((RATE, 99, 97), (DOWN, 100, 130), (UP, 4000, 3800), ("review_total", 1, 4)):
        story.says(CITY, 2023, indicator, before).says(CITY, 2024, indicator, now)
    names = [item.cell["indicator_id"] for item in told(story, tmp_path).worse]
    assert names == [DOWN, UP, RATE], "复议总计没有方向，不算变差"
    story = Story().says(CITY, 2023, DOWN, 2).says(CITY, 2024, DOWN, 6).says(CITY, 2023, RATE, 99).says(CITY, 2024, RATE, 98.9)
    worse = told(story, tmp_path).worse
    assert [(item.cell["indicator_id"], item.small) for item in worse] == [(RATE, False), (DOWN, True)]


def test_nothing_is_said_of_what_cannot_be_compared(tmp_path):
    story = Story().says(CITY, 2023, RATE, 99).says(CITY, 2024, RATE, 90).breaks(RATE, 2024)
    story.says(CITY, 2023, UP, 300, qualifier="about").says(CITY, 2024, UP, 200)
    attention = told(story, tmp_path)
    assert attention.worse == attention.better == [] and attention.comparable == 0


def test_a_rate_of_few_cases_is_small(demo: Generation):
    worse = {item.cell["indicator_id"]: item.small for item in found(demo, "demo-slsh-xzspfwj", 2025, "demo").worse}
    assert worse["review_corrected_rate"] and not worse["carry_over_rate"]


def test_missed_targets_broken_promises_and_contradictions_are_to_be_settled(tmp_path):
    name = "on_time_completion_rate"
    story = Story().says(CITY, 2024, RATE, 91.3).says(CITY, 2024, name, 93.6)
    story.says(CITY, 2024, UP, 300).says(CITY, 2024, UP, 400, source="press")
    goal = Target("own", CITY, RATE, 2024, Decimal(95), "at_least", "own", "year")
    todo = told(story, tmp_path, targets=(goal,)).todo
    assert [(item.kind, item.text, item.value) for item in todo if item.kind in ("target", "promise", "conflict")] == [
        ("target", "好差评满意率 91.3%", "目标 95%，差 3.7 个百分点"),
        ("promise", "事项在承诺时限内全部办结：实为 93.6%", "应 100%"),
        ("conflict", "注册用户 300人：各处来源不一致", ""),
    ]
    assert all(item.cell is not None or item.page for item in todo)


def test_a_failed_relation_leads_to_its_cell(demo: Generation):
    (first, *_) = [i for i in found(demo, "demo-ylx-rmzf", 2021, "demo").todo if i.kind == "conflict"]
    assert "行政复议" in first.text and first.value == "应 7，实 8"
    assert first.cell is not None and first.cell["indicator_id"].startswith("review_")


def test_what_was_there_last_year_and_is_gone_is_missing(tmp_path):
    story = (
        Story()
        .says(CITY, 2021, UP, 100)
        .says(CITY, 2023, RATE, 99)
        .says(CITY, 2024, UP, 300)
        .says(CITY, 2024, "visitors_received")
        .says(CITY, 2024, "administrative_fees", state="not_applicable")
        .says(CITY, 2024, "unprocessed_reconfirm")
    )
    attention = told(story, tmp_path)
    missing = [(item.text, item.value) for item in attention.todo if item.kind == "missing"]
    assert missing == [("大厅接待", "未填"), ("不予处理·确认或重新出具", "未填")], "空着不等于零，不适用不是缺"
    lacking = [(item.text, item.value) for item in attention.todo if item.kind == "uncollected"]
    assert lacking[0] == ("好差评满意率：上年 99%", "本年未收录") and lacking[-1] == ("2022 年", "未收录")


def test_what_this_board_does_not_hold_is_no_duty_of_an_agency(public: Generation):
    attention = found(public, "qingdao-rmzf", 2024, "public")
    assert attention.uncollected and not [item for item in attention.todo if item.kind == "uncollected"]


def test_a_part_is_not_listed_beside_its_whole(tmp_path):
    story = Story()
    for indicator, before, now in (
        ("litigation_corrected", 20, 60),
        ("litigation_direct_corrected", 20, 50),
        ("review_corrected", 20, 30),
    ):
        story.says(CITY, 2023, indicator, before).says(CITY, 2024, indicator, now)
    attention = told(story, tmp_path)
    assert [item.cell["indicator_id"] for item in attention.worse] == ["litigation_corrected", "review_corrected"]
    assert attention.cut["worse"] == 1


def test_a_change_that_prints_as_zero_is_neither_better_nor_worse(tmp_path):
    story = Story().says(CITY, 2023, RATE, 99.4466).says(CITY, 2024, RATE, 99.4431)
    attention = told(story, tmp_path)
    assert attention.worse == attention.better == [] and attention.comparable == 1


def test_a_small_base_of_last_year_marks_the_change_too():
    row = {"agency_id": "a", "scope": "own", "state": "reported", "previous_value": 0, "position": 1, "change": 13.3}
    row["qualifier"] = "exact"
    line = [("dispute_rate", 2024, 13.33, "rate"), ("dispute_rate", 2023, 0, "rate")]
    parts = [(o.indicator, year, size, "count") for o in base_of("dispute_rate") for year, size in ((2024, 45), (2023, 26))]
    names = ("indicator_id", "year", "value", "value_type")
    told = [row | dict(zip(names, cell, strict=True)) for cell in line + parts]
    rows = with_bases(pd.DataFrame([{**one, "period_kind": load_catalogue()[one["indicator_id"]].period_kind} for one in told]))
    assert largest_first(rows.iloc[:1])["small"].tolist() == [True]


def test_late_reports_are_due_in_the_office_only(own_state, demo: Generation):
    for year in (2022, 2024):
        sample = make_sample(1, year=year)
        sample.agency = "示例市行政审批服务局"
        data = as_html(sample)
        ingest.import_batch([Candidate("a.html", data, extract_document(read_bytes(data, "a.html")))], ZHANG, True)
    own = open_dataset("own")
    desk = open_desk(View(dataset="own"), own)
    agency = desk.view.focus
    due = [(i.text, i.value, i.page) for i in found(own, agency, 2024, today=date(2026, 2, 10)).todo if i.kind == "due"]
    assert due == [("2023、2025 年度报告", "最近一份已过期限 10 天", "review")]
    due = [(i.text, i.value) for i in found(own, agency, 2024, today=date(2026, 1, 31)).todo if i.kind == "due"]
    assert due == [("2023 年度报告", "已过期限 731 天")], "期限当天还不算迟"
    assert not [i for i in found(demo, "demo-slsh-xzspfwj", 2025, "demo", today=date(2030, 1, 1)).todo if i.kind == "due"]


@pytest.mark.parametrize("dataset", ["public", "demo"])
def test_every_row_is_a_link_and_no_number_is_made_up(dataset: str, public: Generation, demo: Generation):
    generation = {"public": public, "demo": demo}[dataset]
    desk = open_desk(View(dataset=dataset), generation)
    for _, agency in desk.rows("agencies", covered_only=True, limit=12).iterrows():
        attention = found(generation, agency["agency_id"], int(agency["last_year"]), dataset)
        for item in (*attention.worse, *attention.todo, *attention.better):
            assert item.cell is not None or item.page, item
            assert not re.search(r"nan|inf|None", f"{item.text}{item.value}"), item
