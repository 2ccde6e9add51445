"""KPI cards and short lists as escaped HTML: the value with its bound and unit, the change if there is one, the way to its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from nianbao.catalogue import load_catalogue
from nianbao.charts import sparkline
from nianbao.charts.frame import text_width
from nianbao.charts.lines import height_of, records, way_of
from nianbao.desk import Desk
from nianbao.model import PERIOD_KINDS, SCOPES
from nianbao.plots.bands import standing_text, standings
from nianbao.plots.growth import growth, growth_text
from nianbao.promises import broken_words, verdicts
from nianbao.targets import pace, target_of, target_words, told
from nianbao.view import cell_key, to_params
from nianbao.wording import QUALITY, change_text, corrected, figure, missing, number_and_unit, plain, tendency

TEN_THOUSAND, SHORTENED = 1e4, 1e5  # from the second on numbers are written in 万
_ARROWS = {"better": "向好", "worse": "变差"}


def cards(screen: Desk, series: pd.DataFrame, *, lead: int = 0) -> str:
    """One card per indicator of the focus year. `series` holds all years of the focus agency, for the mini trend."""
    return f'<div class="nb-cards">{_cards(screen, series, lead)}</div>'


def panels(screen: Desk, parts: Iterable[tuple[str, str, pd.DataFrame]]) -> str:
    """Topics side by side as far as the window allows: (title, sentence as HTML, series of the focus agency) each."""
    html = ""
    for title, sentence, series in parts:
        count = int((series["year"] == screen.view.year).sum())
        html += (
            f'<div class="nb-panel" style="flex:{count} 1 {count * 168}px"><h2>{escape(title)}</h2>'
            f"{sentence}"
            f'<div class="nb-cards">{_cards(screen, series, 0)}</div></div>'
        )
    return f'<div class="nb-panels">{html}</div>'


def three(*lists: str) -> str:
    """Lists side by side, one below the other where the window is narrow."""
    return f'<div class="nb-three">{"".join(lists)}</div>'


def _cards(screen: Desk, series: pd.DataFrame, lead: int) -> str:
    histories: dict[str, list[dict[str, Any]]] = {}
    peers = standings(screen, series[series["year"] == screen.view.year])
    for row in records(series):
        beside = standing_text(peers.get(row["indicator_id"]), row)
        histories.setdefault(row["indicator_id"], []).append({**row, "beside": beside})
    now = [(row, history) for history in histories.values() for row in history if row["year"] == screen.view.year]
    large = any(_size(row) >= SHORTENED for row, _ in now)
    shares = _shares(screen, [row["indicator_id"] for row, _ in now if tendency(row) == "neutral"])
    return "".join(
        _card(screen, {**row, "share": shares.get(row["indicator_id"])}, history, position < lead, large)
        for position, (row, history) in enumerate(now)
    )


def _size(row: Any) -> float:
    """How large a number is that may be written in 万."""
    number = row["state"] == "reported" and row["value_type"] != "rate" and not missing(row["value"])
    return abs(float(row["value"])) if number else 0.0


def _shares(screen: Desk, volumes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By volume that is neither good nor bad, its rate of the same year, if that got better or worse."""
    rates = {d.numerator[0].indicator: d.indicator for d in load_catalogue().derivations if len(d.numerator) == 1}
    asked = {rates[volume]: volume for volume in volumes if volume in rates}
    if not asked:
        return {}
    found = screen.series((screen.view.focus,), indicators=tuple(sorted(asked)))
    moved = records(found[found["year"] == screen.view.year])
    return {asked[row["indicator_id"]]: row for row in moved if tendency(row) in _ARROWS}


def _card(screen: Desk, row: Any, history: list[dict[str, Any]], lead: bool, large: bool) -> str:
    name = f'<div class="nb-name">{escape(row["indicator_short"])}</div>'
    if row["state"] == "reported":
        number, unit = _number(row, large)
        ems = text_width(number, 1.04) + text_width(unit, 0.5) + 0.2  # as wide as the number is in its own size
        value = f'<div class="nb-value" style="--ems:{ems:.2f}">{escape(number)}<small>{escape(unit)}</small></div>'
    else:
        value = f'<div class="nb-value none">{escape(figure(row))}</div>'
    return (
        f'<a class="nb-card{" lead" if lead else ""}" href="{link(screen, row)}" target="_self"'
        f' title="{escape(str(row["indicator"]))}：{escape(figure(row, exact=True))}。{escape(str(row["definition"]))}">'
        f"{name}{value}{_change(row, history)}{_target(screen, row)}{_spark(screen, row, history)}"
        f'<div class="nb-foot">{_marks(row)}<em>{escape(_origin(screen, row))} 出处 ›</em></div></a>'
    )


def _number(row: Any, large: bool) -> tuple[str, str]:
    """Number and unit; beside a number in 万 a round one from ten thousand on is in 万 too."""
    number, unit = number_and_unit(row)
    if large and TEN_THOUSAND <= _size(row) < SHORTENED and float(row["value"]) % 100 == 0:
        digits = abs(float(row["value"]))
        number = number.replace(plain(digits), plain(digits / TEN_THOUSAND))
        unit = f"万{unit}"
    return number, unit


