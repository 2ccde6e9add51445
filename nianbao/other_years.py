"""Tables of another year among those of the report: last year's figures for comparison, or a second report in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nianbao.rawrows import RawRow

_YEAR = r"(?P<year>20\d\d)年度?|上一?年度?|去年"
_SUBJECT = r"主动公开政府信息|收到和处理政府信息公开申请|(?:政府信息公开)?行政复议[、和]?(?:行政)?诉讼|政府信息公开(?:工作)?"
_KIND = r"(?:有关|统计|填报|对比)?(?:情况|数据|统计|报表)表?"
_CAPTION = re.compile(
    rf"(?:附[:：]?)?[（(]?(?:{_YEAR})(?:同期)?(?:{_SUBJECT})?(?P<kind>{_KIND})?(?:如下|见下表)?(?P<end>[：:）)]*)"
)
_TITLE = re.compile(
    r"[\u4e00-\u9fff]{0,40}(?P<year>20\d\d)年度?(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:报告|年报)"
    r"|[\u4e00-\u9fff]{0,40}(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:报告|年报)[（(](?P<behind>20\d\d)年?度?[）)]"
)


@dataclass
class OtherYears:
    """Rows that stand below a line of another year: below a caption to the end of the chapter, below a title to the next one."""

    captioned: list[RawRow] = field(default_factory=list)
    reported: list[RawRow] = field(default_factory=list)
    line: str = ""  # the first such line
    own: list[RawRow] = field(default_factory=list)  # captions that name the report's own year

    def without(self, rows: list[RawRow]) -> list[RawRow]:
        """The rows of the report's own year."""
        strange = {id(row) for row in (*self.captioned, *self.reported)}
        return [row for row in rows if id(row) not in strange]

    def has_caption_over(self, rows: list[RawRow]) -> bool:
        """Whether a caption of another year stands above some of these rows."""
        strange = {id(row) for row in self.captioned}
        return any(id(row) in strange for row in rows)

    def stand_before_own(self, rows: list[RawRow], sign: str) -> bool:
        """Whether a caption of the report's own year parts two heads, known by `sign`: the upper one is of another year."""
        heads = [place for place, row in enumerate(rows) if sign in row.text]
        captions = [place for place, row in enumerate(rows) if any(row is own for own in self.own)]
        return any(heads[0] < place < heads[-1] for place in captions if heads)


def other_years(rows: list[RawRow], year: int | None) -> OtherYears:
    """The rows that a printed line gives to another year than `year`, that of the report."""
    found = OtherYears()
    caption = title = False
    region = None
    for row in rows:
        caption = caption and row.region == region
        region = row.region
        if (named := _titled(row)) is not None and year is not None:
            title, caption = named != year, False
        elif (named := _captioned(row)) is not None:
            caption = named != (year or named)
            found.own += [row] * (named == year)
        if (title or caption) and not found.line:
            found.line = row.text
        if caption:
            found.captioned.append(row)
        elif title:
            found.reported.append(row)
    return found


def _titled(row: RawRow) -> int | None:
    """The year of a line that is the title of a report."""
    match = _TITLE.fullmatch(row.text)
    return int(match["year"] or match["behind"]) if match else None


def _captioned(row: RawRow) -> int | None:
    """The year of a line above a table that says no more than whose figures follow; 0 for “上年”."""
    lone = row.table is None or len([cell for cell in row.cells if cell.text.strip()]) == 1
    match = _CAPTION.fullmatch(row.text) if lone else None
    if match is None:
        return None
    kind, end = match["kind"] or "", match["end"]
    clear = "情况" in kind or bool(end) if row.folded else bool(kind or end or (match["year"] and row.table is None))
    return int(match["year"] or 0) if clear else None  # one cell a line, “上年数据” may be a head
