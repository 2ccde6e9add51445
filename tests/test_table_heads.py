"""Heads and the lines above them: which word names a column, and which only stands near."""

import pytest

from nianbao.templates import load_templates
from tests.bench.damaged import TABLE3, TABLE4, put
from tests.printed import DOCX, HTML, LINES, LOOSE_HTML, MD, PIPED_CELLS, SHORT_LINES, SPACES, TABS
from tests.reading import damaged, leave_blank, natural_person_last, read, silent, total_first, values
from tests.samples import as_pipes, as_txt

BY_ORDER = [
    TABS,
    SHORT_LINES,
    LINES,
    SPACES,
    PIPED_CELLS,
    MD,
    LOOSE_HTML,
]


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize("words", ["法人或者其他组织", "法人、其他组织", "法人和其他组织", "法人以及其他组织", "法人与其他组织"])
def test_the_group_of_organisations_is_no_column_whatever_joins_its_words(words, name, form):
    it = damaged()
    put(it.grid(TABLE3)[1], 1, words)
    assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize(
    "line",
    [
        "其他申请情况见下表：",
        "（一）其他有关情况说明",
        "（一）其他",
        "公民、法人和其他组织申请情况",
        "（单位：件）法人或其他组织申请情况",
        "法人或其他组织",
        "全年收到企业、科研机构及其他组织申请较多",
        "2023年，我局收到自然人、法人或其他组织政府信息公开申请情况见下表",
    ],
)
def test_a_line_above_table_3_names_no_column(line, name, form):
    it = damaged()
    it.printed.insert(it.index(TABLE3), line)
    assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize(
    ("at", "words"), [(1, "科研院校"), (0, "商业企业（件）"), (0, "企业法人单位"), (2, "社会公益类团体"), (3, "法律服务行业")]
)
def test_a_column_named_in_other_words_keeps_its_place(at, words, name, form):
    it = damaged(zeros=0.6)
    put(it.grid(TABLE3)[2], at, words)
    natural_person_last(it)
    assert silent(read(form(it.finished()), name), it.truth) == {}
    if "法人" not in words:  # which may be the group
        assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize(("name", "form"), [HTML, DOCX])
@pytest.mark.parametrize("zeros", [0.3, 0.8])
def test_a_cell_too_narrow_for_the_organisations_does_not_move_the_total(zeros, name, form):
    it = damaged(zeros=zeros, seed=6)
    leave_blank(it, lambda kind, text: kind != "total" and text == "0")
    grid = it.grid(TABLE3)
    grid[1][1] = (grid[1][1][0], 1, 4)
    assert silent(read(form(it.finished()), name), it.truth) == {}
    assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
def test_a_line_on_new_applications_does_not_end_the_head(name, form):
    it = damaged()
    natural_person_last(it)
    it.printed.insert(it.index(TABLE3), "2023年本机关新收政府信息公开申请23件。")
    assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize(
    "lines",
    [
        ["（一）行政复议情况", "2023年无行政复议。", "（二）行政诉讼"],
        ["行政诉讼、行政复议"],
        ["行政诉讼行政复议"],
        ["行政诉讼"],
    ],
)
def test_a_line_above_table_4_names_no_group(lines, name, form):
    it = damaged()
    at = it.index(TABLE4)
    it.printed[at:at] = lines
    assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize("style", ["rows", "bare", "cells", "lines"])
def test_the_groups_of_lawsuits_may_change_places(style):
    it = damaged()
    grid = it.grid(TABLE4)
    grid[1][5], grid[1][6] = grid[1][6], grid[1][5]
    grid[3][5:10], grid[3][10:15] = grid[3][10:15], grid[3][5:10]
    assert values(read(as_pipes(it.finished(), style), "x.txt")) == it.truth


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize("zeros", [0.3, 0.8])
def test_a_total_printed_first_is_known_by_sums_with_empty_cells_for_zeros(zeros, name, form):
    it = damaged(zeros=zeros, seed=6)
    leave_blank(it, lambda kind, text: text == "0")
    total_first(it)
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
def test_an_empty_total_printed_first_is_known_by_the_head_or_refused(name, form):
    it = damaged(zeros=0.8, seed=6)
    leave_blank(it, lambda kind, text: kind == "total")
    total_first(it)
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
def test_a_total_named_above_the_applicants_stays_last(name, form):
    it = damaged(zeros=0.5)
    grid = it.grid(TABLE3)
    grid[0] = [grid[0][0], ("申请人情况", 1, 6), ("总计", 3, 1)]
    grid[1].pop()
    assert values(read(form(it.finished()), name)) == it.truth


