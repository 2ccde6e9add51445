"""The words of a table's head in printed order, where its cells kept only their order.

Lines above a table speak of the same things as its head (“其他申请情况见下表”, “（二）行政诉讼”): a word counts only where
its cell says nothing else, and only in the block of lines or cells that stands next to the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, takewhile
from typing import Literal

from nianbao.catalogue import load_catalogue
from nianbao.cellvalue import is_valueish
from nianbao.document import Cell
from nianbao.labels import plain
from nianbao.rawrows import RawRow

ORGANISATIONS = "法人或其他组织"
_LONGEST = 8  # of a column's name in other words
_SPEAKS = re.compile(r"法人|其他|申请|情况|说明|收到|公开|下表|如下")  # a line about the table


class _Words:
    """Names by the ways in which they are printed; `stems`: what tells a name that is printed in other words."""

    def __init__(self, printed: dict[str, str], stems: dict[str, str] | None = None) -> None:
        self.names, self.stems = list(printed), stems or {}
        self.one = re.compile("|".join(f"({pattern})" for pattern in printed.values()))
        self.only = re.compile(f"(?:{self.one.pattern})+")

    def inside(self, text: str) -> list[str]:
        """The names in a cell that holds nothing else, be they set off by spaces or run together; none with a number."""
        if re.match(r"\s*[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]", text):
            return []
        flat, pieces = plain(text), text.split()
        if self.only.fullmatch(flat):
            return [self.names[match.lastindex - 1] for match in self.one.finditer(flat) if match.lastindex]
        if len(pieces) > 1:
            return [name for piece in pieces for name in self.inside(piece)]
        about = [name for name, stem in self.stems.items() if re.search(stem, flat)]  # “科研院校”, “商业企业件”
        return about if len(about) == 1 and len(flat) <= _LONGEST and not _SPEAKS.search(flat) else []


_APPLICANTS = _Words(
    {
        "自然人": r"自然人",
        ORGANISATIONS: r"法人(?:或者?|和|及|以及|与)?其他组织",
        "商业企业": r"(?:工商业?|商业)?企业|商业",
        "科研机构": r"科研(?:机构|单位|院所|组织)?",
        "社会公益组织": r"(?:社会)?公益(?:性|类)?(?:组织|机构|团体)?",
        "法律服务机构": r"法律(?:服务)?(?:机构|组织)?",
        "其他": r"其他(?:组织|机构)?",
        "总计": r"总计|合计|共计|总数",
    },
    stems={"自然人": "自然人", "商业企业": "商业|企业", "科研机构": "科研", "社会公益组织": "公益", "法律服务机构": "法律服务"},
)
_NUMBERS = ("序号", "编号", "行次", "栏次")
_EXTRA = re.compile(
    rf"{'|'.join(_NUMBERS)}|小计|分计|备注|占比|比重|比例|增长率?|同比(?:增减|增长|变化)?|较?上年增减|增减"
    r"|(?:上一?年度?|去年|20\d\d年度?)(?:同期)?(?:数|总计|合计)"
)
_COUNT = r"(?:件数|数量|数|件)?"
_REVIEWS = _Words(
    {
        name: rf"(?:{pattern}){_COUNT}"
        for name, pattern in {
            "未经复议直接起诉": r"未经(?:行政)?复议(?:程序)?(?:而)?(?:直接)?(?:提起|起)(?:行政)?诉讼?",
            "复议后起诉": r"(?:经)?(?:行政)?复议后(?:再|又|直接)?(?:提起|起)(?:行政)?诉讼?",
            "行政复议": r"行政复议",
            "行政诉讼": r"行政诉讼",
            "结果维持": r"结果维持|维持(?:结果)?",
            "结果纠正": r"结果纠正|纠正(?:结果)?",
            "其他结果": r"其他结果|结果其他|其他",
            "尚未审结": r"(?:尚未|未)审结",
            "总计": r"总计|合计",
        }.items()
    }
)


def applicant_words(rows: Sequence[RawRow]) -> list[list[str]]:
    """The columns of table 3 as its head names them, a list for each printed row."""
    return _head(rows, _APPLICANTS)


def review_words(rows: Sequence[RawRow]) -> list[list[str]]:
    """The columns and groups of table 4 as its head names them, a list for each printed row."""
    return _head(rows, _REVIEWS)


def names_of_reviews(text: str) -> list[str]:
    """The groups and results of table 4 that a cell of its head names."""
    return _REVIEWS.inside(text)


def is_extra(cell: Cell) -> bool:
    """A head that names no column of table 3."""
    return bool(_EXTRA.fullmatch(plain(cell.text)))


Place = Literal["", "before", "after", "unclear"]


def extra_column(rows: Sequence[RawRow]) -> tuple[str, Place]:
    """A column that the head of table 3 prints beside those of the form, and where: left of them, right of 总计, or somewhere."""
    above = list(takewhile(lambda row: not begins_data(row), rows))
    heads = [(number, plain(cell.text)) for number, row in enumerate(above) for cell in row.cells if cell.text.strip()]
    extra = [place for place, (_, word) in enumerate(heads) if _EXTRA.fullmatch(word)]
    if not extra:
        return "", ""
    (number, word), (upon, before) = heads[extra[0]], heads[extra[0] - 1] if extra[0] else (0, "")
    if len(extra) > 1:
        return word, "unclear"
    if word in _NUMBERS:
        numbered = [row for row in rows if row.labels and row.labels[0].text.strip().isdigit()]
        return (word, "before") if len(numbered) < 5 else ("", "")  # numbers left of the names
    beside = before in ("总计", "合计") or (before == "申请人情况" and (number == upon or word == "备注"))
    return word, "after" if beside else "unclear"


def begins_data(row: RawRow) -> bool:
    """A row of figures, or the first row of table 3 by its name, be it empty."""
    return sum(is_valueish(cell.text) for cell in row.filled) >= 3 or any(map(_is_first_row, row.labels))


def _is_first_row(cell: Cell) -> bool:
    return "新收" in cell.text and plain(cell.text) in {plain(name) for name in load_catalogue()["applications_new"].rows}


def _head(rows: Sequence[RawRow], words: _Words) -> list[list[str]]:
    above = list(takewhile(lambda row: not begins_data(row), rows))
    below = [row for row in rows[len(above) : len(above) + 1] if row.folded]  # the last word of the head opens the row of figures
    named = [(row.table, [name for cell in row.cells for name in words.inside(cell.text)]) for row in above]
    named += [(row.table, [name for cell in row.labels for name in words.inside(cell.text)]) for row in below]
    blocks = [[names for _, names in block] for _, block in groupby(named, lambda item: item[0])]
    return next((block for block in reversed(blocks) if len({name for names in block for name in names}) > 2), [])
