"""Figures from prose: the founding report exactly, an invented corpus, part of it never tuned on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from nianbao.catalogue import Catalogue, load_catalogue
from nianbao.model import Observation
from nianbao.phrases import load_phrases
from nianbao.prose import extract_prose
from nianbao.sentences import sentences

CORPUS = yaml.safe_load((Path(__file__).parent / "prose_corpus.yml").read_text(encoding="utf-8"))
AGENCY = "示例市行政审批服务局"

# The shape of the founding report under invented names, with its page break inside 公共服务类33项.
FOUNDING = """一、总体情况
2019 年，我局把信息公开作为日常工作来抓。
有关做法受到中央、省市 30 多家媒体正面宣传报道 200 余次。
（四）完善示例政务服务网功能
2019年度，我局围绕“一网通办”抓上线、抓应用。目前，全市“一网通办”高频事项上线超过500个，平台
注册量19万人次，累计办件量超119万件，累计办结量超110万件，平均办结率92%。市级政务服务事项
网上可办率超70%。“i示例”政务服务APP于8月19日上线测试，首批推出93项服务事项，其中
行政审批类60项、公共服务类33

项，可查指南、可办事，累计下载 5.7 万人次。
（五）发挥新媒体宣传功能
市行政审批局官方微博“示例政务服务”全年发布信息 262 条，
“示例政务”微信公众号发布信息 362 条，及时主动公开。
（六）积极处理群众咨询
2019 年，通过政务中心导办台、咨询电话共接受市民咨询 42456 次，当场答复。
网上来信按 12345 市民热线的程序分办，
1 个工作日内答复，2019 年共处理网民留言 5 件。
（七）及时办理人大代表建议和政协委员提案
2019 年共收到市人大代表建议 6 件、市政协提案 2 件，逐件办理。
"""
FOUNDING_FIGURES = {
    "media_outlets": (30, "more_than", "own", "year", None),
    "media_coverage": (200, "more_than", "own", "year", None),
    "high_frequency_items": (500, "more_than", "jurisdiction", "cumulative_since", None),
    "registered_users": (190000, "exact", "jurisdiction", "cumulative_since", None),
    "cases_received_cumulative": (1190000, "more_than", "jurisdiction", "cumulative_since", None),
    "cases_completed_cumulative": (1100000, "more_than", "jurisdiction", "cumulative_since", None),
    "case_completion_rate": (92, "exact", "jurisdiction", "cumulative_since", None),
    "online_availability_rate": (70, "more_than", "jurisdiction", "year_end_stock", None),
    "app_service_items": (93, "exact", "jurisdiction", "year_end_stock", None),
    "app_service_items_permit": (60, "exact", "jurisdiction", "year_end_stock", None),
    "app_service_items_public": (33, "exact", "jurisdiction", "year_end_stock", None),
    "app_downloads": (57000, "exact", "jurisdiction", "cumulative_since", "2019-08-19"),
    "weibo_posts": (262, "exact", "own", "year", None),
    "wechat_posts": (362, "exact", "own", "year", None),
    "consultations_desk_phone": (42456, "exact", "own", "year", None),
    "messages_handled": (5, "exact", "own", "year", None),
    "npc_suggestions": (6, "exact", "own", "year", None),
    "cppcc_proposals": (2, "exact", "own", "year", None),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def document(text: str) -> Any:
    lines = enumerate(text.split("\n"), 1)
    return SimpleNamespace(blocks=[SimpleNamespace(text=line, locator=f"第{n}段") for n, line in lines if line])


def test_founding_report_gives_exactly_its_figures(catalogue: Catalogue) -> None:
    observations, findings = extract_prose(document(FOUNDING), AGENCY, 2019, catalogue)
    found = {o.indicator: (o.value, o.qualifier, o.scope, o.period_kind, o.period_start) for o in observations}
    assert found == FOUNDING_FIGURES
    assert len(observations) == len(FOUNDING_FIGURES)
    assert findings == []


def test_figure_keeps_its_way_home(catalogue: Catalogue) -> None:
    observations, _ = extract_prose(document(FOUNDING), AGENCY, 2019, catalogue)
    users = next(o for o in observations if o.indicator == "registered_users")
    assert users.raw_text == "19万人次"
    assert users.unit_printed == "万人次"
    assert users.locator.text == "一、（四）完善示例政务服务网功能"
    assert (users.locator.table, users.locator.row, users.locator.column) == (None, None, None)
    assert users.evidence.startswith("目前，全市“一网通办”") and users.evidence.endswith("平均办结率92%。")
    assert users.rule.startswith("prose: ")


def test_every_indicator_of_the_phrase_book_is_in_the_catalogue(catalogue: Catalogue) -> None:
    assert load_phrases().indicators - set(catalogue.by_id) == set()


def test_two_figures_for_one_cell_are_unreadable_with_both_quoted(catalogue: Catalogue) -> None:
    text = "全年共办理网民留言 98 条。另据统计，全年办理网民留言 120 条。"
    observations, findings = extract_prose(document(text), AGENCY, 2023, catalogue)
    assert [(o.indicator, o.value, o.state, o.doubtful) for o in observations] == [("messages_handled", None, "unreadable", True)]
    assert [finding.actual for finding in findings] == ["98 条 / 120 条"]
    assert "未取" in findings[0].message


def test_the_same_figure_twice_is_one_reading_and_the_exact_one_wins(catalogue: Catalogue) -> None:
    text = "全年办理网民留言 120 余条。2023年共办理网民留言 126 条。全年共办理网民留言 126 条。"
    observations, findings = extract_prose(document(text), AGENCY, 2023, catalogue)
    assert [(o.value, o.qualifier) for o in observations] == [(Decimal(126), "exact")]
    assert findings == []


def test_stock_of_another_day_is_as_of_that_day(catalogue: Catalogue) -> None:
    observations, _ = extract_prose(document("截至10月底，平台注册用户达 86 万人。"), AGENCY, 2023, catalogue)
    assert [(o.period_kind, o.period_start) for o in observations] == [("as_of", "2023-10")]


def test_range_is_read_as_a_range(catalogue: Catalogue) -> None:
    observations, _ = extract_prose(document("全年召开新闻发布会 3—5 场。"), AGENCY, 2023, catalogue)
    assert [(o.value, o.low, o.high, o.qualifier) for o in observations] == [(None, 3, 5, "range")]


def test_other_levels_give_way_to_the_own_level(catalogue: Catalogue) -> None:
    text = "承办省人大代表建议 2 件、市人大代表建议 6 件，省政协提案 1 件。"
    observations, _ = extract_prose(document(text), AGENCY, 2023, catalogue)
    assert {o.indicator: o.value for o in observations} == {"npc_suggestions": 6, "cppcc_proposals": 1}


def test_tables_and_page_numbers_are_no_sentences() -> None:
    blocks = [
        SimpleNamespace(text="行政许可\t329\t-37", locator="1"),
        SimpleNamespace(text="- 3 -", locator="2"),
        SimpleNamespace(text="| 规章 | 22 |", locator="3"),
        SimpleNamespace(rows=()),
        SimpleNamespace(text="（二）依申请公开情况。全年收到申请 3 件。", locator="4"),
    ]
    assert [(s.text, s.heading) for s in sentences(blocks)] == [("全年收到申请 3 件。", "（二）依申请公开情况")]


@dataclass
class Score:
    """Counts of readings: right, wrong (not expected, or expected otherwise), and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    notes: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def measure(half: str, catalogue: Catalogue) -> Score:
    score = Score()
    notes: list[str] = []
    for entry in CORPUS[half]:
        text = "一、总体情况\n" + entry.get("before", "") + entry["text"]
        agency, year = entry.get("agency", AGENCY), entry.get("year", 2023)
        observations, _ = extract_prose(document(text), agency, year, catalogue)
        found = {key(observation) for observation in observations}
        expected = set(expectations(entry, catalogue))
        extra = {one for one in found - expected if one[0] not in entry.get("may", ())}
        score.right += len(found & expected)
        score.wrong += len(extra)
        score.missed += len(expected - found)
        notes += [f"{entry['text']}\n    missed {one}" for one in sorted(expected - found)]
        notes += [f"{entry['text']}\n    wrong {one}" for one in sorted(extra)]
    score.notes = tuple(notes)
    return score


