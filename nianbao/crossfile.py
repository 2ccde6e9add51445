"""Several reports seen together: duplicates, re-issues, and what one year must leave to the next."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from nianbao.catalogue import load_catalogue
from nianbao.extract import Extraction, extract, finish
from nianbao.findings import Finding
from nianbao.model import APPLICANT_TYPES, Observation
from nianbao.relations import Cells, number_text, statutory_cells


def extract_together(paths: list[Path | str]) -> list[Extraction]:
    """Reads the files one after the other and compares them with each other."""
    return check_together([extract(path) for path in paths])


def check_together(results: list[Extraction]) -> list[Extraction]:
    """Adds findings across files; the results are the same objects, checked further."""
    kept: dict[tuple[str, int], Extraction] = {}
    by_bytes: dict[str, Extraction] = {}
    for result in results:
        if result.sha256 and (first := by_bytes.get(result.sha256)):
            _note(result, "file_is_given_once", "warning", f"与“{first.file}”内容完全相同，是重复文件。", first.file)
            continue
        by_bytes[result.sha256] = result
        if result.status == "rejected" or not result.agency or not result.year:
            continue
        key = (result.agency_id or result.agency, result.year)
        if key in kept:
            _compare_issues(kept[key], result)
        kept[key] = result
    for (agency, year), result in kept.items():
        before = kept.get((agency, year - 1))
        if before:
            _compare_years(before, result)
    return [finish(result) if result.status != "rejected" else result for result in results]


def _note(
    result: Extraction,
    rule: str,
    severity: str,
    message: str,
    expected: str = "",
    actual: str = "",
    cells: tuple[Observation, ...] = (),
) -> None:
    places = tuple(cell.locator for cell in cells)
    result.findings.append(Finding(rule, severity, places, expected, actual, message))  # type: ignore[arg-type]


def _compare_issues(first: Extraction, second: Extraction) -> None:
    """The same agency and year twice: a re-issue, with what changed."""
    old, new = statutory_cells(first.observations), statutory_cells(second.observations)
    changed = [
        place for place in new if place in old and (new[place].value, new[place].state) != (old[place].value, old[place].state)
    ]
    if not changed:
        _note(second, "report_is_issued_once", "warning", f"与“{first.file}”是同一机关同一年度的报告，表格数字相同。", first.file)
        return
    names = []
    for place in changed[:5]:
        where = new[place].locator
        names.append(f"“{where.row}·{where.column}”{_shown(old[place])}→{_shown(new[place])}")
    more = f"等 {len(changed)} 处" if len(changed) > 5 else f"共 {len(changed)} 处"
    _note(
        second,
        "report_is_issued_once",
        "warning",
        f"与“{first.file}”是同一机关同一年度的报告，表格数字有改动：{'、'.join(names)}，{more}；后给出的视为更正重发。",
        first.file,
        "",
        tuple(new[place] for place in changed),
    )


def _compare_years(before: Extraction, after: Extraction) -> None:
    old, new = statutory_cells(before.observations), statutory_cells(after.observations)
    _carried_over(before, after, old, new)
    if before.edition == after.edition == "2021":
        for kind, name in (("regulations", "规章"), ("normative_documents", "行政规范性文件")):
            _documents(before, after, old, new, kind, name)
    if before.edition == after.edition == "2019":
        for kind in ("permit", "other_management", "penalty", "compulsion", "fee"):
            _items(before, after, old, new, kind)
    _outliers(before, after, old, new)


def _carried_over(before: Extraction, after: Extraction, old: Cells, new: Cells) -> None:
    """X1: what was carried out last year was carried in this year, per column."""
    wrong = []
    for applicant, label in APPLICANT_TYPES.items():
        out, into = old.get(("applications_carried_out", applicant)), new.get(("applications_carried_in", applicant))
        if out is None or into is None or "unreadable" in (out.state, into.state):
            continue
        if (out.value or Decimal(0)) != (into.value or Decimal(0)) and out.value is not None and into.value is not None:
            wrong.append((label, out, into))
    only_kinds = wrong and all(label != "总计" for label, _, _ in wrong)
    for label, out, into in wrong:
        tail = "；总计一致，可能是申请人类别归并变化" if only_kinds else ""
        _note(
            after,
            "carried_out_equals_next_carried_in",
            "warning" if only_kinds else "error",
            f"“{label}”：{before.year} 年报告结转下年度为 {_shown(out)}，{after.year} 年报告上年结转为 {_shown(into)}，不一致{tail}。",
            _shown(out),
            _shown(into),
            (into,),
        )


def _documents(before: Extraction, after: Extraction, old: Cells, new: Cells, kind: str, name: str) -> None:
    """X2 and X3: documents in force follow from last year's, made and repealed."""
    last, valid = _value(old, f"{kind}_valid"), _value(new, f"{kind}_valid")
    made, repealed = _value(new, f"{kind}_made"), _value(new, f"{kind}_repealed")
    if last is None or made is None or repealed is None:
        return
    if valid is not None and valid != last + made - repealed:
        _note(
            after,
            "valid_documents_equal_last_year_plus_made_minus_repealed",
            "warning",
            f"“{name}”现行有效件数为 {number_text(valid)}，而上年 {number_text(last)}＋制发 {number_text(made)}－废止 "
            f"{number_text(repealed)}＝{number_text(last + made - repealed)}，不一致（清理、划转也会造成）。",
            number_text(last + made - repealed),
            number_text(valid),
            (new[f"{kind}_valid", "total"],),
        )
    if repealed > last + made:
        _note(
            after,
            "repealed_documents_do_not_exceed_those_in_force",
            "warning",
            f"“{name}”本年废止 {number_text(repealed)} 件，多于上年现行有效与本年制发之和 {number_text(last + made)} 件。",
            f"≤ {number_text(last + made)}",
            number_text(repealed),
            (new[f"{kind}_repealed", "total"],),
        )


