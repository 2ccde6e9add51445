"""What stands around every chart inside its picture: title, subtitle, source, definition, version, who is missing."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from html import unescape

import plotly.graph_objects as go

from nianbao.charts.sketch import Sketch
from nianbao.charts.theme import FONTS, Palette, palette, template

WIDTHS = {"full": 1240, "half": 600, "third": 400, "narrow": 346}
_SIDE = 14


@dataclass(frozen=True)
class Frame:
    """The words of one figure. `width` is a class of WIDTHS: text is wrapped for it, so nothing is clipped.

    A `canvas` (width, height in pixels) fixes the whole picture instead: the plot takes what the words leave.
    """

    title: str
    subtitle: str = ""
    source: str = ""
    note: str = ""
    missing: str = ""
    unlike: str = ""
    version: str = ""
    marks: tuple[str, ...] = ()
    demo: bool = False
    dark: bool = False
    width: str = "half"
    canvas: tuple[int, int] | None = None
    watermark: str = ""

    @property
    def pixels(self) -> int:
        return self.canvas[0] if self.canvas else WIDTHS[self.width]

    @property
    def colours(self) -> Palette:
        return palette(self.dark)

    def at(self, width: str) -> Frame:
        return replace(self, width=width)


class _Ems(dict[str, float]):
    """Widths of characters in em, worked out once each: a page measures tens of thousands."""

    def __missing__(self, char: str) -> float:
        width = self[char] = 1.0 if ord(char) > 0x2E7F or char in "“”‘’…—％＞＜≥≤" else 0.56
        return width


_EMS = _Ems()


def text_width(text: str, size: float) -> float:
    """Pixels a line takes: an ideograph is one em, Latin a little over half."""
    return sum(map(_EMS.__getitem__, text)) * size


_SEAMS = "，。；：、！？）】｜"
_EARLIEST = 0.5  # a line is not ended at a seam that leaves more than half of it empty


def wrap(text: str, width: float, size: float, most: int = 4) -> list[str]:
    """Lines of at most `width` pixels, never broken inside a number; the last one ends in … when cut.

    A line ends behind punctuation or before an opening bracket where there is one in its second half: no word is torn,
    and no two characters are left alone on a line of their own.
    """
    lines: list[str] = []
    line: list[str] = []
    filled = 0.0
    for token in _tokens(text):
        more = text_width(token, size)
        if line and filled + more > width:
            at = _seam(line, token, width, size)
            lines.append("".join(line[:at]).rstrip(" ·"))
            line = [*line[at:], token]
            line[0] = line[0].lstrip(" ·")  # the end of the line parts as well as the dot does
            filled = text_width("".join(line), size)
        else:
            line.append(token)
            filled += more
    if "".join(line).strip():
        lines.append("".join(line).rstrip())
    if len(lines) > most:
        lines = lines[:most]
        while text_width(lines[-1] + "…", size) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def _seam(line: list[str], token: str, width: float, size: float) -> int:
    """How many tokens stay on the line that is full."""
    if token[0] in "（《“":
        return len(line)
    kept = text_width("".join(line), size)
    for at in range(len(line) - 1, 0, -1):
        if kept < width * _EARLIEST:
            break
        if line[at - 1][-1] in _SEAMS or line[at - 1].endswith("· ") or line[at][0] in "（《“":
            return at
        kept -= text_width(line[at], size)
    return len(line)


def _tokens(text: str) -> list[str]:
    """Pieces that a line may end between: numbers with their sign and unit word, and Latin words, stay whole."""
    tokens: list[str] = []
    for char in text:
        glue = char.isascii() and not char.isspace()
        if tokens and (
            (glue and tokens[-1][-1].isascii() and not tokens[-1][-1].isspace())
            or char in "，。；：、）】％%”》"
            or (char in "万亿次个" and tokens[-1][-1].isdigit())
            or (tokens[-1] in "＞＜≥≤−+（《“" and char != " ")
            or (char in "· " and tokens[-1] in (" ", " ·"))
            or (char in "—年家件条" and _number(tokens))
            or (char.isdigit() and tokens[-1][-1] == "—")
        ):
            tokens[-1] += char
        else:
            tokens.append(char)
    return tokens


def _number(tokens: list[str]) -> bool:
    """Do the last pieces end in a number, and a space at most?"""
    if tokens[-1] == " " and len(tokens) > 1 and tokens[-2][-1].isdigit():
        tokens[-2:] = [tokens[-2] + " "]
        return True
    return tokens[-1][-1].isdigit()


def finish(
    fig: Sketch, frame: Frame, plot_height: int, left: int = 52, right: int = 24, below: int = 30, top: int = 18
) -> Sketch:
    """Adds the frame. `plot_height` and margins are pixels; `below` is what the x axis itself needs."""
    p = frame.colours
    inner = frame.pixels - 2 * _SIDE
    size = 21 if frame.canvas else 17
    line = size + 7
    title = wrap(escape(frame.title), inner, size + 0.5, 3)
    subtitle = wrap(escape(frame.subtitle), inner, 13, 3)
    footer = _footer(frame, inner)
    head = 12 + line * len(title) + 18 * len(subtitle) + top + (12 if frame.canvas else 0)
    foot = below + 12 + 16 * len(footer) + 8
    fig.update_layout(
        template=template(frame.dark),
        height=frame.canvas[1] if frame.canvas else head + plot_height + foot,
        width=frame.canvas[0] if frame.canvas else None,
        margin={"l": left, "r": right, "t": head, "b": foot, "pad": 0},
        title=None,
        meta={"subtitle": escape(frame.subtitle), "marks": [escape(mark) for mark in frame.marks]},
    )
    _line(fig, "<br>".join(f"<b>{words}</b>" for words in title), size, p.ink, left, y=1, shift=head - 10)
    if subtitle:
        _line(fig, "<br>".join(subtitle), 13, p.muted, left, y=1, shift=head - 14 - line * len(title))
    if footer:
        _line(fig, "<br>".join(footer), 11, p.muted, left, y=0, shift=-below - 10)
    if frame.demo:
        _stamp(fig, p)
    if frame.watermark:
        _watermark(fig, p, escape(frame.watermark))
    return fig


def finished(fig: go.Figure, frame: Frame) -> Frame:
    """The frame with what the builder added to it: the unit in the subtitle, breaks and bounds among the marks."""
    said = fig.layout.meta
    return replace(frame, subtitle=unescape(said["subtitle"]), marks=tuple(unescape(mark) for mark in said["marks"]))


def below(frame: Frame) -> list[str]:
    """What stands under the plot, part by part, not yet wrapped."""
    parts = [
        *frame.marks,
        f"口径：{frame.note}" if frame.note else "",
        f"未收录：{frame.missing}" if frame.missing else "",
        f"口径不同，未并列：{frame.unlike}" if frame.unlike else "",
        f"数据来源：{frame.source}" if frame.source else "",
        _version(frame),
    ]
    return [part for part in parts if part]


def _version(frame: Frame) -> str:
    """The version line; that the data are invented stands in it once."""
    if not frame.demo:
        return frame.version
    rest = frame.version.removeprefix("演示数据").removeprefix(" · ")
    return " · ".join(part for part in ("演示数据（虚构，不代表任何机构）", rest) if part)


def _footer(frame: Frame, inner: int) -> list[str]:
    lines: list[str] = []
    for part in below(frame):
        lines += wrap(escape(part), inner, 11.2, 4 if frame.width == "narrow" else 3)
    return lines


def _line(fig: Sketch, text: str, size: int, colour: str, left: int, y: float, shift: float) -> None:
    fig.add_annotation(
        text=text,
        xref="paper",
        yref="paper",
        x=0,
        y=y,
        xanchor="left",
        yanchor="top",
        xshift=_SIDE - left,
        yshift=shift,
        align="left",
        showarrow=False,
        font={"family": FONTS, "size": size, "color": colour},
    )


def _stamp(fig: Sketch, p: Palette) -> None:
    """The words 演示数据 across the plot, under bars and lines, so that no number is covered."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><text x="200" y="118" font-size="60" '
        f'font-family="{escape(FONTS).replace(chr(34), "&quot;")}" fill="{p.ink}" fill-opacity=".12" text-anchor="middle" '
        'transform="rotate(-18 200 100)">演示数据</text></svg>'
    )
    fig.add_layout_image(
        source="data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(),
        xref="paper", yref="paper", x=0.5, y=0.5, sizex=0.9, sizey=0.9, xanchor="center", yanchor="middle",
        sizing="contain", layer="below",
    )  # fmt: skip


def _watermark(fig: Sketch, p: Palette, text: str) -> None:
    """Faint and repeated, so that no part of the picture can be cut out without it."""
    for x in (0.16, 0.5, 0.84):
        for y in (0.2, 0.8):
            fig.add_annotation(
                text=text, xref="paper", yref="paper", x=x, y=y, showarrow=False, textangle=-24, opacity=0.1,
                font={"family": FONTS, "size": 26, "color": p.ink},
            )  # fmt: skip


def escape(text: str) -> str:
    """Plotly draws a small subset of HTML: names from data must not become markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(frame: Frame) -> str:
    """The frame in words, for the alt text."""
    return "；".join(
        part
        for part in (
            frame.title,
            frame.subtitle,
            frame.missing and f"未收录：{frame.missing}",
            frame.unlike and f"口径不同，未并列：{frame.unlike}",
        )
        if part
    )
