"""From a file to checked observations: read, recognise, compare; nothing is stored here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nianbao.catalogue import load_catalogue
from nianbao.culprit import culprit_findings
from nianbao.document import Document, iter_text
from nianbao.errors import ReadError
from nianbao.fillform import is_fill_form, read_fill_form
from nianbao.findings import Finding
from nianbao.identity import Identity, Stated, as_stated, identify
from nianbao.model import DEMO_MARK, Observation
from nianbao.readers import read_document, safe_name
from nianbao.relations import Comparison, compare_within, relation_findings, statutory_cells
from nianbao.section_checks import section_findings
from nianbao.single_checks import received_findings, text_findings, value_findings
from nianbao.slips import slip_findings
from nianbao.statutory import read_statutory
from nianbao.statutory_cells import Reading, mark_doubtful
from nianbao.templates import load_templates

Status = Literal["accepted", "flagged", "rejected"]


MARKED_WITHIN = 8  # paragraphs: the mark stands under the title


@dataclass
class Extraction:
    """Everything one file gave; a rejected file has a message and nothing to store."""

    file: str
    status: Status
    message: str
    agency: str | None = None
    agency_id: str | None = None
    year: int | None = None
    edition: str | None = None
    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    document: Document | None = None

    @property
    def sha256(self) -> str:
        return self.document.sha256 if self.document else ""


def extract(path: Path | str, name: str | None = None, stated: Stated | None = None) -> Extraction:
    """Reads one file in this process; never raises for what a file contains. `stated`: agency and year by a person's word."""
    shown = safe_name(name or Path(path).name)
    try:
        document = read_document(path, shown)
    except ReadError as error:
        return Extraction(shown, "rejected", str(error))
    return extract_document(document, stated)


def extract_task(task: tuple[str, str, Stated | None]) -> Extraction:
    """`extract` of a (path, name, stated) task, for a queue of them."""
    return extract(*task)


def extract_document(document: Document, stated: Stated | None = None) -> Extraction:
    """Recognises and checks a document that was read."""
    if any(DEMO_MARK in paragraph.text for paragraph in document.paragraphs[:MARKED_WITHIN]):
        told = f"“{document.file}”是由演示数据（虚构）做成的文件，未读入：演示数据不与本单位的数混在一起。"
        return Extraction(document.file, "rejected", told, document=document)
    if is_fill_form(document):
        return _from_fill_form(document)
    identity = as_stated(identify(document), stated)
    reading, found = read_statutory(document, identity.year)
    refusal = _refusal(document, identity, reading, found)
    if refusal:
        return Extraction(
            document.file,
            "rejected",
            refusal,
            identity.agency,
            identity.agency_id,
            identity.year,
            observations=reading.observations if any(found.values()) else [],
            document=document,
        )
    result = Extraction(
        document.file,
        "accepted",
        "",
        identity.agency,
        identity.agency_id,
        identity.year,
        reading.edition if any(found.values()) else None,
        document=document,
    )
    prose, prose_findings = _prose(document, identity)
    result.findings = [Finding("reader_note", "info", message=note) for note in document.notes]
    result.findings += [*identity.findings, *_missing_identity(identity), *_edition_fits(reading, identity, found)]
    result.findings += list(_tables_expected(identity, found))
    result.findings += reading.findings + prose_findings + section_findings(document, result.edition)
    result.observations = reading.observations + prose
    check(result)
    return finish(result)


def check(result: Extraction) -> None:
    """Compares the figures read with each other; adds the findings to the result."""
    cells = statutory_cells(result.observations)
    result.comparisons = compare_within(cells)
    culprit = culprit_findings(cells, result.comparisons, result.edition or "2021")  # type: ignore[arg-type]
    result.findings += culprit + value_findings(result.observations)
    result.findings += relation_findings(result.comparisons, cells)
    result.findings += slip_findings(cells, result.comparisons, result.edition or "2021")
    result.findings += text_findings(result.observations) + received_findings(result.observations)


def finish(result: Extraction) -> Extraction:
    """Marks the cells that findings touch, and sums the file up in one sentence."""
    result.observations = mark_doubtful(result.observations, doubtful_places(result))
    grave = [item for item in result.findings if item.severity in ("error", "warning")]
    result.status = "flagged" if grave else "accepted"
    result.message = summary(result)
    return result


def doubtful_places(result: Extraction) -> set[tuple[str, str]]:
    """A named culprit clears the other cells of the relations it breaks."""
    by_place = {
        (item.locator.table, item.locator.row, item.locator.column): (item.indicator, item.applicant_type)
        for item in result.observations
        if item.state in ("reported", "unreadable")
    }
    culprit = any(item.rule == "culprit_cell" and item.severity == "error" for item in result.findings)
    explained = (
        "new_plus_carried_in_equals_handled_plus_carried_out",
        "details_sum_to_handled_total",
        "applicant_types_sum_to_total",
    )
    places = set()
    for finding in result.findings:
        if finding.severity == "info" or (culprit and finding.rule in explained):
            continue
        for cell in finding.cells:
            place = by_place.get((cell.table, cell.row, cell.column))
            if place and cell.table:
                places.add(place)
    return places


