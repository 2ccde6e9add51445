"""The self-check: what the board stands on, explained in Chinese, and mended where a program can mend it."""

from __future__ import annotations

from nianbao.diagnosis import Diagnosis
from nianbao.doctor_machine import machine
from nianbao.doctor_office import office
from nianbao.doctor_warehouse import warehouses


def examine(repair: bool = False, accept_loss: bool = False) -> list[Diagnosis]:
    """Every check in order. With `repair` what can be mended is, the journal before the warehouses that follow from it.

    `accept_loss` lets the warehouse be rebuilt from a journal that lacks events it once had.
    """
    return [*machine(), *office(repair, accept_loss), *warehouses(repair)]


def healthy(found: list[Diagnosis]) -> bool:
    return not any(d.outcome == "bad" for d in found)
