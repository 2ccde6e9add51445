"""Next year's report: what is already known of the statutory tables, as texts to print, and what a writer should look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nianbao import store
from nianbao.catalogue import load_catalogue
from nianbao.checks import load_rules
from nianbao.culprit import culprit_findings
from nianbao.errors import NianbaoError
from nianbao.model import APPLICANT_TYPES, Observation
from nianbao.relations import compare_within, number_text, relation_findings, statutory_cells
from nianbao.single_checks import value_findings
from nianbao.store import Generation
from nianbao.templates import TABLES, Template, load_templates, official_place, statutory_indicators

Place = tuple[str, str]

CARRIED_IN, CARRIED_OUT = "applications_carried_in", "applications_carried_out"
_MONEY_UNIT = Decimal(10_000)  # the form prints 万元
_BEFORE_NUMBER = {"exact": "", "about": "约", "more_than": "超", "less_than": "不足"}
_IN_THE_FORM = {
    "new_plus_carried_in_equals_handled_plus_carried_out",
    "details_sum_to_handled_total",
    "applicant_types_sum_to_total",
    "results_sum_to_total",
    "printed_sum_equals_its_parts",
    "counts_and_amounts_are_not_negative",
    "counts_are_whole_numbers",
}


@dataclass(frozen=True)
class Note:
    """A remark for the writer about one table of the form (a key of TABLES), never part of the report itself."""

    table: str
    text: str


@dataclass
class StatutoryForm:
    """The form of one agency and year: `cells` are the texts to print by indicator and applicant, "" left to the writer."""

    agency: str
    year: int
    template: Template
    cells: dict[Place, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    demo: bool = False

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def filled(self) -> int:
        return sum(text != "" for text in self.cells.values())


def places(template: Template) -> list[Place]:
    """Every cell of the form in its order."""
    catalogue = load_catalogue()
    return [
        (name, applicant)
        for name in statutory_indicators(catalogue, template.edition)
        for applicant in (APPLICANT_TYPES if catalogue[name].section == "table3" else ("total",))
    ]


def gather_form(generation: Generation, agency_id: str, agency: str, year: int) -> StatutoryForm:
    """The current form with what is held of `year`, or else with last year's carry-over.

    Raises NianbaoError for a year that another edition of the form reports on.
    """
    template = max(load_templates().values(), key=lambda one: one.first_year)
    if year < template.first_year:
        raise NianbaoError(
            f"{year} 年度的报告不用 {template.edition} 年版表样（{template.first_year} 年度起使用）；"
            f"请把 --year 改为 {template.first_year} 或以后的年度。"
        )
    names, rows = store.fetch(generation, "statutory_form", agency=agency_id, year=year)
    held = [dict(zip(names, row, strict=True)) for row in rows]
    now = {(row["indicator_id"], row["applicant_type"]): row for row in held if row["year"] == year}
    before = {row["applicant_type"]: row for row in held if row["year"] == year - 1}
    form = StatutoryForm(agency, year, template, dict.fromkeys(places(template), ""), demo=generation.dataset == "demo")
    for place in form.cells:
        if place in now:
            form.cells[place] = _printed(now[place], form)
    _carry_over(form, now, before)
    _note_other_handling(form, now)
    _note_prose(form, now)
    _note_relations(form, now)
    if now:
        _note_other_rules(form, generation, agency_id)
    return form


def _printed(row: dict[str, Any], form: StatutoryForm) -> str:
    """The cell as the form prints it: plain digits, 万元 for money; what no cell can say is left out and noted."""
    match row["state"]:
        case "not_applicable":
            return "/"
        case "blank":
            return ""
        case "unreadable":
            _note(form, row, f"印作“{row['raw_text'].strip()}”，不是数字，照原样填入，请核对改正。")
            return str(row["raw_text"]).strip() if row["in_table"] else ""
    if row["value"] is None or row["qualifier"] not in _BEFORE_NUMBER:
        _note(form, row, f"只有“{row['raw_text'].strip()}”，不是确切数，未填入。")
        return ""
    money = load_catalogue()[row["indicator_id"]].value_type == "money"
    number = number_text(row["value"] / _MONEY_UNIT if money else row["value"])
    if row["qualifier"] != "exact":
        _note(form, row, f"印作“{row['raw_text'].strip()}”，不是确切数，请核实后改填。")
    return _BEFORE_NUMBER[row["qualifier"]] + number


def _carry_over(form: StatutoryForm, now: dict[Place, dict[str, Any]], before: dict[str, dict[str, Any]]) -> None:
    """上年结转 from last year's 结转下年度 where this year's table is not held; where it is, the two are compared."""
    held = any(row["in_table"] for (name, _), row in now.items() if load_catalogue()[name].section == "table3")
    taken, source = [], ""
    for applicant in APPLICANT_TYPES:
        place, row = (CARRIED_IN, applicant), before.get(applicant)
        if row is None:
            continue
        usable = row["state"] == "not_applicable" or (row["state"] == "reported" and row["qualifier"] == "exact")
        if not usable:
            continue
        text, here = "/" if row["value"] is None else number_text(row["value"]), form.cells[place]
        if not held and place not in now:
            form.cells[place] = text
            taken.append(APPLICANT_TYPES[applicant])
            source = row["source_title"]
        elif here and here != text and "/" not in (here, text):
            form.notes.append(
                Note("table3", f"“{APPLICANT_TYPES[applicant]}”：上年结转填 {here}，而上年报告的结转下年度为 {text}，请核对。")
            )
    if taken:
        columns = "七列" if len(taken) == len(APPLICANT_TYPES) else "、".join(taken)
        form.notes.append(Note("table3", f"“上年结转”一行（{columns}）按《{source}》的“结转下年度继续办理”预填，请核对。"))
    elif not held:
        form.notes.append(Note("table3", f"没有收录 {form.year - 1} 年的“结转下年度继续办理”，“上年结转”一行没有预填。"))


def _note_other_handling(form: StatutoryForm, now: dict[Place, dict[str, Any]]) -> None:
    """Some offices kept the one row of 2019 for （六）: the current form has three rows and no place for the sum."""
    row = now.get(("outcome_other_handling", "total"))
    if row and row["value"] is not None and not any(name.startswith("closed_") for name, _ in now):
        form.notes.append(
            Note("table3", f"报告把“（六）其他处理”印成一行（总计 {number_text(row['value'])}），现行表样分三行，请分别填写。")
        )


def _note_prose(form: StatutoryForm, now: dict[Place, dict[str, Any]]) -> None:
    for table in TABLES:
        names = [
            indicator.short
            for place, row in now.items()
            if (indicator := load_catalogue()[place[0]]).section == table and not row["in_table"] and form.cells.get(place)
        ]
        if names:
            form.notes.append(Note(table, f"取自正文或网页而不是表格，请核对：{'、'.join(names)}。"))


def _note_relations(form: StatutoryForm, now: dict[Place, dict[str, Any]]) -> None:
    """What does not add up in the form as it is printed."""
    items = [_observation(form, place, now.get(place)) for place in form.cells]
    cells = statutory_cells(items)
    comparisons = compare_within(cells)
    failing = [item for item in comparisons if item.outcome == "fails"]
    culprit = culprit_findings(cells, comparisons, form.template.edition) if failing else []
    for finding in [*culprit, *relation_findings(failing, cells), *value_findings(items)]:
        table = next((key for key, title in TABLES.items() if finding.message.startswith(title)), "table3")
        form.notes.append(Note(table, finding.message))


def _observation(form: StatutoryForm, place: Place, row: dict[str, Any] | None) -> Observation:
    """A printed cell as the importer would hold it."""
    text = form.cells[place]
    common: dict[str, Any] = {
        "applicant_type": place[1],
        "raw_text": text,
        "locator": official_place(*place, form.template.edition),
    }
    if text in ("", "/"):
        return Observation(place[0], None, "not_applicable" if text else "blank", **common)
    if row is None:
        return Observation(place[0], Decimal(text), "reported", **common)
    if row["state"] == "unreadable":
        return Observation(place[0], None, "unreadable", **common)
    return Observation(place[0], row["value"], "reported", row["qualifier"], **common)


def _note_other_rules(form: StatutoryForm, generation: Generation, agency_id: str) -> None:
    """What the warehouse found beyond the form: against last year, against another source."""
    names, rows = store.fetch(
        generation, "findings", agencies=[agency_id], year_from=form.year, year_to=form.year, outcome="fails", limit=200
    )
    sentences = {rule.name: rule.sentence for rule in load_rules()}
    catalogue = load_catalogue()
    for row in rows:
        entry = dict(zip(names, row, strict=True))
        first = entry["cells"].split("/")[0]
        if entry["rule"] in _IN_THE_FORM or entry["rule"] == "carried_out_equals_next_carried_in" or first not in catalogue:
            continue
        table = catalogue[first].section
        if table in TABLES:
            text = f"{entry['subject']}：{sentences.get(entry['rule'], entry['rule'])}，不成立：应为 {entry['expected']}，实为 {entry['actual']}。"
            form.notes.append(Note(table, text))


def _note(form: StatutoryForm, row: dict[str, Any], text: str) -> None:
    indicator = load_catalogue()[row["indicator_id"]]
    place = official_place(indicator.id, row["applicant_type"], form.template.edition)
    form.notes.append(Note(indicator.section or "table3", f"“{place.row}”一行“{place.column}”{text}"))
