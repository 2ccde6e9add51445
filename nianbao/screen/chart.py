"""The one door through which every chart reaches a page: same figure as exported, alt text, a click leads to the source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from nianbao.charts import Frame, plain_text
from nianbao.model import PERIOD_KINDS, SCOPES
from nianbao.screen.page import Screen, nothing
from nianbao.screen.state import change
from nianbao.screen.view import View, cell_key
from nianbao.wording import listed

DATA_PAGE = "pages/data.py"


def frame(
    screen: Screen,
    title: str,
    subtitle: str,
    rows: pd.DataFrame,
    *,
    width: str,
    missing_names: Iterable[str] = (),
    note: str = "",
) -> Frame:
    """The words around a chart, taken from the rows that it draws."""
    return Frame(
        title=title,
        subtitle=subtitle,
        source=sources(rows),
        note=note or scope_note(rows),
        missing=listed(missing_names, 5 if width == "narrow" else 8),
        version=screen.version,
        demo=screen.demo,
        dark=screen.dark,
        width=width,
    )


def chart(screen: Screen, key: str, build: Callable[[Frame], go.Figure], words: Frame) -> None:
    """Draws one figure; if its builder fails the place says so and the rest of the page stands."""
    try:
        figure = _drawn(str(screen.generation.path), key, screen.view, words, build)
    except Exception as error:  # noqa: BLE001  one bad panel must not stop the page
        nothing(f"“{words.title}”这张图没能画出", f"原因：{type(error).__name__}。其他内容不受影响，数值可在“数据与来源”中查看。")
        return
    picked = st.plotly_chart(
        figure,
        theme=None,
        key=f"chart-{key}",
        on_select="rerun",
        selection_mode="points",
        config=_config(words),
        alt=plain_text(words),
    )
    _follow(key, picked)


@st.cache_data(show_spinner=False, max_entries=600, ttl=3600)
def _drawn(path: str, key: str, view: View, words: Frame, _build: Callable[[Frame], go.Figure]) -> dict[str, Any]:
    """The figure as a plain dict, built once per generation, view and words: these decide all that it shows."""
    drawn: dict[str, Any] = _build(words).to_plotly_json()
    return drawn


def _config(words: Frame) -> dict[str, Any]:
    """One button, the picture: laid out at a fixed 1280 × 720 and drawn at 1.5 ×, whatever the window (1920 × 1080)."""
    name = re.sub(r'[\\/:*?"<>|\s]+', "_", words.title)[:60]
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "width": 1280, "height": 720, "scale": 1.5, "filename": name},
    }


def _follow(key: str, picked: Any) -> None:
    """A click on a point opens the cell it stands for."""
    points = picked.selection.points if picked and picked.selection else []
    data = next((p.get("customdata") for p in points if p.get("customdata")), None)
    if isinstance(data, dict):
        data = list(data.values())
    if not data or len(data) < 6 or st.session_state.get(f"_followed-{key}") == data:
        return
    st.session_state[f"_followed-{key}"] = data
    change(cell=cell_key(str(data[0]), int(data[1]), *[str(part) for part in data[2:6]]))
    st.switch_page(DATA_PAGE)


def scope_note(rows: pd.DataFrame) -> str:
    """口径 in words: period kind and scope of what is drawn."""
    if not len(rows):
        return ""
    kinds = "、".join(PERIOD_KINDS[k] for k in dict.fromkeys(rows["period_kind"].dropna()))
    scopes = "、".join(SCOPES[s] for s in dict.fromkeys(rows["scope"].dropna()))
    return "，".join(part for part in (kinds, scopes) if part)


def sources(rows: pd.DataFrame) -> str:
    """The source line: titles where few, a count where many."""
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


def absent(names: dict[str, str], rows: pd.DataFrame) -> list[str]:
    """Short names of chosen agencies that have no number among the rows."""
    held = set(rows[rows["state"] == "reported"]["agency_id"]) if len(rows) else set()
    return [name for agency, name in names.items() if agency not in held]


def has_number(rows: pd.DataFrame) -> bool:
    """Is there anything to draw?"""
    return bool(len(rows)) and bool((rows["state"] == "reported").any())
