"""Our own fill-in form: one line per figure, for figures without a report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.catalogue import Catalogue, Indicator, load_agencies, load_catalogue
from nianbao.cellvalue import PLACEHOLDER, TOO_LARGE, parse_cell
from nianbao.document import Cell, Document, Table
from nianbao.errors import ReadError
from nianbao.findings import Finding
from nianbao.model import APPLICANT_TYPES, SCOPES, Locator, Observation, Qualifier, Scope

COLUMNS = ("机构", "年度", "指标", "数值", "单位", "限定词", "口径范围", "出处", "备注")
QUALIFIERS: dict[str, Qualifier] = {
    "": "exact", "准确": "exact", "超": "more_than", "超过": "more_than", "突破": "more_than", "余": "more_than",
    "多": "more_than", "以上": "at_least", "不少于": "at_least", "不足": "less_than", "以内": "at_most",
    "不超过": "at_most", "约": "about", "近": "about", "左右": "about",
}  # fmt: skip
_SCOPES: dict[str, Scope] = {"": "own", **{label: scope for scope, label in SCOPES.items()}}  # type: ignore[misc]
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000}


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
    for line in lines:
        _read_line(line, catalogue, form)
    return form


def _line(row: tuple[Cell, ...], columns: dict[str, int]) -> dict[str, Cell]:
    by_column = {cell.column: cell for cell in row}
    blank = Cell("", -1, -1)
    return {name: by_column.get(columns.get(name, -1), blank) for name in COLUMNS}


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
    value, state, problem = _value(cell.text, line["单位"].text.strip(), indicator)
    qualifier = QUALIFIERS.get(line["限定词"].text.strip())
    scope = _SCOPES.get(line["口径范围"].text.strip())
    if qualifier is None or scope is None:
        word = line["限定词"].text.strip() if qualifier is None else line["口径范围"].text.strip()
        problem, state, value = f"“{word}”不是可用的限定词或口径范围", "unreadable", None
    if problem:
        form.findings.append(
            Finding(
                "cell_is_a_number", "error", (place,), "数字", cell.text, f"{place.text}“{indicator.name}”：{problem}，请核对。"
            )
        )
    source = "；".join(line[name].text.strip() for name in ("出处", "备注") if line[name].text.strip())
    form.observations.append(
        Observation(
            indicator.id,
            value,
            state,  # type: ignore[arg-type]
            qualifier or "exact",
            applicant_type=applicant,
            scope=scope or "own",
            period_kind=indicator.period_kind,
            raw_text=cell.text,
            unit_printed=line["单位"].text.strip(),
            locator=place,
            evidence=source,
            rule="fill_form",
            doubtful=bool(problem),
        )
    )


def _value(text: str, unit: str, indicator: Indicator) -> tuple[Decimal | None, str, str]:
    bare = text.strip()
    if not bare:
        return None, "blank", ""
    if PLACEHOLDER.match(bare):
        return None, "not_applicable", ""
    scale, rest = 1, unit or indicator.unit
    if rest[:1] in _SCALES and (rest[1:] == indicator.unit or rest[1:] in ("", indicator.unit)):
        scale, rest = _SCALES[rest[0]], rest[1:] or indicator.unit
    if rest != indicator.unit:
        return None, "unreadable", f"单位“{unit}”与指标的单位“{indicator.unit}”不符"
    if indicator.value_type == "rate":
        number = parse_cell(bare.removesuffix("%").removesuffix("％"), "signed")
    elif indicator.value_type == "money":
        number = parse_cell(bare, "money", "元")
    else:
        number = parse_cell(bare, "signed")
    if number.state != "reported" or number.value is None:
        return None, "unreadable", number.problem or f"“{bare}”不是数字"
    if number.value < 0 and indicator.value_type in ("count", "money"):
        return None, "unreadable", f"“{bare}”不应是负数"
    if abs(number.value * scale) >= TOO_LARGE:
        return None, "unreadable", f"“{bare[:40]}”大得不像统计数"
    return number.value * scale, "reported", ""