@pytest.mark.parametrize(("name", "form"), [*BY_ORDER, HTML, DOCX])
@pytest.mark.parametrize("zeros", [0.0, 0.6, 0.95])
def test_a_column_of_sums_beside_those_of_the_form_is_never_taken_for_one(zeros, name, form):
    it = damaged(zeros=zeros, seed=8)
    leave_blank(it, lambda kind, text: text == "0")
    grid = it.grid(TABLE3)
    grid[1][1] = (grid[1][1][0], 1, 6)
    grid[2].append(("小计", 1, 1))
    for row in grid[3:]:
        of_organisations = sum(int(cell[0] or 0) for cell in row[-6:-1])
        row.insert(-1, (str(of_organisations or ""), 1, 1))
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), [*BY_ORDER, HTML, DOCX])
@pytest.mark.parametrize(
    ("word", "first", "figure"),
    [
        ("行次", True, lambda number: str(number)),
        ("备注", False, lambda number: ""),
        ("上年数", False, lambda number: str(number % 5) if number % 4 == 0 else ""),
        ("同比", False, lambda number: str(number)),
    ],
)
def test_a_column_beside_those_of_the_form_does_not_move_them(word, first, figure, name, form):
    it = damaged(zeros=0.8, seed=8)
    leave_blank(it, lambda kind, text: text == "0")
    grid = it.grid(TABLE3)
    grid[0][1] = (grid[0][1][0], 1, 8)
    grid[1].insert(0 if first else 3, (word, 2, 1))
    for number, row in enumerate(grid[3:], 1):
        row.insert(len(row) - 7 if first else len(row), (figure(number), 1, 1))
    assert silent(read(form(it.finished()), name), it.truth) == {}


def test_a_column_of_remarks_left_empty_is_left_out():
    it = damaged()
    grid = it.grid(TABLE3)
    grid[0][1] = (grid[0][1][0], 1, 8)
    grid[1].append(("备注", 2, 1))
    for row in grid[3:]:
        row.append(("", 1, 1))
    for style in ("tabs", "short", "lines", "spaces"):
        result = read(as_txt(it.finished(), style), "x.txt")
        if style != "spaces":  # where nothing tells a cell that is not there from one that is empty
            assert {place: value for place, value in values(result).items() if value is not None} == it.truth
        assert silent(result, it.truth) == {}


@pytest.mark.parametrize(("name", "form"), [*BY_ORDER, HTML, DOCX])
@pytest.mark.parametrize("zeros", [0.3, 0.9])
def test_a_total_that_is_not_printed_is_not_taken_from_the_others(zeros, name, form):
    it = damaged(zeros=zeros)
    grid = it.grid(TABLE3)
    grid[0][1] = (grid[0][1][0], 1, 6)
    del grid[1][2]
    for row in grid[3:]:
        row.pop()
    for row in it.rows3:
        it.truth[row, "total"] = None
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), [HTML, DOCX])
@pytest.mark.parametrize("at", range(4, 24, 3))
def test_a_row_that_slid_under_two_heads_is_not_read_under_both(at, name, form):
    it = damaged(zeros=0.9)
    leave_blank(it, lambda kind, text: text == "0")
    grid = it.grid(TABLE3)
    for row in grid:
        row[:] = [(text, height, 8 * width) for text, height, width in row]
    row = grid[at]
    row[-8] = (*row[-8][:2], row[-8][2] + 1)
    row[-1] = (*row[-1][:2], 7)
    assert silent(read(form(it.finished()), name), it.truth) == {}


