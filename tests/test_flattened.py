"""Tables flattened to text: bars between words, one cell per line, empty lines between the cells."""

import random

import pytest

from nianbao.rawrows import has_glued_number
from tests.bench.damaged import HEAD3, TABLE3
from tests.bench.fuzz import FORMATS
from tests.reading import damaged, findings, leave_blank, read, silent, values
from tests.samples import as_pipes, as_txt


def empty_zeros(zeros, seed=13, edition="2021"):
    it = damaged(edition, zeros=zeros, seed=seed)
    leave_blank(it, lambda kind, text: text == "0")
    return it


@pytest.mark.parametrize("line", ["{}|示例县人民政府|门户网站", "{} | 示例县人民政府 | 门户网站"])
@pytest.mark.parametrize("style", ["tabs", "lines"])
def test_a_title_with_bars_is_a_title(style, line):
    it = damaged()
    it.printed[0] = line.format(it.printed[0])
    result = read(as_txt(it.finished(), style), "x.txt")
    assert values(result) == it.truth
    assert (result.agency, result.year) == (it.sample.agency, it.sample.year)
    assert result.status == "accepted"


def test_words_between_bars_above_a_title_are_no_table():
    it = damaged()
    it.printed[:0] = ["首页|政务公开|年报", "网站|地图|帮助"]
    result = read(as_txt(it.finished()), "x.txt")
    assert values(result) == it.truth
    assert result.status == "accepted"


@pytest.mark.parametrize("zeros", [0.0, 0.6])
@pytest.mark.parametrize("style", ["rows", "cells", "lines"])
def test_empty_lines_between_bars_are_no_cells(style, zeros):
    it = empty_zeros(zeros)
    result = read("\n\n".join(as_pipes(it.finished(), style).decode().split("\n")).encode(), "x.txt")
    assert silent(result, it.truth) == {}
    assert style == "rows" or values(result) == it.truth  # each row a table of its own: some cannot be told from another


@pytest.mark.parametrize("first", ["rows", "cells", "lines"])
@pytest.mark.parametrize("second", ["rows", "cells", "lines"])
def test_tables_of_one_page_may_be_flattened_in_different_ways(first, second):
    it = damaged()
    cut = "三、收到和处理"
    before = as_pipes(it.finished(), first).decode().partition(cut)[0]
    after = as_pipes(it.finished(), second).decode().partition(cut)[2]
    assert values(read((before + cut + after).encode(), "x.txt")) == it.truth


@pytest.mark.parametrize("zeros", [0.2, 0.6, 0.9])
def test_an_empty_cell_may_be_one_empty_line_more(zeros):
    it = empty_zeros(zeros)
    lines = as_txt(it.finished(), "lines").decode().splitlines()
    result = read("\n".join(part for line in lines for part in ([line, ""] if line else [""])).encode(), "x.txt")
    assert values(result) == it.truth
    assert "row_has_seven_cells" not in findings(result)


@pytest.mark.parametrize("zeros", [0.2, 0.6, 0.9])
def test_empty_lines_behind_numbers_alone_give_no_wrong_figure(zeros):
    it = empty_zeros(zeros)
    lines = as_txt(it.finished(), "lines").decode().splitlines()
    spaced = [part for line in lines for part in ([line, ""] if not line or line.isdigit() else [line])]
    assert silent(read("\n".join(spaced).encode(), "x.txt"), it.truth) == {}


@pytest.mark.parametrize("bar", "│┃｜¦")
def test_bars_of_any_kind_part_cells(bar):
    it = damaged()
    lines = [line.replace("\t", bar) for line in as_txt(it.finished()).decode().splitlines()]
    result = read("\n".join(lines).encode(), "x.txt")
    assert silent(result, it.truth) == {}
    assert values(result) == it.truth


def parted(seps, seed=5):
    """Each cell followed by one of `seps`: a table copied by hand."""
    chance = random.Random(seed)

    def form(sample):
        lines = as_txt(sample, "tabs").decode().split("\n")
        parts = [[cell + chance.choice(seps) for cell in line.split("\t")] if "\t" in line else [line] for line in lines]
        return "\n".join("".join(part) for part in parts).encode()

    return form


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("seps", [("\t", "  ", " "), ("\t",) * 12 + ("  ",)], ids=["all", "few"])
@pytest.mark.parametrize("seed", range(4))
def test_cells_parted_by_tabs_and_spaces_give_no_wrong_figure(seps, edition, seed):
    it = empty_zeros((0.3, 0.9)[seed % 2], seed, edition)
    assert silent(read(parted(seps)(it.finished()), "x.txt"), it.truth) == {}


@pytest.mark.parametrize("name", ["行政许可  0 -30\t534", "行政许可 0\t-30\t534"])
def test_a_figure_run_into_a_name_is_refused_with_its_row(name):
    it = damaged("2019")
    lines = as_txt(it.finished(), "tabs").decode().split("\n")
    (place,) = [at for at, line in enumerate(lines) if line.startswith("行政许可")]
    lines[place - 1] = "信息内容\t上一年项目数量  本年增/减  处理决定数量"
    lines[place] = name
    result = read("\n".join(lines).encode(), "x.txt")
    assert {values(result)[f"permit_{column}", "total"] for column in ("items_previous", "items_change", "decisions")} == {None}
    assert any("行政许可" in finding.message for finding in result.findings if finding.rule == "row_has_all_cells")


@pytest.mark.parametrize("seed", [5, 13, 15])
def test_a_row_is_not_taken_for_that_of_the_other_edition_where_tabs_at_line_ends_are_lost(seed):
    it = empty_zeros(0.9, seed)
    text = "\n".join(line.strip() for line in as_txt(it.finished(), "short").decode().split("\n"))
    result = read(text.encode(), "x.txt")
    assert silent(result, it.truth) == {}
    assert not any(name == "outcome_other_handling" for name, _ in values(result))
    assert values(result)["closed_other", "total"] == it.truth["closed_other", "total"]
    assert "row_is_printed" not in findings(result)


def test_figures_with_their_unit_parted_by_spaces_are_no_sentence():
    it = damaged()
    for row in it.grid(TABLE3)[HEAD3:]:
        row[-7:] = [(f"{text}件", down, wide) for text, down, wide in row[-7:]]
    result = read(FORMATS["spaces.txt"](it.finished()), "x.txt")
    assert values(result) == it.truth
    assert not {"readings_of_one_figure_agree", "prose_figure_is_printed_once"} & findings(result)


@pytest.mark.parametrize("fee", ["542.55 万元", "5425500 元", "542.55万元"])
def test_a_unit_set_off_by_a_space_is_part_of_the_figure_before_it(fee):
    page = f"<p>二、主动公开政府信息情况</p><p>信息内容 采购项目数量 采购总金额</p><p>政府集中采购 11 {fee}</p>"
    assert values(read(page.encode(), "x.html")) == {
        ("procurement_items", "total"): 11,
        ("procurement_amount", "total"): 5425500,
    }


@pytest.mark.parametrize("tail", ["1" * 5000 + "x", " 1" * 5000 + "x", " " * 5000 + "x", "1 -" * 5000 + "x"])
def test_a_long_run_of_figures_behind_a_name_can_be_taken_apart_in_one_way_only(tail):
    assert not has_glued_number("行政许可" + tail)
    assert has_glued_number("行政许可  0 -30")
