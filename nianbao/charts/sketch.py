"""A figure as plain dicts: what a builder writes, a hundred times cheaper than a validated Plotly figure."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import update_wrapper
from typing import Any, Protocol

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly


class Sketch:
    """Data and layout with the few verbs of go.Figure that our builders use, under the same names and meanings.

    Nothing is checked here: `figure()` gives the validated Plotly figure, which exports and tests use; a browser gets
    `to_json()`.
    """

    def __init__(self, drawn: dict[str, Any] | None = None) -> None:
        self.data: list[dict[str, Any]] = list((drawn or {}).get("data") or [])
        self.layout: dict[str, Any] = dict((drawn or {}).get("layout") or {})

    def add(self, kind: str, row: int | None = None, **trace: Any) -> None:
        """A trace; `row` is the number of the subplot it stands in, from 1."""
        place = "" if row in (None, 1) else str(row)
        self.data.append({"type": kind, **trace, **({"xaxis": f"x{place}", "yaxis": f"y{place}"} if row else {})})

    def add_annotation(self, **note: Any) -> None:
        self.layout.setdefault("annotations", []).append(note)

    def add_layout_image(self, **image: Any) -> None:
        self.layout.setdefault("images", []).append(image)

    def add_vline(self, x: float, line: dict[str, Any]) -> None:
        shape = {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "xref": "x", "yref": "y domain", "line": line}
        self.layout.setdefault("shapes", []).append(shape)

    def update_layout(self, **layout: Any) -> None:
        _merge(self.layout, layout)

    def update_xaxes(self, **axis: Any) -> None:
        self._axes("xaxis", axis)

    def update_yaxes(self, **axis: Any) -> None:
        self._axes("yaxis", axis)

    def _axes(self, kind: str, axis: dict[str, Any]) -> None:
        for name in [name for name in self.layout if name.startswith(kind)] or [kind]:
            _merge(self.layout.setdefault(name, {}), deepcopy(axis))

    def figure(self) -> go.Figure:
        """The validated figure. Raises ValueError for what Plotly does not know."""
        return go.Figure({"data": self.data, "layout": self.layout})

    def to_json(self) -> str:
        return str(to_json_plotly({"data": self.data, "layout": self.layout}, engine="json"))


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


class Builder(Protocol):
    """Calling it gives the validated figure, its `sketch` the same as plain dicts."""

    sketch: Callable[..., Sketch]

    def __call__(self, *args: Any, **options: Any) -> go.Figure: ...


def builder(function: Callable[..., Sketch]) -> Builder:
    """Makes a builder of a function that draws a sketch."""

    def draw(*args: Any, **options: Any) -> go.Figure:
        return function(*args, **options).figure()

    update_wrapper(draw, function)
    draw.sketch = function  # type: ignore[attr-defined]
    return draw  # type: ignore[return-value]
