"""Tables as web pages and offices really print them: read right, or said to be doubtful; never wrong in silence."""

import re

import pytest

from nianbao.cellvalue import parse_cell
from tests.bench.damaged import HEAD3, TABLE2, TABLE3, TABLE4, put, truth_of
from tests.printed import DOCX, HTML, LINES, MD, TXT
from tests.reading import damaged, findings, leave_blank, natural_person_last, read, silent, values
from tests.samples import as_docx, as_html, as_md, as_pipes, as_txt, make_sample, parts


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("style", ["rows", "bare", "cells", "lines"])
def test_tables_flattened_with_pipes_are_read(style, edition):
    sample = make_sample(11, edition)
    result = read(as_pipes(sample, style), "x.txt")
    assert values(result) == truth_of(sample)
    assert result.status == "accepted"


@pytest.mark.parametrize("style", ["rows", "cells", "lines"])
def test_an_empty_cell_among_pipes_is_blank_in_its_place(style):
    sample = make_sample(11, zeros=0.6)
    for place, text in sample.cells.items():
        if text == "0" and place[1] != "total":
            sample.cells[place] = ""
    result = read(as_pipes(sample, style), "x.txt")
    found = values(result)
    assert {p for p, text in sample.cells.items() if not text} <= {place for place, value in found.items() if value is None}
    assert silent(result, {p: int(t) if t.isdigit() else found[p] for p, t in sample.cells.items()}) == {}


def test_a_report_of_which_no_table_is_known_says_so():
    sample = make_sample(1)
    sample.printed = [part if isinstance(part, str) else "（见附件图片）" for part in parts(sample)]
    result = read(as_html(sample), "x.html")
    assert "table_is_printed" in {f.rule for f in result.findings}
    assert result.status == "flagged"


@pytest.mark.parametrize("form", [as_html, as_txt, as_md, as_docx])
def test_rows_that_changed_places_keep_their_names(form):
    it = damaged()
    grid = it.grid(TABLE3)
    one, two = (HEAD3 + it.rows3.index(row) for row in ("refused_prohibited_by_law", "refused_enforcement_files"))
    grid[one][-8:], grid[two][-8:] = grid[two][-8:], grid[one][-8:]
    name = {as_html: "x.html", as_txt: "x.txt", as_md: "x.md", as_docx: "x.docx"}[form]
    assert values(read(form(it.finished()), name)) == it.truth


def test_a_name_printed_twice_makes_both_rows_doubtful():
    it = damaged()
    put(it.grid(TABLE3)[HEAD3 + it.rows3.index("unprocessed_publication")], -8, "2.重复申请")
    result = read(as_html(it.finished()), "x.html")
    assert all(o.doubtful for o in result.observations if o.indicator == "unprocessed_repeated")


@pytest.mark.parametrize("style", ["tabs", "short", "lines", "spaces"])
def test_natural_persons_right_of_the_organisations(style):
    it = damaged(zeros=0.5)
    natural_person_last(it)
    assert values(read(as_txt(it.finished(), style), "x.txt")) == it.truth


@pytest.mark.parametrize("style", ["tabs", "short", "lines", "spaces"])
def test_lawsuits_printed_before_reviews(style):
    it = damaged()
    results = [(text, 1, 1) for text, _, _ in it.grid(TABLE4)[2][:5]]
    figures = it.grid(TABLE4)[3]
    it.printed[it.index(TABLE4)] = [
        [("行政诉讼", 1, 10), ("行政复议", 1, 5)],
        [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5), *[(text, 2, 1) for text, _, _ in results]],
        results * 2,
        figures[5:] + figures[:5],
    ]
    assert values(read(as_txt(it.finished(), style), "x.txt")) == it.truth


@pytest.mark.parametrize(
    "text", ["305\n1151", "5 3", "12\u300034", "1 23 4", "43\n134", "305\u200b 1151", "305\ufeff 1151", "305\u00ad 1151"]
)
def test_a_number_in_pieces_is_read_and_said(text):
    value = parse_cell(text)
    assert value.value == int(re.sub(r"\D", "", text))
    assert "中间有空格或换行" in value.problem


@pytest.mark.parametrize("text", ["\u00ad30", "\u200b\u00ad 30"])
def test_a_soft_hyphen_before_a_number_is_perhaps_a_minus(text):
    assert parse_cell(text, "signed").state == "unreadable"
    assert parse_cell("3\u00ad0", "signed").value == 30


def test_digits_that_may_not_be_seen_are_named_in_words():
    assert "“12〔9〕”里〔〕内的字" in parse_cell("12〔9〕").problem


