"""Figures from running text: each number of a sentence is given to at most one indicator, or to none."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from nianbao.areas import of_another_assembly, of_higher_office, others_figure, own_name, scope_at, scope_before
from nianbao.candidates import STOCKS, Candidate, best_of, candidates, fitting, period_of
from nianbao.carried import received_as
from nianbao.catalogue import Catalogue, Indicator
from nianbao.findings import Finding
from nianbao.marked import Marked, in_plain_marks, mark
from nianbao.model import Locator, Observation, Scope
from nianbao.moments import Moment, is_about_plans, moment_at, moment_before, time_text
from nianbao.numerals import Printed
from nianbao.phrases import PhraseBook, load_phrases
from nianbao.sentences import Sentence, sentences

_ANY_NUMBER = re.compile(r"[\d０-９]|[一二三四五六七八九十百千万两][余多]?[件条次个项人户家场期份起篇封名部类种通]|百分之")
# A topic or an area is carried on for so many sentences, a time of the year through the whole paragraph.
_NEAR = 4
_OPENING = re.compile(r"[^，；\d]{1,20}[。：]$")
_PART_OF = re.compile("其中|[，；](?:包括|包含|含)")
_WHOLE_AREA = re.compile("全[省市州盟区县旗]|各[区县镇街]")
_REVIEWED = re.compile("复议|诉讼")
_RECEIVING = re.compile("(?:收到|收(?!到)|受理|接收|接到)(?!行政复议|复议|行政诉讼|诉讼)")


@dataclass(frozen=True)
class _Reading:
    """An observation before the choice; one `from_elsewhere` gives way to the agency's own level.

    `at` is its place in the sentence, `part_from` that of the 其中 or the bracket it stands behind (-1: none).
    """

    observation: Observation
    from_elsewhere: bool = False
    at: int = 0
    part_from: int = -1
    rank: int = 0
    kind: bool = False  # one of the kinds that a list names


def extract_prose(
    document: Any, agency_name: str | None, year: int, catalogue: Catalogue
) -> tuple[list[Observation], list[Finding]]:
    """The figures of the prose for `year`, and what could not be decided. `document` has `blocks`."""
    book = load_phrases()
    observations: list[_Reading] = []
    findings: list[Finding] = []
    for sentence in sentences(document.blocks):
        if not _ANY_NUMBER.search(sentence.text):
            continue
        found, doubts = _read(sentence, agency_name, year, catalogue, book)
        observations += found
        findings += doubts
    decided, conflicts = _decide(observations, catalogue)
    return decided, findings + conflicts


def _read(
    sentence: Sentence, agency: str | None, year: int, catalogue: Catalogue, book: PhraseBook
) -> tuple[list[_Reading], list[Finding]]:
    if is_about_plans(sentence.headings, year):
        return [], []
    marked = mark(sentence.text, book, own_name(agency))
    if not marked.numbers:  # only dates
        return [], []
    times = time_text(marked.plain)
    told = tuple(map(in_plain_marks, sentence.before))
    # 依申请公开。……: what a paragraph opens with names the topic of all of it.
    opening = told[:1] if len(told) > _NEAR and _OPENING.match(told[0]) else ()
    sentence = replace(sentence, before=(*opening, *told[-_NEAR:]))
    readings: list[_Reading] = []
    findings: list[Finding] = []
    for key, options in sorted(candidates(marked, book).items()):
        number = marked.numbers[key[0]]
        moment = moment_at(times, number.start, year, number.unit == "%")
        if not moment.kind and (kind := moment_before(told, sentence.headings, year)):
            moment = replace(moment, kind=kind)
        options = fitting(options, marked, sentence, number, moment, catalogue, book)
        if not options or others_figure(marked.masked, number.start, agency):
            continue
        usual: Scope = scope_before(_speaking_of_it(sentence, options, book), agency)
        scope = scope_at(marked.masked, number.start, agency, usual)
        if scope is None:
            continue
        chosen = best_of(options)
        if len({option.phrase.indicator for option in chosen}) > 1:
            findings.append(_undecided(sentence, marked.printed(number), chosen, catalogue))
            continue
        name = received_as(chosen[0].phrase.indicator, marked.plain, number.start, number.end, year)
        if name is None:
            continue
        if name == "mailbox_letters_mayor" and of_higher_office(marked.plain[: number.start], agency):
            name = "mailbox_letters_higher"
        indicator = catalogue[name]
        observation = _observation(chosen[0], number, moment, scope, marked, sentence, indicator)
        elsewhere = _from_elsewhere(chosen[0], indicator, agency)
        part_from = _part_from(marked.plain, number.start)
        if chosen[0].clause.context:  # 动态信息 407 条（工作动态 287 条，专题信息 106 条）
            part_from = max(part_from, marked.plain.rfind("（", 0, number.start))
        readings.append(_Reading(observation, elsewhere, number.start, part_from, chosen[0].phrase.rank, chosen[0].phrase.whole))
    return readings, findings


def _speaking_of_it(sentence: Sentence, options: list[Candidate], book: PhraseBook) -> tuple[str, ...]:
    """The sentences before this one whose area is also that of the figure."""
    ways = {option.phrase.scope for option in options}
    if "inherited" in ways:
        return sentence.before
    if "same_topic" in ways:
        hotline = book.rivals("hotline").patterns["hotline"]
        spoken = [text for text in sentence.before if "12345" in text or hotline.search(text)]
        # 我市全面推进热线提质增效 counts nothing: whose figures follow it does not say.
        return tuple(text for text in spoken if _ANY_NUMBER.search(text.replace("12345", "")) or _WHOLE_AREA.search(text))
    # 全区共收到申请 63 件。全年办结 60 件: the outcomes are those of the applications counted before.
    if "counted_before" in ways and not _RECEIVING.search(sentence.text):
        asked = book.rivals("applications").patterns["applications"]
        counted = [
            text
            for text in sentence.before
            if (asked.search(text) or _REVIEWED.search(text)) and _ANY_NUMBER.search(time_text(text))
        ]
        last = max((place for place, text in enumerate(counted) if _RECEIVING.search(text)), default=0)
        return tuple(counted[last:])
    return sentence.before[-1:] if sentence.text.startswith("其中") else ()


def _from_elsewhere(candidate: Candidate, indicator: Indicator, agency: str | None) -> bool:
    if indicator.topic != "proposals" or indicator.value_type != "count":
        return False
    return of_another_assembly(candidate.clause.context + candidate.clause.text[: candidate.end], agency)


def _part_from(plain: str, position: int) -> int:
    """Where the word stands that makes the number a part of one before it; -1 where there is none."""
    found = [match.start() for match in _PART_OF.finditer(plain, 0, position)]
    return found[-1] if found and not re.search("[；。]", plain[found[-1] : position]) else -1


def _wholes(readings: list[_Reading]) -> list[_Reading]:
    """Without those that only tell a part of another one: 公开信息 36 条，其中区政府公开信息 9 条.

    A sentence that begins with 其中 tells parts of what stands before it.
    """

    def stands_before(other: _Reading, one: _Reading) -> bool:
        if other.observation.evidence == one.observation.evidence:
            return other.at < one.part_from
        return one.observation.evidence.startswith("其中") and readings.index(other) < readings.index(one)

    def is_part(one: _Reading) -> bool:
        told = one.observation.value
        wholes = (other.observation.value for other in readings if stands_before(other, one))
        rate = one.observation.unit_printed == "%"  # of a part, it may well be higher
        return told is not None and any(whole is not None and (rate or told <= whole) for whole in wholes)

    return [one for one in readings if not is_part(one)]


def _observation(
    candidate: Candidate,
    number: Printed,
    moment: Moment,
    scope: Scope,
    marked: Marked,
    sentence: Sentence,
    indicator: Indicator,
) -> Observation:
    period, start = period_of(indicator, moment) or ("year", None)
    # “目前……累计办件……” describes a platform since its start: its stocks and rates are running ones.
    running = moment.kind == "now" and "累计" in marked.plain and indicator.topic == "online_services"
    if running and (period in STOCKS or indicator.value_type == "rate"):
        period = "cumulative_since"
    return Observation(
        indicator=indicator.id,
        value=number.value,
        state="reported",
        qualifier=number.qualifier,
        low=number.low,
        high=number.high,
        scope=scope,
        period_kind=period,
        period_start=start,
        raw_text=marked.printed(number),
        unit_printed=number.scale + number.unit,
        locator=Locator(sentence.heading or sentence.locator),
        evidence=sentence.text,
        rule=f"prose: {candidate.phrase.text}",
    )


def _undecided(sentence: Sentence, printed: str, chosen: list[Candidate], catalogue: Catalogue) -> Finding:
    names = "、".join(sorted({catalogue[candidate.phrase.indicator].name for candidate in chosen}))
    return Finding(
        rule="prose_figure_has_one_meaning",
        severity="question",
        cells=(Locator(sentence.heading),),
        expected="只对应一个指标",
        actual=names,
        message=f"{sentence.heading}：“{sentence.text}”中的“{printed}”可以是{names}，未取。请对照原文填入。",
    )


def _decide(found: list[_Reading], catalogue: Catalogue) -> tuple[list[Observation], list[Finding]]:
    """One per cell: the same figure once, the more exact of two that agree, unreadable if they differ."""
    cells: dict[tuple[str, str, str, str], list[_Reading]] = defaultdict(list)
    for reading in found:
        one = reading.observation
        cells[one.indicator, one.applicant_type, one.scope, one.period_kind].append(reading)
    decided: list[Observation] = []
    findings: list[Finding] = []
    for cell in map(_wholes, cells.values()):
        readings = [reading for reading in cell if not reading.from_elsewhere] or cell
        kept, differing = _one_of(readings)
        if differing is not None:
            kept, differing = _one_of(_plainest(readings))
        if differing is None:
            decided.append(kept)
            continue
        finding = _conflict(kept, differing, catalogue)
        findings.append(finding)
        decided.append(replace(kept, value=None, low=None, high=None, qualifier="exact", state="unreadable", doubtful=True))
    return decided, findings


def _one_of(readings: list[_Reading]) -> tuple[Observation, Observation | None]:
    """The most exact of readings that agree, and the first that does not agree with those before it."""
    kept = readings[0].observation
    for reading in readings[1:]:
        other = reading.observation
        if not _agree(kept, other):
            return kept, other
        kept = other if kept.qualifier != "exact" and other.qualifier == "exact" else kept
    return kept, None


def _plainest(readings: list[_Reading]) -> list[_Reading]:
    """Those of the plainest wording, where all the others are smaller, parts told on the way, or kinds of one sentence."""
    top = max(reading.rank for reading in readings)
    plain = [reading for reading in readings if reading.rank == top]
    most = max(reading.observation.value or 0 for reading in plain)
    beside = all(reading.kind for reading in readings) and len({reading.observation.evidence for reading in readings}) == 1
    return plain if beside or all((reading.observation.value or 0) <= most for reading in readings) else readings


def _agree(one: Observation, other: Observation) -> bool:
    """5.7 万 and 57,012, 30 余家 and 32 家 say the same; two exact numbers must be equal."""
    if (one.value, one.qualifier, one.low, one.high) == (other.value, other.qualifier, other.low, other.high):
        return True
    exact, loose = (one, other) if one.qualifier == "exact" else (other, one)
    if exact.qualifier != "exact" or exact.value is None or loose.value is None:
        return False
    if loose.qualifier == "exact":
        rounded = [o for o in (one, other) if "万" in o.unit_printed or "亿" in o.unit_printed]
        return len(rounded) == 1 and abs(exact.value - loose.value) * 100 < exact.value
    if loose.qualifier in ("more_than", "at_least"):
        return loose.value <= exact.value <= loose.value * 2
    if loose.qualifier in ("less_than", "at_most"):
        return loose.value / 2 <= exact.value <= loose.value
    return abs(loose.value - exact.value) * 10 <= exact.value


def _conflict(one: Observation, other: Observation, catalogue: Catalogue) -> Finding:
    name = catalogue[one.indicator].name
    return Finding(
        rule="prose_figure_is_printed_once",
        severity="warning",
        cells=(one.locator, other.locator),
        expected=f"“{name}”只有一个数",
        actual=f"{one.raw_text} / {other.raw_text}",
        message=(
            f"“{name}”在正文中有两个读数，未取：{one.locator.text}“{one.evidence}”；"
            f"{other.locator.text}“{other.evidence}”。请核对后填入其中一个。"
        ),
    )