def summary(result: Extraction) -> str:
    """One Chinese sentence for lists."""
    cells = [item for item in result.observations if item.locator.table]
    numbers = sum(item.state == "reported" for item in cells)
    held = sum(item.outcome == "holds" for item in result.comparisons)
    errors = sum(item.severity == "error" for item in result.findings)
    warnings = sum(item.severity == "warning" for item in result.findings)
    prose = len(result.observations) - len(cells)
    text = f"表格 {len(cells)} 格（有数 {numbers} 格），正文 {prose} 项；比对 {len(result.comparisons)} 条关系，相符 {held} 条"
    return text + (f"；错误 {errors} 处，提醒 {warnings} 处。" if errors or warnings else "，没有发现问题。")


def _refusal(document: Document, identity: Identity, reading: Reading, found: dict[str, bool]) -> str:
    """Why this is no report to store; empty when it is one."""
    if any(found.values()):
        if not any(item.value is not None or item.state == "unreadable" for item in reading.observations):
            return f"“{document.file}”是空白表样，表格里没有填写任何数字，未读入。"
        return ""
    text = "".join("".join(piece.split()) for piece in iter_text(document))
    if not re.search(r"信息公开|政务公开", text[:3000]) or not re.search(r"报告|年报", text[:3000]):
        return f"“{document.file}”不是政府信息公开工作年度报告：没有法定表格，也没有年报的标题，未读入。"
    if identity.year is None or identity.agency is None or not re.search(r"年度报告|年报|工作的?报告", identity.title):
        return f"“{document.file}”不像政府信息公开工作年度报告：没有找到法定表格，也认不出机构、年度和标题，未读入。"
    return ""


def _missing_identity(identity: Identity) -> Iterable[Finding]:
    if identity.agency is None:
        yield Finding("agency_is_named", "error", message="没有认出是哪个机关的报告，请在导入时选择机构。")
    elif identity.agency_id is None:
        yield Finding(
            "agency_is_registered", "info", actual=identity.agency, message=f"机构名录中没有“{identity.agency}”，导入时可以新建。"
        )
    if identity.year is None:
        yield Finding("year_is_named", "error", message="没有认出报告年度，请在导入时填写。")


def _edition_fits(reading: Reading, identity: Identity, found: dict[str, bool]) -> Iterable[Finding]:
    template = load_templates()[reading.edition]
    year = identity.year
    if year is None or not any(found.values()):
        return
    if year < template.first_year or (template.last_year is not None and year > template.last_year):
        yield Finding(
            "edition_fits_the_year",
            "warning",
            (),
            f"{year} 年度应用的版式",
            f"{reading.edition} 年版",
            f"{year} 年度的报告用了 {reading.edition} 年版的表样，请核对；已按所印表样读入。",
        )


def _tables_expected(identity: Identity, found: dict[str, bool]) -> Iterable[Finding]:
    """A report on disclosure of 2019 or later without its tables: they stand in a picture, an annex, or in no form known."""
    if identity.year is not None and identity.year >= 2019 and not any(found.values()) and "信息公开" in identity.title:
        message = "报告中没有认出任何一张法定表格（可能是图片、附件或不认识的排法），表格里的数没有读入，请核对原文。"
        yield Finding("table_is_printed", "warning", (), "三张法定表格", "没有", message)


def _prose(document: Document, identity: Identity) -> tuple[list[Observation], list[Finding]]:
    if identity.year is None:
        return [], []
    reader = _prose_reader()
    return reader(document, identity.agency, identity.year, load_catalogue()) if reader else ([], [])


def _prose_reader() -> Callable[..., tuple[list[Observation], list[Finding]]] | None:
    try:
        from nianbao.prose import extract_prose
    except ImportError:
        return None
    return extract_prose


def _from_fill_form(document: Document) -> Extraction:
    try:
        form = read_fill_form(document)
    except ReadError as error:
        return Extraction(document.file, "rejected", str(error), document=document)
    if not form.observations:
        reasons = "；".join(item.message for item in form.findings[:3])
        return Extraction(document.file, "rejected", f"“{document.file}”的填报表没有一行能读入：{reasons}", document=document)
    result = Extraction(
        document.file,
        "accepted",
        "",
        form.agency,
        form.agency_id,
        form.year,
        document=document,
        observations=form.observations,
        findings=form.findings,
    )
    check(result)
    return finish(result)
