"""Rules about single cells, and about the prose beside the table."""

from __future__ import annotations

from collections.abc import Iterable

from nianbao.catalogue import load_catalogue
from nianbao.findings import Finding
from nianbao.model import Observation
from nianbao.relations import number_text


def value_findings(observations: Iterable[Observation]) -> list[Finding]:
    """Rule E: counts are whole and not negative, money is not negative."""
    catalogue = load_catalogue()
    found = []
    for item in observations:
        if item.value is None or not item.locator.table:
            continue
        kind = catalogue[item.indicator].value_type
        where = item.locator.cell
        if item.value < 0 and kind != "signed":
            found.append(
                Finding(
                    "counts_and_amounts_are_not_negative",
                    "error",
                    (item.locator,),
                    "≥ 0",
                    item.raw_text.strip(),
                    f"{where}为 {item.raw_text.strip()}，不应是负数。",
                )
            )
        elif kind != "money" and item.value != item.value.to_integral_value():
            found.append(
                Finding(
                    "counts_are_whole_numbers",
                    "warning",
                    (item.locator,),
                    "整数",
                    item.raw_text.strip(),
                    f"{where}为 {item.raw_text.strip()}，件数、项数应为整数。",
                )
            )
        elif kind == "money" and item.unit_printed == "万元" and item.value >= 10**10 and "万" not in item.raw_text:
            found.append(
                Finding(
                    "amount_is_in_the_unit_of_the_table",
                    "question",
                    (item.locator,),
                    "万元",
                    item.raw_text.strip(),
                    f"{where}为 {item.raw_text.strip()}，按万元计超过百亿元，请核对单位是否为元。",
                )
            )
    return found


def text_findings(observations: Iterable[Observation]) -> list[Finding]:
    """Rule R: the prose says the same as the table, where both state a figure exactly."""
    items = list(observations)
    table = {
        item.indicator: item
        for item in items
        if item.locator.table and item.applicant_type == "total" and item.state == "reported"
    }
    catalogue = load_catalogue()
    found = []
    for item in items:
        if item.locator.table or item.value is None or item.qualifier != "exact" or item.applicant_type != "total":
            continue
        printed = table.get(item.indicator)
        if printed is None or printed.value is None or printed.value == item.value:
            continue
        name = catalogue[item.indicator].name
        found.append(
            Finding(
                "readings_of_one_figure_agree",
                "warning",
                (printed.locator, item.locator),
                number_text(printed.value),
                number_text(item.value),
                f"“{name}”：表格为 {number_text(printed.value)}，正文写作 {item.raw_text.strip()}"
                f"（{item.locator.text}），两处不一致，请核对。",
            )
        )
    return found


def received_findings(observations: Iterable[Observation]) -> list[Finding]:
    """收到申请 in the prose is 本年新收 of the table, or that plus 上年结转."""
    items = list(observations)
    table = {item.indicator: item for item in items if item.locator.table and item.applicant_type == "total"}
    new, before = table.get("applications_new"), table.get("applications_carried_in")
    if new is None or new.value is None or before is None or before.value is None:
        return []
    possible = {new.value, new.value + before.value}
    return [
        Finding(
            "text_agrees_with_table",
            "question",
            (new.locator, item.locator),
            number_text(new.value),
            number_text(item.value),
            f"正文写收到申请 {item.raw_text.strip()}（{item.locator.text}），表格本年新收为 "
            f"{number_text(new.value)}、加上年结转为 {number_text(new.value + before.value)}，都不相同，请核对。",
        )
        for item in items
        if item.indicator == "applications_received"
        and item.value is not None
        and item.qualifier == "exact"
        and item.scope != "subordinate"
        and not item.locator.table
        and item.value not in possible
    ]
