"""Targets and promises: what was set, how far a figure is from it, and that a bound decides only what it can."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from nianbao import audit, journal
from nianbao.access import Actor, Subject
from nianbao.charts import Plot
from nianbao.desk import Desk, open_desk
from nianbao.errors import AccessError, DataError, NianbaoError
from nianbao.plots import make_plot
from nianbao.promises import broken, broken_words, load_promises, verdicts
from nianbao.screen.cards import cards
from nianbao.store import Generation
from nianbao.targets import Target, drop_target, pace, read_targets, set_target, standing, target_of, told, verdict
from nianbao.view import View
from tests.cast import CITY, LI, TOWN, ZHANG, Story

SUBJECT = Subject(CITY, "示例市审批局", "990100")
RATE, COUNT = "service_satisfaction_rate", "visitors_received"


def goal(value: float = 95, year: int = 2024, sense: str = "at_least", indicator: str = RATE, scope: str = "own") -> Target:
    return Target("own", CITY, indicator, year, Decimal(str(value)), sense, scope, "year")


def desk(folder: Path, *figures: tuple[int, float, str], targets: tuple[Target, ...] = (), year: int = 2024) -> Desk:
    """A desk on figures of one rate: (year, value, qualifier)."""
    story = Story()
    for when, value, qualifier in figures:
        story.says(CITY, when, RATE, value, qualifier=qualifier)
    opened = open_desk(View(dataset="own", agencies=(CITY,), year=year), story.told(folder))
    return replace(opened, targets=targets)


def cell(folder: Path, value: float, qualifier: str = "exact", before: float = 90.0):
    rows = desk(folder, (2023, before, "exact"), (2024, value, qualifier)).series((CITY,))
    return rows[rows["year"] == 2024].iloc[0]


# ---- the journal


def test_a_target_is_kept_changed_and_dropped(own_state):
    set_target(ZHANG, "own", SUBJECT, RATE, 2025, "95%", sense="at_least", scope="own", note=" 年度要点 ")
    set_target(LI, "draft", SUBJECT, RATE, 2025, "96.5", sense="at_least", scope="own")
    (kept,) = read_targets("own", [CITY])
    assert (kept.value, kept.who, kept.note, kept.scope) == (Decimal("96.5"), "李四", "", "own")
    assert read_targets("draft", [CITY]) == (kept,), "草稿与本单位共用"
    drop_target(ZHANG, "own", SUBJECT, RATE, 2025)
    assert read_targets("own") == ()
    with pytest.raises(NianbaoError, match="没有这个目标"):
        drop_target(ZHANG, "own", SUBJECT, RATE, 2025)
    words = [(e.kind, e.before, e.after) for e in audit.entries()]
    assert words == [
        ("target", "（没有）", "不低于 95%（本机关，全年）"),
        ("target", "不低于 95%（本机关，全年）", "不低于 96.5%（本机关，全年）"),
        ("target", "不低于 96.5%（本机关，全年）", "已删除"),
    ]


def test_data_sets_and_agencies_do_not_share_targets(own_state):
    set_target(ZHANG, "demo", SUBJECT, RATE, 2025, "95", sense="at_least", scope="own")
    assert read_targets("public", [CITY]) == read_targets("own", [CITY]) == read_targets("demo", [TOWN]) == ()
    assert len(read_targets("demo", [CITY])) == 1


@pytest.mark.parametrize(
    ("value", "year", "said"),
    [
        ("很多", 2025, "不是数字"),
        ("101", 2025, "超过 100"),
        ("95", 1999, "目标年份 1999"),
        ("9,5", 2025, "不是数字"),
        ("", 2025, "不是数字"),
    ],
)
def test_what_is_no_target_is_refused_and_nothing_is_written(own_state, value, year, said):
    with pytest.raises(NianbaoError, match=said):
        set_target(ZHANG, "own", SUBJECT, RATE, year, value, sense="at_least", scope="own")
    assert journal.events() == []


def test_large_numbers_may_be_written_with_万(own_state):
    set_target(ZHANG, "own", SUBJECT, COUNT, 2025, "1.2万", sense="at_least", scope="own")
    assert read_targets("own")[0].value == 12_000


def test_only_who_may_change_the_agency_sets_its_targets(own_state):
    with pytest.raises(AccessError, match="不能设定目标"):
        set_target(Actor("领导", "viewer"), "own", SUBJECT, RATE, 2025, "95", sense="at_least", scope="own")
    with pytest.raises(AccessError, match="不在其中"):
        set_target(Actor("外区编辑", "editor", ("88",)), "own", SUBJECT, RATE, 2025, "95", sense="at_least", scope="own")
    assert journal.events() == []


# ---- how far


@pytest.mark.parametrize(
    ("value", "qualifier", "sense", "said"),
    [
        (95, "exact", "at_least", "met"),
        (94.9, "exact", "at_least", "missed"),
        (95, "more_than", "at_least", "met"),
        (90, "more_than", "at_least", "undecidable"),
        (95, "less_than", "at_least", "missed"),
        (95, "at_most", "at_least", "undecidable"),
        (99, "about", "at_least", "undecidable"),
        (95, "exact", "at_most", "met"),
        (95, "more_than", "at_most", "missed"),
        (95, "at_least", "at_most", "undecidable"),
        (96, "at_least", "at_most", "missed"),
    ],
)
def test_a_bound_decides_only_what_it_can(tmp_path, value, qualifier, sense, said):
    assert verdict(cell(tmp_path, value, qualifier), Decimal(95), sense) == said


def test_a_figure_says_how_far_it_is(tmp_path):
    row = cell(tmp_path, 93.8)
    assert standing(goal(), row).words == "目标 95%，差 1.2 个百分点"
    assert standing(goal(93), row).words == "目标 93%，已达成"
    assert standing(goal(5, sense="at_most"), row).words == "目标 ≤ 5%，差 88.8 个百分点"
    assert standing(goal(), cell(tmp_path, 90, "more_than")).words == "目标 95%，所印的界限判不出是否达成"
    assert standing(goal(), None).words == "目标 95%，还没有数"
    assert told(goal(year=2026), row).words == "2026 年目标 95%，还差 1.2 个百分点"


def test_pace_is_said_only_of_comparable_years(tmp_path):
    row = cell(tmp_path, 93.8, before=93.0)
    assert pace(goal(year=2026), row) == "到 2026 年每年需 +0.6 个百分点，最近一年 +0.8 个百分点"
    assert pace(goal(), row) == "", "目标就是这一年的"
    assert pace(goal(year=2026), cell(tmp_path, 93.8, "more_than")) == "", "界限算不出差距"
    story = Story().says(CITY, 2023, RATE, 93).says(CITY, 2024, RATE, 93.8).breaks(RATE, 2024)
    broken_row = open_desk(View(dataset="own", agencies=(CITY,), year=2024), story.told(tmp_path)).series((CITY,)).iloc[-1]
    assert pace(goal(year=2026), broken_row).endswith("最近一年没有可比的变化")


def test_a_target_speaks_of_its_own_scope_only(tmp_path):
    row = cell(tmp_path, 93.8)
    assert target_of([goal()], row) == goal()
    assert target_of([goal(scope="jurisdiction")], row) is None
    assert target_of([goal(year=2023), goal(year=2027), goal(year=2025)], row).year == 2025


def test_cards_and_trends_show_the_target(tmp_path):
    one = desk(tmp_path, (2022, 92, "exact"), (2023, 93, "exact"), (2024, 93.8, "exact"), targets=(goal(), goal(96, 2026)))
    html = cards(one, one.series((CITY,)))
    assert "目标 95%，差 1.2 个百分点" in html
    plot = make_plot(one, "trend", {"indicator": RATE})
    assert isinstance(plot, Plot)
    figure = plot.figure()
    assert {"目标 95%", "目标 96%"} <= {note.text for note in figure.layout.annotations}
    assert [tuple(t.y) for t in figure.data if t.line.dash == "dot"] == [(95, 95), (96, 96)]
    assert figure.layout.xaxis.range[1] > 2026
    assert "到 2026 年每年需 +1.1 个百分点，最近一年 +0.8 个百分点" in plot.frame.marks[-1]


def test_a_trend_without_targets_is_as_it_was(tmp_path):
    plot = make_plot(desk(tmp_path, (2023, 93, "exact"), (2024, 93.8, "exact")), "trend", {"indicator": RATE})
    assert isinstance(plot, Plot) and plot.options["goals"] == () and not [m for m in plot.frame.marks if "目标" in m]


# ---- promises


def test_the_shipped_promises_are_sound():
    assert {p.indicator for p in load_promises()} >= {"on_time_completion_rate", "letters_one_day_reply_rate"}
    assert all(p.source and p.sentence for p in load_promises())


def test_a_promise_not_kept_is_shown_and_a_kept_or_open_one_is_not(tmp_path):
    name = "on_time_completion_rate"
    story = Story().says(CITY, 2022, name, 100).says(CITY, 2023, name, 99.4).says(CITY, 2024, name, 99, qualifier="about")
    rows = [row for _, row in open_desk(View(dataset="own", agencies=(CITY,)), story.told(tmp_path)).series((CITY,)).iterrows()]
    assert [state for row in rows for _, state in verdicts(row)] == ["met", "missed", "undecidable"]
    ((row, promise),) = broken(rows)
    assert broken_words(row, promise) == "事项在承诺时限内全部办结：应不低于 100%，实为 99.4%"


def test_the_demo_shows_broken_promises_on_the_card(demo: Generation):
    one = open_desk(View(dataset="demo", agencies=("demo-slsh-xzspfwj",), year=2025), demo)
    assert "未达承诺" in cards(one, one.series(indicators=("on_time_completion_rate",)))
    assert "未达承诺" not in cards(one, one.series(indicators=(RATE,)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{indicator: nothing, sentence: 一句, sense: at_least, threshold: 1, source: 某处}", "没有这个指标"),
        (f"{{indicator: {RATE}, sentence: 一句, sense: about, threshold: 1, source: 某处}}", "只能是"),
        (f"{{indicator: {RATE}, sentence: 一句, sense: at_least, threshold: 很高, source: 某处}}", "应为数字"),
        (f"{{indicator: {RATE}, sentence: 一句, sense: at_least, threshold: 1, source: 某处, agency: x}}", "没有这个编号"),
        (f"{{indicator: {RATE}, sentence: 一句, sense: at_least, threshold: 1}}", "source"),
    ],
)
def test_a_promise_written_wrongly_is_named_by_its_line(tmp_path, line, said):
    (tmp_path / "promises.yml").write_text(f"promises:\n- {line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=said):
        load_promises(tmp_path)
