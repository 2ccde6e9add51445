"""The catalogue: ids unique, names short, every cell of both editions of the statutory form there."""

from __future__ import annotations

from collections import Counter

import pytest

from nianbao.catalogue import KINDS, LEVELS, Indicator, load_agencies, load_breaks, load_catalogue
from nianbao.model import APPLICANT_TYPES, SCOPES, TOPICS

CATALOGUE = load_catalogue()


def of_edition(edition: str) -> list[Indicator]:
    """The indicators whose cells the form of that edition prints."""
    return [
        i
        for i in CATALOGUE.indicators
        if i.section and i.edition_from and i.edition_from <= edition <= (i.edition_to or edition)
        # the form of 2021 splits （六）其他处理 into three rows and prints no sum
        and not (edition == "2021" and i.id == "outcome_other_handling")
    ]  # fmt: skip


def test_ids_are_unique_and_snake_case():
    ids = [i.id for i in CATALOGUE.indicators]
    assert len(ids) == len(set(ids)) > 200
    assert all(i.replace("_", "").isascii() and i == i.lower() and " " not in i for i in ids)


def test_short_names_fit_a_card_and_tell_indicators_apart():
    assert max(len(i.short) for i in CATALOGUE.indicators) <= 12
    assert not [name for name, times in Counter(i.short for i in CATALOGUE.indicators).items() if times > 1]
    assert not [name for name, times in Counter(i.name for i in CATALOGUE.indicators).items() if times > 1]


def test_every_topic_has_headlines():
    headlines = Counter(i.topic for i in CATALOGUE.indicators if i.headline is not None)
    assert set(headlines) == set(TOPICS) and min(headlines.values()) >= 3


def test_a_rate_is_in_percent_and_money_in_yuan():
    for i in CATALOGUE.indicators:
        assert (i.value_type == "rate") == (i.unit == "%"), i.id
        assert not (i.value_type == "rate" and i.aggregation == "sum"), i.id
        assert (i.value_type == "money") == (i.unit == "元"), i.id


def test_online_availability_is_a_trend_within_one_place_never_a_ranking():
    assert CATALOGUE["online_availability_rate"].comparable is False
    assert CATALOGUE["applications_new"].comparable is True


def test_what_a_derived_indicator_is_made_of_exists():
    assert {d.indicator for d in CATALOGUE.derivations} <= set(CATALOGUE.by_id)
    for derivation in CATALOGUE.derivations:
        parts = dict(derivation.parts())
        assert set(parts) in ({"sum"}, {"numerator", "denominator"})
        for operands in parts.values():
            assert {operand.indicator for operand in operands} <= set(CATALOGUE.by_id)
            assert {operand.year_offset for operand in operands} <= {0, -1}


def test_a_sum_adds_only_figures_of_one_unit():
    for derivation in CATALOGUE.derivations:
        units = {CATALOGUE[operand.indicator].unit for operand in derivation.sum}
        assert units <= {CATALOGUE[derivation.indicator].unit}, derivation.indicator


def test_the_year_end_count_adds_last_years_count_and_this_years_change():
    (found,) = [d for d in CATALOGUE.derivations if d.indicator == "permit_items_year_end"]
    assert [(o.indicator, o.year_offset) for o in found.sum] == [("permit_items_previous", -1), ("permit_items_change", 0)]
    assert CATALOGUE["permit_items_previous"].year_offset == -1


@pytest.mark.parametrize(
    ("edition", "table2", "table3_rows", "table4", "cells"), [("2019", 22, 23, 15, 198), ("2021", 10, 25, 15, 200)]
)
def test_all_cells_of_an_edition_of_the_form_are_covered(edition, table2, table3_rows, table4, cells):
    rows = of_edition(edition)
    assert Counter(i.section for i in rows) == {"table2": table2, "table3": table3_rows, "table4": table4}
    assert all(i.by_applicant == (i.section == "table3") for i in rows)
    assert sum(len(APPLICANT_TYPES) if i.by_applicant else 1 for i in rows) == cells
    assert len(APPLICANT_TYPES) == 7


def test_a_cell_of_the_form_knows_its_official_words():
    for i in CATALOGUE.indicators:
        if i.section:
            assert i.rows or i.columns, i.id
            assert i.edition_from in ("2019", "2021") and i.edition_to in (None, "2019"), i.id


def test_agencies_have_a_known_kind_level_and_consolidation():
    agencies = load_agencies()
    assert len(agencies) == len({a.name for a in agencies}) > 400
    for agency in agencies:
        assert agency.kind in KINDS and agency.level in LEVELS and agency.consolidates in SCOPES
        assert agency.region_code == "" or (len(agency.region_code) == 6 and agency.region_code.isdigit())
    aliases = Counter(alias for agency in agencies for alias in agency.aliases)
    assert not set(aliases) & {a.name for a in agencies}


def test_one_agency_under_two_names_is_one_agency():
    (found,) = [a for a in load_agencies() if "咸阳市政府" in (a.name, *a.aliases) or a.name == "咸阳市人民政府"]
    assert {"咸阳市人民政府", "咸阳市政府"} <= {found.name, *found.aliases}


def test_every_break_says_why():
    breaks = load_breaks()
    assert breaks and all(len(b.reason) > 10 and 2013 <= b.year <= 2025 for b in breaks)
    assert len({(b.indicator, b.agency, b.year) for b in breaks}) == len(breaks)