def _spark(screen: Desk, row: Any, history: list[dict[str, Any]]) -> str:
    """At least three numbers of one definition, up to the year the card is about."""
    year = screen.view.year
    held = {r["year"]: r for r in history if r["year"] <= year and r["segment"] == row["segment"] and height_of(r) is not None}
    if len(held) < 3:
        return ""
    colour = "#6CB2F7" if screen.dark else "#0B57A4"
    years = [held.get(y) for y in range(min(held), year + 1)]
    uri = sparkline([height_of(r) for r in years], colour, 150, 28, [way_of(r) for r in years])
    return f'<img class="nb-spark" alt="" src="{uri}">'


def _target(screen: Desk, row: Any) -> str:
    """The target of this year or the next one, and how far it is."""
    target = target_of(screen.targets, row)
    if target is None:
        return ""
    found = told(target, row)
    css = {"met": "nb-better", "missed": "nb-worse"}.get(found.state, "nb-muted")
    note = "；".join(part for part in (target_words(target), pace(target, row), target.note) if part)
    return f'<div class="nb-change {css}" title="{escape(note)}">{escape(found.words)}</div>'


def _change(row: Any, history: list[dict[str, Any]]) -> str:
    """Against last year, against its like; what is longer stands in the tooltip."""
    if row["state"] != "reported":
        return ""
    html = _against_last_year(row, history)
    if row["share"] and tendency(row) == "neutral":
        rate = row["share"]
        way = tendency(rate)
        words = f"{rate['indicator_short']} {figure(rate)}（{_ARROWS[way]}）"
        html += f'<div class="nb-change nb-{way}" title="{escape(change_text(rate))}">{_whole(words)}</div>'
    if row["beside"]:
        html += f'<div class="nb-change nb-peer nb-muted">{_whole(row["beside"])}</div>'
    if row["held_by"] != row["agency_id"]:
        html += f'<div class="nb-change nb-muted">当年名称：{escape(str(row["agency"]))}</div>'
    grown = growth_text(growth(history, row["year"]))
    return f'<div title="{escape(grown)}">{html}</div>' if grown else html


def _against_last_year(row: Any, history: list[dict[str, Any]]) -> str:
    text = change_text(row)
    if row["verdict"] == "no_previous" and sum(r["state"] == "reported" for r in history) == 1:
        text = f"仅 {row['year']} 年有数"
    way = tendency(row)
    if row["break_reason"] and not missing(row["break_reason"]):
        return f'<div class="nb-change nb-muted" title="{escape(str(row["break_reason"]))}">{_whole(text)}</div>'
    sign = f"（{_ARROWS[way]}）" if way in _ARROWS else ""
    css = {"better": "nb-better", "worse": "nb-worse"}.get(way, "nb-muted")
    return f'<div class="nb-change {css}">{_whole(text + sign)}</div>'


def _whole(text: str) -> str:
    """Escaped; what stands in brackets is not broken over two lines."""
    return re.sub("（[^（）]*）", r'<span class="nb-whole">\g<0></span>', escape(text))


def _origin(screen: Desk, row: Any) -> str:
    if row["choice_rule"] == "derived":
        return "推算"
    return "" if screen.demo or missing(row["source_kind"]) else QUALITY.get(row["source_kind"], "")


def _marks(row: Any) -> str:
    marks = []
    if row["scope"] != "own":
        marks.append(SCOPES[row["scope"]])
    if row["period_kind"] != "year":
        since = f"（自 {row['period_start']}）" if not missing(row["period_start"]) else ""
        marks.append(PERIOD_KINDS[row["period_kind"]] + since)
    html = "".join(f"<span>{escape(mark)}</span>" for mark in marks if mark)
    if words := corrected(row):
        html += f'<span class="fixed" title="{escape(str(row["correction"]))}">{escape(words)}</span>'
    for promise, state in verdicts(row):
        if state == "missed":
            html += f'<span class="warn" title="{escape(broken_words(row, promise))}。{escape(promise.source)}">未达承诺</span>'
    if row["disagree"]:
        html += '<span class="warn">来源不一致</span>'
    if row["failures"] and not missing(row["failures"]):
        html += '<span class="warn">勾稽不符</span>'
    return html


def link(screen: Desk, row: Any) -> str:
    """The address of the cell's evidence."""
    held_by = row.get("held_by", row["agency_id"])  # before a renaming the cell is the old agency's
    key = cell_key(held_by, int(row["year"]), row["indicator_id"], row["applicant_type"], row["scope"], row["period_kind"])
    return "data?" + escape(urlencode({**to_params(screen.view), "cell": key}))


def page_link(screen: Desk, page: str) -> str:
    """The address of another page with the same view."""
    return f"{page}?" + escape(urlencode(to_params(screen.view)))


def listing(title: str, items: Iterable[tuple[str, str, str, str]], empty: str, more: str = "") -> str:
    """A boxed list of (text, value, href, tag); `empty` says why there is nothing, `more` what is not listed."""
    lines = "".join(f"<li>{_line(*item)}</li>" for item in items)
    body = f"<ul>{lines}</ul>" if lines else f'<div class="nb-muted">{escape(empty)}</div>'
    tail = f'<div class="nb-more">{escape(more)}</div>' if more else ""
    return f'<div class="nb-list"><h3>{escape(title)}</h3>{body}{tail}</div>'


def _line(text: str, value: str, href: str, tag: str) -> str:
    mark = f'<span class="tag">{escape(tag)}</span>' if tag else ""
    inside = f'<span class="t">{mark}{escape(text)}</span><span class="v">{escape(value)}</span>'
    return f'<a href="{href}" target="_self">{inside}</a>' if href else f'<span class="l">{inside}</span>'
