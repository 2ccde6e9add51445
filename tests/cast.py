"""A small invented cast (示例市, 样例县, 范例区) and a warehouse of exactly the figures a test names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from nianbao import store
from nianbao.access import Actor
from nianbao.catalogue import load_catalogue
from nianbao.rows import WarehouseRows, reading_row
from nianbao.store import Generation

CITY, TOWN, DISTRICT, OFFICE = "demo-city", "demo-town", "demo-district", "demo-office"
NAMES = {CITY: "示例市审批局", TOWN: "样例县审批局", DISTRICT: "范例区审批局", OFFICE: "示例市政府办"}

ZHANG, LI, WANG = (Actor(name, "editor") for name in ("张三", "李四", "王五"))


class Story:
    """Figures told one by one, then put into a warehouse."""

    def __init__(self) -> None:
        self.rows = WarehouseRows()
        for agency, name in NAMES.items():
            kind = "government_office" if agency == OFFICE else "approval_service"
            self.rows.agency.append(
                {"agency_id": agency, "name": name, "short_name": name, "kind": kind, "level": "city", "aliases": "",
                 "region_name": "示例市", "province": "示例省", "consolidates": "own"}
            )  # fmt: skip

    def says(self, agency: str, year: int, indicator: str, value: Any = None, source: str = "official", **words: Any) -> Story:
        """One reading: `says(CITY, 2023, "visitors_received", 300, qualifier="more_than")`; no value: blank."""
        report = f"{source}/{agency}/{year}"
        kind = "press" if source == "press" else "official"
        if source not in {row["source_id"] for row in self.rows.source}:
            self.rows.source.append({"source_id": source, "kind": "page", "title": f"来源 {source}", "source_kind": kind})
        if report not in {row["report_id"] for row in self.rows.report}:
            self.rows.report.append(
                {"report_id": report, "agency_id": agency, "report_year": year, "version": 1, "status": "published",
                 "source_id": source}
            )  # fmt: skip
        words.setdefault("period_kind", load_catalogue()[indicator].period_kind)
        words.setdefault("state", "reported" if value is not None or "low" in words else "blank")
        self.rows.reading.append(
            reading_row(
                reading_id=f"r{len(self.rows.reading):04d}", report_id=report, agency_id=agency, year=year,
                indicator_id=indicator, value=None if value is None else Decimal(str(value)), raw_text=str(value or ""),
                unit_printed="", locator="正文", **words,
            )
        )  # fmt: skip
        return self

    def breaks(self, indicator: str, year: int, agency: str | None = None, reason: str = "统计范围改变") -> Story:
        self.rows.series_break.append({"indicator_id": indicator, "agency_id": agency, "year": year, "reason": reason})
        return self

    def told(self, folder: Path) -> Generation:
        """The warehouse of this story."""
        path = folder / f"{len(list(folder.glob('*.duckdb'))) + 1:06d}.duckdb"
        with duckdb.connect(str(path)) as con:
            store._fill(con, "own", self.rows, load_catalogue(), "test", 1)
        return Generation("own", path)
