"""Query results for pages, kept per generation: the same question is asked of DuckDB once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from nianbao import store
from nianbao.access import require_read
from nianbao.datasets import open_dataset, readable_dataset
from nianbao.desk import Desk
from nianbao.errors import WarehouseError
from nianbao.screen.actor import current_actor
from nianbao.store import Generation

Value = TypeVar("Value")


@st.cache_resource(show_spinner="正在建立数据仓库…", max_entries=8)
def _built(dataset: str) -> bool:
    """Builds a missing or outdated warehouse once per process."""
    open_dataset(dataset)
    return True


def live(dataset: str) -> Generation:
    """The live generation; CURRENT is read at every rerun, so a new import shows at once.

    Raises AccessError for drafts asked for by someone who may not see them.
    """
    require_read(current_actor(), dataset)
    try:
        _built(dataset)
    except WarehouseError:
        return readable_dataset(dataset)  # nothing can be written now: the last good state, and why
    generation = store.current(dataset)
    return generation or open_dataset(dataset)


def rows(generation: Generation, name: str, **parameters: Any) -> pd.DataFrame:
    """The result of a named query. Treat it as read-only: it is shared by all sessions."""
    frozen = tuple(sorted((k, tuple(v) if isinstance(v, list | tuple) else v) for k, v in parameters.items()))
    return _rows(str(generation.path), name, frozen)


@st.cache_resource(show_spinner=False, max_entries=400, ttl=3600)
def _rows(path: str, name: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    generation = Generation("", Path(path))
    return store.query(generation, name, **{k: list(v) if isinstance(v, tuple) else v for k, v in parameters})


def meta(generation: Generation) -> dict[str, str]:
    """Facts about the generation: data_version, built_at, dataset."""
    frame = rows(generation, "build/meta")
    return dict(zip(frame["key"], frame["value"], strict=True))


def kept(function: Callable[..., Value]) -> Callable[..., Value]:
    """What a page works out from the view (texts, HTML, which charts) is worked out once per generation, view and look.

    For functions of a desk and hashable arguments; the result is shared by all sessions and must not be changed.
    """

    @wraps(function)
    def ask(screen: Desk, *arguments: Any) -> Value:
        look = (replace(screen.view, cell=""), screen.size, screen.dark, screen.version, screen.targets)
        name = f"{function.__module__}.{function.__qualname__}"
        found: Value = _kept(name, str(screen.generation.path), look, arguments, lambda: function(screen, *arguments))
        return found

    return ask


@st.cache_resource(show_spinner=False, max_entries=3000, ttl=3600)
def _kept(name: str, path: str, look: tuple[Any, ...], arguments: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    return _make()
