"""Damaged forms: no cell is read wrongly without a finding that names it; the bench does the same at length."""

import random
from decimal import Decimal

import pytest

from nianbao.extract import extract_document
from nianbao.readers import read_bytes
from tests.bench.damage import DAMAGES
from tests.bench.damaged import Damaged
from tests.bench.fuzz import FORMATS, cases, examine
from tests.samples import as_html, as_md, as_txt, make_sample


def test_no_damage_makes_a_silent_error():
    """Every damage in some form, and pairs of them: the seeds are fixed, the counts are not."""
    told = {case: silent for case in cases(4 * len(DAMAGES), seed=71, forms=list(FORMATS)) if (silent := examine(case)[0])}
    assert told == {}


def test_the_bench_does_damage():
    """A bench that finds nothing because it breaks nothing would be worth nothing."""
    assert sum(examine(case)[1] for case in cases(2 * len(DAMAGES), seed=72, forms=["html", "short.txt", "md"])) > 10


def damaged(name, seed=5, zeros=0.3):
    sample = make_sample(seed, zeros=zeros)
    it = Damaged.of(sample, random.Random(seed))
    DAMAGES[name](it)
    return it.finished(), it.truth


def read(data, name):
    return extract_document(read_bytes(data, name))


def values(result):
    return {(o.indicator, o.applicant_type): o.value for o in result.observations if o.locator.table}


@pytest.mark.parametrize("damage", ["swap_columns", "total_first", "swap_groups4", "total_first4", "swap_columns2"])
@pytest.mark.parametrize("form", ["html", "md", "lines.txt", "short.txt"])
def test_columns_in_another_order_are_read_by_their_heads(damage, form):
    sample, truth = damaged(damage)
    found = values(read(FORMATS[form](sample), f"x.{form.split('.')[-1]}"))
    assert {place: value for place, value in found.items() if value is not None and value != truth[place]} == {}
    assert sum(value is not None for value in found.values()) > 150


def test_a_row_of_table_4_that_slipped_past_its_head_is_refused():
    sample, _ = damaged("shift4", seed=2)
    result = read(as_html(sample), "x.html")
    cells = [o for o in result.observations if o.rule.startswith("table4")]
    assert all(o.state == "unreadable" or o.doubtful for o in cells)


def test_a_row_that_begins_one_cell_early_is_marked_as_a_whole():
    sample, _ = damaged("shift_left")
    result = read(as_html(sample), "x.html")
    (finding,) = [f for f in result.findings if f.rule == "row_stands_under_its_head"]
    assert len(finding.cells) == 7
    assert "末格为空，而各数之和对不上，可能整行错开了一格" in finding.message


def test_a_column_left_empty_on_purpose_is_no_slip():
    sample = make_sample(3)
    for (row, kind), _ in list(sample.cells.items()):
        if kind == "total" and row.startswith(("outcome", "refused", "unavailable", "unprocessed", "closed")):
            sample.cells[row, kind] = ""
    result = read(as_md(sample), "x.md")
    assert "row_stands_under_its_head" not in {f.rule for f in result.findings}


def test_a_group_of_table_4_whose_total_is_empty_beside_figures_is_doubtful():
    sample = make_sample(4, zeros=0.0)
    sample.cells["review_pending", "total"] += sample.cells["review_total", "total"]
    sample.cells["review_total", "total"] = ""
    result = read(as_txt(sample), "x.txt")
    found = {o.indicator: o for o in result.observations}
    assert found["review_pending"].doubtful
    assert not found["litigation_direct_pending"].doubtful


def test_a_row_of_table_2_filled_in_part_is_a_question():
    sample = make_sample(4)
    sample.cells["normative_documents_made", "total"] = "27161645"
    sample.cells["normative_documents_repealed", "total"] = ""
    result = read(as_html(sample), "x.html")
    (finding,) = [f for f in result.findings if f.rule == "row_is_filled_or_empty"]
    assert finding.severity == "question"
    assert values(result)["normative_documents_made", "total"] == Decimal(27161645)