REVIEW_FORMS = [*BY_ORDER, HTML, DOCX]
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def in_order(cells, order):
    return [cells[place] for place in order]


@pytest.mark.parametrize(("name", "form"), REVIEW_FORMS)
@pytest.mark.parametrize(
    ("second", "first"),
    [("复议后起诉（件）", "未经复议直接起诉（件）"), ("复议后直接起诉", "未经复议起诉"), ("先复议后诉讼", "直接诉讼")],
)
def test_groups_of_lawsuits_in_other_words_may_change_places(second, first, name, form):
    it = damaged()
    grid = it.grid(TABLE4)
    grid[1][5:7] = [(second, 1, 5), (first, 1, 5)]
    grid[3][5:10], grid[3][10:15] = grid[3][10:15], grid[3][5:10]
    result = read(form(it.finished()), name)
    assert silent(result, it.truth) == {}
    if "未经复议" in first:
        assert values(result) == it.truth


@pytest.mark.parametrize(("name", "form"), REVIEW_FORMS)
@pytest.mark.parametrize(
    "words", [("维持", "纠正"), ("维持结果", "纠正结果"), ("结果维持（件）", "结果纠正（件）"), ("胜诉", "败诉")]
)
def test_results_in_other_words_may_change_places(words, name, form):
    it = damaged()
    grid = it.grid(TABLE4)
    for row, starts in ((grid[1], [0]), (grid[2], [0, 5])):
        for at in starts:
            row[at : at + 2] = [(words[1], row[at][1], 1), (words[0], row[at][1], 1)]
    for at in (0, 5, 10):
        grid[3][at], grid[3][at + 1] = grid[3][at + 1], grid[3][at]
    result = read(form(it.finished()), name)
    assert silent(result, it.truth) == {}
    if "维持" in words[0]:
        assert values(result) == it.truth


@pytest.mark.parametrize(("name", "form"), REVIEW_FORMS)
@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [1, 0, 2, 3, 4], [4, 0, 1, 2, 3]])
@pytest.mark.parametrize("swapped", [False, True])
def test_reviews_and_lawsuits_in_two_tables_are_read_by_their_heads(swapped, order, name, form):
    it = damaged()
    figures = it.grid(TABLE4)[3]
    heads = [(word, 1, 1) for word in in_order(RESULTS, order)]
    groups = [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)]
    reviews, direct, after = (in_order(figures[at : at + 5], order) for at in (0, 5, 10))
    at = it.index(TABLE4)
    it.printed[at : at + 1] = [
        [[("行政复议", 1, 5)], heads, reviews],
        [
            [("行政诉讼", 1, 10)],
            groups[::-1] if swapped else groups,
            heads * 2,
            after + direct if swapped else direct + after,
        ],
    ]
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), REVIEW_FORMS)
@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [1, 0, 2, 3, 4], [4, 0, 1, 2, 3]])
def test_groups_in_three_rows_are_read_by_the_head_above_them(order, name, form):
    it = damaged()
    figures = it.grid(TABLE4)[3]
    it.printed[it.index(TABLE4)] = [
        [(word, 1, 1) for word in ["类别", *in_order(RESULTS, order)]],
        *[
            [(group, 1, 1), *in_order(figures[5 * at : 5 * at + 5], order)]
            for at, group in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉"))
        ],
    ]
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), REVIEW_FORMS)
@pytest.mark.parametrize("word", ["诉讼合计", "合计"])
def test_a_sum_of_the_lawsuits_does_not_move_the_other_figures(word, name, form):
    it = damaged(zeros=0.9)
    grid = it.grid(TABLE4)
    total = sum(int(grid[3][at][0]) for at in (9, 14))
    for at, ids in enumerate(name for group in load_templates()["2021"].table4.values() for name in group):
        if grid[3][at][0] == "0":
            put(grid[3], at, "")
            it.truth[ids, "total"] = None
    grid[0][1] = (grid[0][1][0], 1, 11)
    grid[1].append((word, 2, 1))
    grid[3].append((str(total), 1, 1))
    assert silent(read(form(it.finished()), name), it.truth) == {}
