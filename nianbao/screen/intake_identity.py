"""Whose report it is and of which year, when the reader did not see it or a person knows better."""

from __future__ import annotations

import streamlit as st

from nianbao import ingest
from nianbao.catalogue import KINDS, LEVELS
from nianbao.errors import NianbaoError
from nianbao.extract import Extraction
from nianbao.identity import Stated
from nianbao.ingest import Candidate
from nianbao.new_agency import guessed_kind, guessed_level, new_agency
from nianbao.office import known_agencies, read_office
from nianbao.screen.intake_files import Intake
from nianbao.screen.literal import as_text
from nianbao.screen.office_page import trouble

NEW = "（名录里没有，新建）"
MATCHES = 30


def identity(intake: Intake, key: str, candidate: Candidate, shown: Extraction) -> None:
    """Agency and year, open when one is missing; a change reads the file again, because the year decides what counts."""
    missing = not shown.agency or not shown.year
    fresh = bool(shown.agency) and candidate.result.agency_id is None
    label = "请补上机构和年度" if missing else "新机构：导入时新建，可改类别和级别" if fresh else "机构或年度不对？"
    if candidate.form:
        return  # the fill-in form says both in its own columns
    with st.expander(label, expanded=missing, icon=":material/account_balance:"):
        words = st.text_input("机构名称", value=shown.agency or "", key=f"nb-agency-{key}", max_chars=60).strip()
        names = _matches(words)
        options = [*names, NEW]
        exact = next((n for n in options if n == words), None)
        chosen = st.selectbox(
            "用名录里的哪一家",
            options,
            index=options.index(exact) if exact else len(options) - 1,
            key=f"nb-agency-is-{key}-{words}",
        )
        kind, level = "", ""
        if chosen == NEW:
            left, right = st.columns(2)
            with left:
                kinds = list(KINDS)
                kind = st.selectbox(
                    "类别",
                    kinds,
                    index=kinds.index(guessed_kind(words)),
                    format_func=KINDS.get,
                    key=f"nb-agency-kind-{key}-{words}",
                )
            with right:
                levels = list(LEVELS)
                level = st.selectbox(
                    "级别", levels, index=levels.index(guessed_level(words)), format_func=LEVELS.get,
                    key=f"nb-agency-level-{key}-{words}",
                )  # fmt: skip
        year = st.number_input(
            "报告年度", 2008, 2099, value=shown.year, key=f"nb-year-{key}", format="%d", placeholder="如 2024", width=160
        )
        if st.button("就用这个机构和年度", key=f"nb-stated-{key}", type="primary" if missing else "secondary"):
            name = words if chosen == NEW else str(chosen)
            if len(name) < 2 or not year:
                st.error("请写明机构名称和年度。")
                return
            _apply(intake, candidate, name, chosen == NEW, str(kind), str(level), int(year))


def _apply(intake: Intake, candidate: Candidate, name: str, create: bool, kind: str, level: str, year: int) -> None:
    agency_id = None if create else known_agencies(read_office()).get(name)
    candidate.agency = new_agency(name, kind, level) if create else None
    try:
        with st.spinner(f"正在按 {as_text(name)} {year} 年重读……"):
            ingest.read_again(candidate, Stated(name, agency_id, year))
    except NianbaoError as error:
        trouble(error)
        return
    intake.changes += 1
    st.rerun()


def _matches(words: str) -> list[str]:
    """Names of the registry that contain the words, the closest first; never the whole registry."""
    known = known_agencies(read_office())
    first_names: dict[str, str] = {}
    for name, agency_id in known.items():
        first_names.setdefault(agency_id, name)
    if not words:
        return []
    found = {agency_id for name, agency_id in known.items() if words in name}
    names = sorted((first_names[a] for a in found), key=lambda n: (n != words, len(n), n))
    if words in known and words not in names:
        names.insert(0, words)
    return names[:MATCHES]