def key(observation: Observation) -> tuple[str, ...]:
    value = str(observation.value) if observation.state == "reported" else observation.state
    return observation.indicator, value, observation.qualifier, observation.scope, observation.period_kind


def expectations(entry: dict[str, Any], catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    for line in entry["expect"]:
        words = line.split()
        usual = ["", "", "exact", "own", catalogue[words[0]].period_kind]
        indicator, value, qualifier, scope, period = words + usual[len(words) :]
        yield indicator, value if value == "unreadable" else str(Decimal(value)), qualifier, scope, period


def test_corpus_is_large_enough_and_part_of_it_is_held_out() -> None:
    assert len(CORPUS["tuned"]) + len(CORPUS["held_out"]) >= 150
    assert len(CORPUS["held_out"]) >= 50


def test_tuned_part_is_read_without_a_mistake(catalogue: Catalogue) -> None:
    score = measure("tuned", catalogue)
    assert score.notes == ()


def test_held_out_part_is_right_or_refused(catalogue: Catalogue) -> None:
    score = measure("held_out", catalogue)
    print(f"held out: precision {score.precision:.3f}, recall {score.recall:.3f}, {score}")
    assert score.precision >= 0.97, score.notes
    assert score.recall >= 0.9, score.notes


def test_traps_are_seldom_fallen_into(catalogue: Catalogue) -> None:
    score = measure("traps", catalogue)
    assert score.precision >= 0.98, score.notes
    assert score.recall >= 0.93, score.notes


@pytest.mark.parametrize(
    "text",
    [
        "网站" + "和" * 1400,
        "网站及网" * 350,
        "满意率和" * 300 + "率100%",
        "、等" * 600,
        "建议和提案、" * 200 + "主办3件、协办2件",
        "网站、" + "一、" * 600,
        "已解决" * 400 + "3件，占5%",
        "申请公开" * 350,
        "人大" + "一次会议" * 350 + "代表建议3件",
        "建议9件（" + "主办3件、" * 280 + "协办2件）",
        "最多跑一次事项3项，占" * 120 + "9%",
    ],
    ids=["和", "及", "率", "等", "主办", "清单", "占", "申请", "会议", "分项", "占比"],
)
@pytest.mark.timeout(20)
def test_no_text_can_be_taken_apart_in_endless_ways(text: str, catalogue: Catalogue) -> None:
    observations, _ = extract_prose(document(text), AGENCY, 2023, catalogue)
    assert len(observations) <= 3
