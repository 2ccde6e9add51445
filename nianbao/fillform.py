"""Our own fill-in form: one line per figure, for figures without a report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nianbao.catalogue import Catalogue, Indicator, load_agencies, load_catalogue
from nianbao.document import Cell, Document, Table
from nianbao.errors import ReadError
from nianbao.filledvalue import Filled, filled_value
from nianbao.findings import Finding
from nianbao.model import APPLICANT_TYPES, SCOPES, Locator, Observation, Scope

COLUMNS = ("机构", "年度", "指标", "数值", "单位", "限定词", "口径范围", "出处", "备注")
_SCOPES: dict[str, Scope] = {"": "own", **{label: scope for scope, label in SCOPES.items()}}  # type: ignore[misc]


@dataclass
class FillForm:
    """What a filled form says: one agency, one year."""

    agency: str
    agency_id: str | None
    year: int
    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def is_fill_form(document: Document) -> bool:
    """The first table starts with our column names."""
    return document.format in ("xlsx", "csv") and _header(document) is not None


def _header(document: Document) -> tuple[Table, int, dict[str, int]] | None:
    for table in document.tables:
        for index, row in enumerate(table.rows[:12]):
            columns = {cell.text.strip(): cell.column for cell in row}
            if {"指标", "数值", "年度"} <= set(columns):
                return table, index, columns
    return None


def read_fill_form(document: Document) -> FillForm:
    """Raises ReadError when the form names no agency or year, or several."""
    header = _header(document)
    assert header is not None
    table, start, columns = header
    catalogue = load_catalogue()
    lines = [line for row in table.rows[start + 1 :] if (line := _line(row, columns))["指标"].text]
    filled = [line for line in lines if line["数值"].text.strip()]
    agencies = {line["机构"].text.strip() for line in filled}
    years = {line["年度"].text.strip().removesuffix("年") for line in filled}
    if not filled:
        raise ReadError(f"“{document.file}”是空白填报表，“数值”一列没有填写。")
    if len(agencies) != 1 or "" in agencies:
        raise ReadError(f"“{document.file}”的“机构”一列须只填一个机构，现为：{'、'.join(sorted(agencies)) or '空'}。")
    if len(years) != 1 or not re.fullmatch(r"20[0-4]\d", next(iter(years))):
        raise ReadError(f"“{document.file}”的“年度”一列须只填一个年份（如 2024），现为：{'、'.join(sorted(years)) or '空'}。")
    agency = agencies.pop()
    known = next((item for item in load_agencies() if agency in (item.name, item.short_name, *item.aliases)), None)
    form = FillForm(known.name if known else agency, known.agency_id if known else None, int(years.pop()))
    for line in filter(_touched, lines):
        _read_line(line, catalogue, form)
    return form


def _line(row: tuple[Cell, ...], columns: dict[str, int]) -> dict[str, Cell]:
    by_column = {cell.column: cell for cell in row}
    blank = Cell("", -1, -1)
    return {name: by_column.get(columns.get(name, -1), blank) for name in COLUMNS}


def _touched(line: dict[str, Cell]) -> bool:
    """Something was written besides what the form comes prefilled with; an untouched line says nothing, not even 未填."""
    return any(line[name].text.strip() for name in ("数值", "限定词", "口径范围", "出处", "备注"))


def find_indicator(text: str, catalogue: Catalogue) -> tuple[Indicator, str] | None:
    """By name, id, short name or wording; “指标（自然人）” names the applicant type too."""
    name, applicant = text.strip(), "total"
    match = re.fullmatch(r"(.+?)[（(](.+?)[)）]", name)
    kinds = {label: kind for kind, label in APPLICANT_TYPES.items()}
    if match and match.group(2) in kinds:
        name, applicant = match.group(1).strip(), kinds[match.group(2)]
    for indicator in catalogue.indicators:
        if name in (indicator.id, indicator.name):
            return indicator, applicant
    close = [item for item in catalogue.indicators if name == item.short or name in item.wordings]
    return (close[0], applicant) if len({item.id for item in close}) == 1 else None


def _read_line(line: dict[str, Cell], catalogue: Catalogue, form: FillForm) -> None:
    cell = line["数值"]
    place = Locator(cell.locator or line["指标"].locator)
    found = find_indicator(line["指标"].text, catalogue)
    if found is None:
        if cell.text.strip():
            form.findings.append(
                Finding(
                    "indicator_is_known",
                    "error",
                    (place,),
                    "",
                    line["指标"].text,
                    f"{place.text}：指标目录中没有“{line['指标'].text}”，该行未读入。",
                )
            )
        return
    indicator, applicant = found
    read = filled_value(cell.text, line["单位"].text, line["限定词"].text, indicator)
    scope = _SCOPES.get(line["口径范围"].text.strip())
    if scope is None:
        read = Filled("unreadable", problem=f"“{line['口径范围'].text.strip()}”不是可用的口径范围")
    if read.problem:
        told = f"{place.text}“{indicator.name}”：{read.problem}，请核对。"
        form.findings.append(Finding("cell_is_a_number", "error", (place,), "数字", cell.text, told))
    source = "；".join(line[name].text.strip() for name in ("出处", "备注") if line[name].text.strip())
    form.observations.append(
        Observation(
            indicator.id,
            read.value,
            read.state,
            read.qualifier,
            read.low,
            read.high,
            applicant_type=applicant,
            scope=scope or "own",
            period_kind=indicator.period_kind,
            raw_text=cell.text,
            unit_printed=line["单位"].text.strip(),
            locator=place,
            evidence=source,
            rule="fill_form",
            doubtful=bool(read.problem),
        )
    )
