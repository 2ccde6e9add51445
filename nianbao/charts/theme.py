"""One look for every figure, on screen and in export, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

FONTS = '"Microsoft YaHei","PingFang SC","Source Han Sans SC","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif'


@dataclass(frozen=True)
class Palette:
    """Colours of one mode; `series` is told apart by colour-blind eyes, `symbols` by a black-and-white print.

    `parts` are the quiet pieces of a whole beside the one in `focus`, each with the colour of a text on it: neighbours
    differ in lightness, so that a print without colour tells them apart.
    """

    ink: str
    muted: str
    faint: str
    grid: str
    paper: str
    focus: str
    other: str
    named: str
    warn: str
    band: str
    better: str
    worse: str
    series: tuple[str, ...]
    sequential: tuple[tuple[float, str], ...]
    parts: tuple[tuple[str, str], ...]


LIGHT = Palette(
    ink="#1B2733",
    muted="#55636F",
    faint="#8A96A1",
    grid="#E4E8EC",
    paper="#FFFFFF",
    focus="#0B57A4",
    other="#A9B4BF",
    named="#5B7FA6",
    warn="#C2410C",
    band="rgba(11,87,164,0.1)",
    better="#0B57A4",
    worse="#C2410C",
    series=("#0B57A4", "#C2410C", "#00805A", "#8A5A00", "#7A3E9D", "#0E7C9B", "#A3325F", "#4B5563"),
    sequential=((0.0, "#EAF2FA"), (0.5, "#6BA3D6"), (1.0, "#0B4A8B")),
    parts=(
        ("#8DB9E2", "#1B2733"),
        ("#55636F", "#FFFFFF"),
        ("#D3D9DF", "#1B2733"),
        ("#B7791F", "#FFFFFF"),
        ("#EBCF9B", "#1B2733"),
    ),
)
DARK = Palette(
    ink="#E8EDF2",
    muted="#A9B6C2",
    faint="#7E8B97",
    grid="#2D3742",
    paper="#11171D",
    focus="#6CB2F7",
    other="#56636F",
    named="#7FA3C7",
    warn="#FB923C",
    band="rgba(108,178,247,0.15)",
    better="#6CB2F7",
    worse="#FB923C",
    series=("#6CB2F7", "#FB923C", "#3CCB9B", "#E2B33C", "#C79BEA", "#5FD0E8", "#F08CB4", "#B6C0CA"),
    sequential=((0.0, "#172838"), (0.5, "#2F6CA8"), (1.0, "#9BD0FF")),
    parts=(
        ("#2F6CA8", "#FFFFFF"),
        ("#A9B6C2", "#11171D"),
        ("#414D59", "#FFFFFF"),
        ("#E2B33C", "#11171D"),
        ("#7A5B18", "#FFFFFF"),
    ),
)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "pentagon", "star")


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


@lru_cache(maxsize=2)
def template(dark: bool) -> dict[str, Any]:
    """Only what every figure shares: a small template keeps each figure's JSON small."""
    p = palette(dark)
    axis = {
        "gridcolor": p.grid,
        "linecolor": p.faint,
        "zeroline": False,
        "tickfont": {"size": 12, "color": p.muted},
        "title": {"font": {"size": 12, "color": p.muted}},
        "fixedrange": True,
        "ticks": "",
        "ticklabelstandoff": 5,
    }
    return {
        "layout": {
            "font": {"family": FONTS, "size": 13, "color": p.ink},
            "paper_bgcolor": p.paper,
            "plot_bgcolor": p.paper,
            "colorway": list(p.series),
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"font": {"family": FONTS, "size": 13}, "align": "left"},
            "showlegend": False,
            "separators": ".,",
            "dragmode": False,
        }
    }


for _dark in (False, True):
    pio.templates["nianbao_dark" if _dark else "nianbao"] = go.layout.Template(template(_dark))
