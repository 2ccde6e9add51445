"""A single number that lost its table goes back to the one empty cell that the relations prove it belongs to."""

from __future__ import annotations

from dataclasses import replace

from nianbao.cellvalue import parse_cell
from nianbao.rawrows import RawRow
from nianbao.relations import compare_within, statutory_cells
from nianbao.statutory_cells import Reading


def reattach_strays(rows: list[RawRow], reading: Reading) -> None:
    """Only when exactly one cell of table 3 is blank, one loose number stands there, and both relations then hold."""
    cells = statutory_cells(reading.observations)
    empty = [
        place for place, item in cells.items() if item.state == "blank" and (item.locator.table or "").startswith("收到和处理")
    ]
    if len(empty) != 1:
        return
    loose = [row for row in rows if row.region == "table3" and row.table is None and not row.labels and len(row.filled) == 1]
    if len(loose) != 1:
        return
    cell = loose[0].filled[0]
    value = parse_cell(cell.text)
    place = empty[0]
    if value.state != "reported":
        return
    filled = replace(
        cells[place],
        value=value.value,
        state="reported",
        raw_text=cell.text,
        evidence=cell.text,
        rule="table3.reattached",
        doubtful=True,
        locator=replace(cells[place].locator, text=cell.locator),
    )
    tried = [item for item in compare_within({**cells, place: filled}) if place in item.cells]
    if len(tried) < 2 or any(item.outcome != "holds" for item in tried):
        return
    index = reading.observations.index(cells[place])
    reading.observations[index] = filled
    where = filled.locator.cell
    reading.find(
        "cell_reattached",
        "warning",
        f"{where}印为空格，而表外另有一个脱落的“{cell.text.strip()}”（{cell.locator}）；"
        "填回后各项关系都成立，已按此读入，请核对原文。",
        (filled.locator,),
        "",
        cell.text.strip(),
    )
