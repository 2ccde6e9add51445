"""Binds the view to the session and to the address bar."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from nianbao.screen.data import live, rows
from nianbao.screen.view import View, from_params, to_params
from nianbao.store import Generation

FOUNDER = ("xian-xzspfwj", 2019)
_VIEW, _WRITTEN, _PROBLEMS = "_view", "_written_params", "_link_problems"


def current_view() -> tuple[View, Generation]:
    """The session's view, completed and checked against the data; a link in the address bar wins."""
    params = {k: v for k, v in st.query_params.to_dict().items() if k not in ("v", "g", "embed")}
    if _VIEW not in st.session_state or (params and params != st.session_state.get(_WRITTEN)):
        view, problems = from_params(params)
        st.session_state[_PROBLEMS] = problems
    else:
        view = st.session_state[_VIEW]
    generation = live(view.dataset)
    view = _complete(view, generation)
    st.session_state[_VIEW] = view
    return view, generation


def link_problems() -> list[str]:
    """What of the link was not understood; said once, on the run that read it."""
    return list(st.session_state.pop(_PROBLEMS, []))


def write_address(view: View) -> None:
    """Puts the view into the address bar if it is not there yet."""
    params = to_params(view)
    if st.session_state.get(_WRITTEN) != params or not st.query_params:
        kept = {k: st.query_params[k] for k in ("v", "g", "embed") if k in st.query_params}
        st.session_state[_WRITTEN] = params
        st.query_params.from_dict({**params, **kept})


def change(**fields: object) -> None:
    """Changes the view (for callbacks); a new data set starts with its own defaults."""
    view: View = st.session_state[_VIEW]
    if fields.get("dataset", view.dataset) != view.dataset:
        view = View(dataset=str(fields.pop("dataset")), group=view.group)
    st.session_state[_VIEW] = replace(view, **fields)  # type: ignore[arg-type]
    for stale in ("v", "g"):
        if stale in st.query_params:
            del st.query_params[stale]
    write_address(st.session_state[_VIEW])


def _complete(view: View, generation: Generation) -> View:
    problems: list[str] = st.session_state.setdefault(_PROBLEMS, [])
    agencies = view.agencies
    if agencies:
        known = set(rows(generation, "agency_names", agencies=agencies)["agency_id"])
        for unknown in [a for a in agencies if a not in known]:
            problems.append(f"链接中的机构“{unknown[:40]}”不在这个数据集里，已略去。")
        agencies = tuple(a for a in agencies if a in known)
    if not agencies:
        agencies = _default_agency(view, generation)
    year = view.year
    held = years_of(generation, agencies[:1])
    everywhere = [int(y) for y in rows(generation, "years")["year"]]
    if year and everywhere and not everywhere[0] <= year <= everywhere[-1]:
        problems.append(f"链接中的年份 {year} 不在数据范围（{everywhere[0]}—{everywhere[-1]}）内，已改为最近有数的一年。")
        year = 0
    if not year:
        year = FOUNDER[1] if agencies[:1] == FOUNDER[:1] else (held[-1] if held else 0)
    return replace(view, agencies=agencies, year=year)


def _default_agency(view: View, generation: Generation) -> tuple[str, ...]:
    if view.dataset == "public" and len(rows(generation, "agency_names", agencies=FOUNDER[:1])):
        return FOUNDER[:1]
    best = rows(generation, "agencies", covered_only=True, kind="approval_service", level="city", limit=1)
    if not len(best):
        best = rows(generation, "agencies", covered_only=True, limit=1)
    return (str(best["agency_id"].iloc[0]),) if len(best) else ()


def years_of(generation: Generation, agencies: tuple[str, ...] | list[str]) -> list[int]:
    """Years in which any of the agencies has a number."""
    if not agencies:
        return []
    frame = rows(generation, "agency_names", agencies=agencies)
    return sorted({int(y) for years in frame["years"] for y in years})


def names_of(generation: Generation, agencies: tuple[str, ...] | list[str]) -> pd.DataFrame:
    """Names and descriptions of agencies, indexed by id, in the given order."""
    frame = rows(generation, "agency_names", agencies=agencies).set_index("agency_id")
    return frame.reindex([a for a in agencies if a in frame.index])
