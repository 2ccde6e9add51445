"""The statutory tables of the demonstration data: seven years per agency in which every relation holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from nianbao.model import APPLICANT_TYPES

YEARS = range(2019, 2026)
SIX = tuple(applicant for applicant in APPLICANT_TYPES if applicant != "total")
_SHARES = (860, 95, 4, 7, 24, 10)
_APPLICATIONS = {"province": 9200, "city": 1500, "district": 330, "county": 210, "street": 5}
_KIND = {
    "government": 1.0,
    "government_office": 0.09,
    "approval_service": 0.045,
    "department": 0.03,
    "zone": 0.1,
}
_OUTCOMES = {
    "outcome_granted": 420, "outcome_partly_granted": 62, "refused_state_secret": 3,
    "refused_prohibited_by_law": 9, "refused_security_stability": 4, "refused_third_party": 16,
    "refused_internal_affairs": 13, "refused_process_information": 21, "refused_enforcement_files": 24,
    "refused_administrative_inquiry": 19, "unavailable_not_held": 175, "unavailable_needs_creation": 28,
    "unavailable_still_unclear": 14, "unprocessed_petition": 32, "unprocessed_repeated": 17,
    "unprocessed_publication": 3, "unprocessed_mass_repeated": 2, "unprocessed_reconfirm": 4,
}  # fmt: skip
_OTHER_2019 = {"outcome_other_handling": 96}
_OTHER_2021 = {"closed_no_correction": 38, "closed_unpaid_fee": 1, "closed_other": 57}
_DISPUTES = {"review": 0.035, "litigation_direct": 0.012, "litigation_after_review": 0.009}
_RESULTS = {"upheld": 58, "corrected": 12, "other": 19, "pending": 11}

Cells = dict[tuple[str, str], Decimal]


def edition(year: int) -> str | None:
    """The edition of the form that reports on `year` use; none before 2019."""
    return None if year < 2019 else "2019" if year < 2021 else "2021"


def statutory_years(
    agency_id: str,
    kind: str,
    level: str,
    size: float,
    seed: str,
    carried_out: dict[int, dict[str, int]],
    carried_in_off: dict[tuple[int, str], int],
) -> Iterator[tuple[int, Cells]]:
    """Yields (report year, cells by indicator and applicant) with A–D, X1, X2 and X4 holding throughout.

    `carried_out` fixes what is left over in a year; `carried_in_off` lets a year start from another number
    than the year before ended with.
    """
    volume = _APPLICATIONS[level] * _KIND.get(kind, 1.0) * size
    requests = _table3(volume, Random(f"{seed}/{agency_id}/table3"), carried_out, carried_in_off)
    disclosed = _table2(kind, level, size, Random(f"{seed}/{agency_id}/table2"))
    disputes = Random(f"{seed}/{agency_id}/table4")
    for year in YEARS:
        cells = next(disclosed) | next(requests)
        cells |= _table4(int(cells["applications_new", "total"]), disputes)
        yield year, cells


def _table3(
    volume: float,
    dice: Random,
    carried_out: dict[int, dict[str, int]],
    carried_in_off: dict[tuple[int, str], int],
) -> Iterator[Cells]:
    carried = Counter(dice.choices(SIX, _SHARES, k=round(volume * 0.04)))
    for year in YEARS:
        cells: Counter[tuple[str, str]] = Counter()
        grown = volume * 1.09 ** (year - 2019) * dice.uniform(0.9, 1.1)
        new = Counter(dice.choices(SIX, _SHARES, k=round(grown)))
        outcomes = _OUTCOMES | (_OTHER_2019 if edition(year) == "2019" else _OTHER_2021)
        for applicant in SIX:
            carried[applicant] += carried_in_off.get((year, applicant), 0)
            waiting = new[applicant] + carried[applicant]
            left = sum(dice.random() < 0.05 for _ in range(waiting))
            left = min(carried_out.get(year, {}).get(applicant, left), waiting)
            cells["applications_new", applicant] = new[applicant]
            cells["applications_carried_in", applicant] = carried[applicant]
            for outcome in dice.choices(list(outcomes), list(outcomes.values()), k=waiting - left):
                cells[outcome, applicant] += 1
            cells["outcomes_total", applicant] = waiting - left
            cells["applications_carried_out", applicant] = carried[applicant] = left
        rows = [
            "applications_new",
            "applications_carried_in",
            *outcomes,
            "outcomes_total",
            "applications_carried_out",
        ]
        for row in rows:
            cells[row, "total"] = sum(cells[row, applicant] for applicant in SIX)
        yield {(row, a): Decimal(cells[row, a]) for row in rows for a in APPLICANT_TYPES}


def _table4(applications: int, dice: Random) -> Cells:
    cells: Cells = {}
    for group, share in _DISPUTES.items():
        number = sum(dice.random() < share for _ in range(applications))
        results = Counter(dice.choices(list(_RESULTS), list(_RESULTS.values()), k=number))
        for result in _RESULTS:
            cells[f"{group}_{result}", "total"] = Decimal(results[result])
        cells[f"{group}_total", "total"] = Decimal(number)
    return cells


def _table2(kind: str, level: str, size: float, dice: Random) -> Iterator[Cells]:
    """Table 2 year by year: documents in force and item counts carry over from one report to the next."""
    government = kind == "government"
    weight = size * (1.0 if government else 0.8 if kind == "approval_service" else 0.06)
    issues = 1.0 if government else {"government_office": 0.3}.get(kind, 0.05)
    documents = {
        "regulations": round({"province": 190, "city": 46}.get(level, 0) * size) if government else 0,
        "normative_documents": round({"province": 620, "city": 260}.get(level, 70) * size * issues),
    }
    scale = {"province": 9.0, "city": 1.0, "district": 0.2, "county": 0.16, "street": 0.02}[level] * weight
    items = {
        "permit": round(310 * weight), "other_management": round(420 * weight),
        "penalty": round(2600 * weight), "compulsion": round(130 * weight), "fee": round(24 * weight),
    }  # fmt: skip
    for year in YEARS:
        cells: Cells = {}

        def put(name: str, number: float, cells: Cells = cells) -> None:
            cells[name, "total"] = Decimal(round(number))

        put("permit_decisions", 68000 * scale * 1.03 ** (year - 2019) * dice.uniform(0.92, 1.08))
        put("penalty_decisions", 41000 * scale * dice.uniform(0.85, 1.15))
        put("compulsion_decisions", 1900 * scale * dice.uniform(0.8, 1.2))
        for kind_of, before in documents.items():
            made = round(before * dice.uniform(0.03, 0.1))
            repealed = round(before * dice.uniform(0.0, 0.09))
            documents[kind_of] = stock = before + made - repealed
            if edition(year) == "2019":
                put(f"{kind_of}_new", made)
                put(f"{kind_of}_newly_disclosed", made)
                put(f"{kind_of}_disclosed_total", stock)
            else:
                put(f"{kind_of}_made", made)
                put(f"{kind_of}_repealed", repealed)
                put(f"{kind_of}_valid", stock)
        if edition(year) == "2019":
            for item, stock in items.items():
                change = round(stock * dice.uniform(-0.12, 0.05))
                put(f"{item}_items_previous", stock)
                put(f"{item}_items_change", change)
                items[item] = stock + change
            put("other_management_decisions", 26000 * scale * dice.uniform(0.9, 1.1))
            put("procurement_items", 340 * weight * dice.uniform(0.8, 1.2))
            put("procurement_amount", 10000 * round(41000 * weight * dice.uniform(0.7, 1.3)))
        else:
            put("administrative_fees", 100 * round(5200000 * scale * dice.uniform(0.9, 1.1)))
        yield cells
