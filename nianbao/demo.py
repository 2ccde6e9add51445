"""The demonstration data: an invented province, the same on every machine, with deliberate oddities."""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao.catalogue import Catalogue, Indicator, load_catalogue
from nianbao.datafiles import read_yaml, short
from nianbao.demo_prose import YEARS, Printed, hundreds, in_wan, place, plain, prose_figures
from nianbao.demo_tables import Cells, edition, statutory_years
from nianbao.errors import DataError
from nianbao.model import APPLICANT_TYPES
from nianbao.paths import DATA
from nianbao.rows import Row, WarehouseRows, reading_row

SEED = "示例省"
_TABLES = {
    "table2": ("表二", "二、主动公开政府信息情况"),
    "table3": ("表三", "三、收到和处理政府信息公开申请情况"),
    "table4": ("表四", "四、政府信息公开行政复议、行政诉讼情况"),
}
_NO_TABLES = ("hotline",)


def demo_rows(data: Path = DATA) -> WarehouseRows:
    """All rows of the demonstration data. Raises DataError if data/demo/ names what does not exist."""
    return _Demo(data).build()


class _Demo:
    def __init__(self, data: Path) -> None:
        self.catalogue: Catalogue = load_catalogue(data)
        folder = data / "demo"
        agencies = read_yaml(folder / "agencies.yml")["agencies"]
        self.agencies: dict[str, dict[str, Any]] = {agency["id"]: agency for agency in agencies}
        sheet = read_yaml(folder / "figures.yml")
        self.figures: list[dict[str, Any]] = sheet["figures"]
        self.kinds: dict[str, Any] = sheet["kinds"]
        self.incidents: dict[str, list[dict[str, Any]]] = {
            name: entries for name, entries in read_yaml(folder / "incidents.yml").items() if name != "__line__"
        }
        self._refuse_unknown(folder)
        self.rows = WarehouseRows()

    def build(self) -> WarehouseRows:
        self.rows.agency = [_agency_row(agency) for agency in self.agencies.values()]
        printed = {agency_id: self._prose(agency) for agency_id, agency in self.agencies.items()}
        self._tie(printed)
        for agency_id, agency in self.agencies.items():
            tables = self._tables(agency)
            for year in YEARS:
                alive = agency.get("from", year) <= year <= agency.get("to", year)
                if alive and not self._missing(agency_id, year):
                    self._report(agency, year, tables.get(year, {}), printed[agency_id])
        self._second_sources(printed)
        self._breaks()
        return self.rows

    def _refuse_unknown(self, folder: Path) -> None:
        """Raises DataError where data/demo/ names an indicator or agency that does not exist."""
        for figure in self.figures:
            names = [figure["id"], *figure.get("sum_of", []), *figure.get("rest_of", [])]
            _known(names, self.catalogue.by_id, folder / "figures.yml", figure, "id")
        for entry in [entry for entries in self.incidents.values() for entry in entries]:
            agencies = entry.get("agencies") or [entry["agency"]]
            _known(agencies, self.agencies, folder / "incidents.yml", entry, "agency")
            names = [
                *entry.get("figures", []),
                *(entry[key] for key in ("figure", "indicator") if key in entry),
            ]
            _known(names, self.catalogue.by_id, folder / "incidents.yml", entry, "figure")

    def _happened(self, incident: str, agency_id: str) -> list[dict[str, Any]]:
        return [entry for entry in self.incidents[incident] if entry.get("agency") == agency_id]

    def _missing(self, agency_id: str, year: int) -> bool:
        return any(year in entry["years"] for entry in self._happened("not_collected", agency_id))

    def _prose(self, agency: dict[str, Any]) -> dict[tuple[int, str], Printed]:
        """What the agency prints in running text, with the incidents that concern it."""
        printed = prose_figures(agency, self.figures, self.kinds, SEED)
        for entry in self._happened("breaks", agency["id"]):
            for name in entry.get("figures", []):
                for (year, figure), one in printed.items():
                    if figure == name and year >= entry["year"] and one.value is not None:
                        one.value = hundreds(one.value * Decimal(str(entry["factor"])))
                        one.raw, one.qualifier = in_wan(one.value), "exact"
        for entry in self._happened("not_printed", agency["id"]):
            for year in entry["years"]:
                printed.pop((year, entry["figure"]), None)
        for entry in self._happened("states", agency["id"]):
            one = printed[entry["year"], entry["figure"]]
            one.value, one.raw, one.state, one.qualifier = None, entry["printed"], entry["state"], "exact"
        for entry in self._happened("values", agency["id"]):
            one = printed[entry["year"], entry["figure"]]
            one.value, one.low, one.high = (_decimal(entry.get(field)) for field in ("value", "low", "high"))
            one.raw, one.qualifier = entry["printed"], entry.get("qualifier", "exact")
        return printed

    def _tie(self, printed: dict[str, dict[tuple[int, str], Printed]]) -> None:
        for entry in self.incidents["ties"]:
            first, second = entry["agencies"]
            for year in entry["years"]:
                for name in entry["figures"]:
                    printed[second][year, name] = printed[first][year, name]

    def _tables(self, agency: dict[str, Any]) -> dict[int, dict[tuple[str, str], Decimal | str]]:
        """The statutory cells by report year; a string stands for a state."""
        if agency["kind"] in _NO_TABLES:
            return {}
        agency_id = agency["id"]
        left = {entry["year"]: entry["cells"] for entry in self._happened("carried_out", agency_id)}
        moved = {(e["year"], e["applicant"]): e["add"] for e in self._happened("carried_in_off", agency_id)}
        years: dict[int, dict[tuple[str, str], Decimal | str]] = {}
        for year, cells in statutory_years(agency_id, agency["kind"], agency["level"], agency["size"], SEED, left, moved):
            printed: dict[tuple[str, str], Decimal | str] = dict(cells)
            if agency["kind"] in ("government_office", "street_town") and ("administrative_fees", "total") in cells:
                printed["administrative_fees", "total"] = "not_applicable"
            for entry in self._happened("cell_off", agency_id):
                if entry["year"] == year:
                    cell = (entry["indicator"], entry["applicant"])
                    printed[cell] = cells[cell] + entry["add"]
            if any(entry["year"] == year for entry in self._happened("blank_for_zero", agency_id)):
                for cell in _zeros_of_table3(cells, self.catalogue):
                    printed[cell] = "blank"
            years[year] = printed
        return years

    def _report(
        self, agency: dict[str, Any], year: int, cells: dict[tuple[str, str], Decimal | str],
        printed: dict[tuple[int, str], Printed],
    ) -> None:  # fmt: skip
        kind = "年度运行报告" if agency["kind"] == "hotline" else "政府信息公开工作年度报告"
        report_id = self._source(agency, year, f"{agency['name']}{year}年{kind}（演示）", edition(year) if cells else None)
        for (indicator_id, applicant), value in cells.items():
            self._cell(agency, year, report_id, self.catalogue[indicator_id], applicant, value)
        for (figure_year, _), one in printed.items():
            if figure_year == year:
                self._prose_reading(agency, year, report_id, one)
        for entry in self._happened("subtotals", agency["id"]):
            if entry["year"] == year:
                indicator = self.catalogue[entry["indicator"]]
                parts = next(d for d in self.catalogue.derivations if d.indicator == indicator.id).sum
                total = sum((Decimal(cells[part.indicator, "total"]) for part in parts), Decimal(0))
                self._prose_reading(
                    agency,
                    year,
                    report_id,
                    Printed(indicator.id, total, plain(total), f"{indicator.short}共计"),
                )

    def _source(self, agency: dict[str, Any], year: int, title: str, form: str | None, extra: str = "") -> str:
        source_id = f"demo-{agency['id'].removeprefix('demo-')}-{year}{extra}"
        self.rows.source.append(
            {
                "source_id": source_id, "kind": "page" if extra else "document", "title": title, "url": None,
                "sha256": None, "published": f"{year + 1}-01-20", "source_kind": "invented",
            }
        )  # fmt: skip
        report_id = f"{source_id}/{agency['id']}/{year}"
        self.rows.report.append(
            {
                "report_id": report_id, "agency_id": agency["id"], "report_year": year, "edition": form,
                "version": 1, "supersedes": None, "status": "published", "source_id": source_id,
            }
        )  # fmt: skip
        return report_id

    def _cell(
        self, agency: dict[str, Any], year: int, report_id: str, indicator: Indicator, applicant: str,
        value: Decimal | str,
    ) -> None:  # fmt: skip
        table, heading = _TABLES[indicator.section or ""]
        row = indicator.rows[0]
        column = APPLICANT_TYPES[applicant] if indicator.by_applicant else indicator.columns[0]
        money = indicator.value_type == "money"
        state = value if isinstance(value, str) else "reported"
        number = None if isinstance(value, str) else value
        raw = {"blank": "", "not_applicable": "／"}.get(state)
        if number is not None:
            raw = plain(number / 10000) if money else plain(number)
        self.rows.reading.append(
            reading_row(
                reading_id=f"{report_id}/{indicator.id}/{applicant}", report_id=report_id,
                agency_id=agency["id"],
                year=year + indicator.year_offset, indicator_id=indicator.id, value=number,
                state=state,  # type: ignore[arg-type]
                applicant_type=applicant, scope=agency["consolidates"],
                period_kind=indicator.period_kind,
                raw_text=raw or "", unit_printed="万元" if money else indicator.unit,
                locator=f"{table} {indicator.short if indicator.by_applicant else row} / {column}",
                locator_table=heading, locator_row=row, locator_column=column, rule="demo",
            )
        )  # fmt: skip

    def _prose_reading(self, agency: dict[str, Any], year: int, report_id: str, one: Printed) -> None:
        indicator = self.catalogue[one.indicator]
        self.rows.reading.append(
            reading_row(
                reading_id=f"{report_id}/{one.indicator}/total", report_id=report_id, agency_id=agency["id"],
                year=year, indicator_id=one.indicator, value=one.value,
                state=one.state, qualifier=one.qualifier,  # type: ignore[arg-type]
                low=one.low, high=one.high, scope=one.scope or agency["consolidates"],  # type: ignore[arg-type]
                period_kind=indicator.period_kind, period_start=one.since,
                as_of=f"{year}-12-31" if indicator.period_kind != "year" else None,
                raw_text=one.raw, unit_printed=indicator.unit, locator=place(indicator.topic),
                evidence=one.sentence(indicator.unit), rule="demo",
            )
        )  # fmt: skip

    def _second_sources(self, printed: dict[str, dict[tuple[int, str], Printed]]) -> None:
        for entry in self.incidents["second_sources"]:
            agency, year = self.agencies[entry["agency"]], entry["year"]
            first = printed[agency["id"]][year, entry["figure"]]
            value = hundreds((first.value or Decimal(0)) * Decimal(str(entry["factor"])))
            title = f"{agency['name']}{year}年工作综述（演示网页）"
            report_id = self._source(agency, year, title, None, extra="-page")
            self._prose_reading(agency, year, report_id, Printed(first.indicator, value, in_wan(value), first.text))

    def _breaks(self) -> None:
        for entry in self.incidents["breaks"]:
            reported = {row["indicator_id"] for row in self.rows.reading if row["agency_id"] == entry["agency"]}
            for indicator_id in entry.get("figures") or sorted(reported):
                self.rows.series_break.append(
                    {
                        "indicator_id": indicator_id, "agency_id": entry["agency"], "year": entry["year"],
                        "reason": entry["reason"],
                    }
                )  # fmt: skip


def _known(names: Iterable[str], allowed: Container[str], path: Path, entry: dict[str, Any], field: str) -> None:
    for name in names:
        if name not in allowed:
            raise DataError(short(path), entry["__line__"], field, name, "没有这个编号；请改成现有编号或删去。")


def _agency_row(agency: dict[str, Any]) -> Row:
    return {
        "agency_id": agency["id"], "name": agency["name"], "short_name": agency["short_name"],
        "kind": agency["kind"], "level": agency["level"], "region_code": agency["region_code"],
        "region_name": agency["region_name"], "province": "示例省",
        "parent_id": agency.get("parent_id"), "aliases": "", "successor_of": agency.get("successor_of"),
        "consolidates": agency["consolidates"],
    }  # fmt: skip


def _zeros_of_table3(cells: Cells, catalogue: Catalogue) -> list[tuple[str, str]]:
    return [cell for cell, value in cells.items() if value == 0 and catalogue[cell[0]].section == "table3"]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