@pytest.mark.parametrize("text", ["13 612", "1 234 567", " 12 ", "12 件"])
def test_groups_of_three_digits_are_one_number(text):
    assert parse_cell(text).problem == ""


def test_empty_cells_that_fell_out_of_the_rows_make_them_doubtful():
    it = damaged(zeros=0.6)
    for row, line in zip(it.rows3, it.grid(TABLE3)[HEAD3:], strict=True):
        line[-7:] = [cell for cell in line[-7:] if cell[0] != "0"] + [cell for cell in line[-7:] if cell[0] == "0"]
        for at in range(-7, 0):
            if line[at][0] == "0":
                put(line, at, "")
        for kind in ("natural_person", "business", "research", "social", "legal", "other", "total"):
            if it.truth.get((row, kind)) == 0:
                it.truth[row, kind] = None
    assert silent(read(as_html(it.finished()), "x.html"), it.truth) == {}


def test_a_missing_column_does_not_hide_behind_an_empty_cell_of_the_name():
    it = damaged(zeros=0.6, seed=13)
    grid = it.grid(TABLE3)
    grid[2].pop()
    for row in grid[HEAD3:]:
        del row[-2]
    for row in it.rows3:
        it.truth[row, "other"] = None
    assert silent(read(as_txt(it.finished(), "tabs"), "x.txt"), it.truth) == {}


@pytest.mark.parametrize("form", ["tabs", "short", "lines"])
def test_a_head_that_leaves_out_a_column_makes_the_table_doubtful(form):
    it = damaged()
    grid = it.grid(TABLE3)
    del grid[2][3]
    for row in grid[HEAD3:]:
        row[-3:] = [row[-2], row[-1], ("", 1, 1)]
    result = read(as_txt(it.finished(), form), "x.txt")
    assert "head_names_every_column" in {f.rule for f in result.findings}
    assert all(o.doubtful for o in result.observations if o.rule.startswith("table3") and o.value is not None)


@pytest.mark.parametrize("spacing", [1, 2, 3])
def test_empty_cells_among_spaced_lines_keep_their_place(spacing):
    it = damaged(zeros=0.6, seed=13)
    leave_blank(it, lambda kind, text: text == "0")
    lines = as_txt(it.finished(), "lines").decode().splitlines()
    result = read(("\n" * (spacing + 1)).join(lines).encode(), "x.txt")
    assert silent(result, it.truth) == {}
    assert sum(value is not None for value in values(result).values()) > 100


@pytest.mark.parametrize("style", ["lines", "blank"])
def test_a_head_cut_over_two_lines_names_its_column(style):
    it = damaged("2019")
    for row in it.grid(TABLE2):
        for at, cell in enumerate(row):
            if cell[0] in ("本年新制作数量", "本年新公开数量"):
                put(row, at, f"本年新\n{cell[0][3:]}")
    out = []
    for part in it.printed:
        out += [part] if isinstance(part, str) else [line for row in part for cell in row for line in cell[0].split("\n")]
    result = read(("\n" if style == "lines" else "\n\n").join(out).encode(), "x.txt")
    assert {p: v for p, v in values(result).items() if p[0].startswith(("regulations", "normative"))} == {
        p: v for p, v in it.truth.items() if p[0].startswith(("regulations", "normative"))
    }


def test_a_head_one_column_too_far_right_does_not_move_the_figures():
    it = damaged()
    grid = it.grid(TABLE3)
    grid[0][0] = (grid[0][0][0], 3, 4)
    assert values(read(as_html(it.finished()), "x.html")) == it.truth


def test_a_name_over_two_columns_gives_no_column_away():
    it = damaged(zeros=0.7, seed=3)
    grid = it.grid(TABLE3)
    grid[2].insert(3, grid[2][3])
    assert silent(read(as_html(it.finished()), "x.html"), it.truth) == {}


def test_a_text_without_its_repeated_lines_is_doubtful():
    lines = as_txt(make_sample(3, zeros=0.7), "lines").decode().splitlines()
    result = read("\n".join(dict.fromkeys(lines)).encode(), "x.txt")
    assert "repeated_lines_are_kept" in {f.rule for f in result.findings}
    assert all(o.doubtful for o in result.observations if o.locator.table and o.value is not None)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        HTML,
        DOCX,
        MD,
        TXT,
        LINES,
    ],
)
def test_a_head_that_says_it_otherwise_is_no_lost_line(name, form):
    it = damaged()
    heads = [row for row in it.grid(TABLE2) if row[0][0] == "信息内容"]
    for row in heads[1:]:
        put(row, 0, "项目")
    result = read(form(it.finished()), name)
    assert "repeated_lines_are_kept" not in findings(result)
    assert not [o for o in result.observations if o.locator.table and o.doubtful]


