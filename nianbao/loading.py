"""Rows on their last step into a warehouse: the catalogue as rows, and rows through Arrow in a table's own types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from nianbao.catalogue import Catalogue
from nianbao.rows import Row


def indicator_rows(catalogue: Catalogue) -> list[Row]:
    return [
        {
            "indicator_id": i.id, "topic": i.topic, "name": i.name, "short_name": i.short, "unit": i.unit,
            "value_type": i.value_type, "direction": i.direction, "aggregation": i.aggregation,
            "period_kind": i.period_kind, "section": i.section, "definition": i.definition,
            "edition_from": i.edition_from, "edition_to": i.edition_to, "comparable": i.comparable,
            "by_applicant": i.by_applicant, "headline": i.headline, "position": position,
        }
        for position, i in enumerate(catalogue.indicators)
    ]  # fmt: skip


def derivation_rows(catalogue: Catalogue) -> list[Row]:
    return [
        {
            "indicator_id": derivation.indicator, "part": part, "operand": operand.indicator,
            "year_offset": operand.year_offset, "operands": len(operands),
        }
        for derivation in catalogue.derivations
        for part, operands in derivation.parts()
        for operand in operands
    ]  # fmt: skip


_ARROW = {"INTEGER": pa.int32(), "BOOLEAN": pa.bool_(), "DECIMAL(20,4)": pa.decimal128(20, 4)}


def insert_rows(con: Any, table: str, rows: list[Row]) -> None:
    """Through Arrow with the table's own types: a frame would make DuckDB guess decimals from a sample."""
    if not rows:
        return
    types = {name: _ARROW.get(kind, pa.string()) for name, kind, *_ in con.execute(f"describe {table}").fetchall()}
    columns = {name: pa.array([_exact(row.get(name), kind) for row in rows], type=kind) for name, kind in types.items()}
    con.register("incoming", pa.table(columns))
    con.execute(f"insert into {table} by name select * from incoming")
    con.unregister("incoming")


def _exact(value: Any, kind: pa.DataType) -> Any:
    if pa.types.is_decimal(kind) and value is not None:
        return Decimal(value).quantize(Decimal("0.0001"))
    return value
