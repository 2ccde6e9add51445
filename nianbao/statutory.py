"""From a document to the observations of the three statutory tables, with everything doubtful said aloud."""

from __future__ import annotations

from collections.abc import Callable

from nianbao.cellvalue import is_valueish
from nianbao.document import Document, iter_text
from nianbao.other_years import OtherYears, other_years
from nianbao.rawrows import RawRow, raw_rows
from nianbao.statutory_cells import Reading
from nianbao.strays import reattach_strays
from nianbao.table2 import read_table2
from nianbao.table3 import read_table3
from nianbao.table4 import read_table4
from nianbao.templates import TABLES, Template, load_templates

_HEADS = {"table2": "信息内容", "table3": "科研", "table4": "尚未审结"}


def read_statutory(document: Document, year: int | None = None) -> tuple[Reading, dict[str, bool]]:
    """The statutory cells of a report on `year`, and which of the three tables were found."""
    templates = load_templates()
    rows = raw_rows(document)
    text = "".join("".join(piece.split()) for piece in iter_text(document))
    votes = {edition: sum(word in text for word in template.votes) for edition, template in templates.items()}
    edition = max(votes, key=lambda name: (votes[name], name))
    reading = Reading(edition=edition)
    others = other_years(rows, year)
    readers: dict[str, Callable[[list[RawRow]], bool | str | None]] = {
        "table2": lambda mine: read_table2(mine, templates, edition, reading),
        "table3": lambda mine: read_table3(mine, templates, reading),
        "table4": lambda mine: read_table4(mine, templates[edition], reading),
    }
    whole: set[str] = set()
    results = {table: _of_own_year(table, read, rows, others, reading, whole) for table, read in readers.items()}
    found = {table: bool(result) for table, result in results.items()}
    own = {id(row) for row in others.without(rows)}
    rows = [row for row in rows if id(row) in own or row.region in whole]
    _check_leftovers(rows, reading)
    _check_lost_lines(rows, reading)
    _check_mixture(reading, votes, results["table3"], templates)
    for table, present in found.items():
        if not present and any(found.values()):
            reading.find("table_is_printed", "error", f"报告中没有找到“{TABLES[table]}”表，该表未读入。", (), TABLES[table], "")
    reattach_strays(rows, reading)
    return reading, found


def _of_own_year(
    table: str,
    read: Callable[[list[RawRow]], bool | str | None],
    rows: list[RawRow],
    others: OtherYears,
    reading: Reading,
    whole: set[str],
) -> bool | str | None:
    """Reads a table without the rows of another year; where no row is left, those are all there is, and doubtful.

    `whole` takes the name of a table that was read with all its rows: what is left over in them is looked for too.
    """
    mine = [row for row in rows if row.region == table]
    own = others.without(mine)
    before = len(reading.observations)
    result = read(own)
    if result and others.stand_before_own(own, _HEADS[table]):
        _doubt(reading, before, f"{TABLES[table]}印了两次，后一次才写明是本年度的数，看不出以哪一次为准，请核对原文。")
    if result or len(own) == len(mine):
        return result
    result = read(mine)
    if result:
        whole.add(table)
    if result and (own or others.has_caption_over(mine)):
        _doubt(reading, before, f"{TABLES[table]}上方写着“{others.line}”，不像本年度的数，请核对原文。")
    return result


def _doubt(reading: Reading, start: int, message: str) -> None:
    """Leaves all cells read from `start` on to a person."""
    places = tuple(item.locator for item in reading.observations[start:])
    reading.find("table_is_of_this_year", "error", message, places)


def _check_leftovers(rows: list[RawRow], reading: Reading) -> None:
    """A number that stands in a statutory table and was not read must not go unseen."""
    used = {item.locator.text for item in reading.observations}
    left = []
    for row in rows:
        taken = [cell.text.strip() for cell in row.cells if cell.locator in used]
        if row.region is None or row.table is None or row.locator in used:
            continue
        left += [
            cell
            for cell in row.values
            if cell.locator not in used
            and cell.text.strip() not in taken
            and any(char.isdigit() for char in cell.text)
            and is_valueish(cell.text)
        ]
    told = {finding.rule for finding in reading.findings}
    if left and not told & {"table_is_printed_once", "row_is_in_the_form", "row_is_printed_once"}:
        texts = "、".join(f"“{cell.text.strip()}”（{cell.locator}）" for cell in left[:4])
        more = f"等 {len(left)} 个" if len(left) > 4 else ""
        reading.find(
            "every_number_is_placed",
            "warning",
            f"表格中有数没有认出属于哪一格：{texts}{more}，请核对原文。",
            (),
            "",
            " ".join(cell.text.strip() for cell in left[:20]),
        )


def _check_lost_lines(rows: list[RawRow], reading: Reading) -> None:
    """Loose lines from which every repeated one was struck: the heads of table 2 stand there once, and equal figures are gone."""
    mine = [row for row in rows if row.region == "table2" and (row.folded or row.table is None)]
    articles = {row.text for row in mine if row.text.startswith("第二十条")}
    heads = sum("信息内容" in row.text for row in mine)
    decisions = sum("处理决定数量" in row.text for row in mine)  # in the form the head of two articles
    if len(articles) >= 3 and heads == decisions == 1:
        reading.find(
            "repeated_lines_are_kept",
            "error",
            "像是转成文本时去掉了重复的行（“信息内容”只剩一处），相同的数可能丢失，各格存疑，请核对原文。",
            tuple(item.locator for item in reading.observations),
            "",
            "",
        )


def _check_mixture(reading: Reading, votes: dict[str, int], handled: bool | str | None, templates: dict[str, Template]) -> None:
    others = {edition: count for edition, count in votes.items() if edition != reading.edition and count >= 2}
    single = any(item.indicator == "outcome_other_handling" for item in reading.observations)
    if others:
        reading.find(
            "one_edition_is_used",
            "warning",
            f"报告混用了 {' 年版和 '.join(sorted(votes))} 年版表样的字样，按 {reading.edition} 年版读取。",
            (),
            reading.edition,
            "、".join(sorted(others)),
        )
    if handled and handled != reading.edition:
        shape = "一行" if single else "三行"
        reading.find(
            "one_edition_is_used",
            "warning",
            f"主动公开部分用的是 {reading.edition} 年版，而“（六）其他处理”印成{shape}，是 {handled} 年版的样子；各按所印读入。",
            (),
            reading.edition,
            str(handled),
        )
