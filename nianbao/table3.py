"""Table 3 of the form: applications received and handled, 23 or 25 rows by seven kinds of applicant."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from nianbao.alignment import ANCHOR, Alignment, align, names_of
from nianbao.catalogue import load_catalogue
from nianbao.labels import likeness, plain
from nianbao.model import APPLICANT_TYPES, Locator
from nianbao.rawrows import RawRow
from nianbao.slips import split_cell
from nianbao.statutory_cells import Reading
from nianbao.table3_rows import DataRow, data_rows, missing_columns
from nianbao.templates import APPLICANTS, TABLES, Template, load_templates, official_place

_SUM = re.compile(r".{0,4}(?:小计|分计|合计|共计)")  # a name in plain words


def read_table3(rows: list[RawRow], templates: dict[str, Template], reading: Reading) -> str | None:
    """Adds the cells of table 3 to `reading`; returns the edition its rows speak for, None if there is no table."""
    data = data_rows(rows)
    numeric = [row for row in data if row.cells is not None and not row.is_blank]
    words = _all_words(templates)
    named = [row for row in data if any(name in words for name in names_of(row.labels))]
    if len(numeric) + len(named) < 5:
        return None
    data, second = _first_copy(data)
    data, subtotals = _without_groups(data, templates)
    data, sums = _without_sums(data)
    candidates = _candidates(data, templates, reading.edition)
    edition = max(candidates, key=lambda name: (round(candidates[name].score, 6), name == "2021"))
    template, aligned = templates[edition], candidates[edition]
    _fill(data, aligned, template, reading, sums)
    _name_rows_apart(data, aligned, template, reading)
    _compare_copy(data, second, reading)
    _check_head(rows, reading)
    for indicator, row in subtotals:
        for applicant, cell in zip(APPLICANTS, row.cells or [], strict=False):
            reading.add(indicator, applicant, cell, "table3.subtotal")
    return edition


def _first_copy(data: list[DataRow]) -> tuple[list[DataRow], list[DataRow]]:
    """Some reports print the table twice: the first copy, and what follows from a second first row on."""
    words = {plain(word) for word in load_catalogue()["applications_new"].rows}
    starts = [
        index for index, row in enumerate(data) if row.cells is not None and any(name in words for name in names_of(row.labels))
    ]
    if len(starts) < 2 or starts[1] - starts[0] < 15:
        return data, []
    return data[: starts[1]], data[starts[1] :]


def _compare_copy(first: list[DataRow], second: list[DataRow], reading: Reading) -> None:
    """A second table with other numbers: nobody can tell which one counts."""
    known = {name: row.text for row in first for name in names_of(row.labels)}
    named = [(row, names_of(row.labels)) for row in second]
    different = [row for row, names in named if names and known.get(names[0], row.text) != row.text]
    if different:
        places = tuple(item.locator for item in reading.observations if item.rule.startswith("table3"))
        reading.find(
            "table_is_printed_once",
            "error",
            f"{TABLES['table3']}印了两次而数字不同（如"
            f"“{different[0].labels[-1].strip()}”一行），看不出以哪一张为准；已读入第一张，请核对原文。",
            places,
            "",
            different[0].text,
        )


def _check_head(rows: list[RawRow], reading: Reading) -> None:
    """With a column left out nobody can tell by order which numbers are whose; seven numbers in a row say that none is."""
    reported = Counter(
        item.indicator for item in reading.observations if item.rule.startswith("table3") and item.value is not None
    )
    missing = missing_columns(rows)
    if missing and max(reported.values(), default=0) < len(APPLICANTS):
        names = "、".join(missing)
        reading.find(
            "head_names_every_column",
            "error",
            f"{TABLES['table3']}的表头没有“{names}”，各数属于哪一列存疑，请核对原文。",
            tuple(item.locator for item in reading.observations if item.rule.startswith("table3")),
            names,
            "",
        )


def _all_words(templates: dict[str, Template]) -> set[str]:
    return {word for template in templates.values() for words in _wordings(template.table3) for word in words}


@lru_cache(maxsize=4)
def _wordings(rows: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """How each row, told by its indicator, may be named, in plain words."""
    catalogue = load_catalogue()
    return tuple(tuple(plain(word) for word in catalogue[name].rows) for name in rows)


def _candidates(data: list[DataRow], templates: dict[str, Template], likely: str) -> dict[str, Alignment]:
    """The rows lined up with each edition; where one fits row by row and word for word, no other is tried."""
    found: dict[str, Alignment] = {}
    if _has_single_other(data):
        return {"2019": _align(data, templates["2019"])}
    telling = [name for name in templates if _names_own_detail(data, templates[name])]
    for edition in sorted(telling or templates, key=lambda name: name != likely):
        found[edition] = _align(data, templates[edition])
        exact = len(found[edition].matches) == len(data) == len(templates[edition].table3)
        if exact and all(match.likeness == 1.0 for match in found[edition].matches):
            return {edition: found[edition]}
    return found


def _has_single_other(data: list[DataRow]) -> bool:
    """（六）其他处理 in one row, be it named “（六）其他”: none of its details is printed, and it is not numbered as one."""
    others = [row for row in data if row.labels and plain(row.labels[-1]) in ("其他", "其他处理")]
    return len(others) == 1 and not _is_detail(others[0]) and not _prints_details(data)


def _names_own_detail(data: list[DataRow], template: Template) -> bool:
    """A row of figures that only this edition has under （六）, named word for word.

    Rows next to it may have lost all their cells: the count of rows then speaks for the other edition.
    """
    own = [words for name, words in zip(template.table3, _wordings(template.table3), strict=True) if name.startswith("closed_")]
    details = {word for words in own for word in words} - {"其他", "其他处理"}
    return any(row.labels and plain(row.labels[-1]) in details for row in data)


def _prints_details(data: list[DataRow]) -> bool:
    return any("逾期" in "".join(row.labels) for row in data)


def _is_detail(row: DataRow) -> bool:
    """Numbered as the rows under a group are: “3.其他处理”."""
    return bool(re.match(r"\s*[（(]?[\d０-９]", row.labels[-1]))


def _align(data: list[DataRow], template: Template) -> Alignment:
    weights = [0.1 if row.cells is not None and not row.is_blank else -0.3 if row.cells is None else 0.0 for row in data]
    return align([names_of(row.labels) for row in data], weights, _wordings(template.table3))


def _without_groups(data: list[DataRow], templates: dict[str, Template]) -> tuple[list[DataRow], list[tuple[str, DataRow]]]:
    """Takes out heads of groups; a head with numbers is a printed subtotal."""
    words = {plain(label): indicator for template in templates.values() for label, indicator in template.subtotals.items()}
    official = _all_words(templates)
    has_details = _prints_details(data)
    kept: list[DataRow] = []
    subtotals: list[tuple[str, DataRow]] = []
    for row in data:
        name = plain(row.labels[-1]) if row.labels else ""
        if name == plain("（六）其他处理") and not has_details:
            kept.append(row)
        elif name in words and not _is_detail(row) and (row.is_blank or row.cells is not None):
            if not row.is_blank and not _has_all_details(words[name], data):
                row.labels = []  # the name of the group printed again where the row's own name was lost
                kept.append(row)
            elif not row.is_blank:
                subtotals.append((words[name], row))
        elif row.is_blank and name not in official and name in ("本年度办理结果", "其他", "总计"):
            continue
        elif not row.labels and row.cells is None and len(row.raw.filled) == 1:
            continue  # a stray number, looked at later
        else:
            kept.append(row)
    return kept, subtotals


def _without_sums(data: list[DataRow]) -> tuple[list[DataRow], list[DataRow]]:
    """Takes out sums that the form does not print (“小计”): such a row is no other row, whatever its place."""
    named = {name for row in data for name in names_of(row.labels)}
    kept: list[DataRow] = []
    sums: list[DataRow] = []
    for row in data:
        name = plain(row.labels[-1]) if row.labels else ""
        is_sum = bool(_SUM.fullmatch(name)) and ("小计" in name or "总计" in named)
        (sums if is_sum and not row.is_blank else kept).append(row)
    return kept, sums


def _name_rows_apart(data: list[DataRow], aligned: Alignment, template: Template, reading: Reading) -> None:
    """Figures below a name that stands alone may be a row without a name, where other names stand alone because their rows are empty."""
    matches = {template.table3[match.official]: data[match.printed] for match in aligned.matches}
    lone = any(row.is_blank and not row.raw.values for row in matches.values())
    for indicator, row in matches.items():
        if row.apart and row.cells is not None and (lone or row.raw.folded):
            place = official_place(indicator, "total", template.edition, row.raw.locator)
            reading.find(
                "row_follows_its_name",
                "warning",
                f"{place.table}“{place.row}”一行：数没有紧跟在行名之后，可能属于另一行没有行名的数，请核对原文。",
                _places(indicator, row.raw.locator),
                "",
                row.text,
            )


def _has_all_details(subtotal: str, data: list[DataRow]) -> bool:
    prefix = {
        "applications_refused": "refused_",
        "applications_unavailable": "unavailable_",
        "applications_not_processed": "unprocessed_",
        "outcome_other_handling": "closed_",
    }[subtotal]
    catalogue = load_catalogue()
    printed = {name for row in data for name in names_of(row.labels)}
    details = [name for name in load_templates()["2021"].table3 if name.startswith(prefix)]
    return all(any(plain(word) in printed for word in catalogue[name].rows) for name in details)


def _fill(data: list[DataRow], aligned: Alignment, template: Template, reading: Reading, sums: list[DataRow]) -> None:
    placed = set()
    for match in aligned.matches:
        row, indicator = data[match.printed], template.table3[match.official]
        placed.add(indicator)
        place = official_place(indicator, "total", template.edition, row.raw.locator)
        if row.cells is None:
            _refuse_row(reading, indicator, row)
            split = split_cell([cell.text.strip() for cell in row.raw.values if cell.text.strip()])
            hint = f"如把{split}，各数之和正好成立，像是一个数被拆成了两格；" if split else ""
            reading.find(
                "row_has_seven_cells",
                "error",
                f"{place.table}“{place.row}”一行：{row.problem}；{hint}该行未读入，请核对原文。",
                _places(indicator, row.raw.locator),
                "7 个数",
                row.text,
            )
            continue
        for applicant, cell in zip(APPLICANTS, row.cells, strict=True):
            rule = "table3.name" if match.likeness >= ANCHOR else "table3.position"
            reading.add(indicator, applicant, cell, rule, row_place=row.raw.locator)
        if match.likeness < ANCHOR:
            printed = "".join(row.labels) or "（未印行名）"
            other = _fits_another(row.labels, match.official, template)
            doubt = "，而行名像是另一行的，请核对原文" if other else ""
            reading.find(
                "row_named_by_position",
                "error" if other else "info",
                f"{place.table}第 {match.official + 1} 行行名印作“{printed}”，按前后顺序认作“{place.row}”{doubt}。",
                _places(indicator, row.raw.locator) if other else (place,),
                place.row or "",
                printed,
            )
    loose = [data[index] for index in aligned.unplaced if not data[index].is_blank] + sums
    loose = [row for row in loose if row.cells is not None or len(row.raw.filled) >= 4 or row.labels]
    missing = [name for name in template.table3 if name not in placed]
    for row in loose:
        names = names_of(row.labels)
        twice = [
            name
            for name, words in zip(template.table3, _wordings(template.table3), strict=True)
            if any(word in words for word in names)
        ]
        if row.cells is not None or twice:
            reading.find(
                "row_is_in_the_form",
                "error",
                f"{row.raw.locator}“{''.join(row.labels)} {row.text}”在表样中找不到对应的行，未读入；请核对原文。",
                tuple(place for name in twice for place in _places(name, "")),
                "",
                row.text,
            )
    for indicator in missing:
        place = official_place(indicator, "total", template.edition, "")
        if loose:
            _refuse_row(reading, indicator, None)
        reading.find(
            "row_is_printed",
            "error" if loose else "warning",
            f"{place.table}缺少“{place.row}”一行。",
            _places(indicator, ""),
            place.row or "",
            "",
        )


def _fits_another(labels: list[str], place: int, template: Template) -> bool:
    """What is left of a row's name begins that of another row, or is another row's number, and not its own."""
    if not labels:
        return False
    left = plain(labels[-1])
    if not left:
        number, own = (re.match(r"\s*(\d)", text) for text in (labels[-1], load_catalogue()[template.table3[place]].rows[0]))
        return bool(number and own and number[1] != own[1])
    wordings = _wordings(template.table3)
    own_words = any(left in word or likeness(left, word) >= 0.4 for word in wordings[place])
    return not own_words and any(word.startswith(left) for words in wordings for word in words)


def _refuse_row(reading: Reading, indicator: str, row: DataRow | None) -> None:
    for applicant in APPLICANT_TYPES:
        reading.refuse(indicator, applicant, row.text if row else "", row.raw.locator if row else "", "table3.refused")


def _places(indicator: str, locator: str) -> tuple[Locator, ...]:
    return tuple(official_place(indicator, applicant, "2021", locator) for applicant in APPLICANTS)