def _items(before: Extraction, after: Extraction, old: Cells, new: Cells, kind: str) -> None:
    """X4: last year's count and change give what this year's report prints as last year's."""
    previous, change = _value(old, f"{kind}_items_previous"), _value(old, f"{kind}_items_change")
    printed = _value(new, f"{kind}_items_previous")
    if previous is None or change is None or printed is None or previous + change == printed:
        return
    place = new[f"{kind}_items_previous", "total"]
    _note(
        after,
        "items_plus_change_equal_next_previous_items",
        "warning",
        f"“{place.locator.row}”：{before.year} 年报告上一年项目数量 {number_text(previous)}＋本年增/减 {number_text(change)}＝"
        f"{number_text(previous + change)}，而本报告的上一年项目数量为 {number_text(printed)}。",
        number_text(previous + change),
        number_text(printed),
        (place,),
    )


def _outliers(before: Extraction, after: Extraction, old: Cells, new: Cells) -> None:
    """O1 and O3: questions, never errors."""
    totals = [place for place in new if place[1] == "total" and place in old]
    same = [place for place in new if place in old and new[place].value and new[place].value == old[place].value]
    filled = [place for place in new if new[place].value]
    if len(filled) >= 5 and len(same) == len(filled) == sum(bool(item.value) for item in old.values()):
        _note(
            after,
            "table_is_not_a_copy_of_last_year",
            "question",
            f"全部非零数字与 {before.year} 年报告完全相同，请确认不是沿用上年的表。",
            str(before.year),
            str(after.year),
        )
    for place in totals:
        first, second = old[place].value, new[place].value
        if first is None or second is None or load_catalogue()[place[0]].value_type != "count":
            continue
        if max(first, second) >= 30 and min(first, second) > 0 and max(first, second) > 5 * min(first, second):
            where = new[place].locator
            _note(
                after,
                "change_over_last_year_is_within_fivefold",
                "question",
                f"“{where.row}·{where.column}”由 {number_text(first)} 变为 {number_text(second)}，变化超过五倍，请确认。",
                number_text(first),
                number_text(second),
                (new[place],),
            )


def _value(cells: Cells, indicator: str) -> Decimal | None:
    item = cells.get((indicator, "total"))
    return item.value if item else None


def _shown(item: Observation) -> str:
    states = {"blank": "空", "not_applicable": "／", "unreadable": "存疑"}
    return number_text(item.value) if item.value is not None else states.get(item.state, "")
