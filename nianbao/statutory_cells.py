"""Makes observations and findings of single statutory cells; shared by the three tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nianbao.catalogue import load_catalogue
from nianbao.cellvalue import CellValue, parse_cell
from nianbao.document import Cell
from nianbao.findings import Finding
from nianbao.model import Locator, Observation
from nianbao.templates import official_place


@dataclass
class Reading:
    """What the statutory tables of one report gave."""

    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    edition: str = "2021"

    def add(
        self,
        indicator: str,
        applicant: str,
        cell: Cell | None,
        rule: str,
        table_unit: str = "",
        doubtful: bool = False,
        row_place: str = "",
    ) -> Observation:
        """One cell as observed; `cell` None means that the row is there but this cell is not: blank."""
        text = cell.text if cell else ""
        kind = load_catalogue()[indicator].value_type
        value = parse_cell(text, kind, table_unit)
        place = official_place(indicator, applicant, self.edition, cell.locator if cell else row_place)
        self._note(value, place, text)
        item = _observation(indicator, applicant, value, place, text, rule, bool(doubtful or value.problem))
        self.observations.append(item)
        return item

    def refuse(self, indicator: str, applicant: str, raw: str, locator: str, rule: str) -> None:
        """A cell that stands somewhere in the report but cannot be told for certain."""
        place = official_place(indicator, applicant, self.edition, locator)
        self.observations.append(
            Observation(
                indicator,
                None,
                "unreadable",
                applicant_type=applicant,
                raw_text=raw,
                locator=place,
                evidence=raw,
                rule=rule,
                doubtful=True,
                period_kind=load_catalogue()[indicator].period_kind,
            )
        )

    def find(
        self, rule: str, severity: str, message: str, cells: tuple[Locator, ...] = (), expected: str = "", actual: str = ""
    ) -> None:
        self.findings.append(Finding(rule, severity, cells, expected, actual, message))  # type: ignore[arg-type]

    def _note(self, value: CellValue, place: Locator, text: str) -> None:
        if value.state != "unreadable" and not value.problem:
            return
        where = place.cell
        if value.state == "unreadable":
            self.find("cell_is_a_number", "error", f"{where}：{value.problem}，请核对原文。", (place,), "数字", text.strip())
        else:
            self.find("cell_has_remark", "warning", f"{where}：{value.problem}，请核对。", (place,), "", text.strip())


def _observation(
    indicator: str, applicant: str, value: CellValue, place: Locator, text: str, rule: str, doubtful: bool
) -> Observation:
    return Observation(
        indicator,
        value.value,
        value.state,
        value.qualifier,
        applicant_type=applicant,
        period_kind=load_catalogue()[indicator].period_kind,
        raw_text=text,
        unit_printed=value.unit,
        locator=place,
        evidence=text,
        rule=rule,
        doubtful=doubtful or value.state == "unreadable",
    )


def mark_doubtful(observations: list[Observation], places: set[tuple[str, str]]) -> list[Observation]:
    """The same observations, those at (indicator, applicant type) in `places` marked doubtful."""
    return [replace(item, doubtful=True) if (item.indicator, item.applicant_type) in places else item for item in observations]
