"""The words around a chart, taken from the rows that it draws: source, definition, who is missing and why."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nianbao.charts import Frame
from nianbao.desk import Desk
from nianbao.model import PERIOD_KINDS, SCOPES
from nianbao.wording import listed


def frame(
    desk: Desk,
    title: str,
    subtitle: str,
    rows: pd.DataFrame,
    *,
    width: str,
    missing: Iterable[str] = (),
    unlike: Iterable[str] = (),
    note: str = "",
    marks: Iterable[str] = (),
) -> Frame:
    """The frame of one chart; `missing` are names without a number, `unlike` those whose number is of another definition."""
    most = 5 if width == "narrow" else 8
    return desk.framed(
        Frame(
            title=title,
            subtitle=subtitle,
            source=sources(rows),
            note=note or scope_note(rows),
            missing=listed(missing, most),
            unlike=listed(unlike, most),
            marks=tuple(mark for mark in marks if mark),
            width=width,
        )
    )


def scope_note(rows: pd.DataFrame) -> str:
    """口径 in words: period kind and scope of what is drawn."""
    if not len(rows):
        return ""
    kinds = "、".join(PERIOD_KINDS[k] for k in dict.fromkeys(rows["period_kind"].dropna()))
    scopes = "、".join(SCOPES[s] for s in dict.fromkeys(rows["scope"].dropna()))
    return "，".join(part for part in (kinds, scopes) if part)


def sources(rows: pd.DataFrame) -> str:
    """The source line: the title where there is one, a count where there are many."""
    if not len(rows) or "source_title" not in rows:
        return ""
    titles = list(dict.fromkeys(t for t in rows["source_title"].dropna()))
    derived = "choice_rule" in rows and (rows["choice_rule"] == "derived").any()
    kinds = set(rows["source_kind"].dropna())
    press = "（含媒体报道）" if "press" in kinds else ""
    if not titles:
        return "由法定表推算" if derived else ""
    named = f"《{titles[0]}》" if len(titles) == 1 else f"《{titles[0]}》等 {len(titles)} 份公开文件"
    return named + press + ("，含推算" if derived else "")


def split_absent(desk: Desk, drawn: pd.DataFrame, every: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Of the chosen agencies without a mark: those that hold no number at all, and those whose number is of another definition."""
    shown, held = _with_number(drawn), _with_number(every)
    without = {agency: name for agency, name in desk.agencies["short_name"].items() if agency not in shown}
    missing = [name for agency, name in without.items() if agency not in held]
    unlike = [f"{name}（{_scopes(every, str(agency))}）" for agency, name in without.items() if agency in held]
    return missing, unlike


def _with_number(rows: pd.DataFrame) -> set[str]:
    return set(rows[rows["state"] == "reported"]["agency_id"]) if len(rows) else set()


def _scopes(rows: pd.DataFrame, agency: str) -> str:
    mine = rows[(rows["agency_id"] == agency) & (rows["state"] == "reported")].drop_duplicates(["scope", "period_kind"])
    return "、".join(f"{SCOPES[r.scope]}{PERIOD_KINDS[r.period_kind]}" for r in mine.itertuples())


def has_number(rows: pd.DataFrame) -> bool:
    """Is there anything to draw?"""
    return bool(len(rows)) and bool((rows["state"] == "reported").any())
