"""What changed between two generations: every figure, bound, state, check, place and break, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao import store
from nianbao.changes import Changes, chosen_pair, compare, generation_label, old_and_new, summary, tables
from nianbao.cli import main
from nianbao.datasets import open_dataset
from nianbao.errors import WarehouseError
from nianbao.store import Generation
from tests.cast import CITY, DISTRICT, TOWN, Story

VISITORS = "visitors_received"


def between(before: Story, after: Story, folder: Path, *agencies: str) -> Changes:
    first = before.told(folder)
    return compare(first, after.told(folder), agencies)


def words(found: Changes) -> list[tuple[str, ...]]:
    return [(row["what"], row["agency"], row["year"], *old_and_new(row)) for row in found.values.to_dict("records")]


def test_the_same_figures_told_again_are_no_change(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 5).says(TOWN, 2023, VISITORS)
    again = Story().says(TOWN, 2023, VISITORS).says(CITY, 2023, VISITORS, 5)
    found = between(story, again, tmp_path)
    assert found.none and summary(found) == "两个版本的数、勾稽结果、名次和口径登记完全相同。" and tables(found) == {}


def test_a_figure_a_bound_and_a_state_that_changed(tmp_path):
    before = Story().says(CITY, 2022, VISITORS, 5).says(CITY, 2023, VISITORS, 1100).says(TOWN, 2023, VISITORS, 7)
    after = (
        Story().says(CITY, 2022, VISITORS, 6).says(CITY, 2023, VISITORS, 1100, qualifier="more_than").says(TOWN, 2023, VISITORS)
    )
    found = between(before, after, tmp_path)
    assert words(found) == [
        ("changed", "样例县审批局", 2023, "7人次", "未填"), ("changed", "示例市审批局", 2022, "5人次", "6人次"),
        ("changed", "示例市审批局", 2023, "1,100人次", "＞1,100人次"),
    ]  # fmt: skip


def test_a_figure_that_came_and_one_that_went(tmp_path):
    found = between(Story().says(CITY, 2022, VISITORS, 5), Story().says(CITY, 2023, VISITORS, 0), tmp_path)
    assert words(found) == [
        ("gone", "示例市审批局", 2022, "5人次", "未收录"), ("new", "示例市审批局", 2023, "未收录", "0人次"),
    ]  # fmt: skip
    assert summary(found).startswith("0 个数改变、1 个新增、1 个不再有；")


def test_a_place_lost_by_another_agencys_correction(tmp_path):
    before = Story().says(CITY, 2023, VISITORS, 50).says(TOWN, 2023, VISITORS, 40).says(DISTRICT, 2023, VISITORS, 1)
    after = Story().says(CITY, 2023, VISITORS, 50).says(TOWN, 2023, VISITORS, 60).says(DISTRICT, 2023, VISITORS, 1)
    table = tables(between(before, after, tmp_path))["名次"]
    assert [tuple(row) for row in table[["机构", "原来", "现在", "说明"]].itertuples(index=False)] == [
        ("样例县审批局", "第 2（同类同级 3 家）", "第 1（3 家）", ""),
        ("示例市审批局", "第 1（同类同级 3 家）", "第 2（3 家）", "自身的数未变"),
    ]  # fmt: skip


def test_a_check_that_no_longer_holds_and_one_that_does_again(tmp_path):
    fails = Story().says(CITY, 2023, VISITORS, 310, source="press").says(CITY, 2023, VISITORS, 300)
    holds = Story().says(CITY, 2023, VISITORS, 300, source="press").says(CITY, 2023, VISITORS, 300)
    worse, better = between(holds, fails, tmp_path), between(fails, holds, tmp_path)
    assert (worse.counts()["newly_failing"], worse.counts()["no_longer_failing"]) == (1, 0)
    assert (better.counts()["newly_failing"], better.counts()["no_longer_failing"]) == (0, 1)
    (row,) = tables(worse)["勾稽"].to_dict("records")
    assert (row["机构"], row["年份"], row["现在"]) == ("示例市审批局", "2023 年", "不符")


def test_a_break_that_was_registered(tmp_path):
    story = Story().says(CITY, 2023, VISITORS, 5)
    found = between(story, Story().says(CITY, 2023, VISITORS, 5).breaks(VISITORS, 2023, CITY), tmp_path)
    (row,) = tables(found)["口径登记"].to_dict("records")
    assert (row["变化"], row["机构"], row["起始"], row["理由"]) == ("登记", "示例市审批局", "2023 年起", "统计范围改变")
    assert summary(found).endswith("口径变化的登记增减 1 处。")


def test_only_the_asked_agencies_are_listed(tmp_path):
    before = Story().says(CITY, 2023, VISITORS, 5).says(TOWN, 2023, VISITORS, 5)
    after = Story().says(CITY, 2023, VISITORS, 6).says(TOWN, 2023, VISITORS, 6)
    assert [row[1] for row in words(between(before, after, tmp_path, TOWN))] == ["样例县审批局"]


cells = st.dictionaries(
    st.tuples(st.sampled_from([CITY, TOWN]), st.integers(2021, 2023)), st.one_of(st.none(), st.integers(0, 3)), max_size=5
)


@settings(max_examples=12, deadline=None)
@given(cells, cells)
def test_exactly_the_differences_are_listed(tmp_path_factory, first, second):
    def story(told):
        made = Story()
        for (agency, year), value in told.items():
            made.says(agency, year, VISITORS, value)
        return made

    found = between(story(first), story(second), tmp_path_factory.mktemp("changes"))
    listed = {(row["agency_id"], row["year"]) for row in found.values.to_dict("records")}
    missing = object()
    assert listed == {key for key in {*first, *second} if first.get(key, missing) != second.get(key, missing)}


def test_one_generation_or_one_that_is_gone_is_refused_in_words(own_state):
    with pytest.raises(WarehouseError, match="本单位还没有建立"):
        chosen_pair("own")
    open_dataset("own")
    with pytest.raises(WarehouseError, match="本单位在版本 1 之前没有保留别的版本，无从比较。"):
        chosen_pair("own")
    with pytest.raises(WarehouseError, match="没有版本 9，或已不在本机；现存版本：1。"):
        chosen_pair("own", 9)


def test_left_open_the_live_generation_is_compared_with_the_one_before(own_state):
    for _ in range(3):
        open_dataset("own", force=True)
    before, after = chosen_pair("own")
    assert (before.number, after.number) == (2, 3)
    assert [g.number for g in store.kept_generations("own")] == [3, 2, 1]
    assert generation_label(after).startswith("版本 3（20")


def test_a_damaged_or_older_file_is_refused_in_words(tmp_path):
    good = Story().told(tmp_path)
    bad = tmp_path / "000009.duckdb"
    bad.write_bytes(b"no database")
    with pytest.raises(WarehouseError, match="版本 1 与版本 9 无法比较"):
        compare(good, Generation("own", bad))
    with pytest.raises(WarehouseError, match="同一个版本"):
        compare(good, good)


def test_the_command_prints_words_or_json(own_state, capsys):
    for _ in range(2):
        open_dataset("own", force=True)
    assert main(["changes", "--dataset", "own"]) == 0
    assert "完全相同" in capsys.readouterr().out
    assert main(["changes", "--dataset", "own", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["to"], told["counts"]["changed_cells"], told["values"]) == (1, 2, 0, [])
    assert main(["changes", "--dataset", "own", "--list"]) == 0
    assert [line[:4] for line in capsys.readouterr().out.splitlines()] == ["版本 2", "版本 1"]
    assert main(["changes", "--dataset", "own", "--from", "7"]) == 1
    assert "没有版本 7" in capsys.readouterr().err


def test_a_generation_that_is_open_on_the_board_can_be_compared(tmp_path):
    first = Story().says(CITY, 2023, VISITORS, 5).told(tmp_path)
    second = Story().says(CITY, 2023, VISITORS, 6).told(tmp_path)
    store.query(first, "years")
    store.query(second, "years")
    assert len(compare(first, second).values) == 1