@pytest.mark.parametrize("form", [as_html, as_docx, as_md, as_txt])
def test_an_empty_first_cell_is_no_slip_where_the_sums_come_right(form):
    it = damaged(zeros=0.5)
    leave_blank(it, lambda kind, text: kind == "natural_person" and text == "0")
    result = read(form(it.finished()), {as_html: "x.html", as_docx: "x.docx", as_md: "x.md", as_txt: "x.txt"}[form])
    assert "row_stands_under_its_head" not in findings(result)
    assert not [o for o in result.observations if o.locator.table and o.doubtful and o.value is not None]


@pytest.mark.parametrize("form", [as_html, as_docx, as_md, as_txt])
def test_an_empty_column_of_totals_is_no_missing_column(form):
    it = damaged(zeros=0.5)
    leave_blank(it, lambda kind, text: kind == "total")
    result = read(form(it.finished()), {as_html: "x.html", as_docx: "x.docx", as_md: "x.md", as_txt: "x.txt"}[form])
    assert silent(result, it.truth) == {}
    assert not [o for o in result.observations if o.locator.table and o.doubtful and o.value is not None]


def test_a_head_that_lost_a_name_is_no_missing_column_where_every_row_has_seven_numbers():
    it = damaged()
    put(it.grid(TABLE3)[2], 2, "")
    result = read(as_txt(it.finished(), "tabs"), "x.txt")
    assert values(result) == it.truth
    assert not any(o.doubtful for o in result.observations if o.rule.startswith("table3"))


@pytest.mark.parametrize(
    ("edition", "row", "names"),
    [
        ("2019", "outcome_other_handling", ["（六）其他", "其他", "六、其他", "（六）其他处"]),
        ("2021", "closed_other", ["3.其他处理", "（3）其他处理", "其他处理"]),
    ],
)
@pytest.mark.parametrize("form", [as_html, as_docx, as_md, as_txt])
def test_other_handling_in_one_row_or_in_three_is_known_by_its_rows(form, edition, row, names):
    for name in names:
        it = damaged(edition)
        put(it.grid(TABLE3)[HEAD3 + it.rows3.index(row)], -8, name)
        result = read(form(it.finished()), {as_html: "x.html", as_docx: "x.docx", as_md: "x.md", as_txt: "x.txt"}[form])
        assert silent(result, it.truth) == {}
        assert {place: value for place, value in values(result).items() if place[0] == row and value is not None} == {
            place: value for place, value in it.truth.items() if place[0] == row
        }


@pytest.mark.parametrize("form", [as_html, as_docx, as_md, as_txt])
@pytest.mark.parametrize("left", [2, 3, 5])
def test_rows_that_changed_places_are_seen_by_what_is_left_of_their_names(left, form):
    it = damaged()
    grid = it.grid(TABLE3)
    one, two = (HEAD3 + it.rows3.index(row) for row in ("refused_prohibited_by_law", "refused_security_stability"))
    grid[one][-8:], grid[two][-8:] = grid[two][-8:], grid[one][-8:]
    for at in (one, two):
        put(grid[at], -8, grid[at][-8][0][:left])
    result = read(form(it.finished()), {as_html: "x.html", as_docx: "x.docx", as_md: "x.md", as_txt: "x.txt"}[form])
    assert silent(result, it.truth) == {}


@pytest.mark.parametrize("left", [4, 6])
def test_a_name_cut_short_in_its_place_is_no_fault(left):
    it = damaged()
    put(it.grid(TABLE3)[HEAD3 + 6], -8, it.grid(TABLE3)[HEAD3 + 6][-8][0][:left])
    result = read(as_html(it.finished()), "x.html")
    assert values(result) == it.truth
    assert findings(result) == set()


@pytest.mark.parametrize("zeros", [0.3, 0.9])
def test_names_above_all_the_figures_name_no_row(zeros):
    it = damaged(zeros=zeros)
    leave_blank(it, lambda kind, text: text == "0")
    out = []
    for part in it.printed:
        rows = [part] if isinstance(part, str) else [[cell[0].replace("\n", "") for cell in row] for row in part]
        if isinstance(part, str):
            out += rows
            continue
        names = [[text for text in row if text and not re.fullmatch(r"-?[\d.]+", text)] for row in rows]
        figures = [[text for text in row if not text or re.fullmatch(r"-?[\d.]+", text)] for row in rows]
        out += [name for row in names for name in row] + [" ".join(row) for row in figures if any(row)]
    assert silent(read("\n".join(out).encode(), "x.txt"), it.truth) == {}
