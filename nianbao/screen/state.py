"""Binds the view to the session and to the address bar."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nianbao.desk import Ask, complete
from nianbao.screen.data import live, rows
from nianbao.store import Generation
from nianbao.view import View, from_params, to_params

_VIEW, _WRITTEN, _PROBLEMS = "_view", "_written_params", "_link_problems"
_SHOWN, _PAGE = "_shown", "_page"


def current_view() -> tuple[View, Generation]:
    """The session's view, completed and checked against the data; a link in the address bar wins."""
    params = {k: v for k, v in st.query_params.to_dict().items() if k not in ("v", "g", "embed")}
    if _VIEW not in st.session_state or (params and params != st.session_state.get(_WRITTEN)):
        view, problems = from_params(params)
        st.session_state[_PROBLEMS] = problems
    else:
        view = st.session_state[_VIEW]
    generation = live(view.dataset)
    view, problems = complete(view, asking(generation))
    st.session_state.setdefault(_PROBLEMS, []).extend(problems)
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
    st.session_state.pop(_SHOWN, None)
    st.session_state[_VIEW] = replace(view, **fields)  # type: ignore[arg-type]
    for stale in ("v", "g"):
        if stale in st.query_params:
            del st.query_params[stale]
    write_address(st.session_state[_VIEW])


def visit(agency: str, year: int = 0, indicator: str = "") -> None:
    """Shows one agency alone (for callbacks), in that year or its newest, over all its years."""
    change(agencies=(agency,), year=year, year_from=0, year_to=0, indicator=indicator)


def asking(generation: Generation) -> Ask:
    """Named queries of one generation, kept."""
    return lambda name, **parameters: rows(generation, name, **parameters)


def remember(**fields: str) -> None:
    """What the page chose by itself where the view left it open: a shared link names it, so that it means the same later."""
    st.session_state[_SHOWN] = {**st.session_state.get(_SHOWN, {}), **fields}


def as_shown(view: View) -> View:
    """The view with what the page last chose by itself filled in."""
    shown = {name: value for name, value in st.session_state.get(_SHOWN, {}).items() if not getattr(view, name)}
    return replace(view, **shown)


def enter(page: str) -> None:
    """Another page chooses anew."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state.pop(_SHOWN, None)
