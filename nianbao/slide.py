"""One page of a deck as a value: a chart, and what someone wrote beside it."""

from __future__ import annotations

from dataclasses import dataclass

from nianbao.charts.plot import Plot


@dataclass(frozen=True)
class Slide:
    """A plot with an optional comment; `at` is the time of the comment as it is shown."""

    plot: Plot
    comment: str = ""
    author: str = ""
    at: str = ""

    @property
    def remark(self) -> str:
        """The comment with who said it and when; empty without a comment."""
        if not self.comment.strip():
            return ""
        who = "，".join(part for part in (self.author, self.at) if part)
        return f"批注{f'（{who}）' if who else ''}：{self.comment.strip()}"
