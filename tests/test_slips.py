"""Error shapes and rules about chapters: what a slip looks like, and what a report must say in words."""

from decimal import Decimal

import pytest

from nianbao.extract import extract_document
from nianbao.model import APPLICANT_TYPES
from nianbao.readers import read_bytes
from nianbao.slips import shape_of
from nianbao.templates import load_templates
from tests.bench.damage import DAMAGES
from tests.bench.damaged import HEAD3, TABLE3, put
from tests.printed import HTML, MD, TXT
from tests.reading import damaged, leave_blank, read, silent
from tests.samples import Sample, as_html, as_md, as_txt, make_sample


@pytest.mark.parametrize(
    ("printed", "should", "others", "words"),
    [
        (92, 29, (), "前后颠倒"),
        (1850000, 185, (), "元和万元"),
        (310, 31, (), "漏写了一个 0"),
        (41, 47, (), "写错了一位数字"),
        (1235, 12, (35,), "连写"),
        (57, 45, (12,), "漏计或重计"),
        (113, 95, (), "被 9 整除"),
        (400, 17, (5,), ""),
    ],
)
def test_a_slip_is_named_by_its_shape(printed, should, others, words):
    shape = shape_of(Decimal(printed), Decimal(should), [Decimal(other) for other in others])
    assert words in shape if words else shape == ""


def findings(sample: Sample) -> dict:
    return {f.rule: f for f in extract_document(read_bytes(as_txt(sample), "样例.txt")).findings}


def test_a_column_filled_in_one_row_off_is_named_with_its_rows():
    sample = make_sample(6, zeros=0.0)
    rows = list(load_templates()["2021"].table3)[5:11]
    printed = [sample.cells[row, "total"] for row in rows]
    for row, text in zip(rows, [printed[-1], *printed[:-1]], strict=True):
        sample.cells[row, "total"] = text
    finding = findings(sample)["column_is_not_slid"]
    assert finding.message.startswith("收到和处理政府信息公开申请情况“总计”一列自")
    assert "向下错了一行" in finding.message
    assert len(finding.cells) == 6


def test_a_number_cut_into_two_cells_is_guessed_but_not_read():
    sample = make_sample(6, zeros=0.0)
    lines = as_txt(sample, "short").decode().split("\n")
    at = next(number for number, line in enumerate(lines) if "（一）予以公开" in line)
    cells = lines[at].split("\t")
    first = cells[-7]
    lines[at] = "\t".join([*cells[:-7], first[0], first[1:], *cells[-6:]])
    result = extract_document(read_bytes("\n".join(lines).encode(), "样例.txt"))
    (finding,) = [f for f in result.findings if f.rule == "row_has_seven_cells"]
    assert f"“{first[0]}”和“{first[1:]}”合为“{first}”" in finding.message
    assert {o.state for o in result.observations if o.indicator == "outcome_granted"} == {"unreadable"}


def test_a_valid_report_shows_no_slip():
    assert (
        set(findings(make_sample(6, zeros=0.0)))
        & {
            "column_is_not_slid",
            "row_stands_under_its_head",
            "row_is_filled_or_empty",
            "culprit_cell",
        }
        == set()
    )


def test_a_culprit_that_swallowed_its_neighbour_is_explained():
    sample = make_sample(6, zeros=0.0)
    row, kinds = "outcome_granted", list(APPLICANT_TYPES)
    sample.cells[row, kinds[1]] += sample.cells[row, kinds[2]]
    assert "连写" in findings(sample)["culprit_cell"].message


def chapters(six: str, five: str = "公开内容还不够丰富，将进一步拓展公开渠道。", edition: str = "2021") -> set[str]:
    text = as_txt(make_sample(2, edition)).decode()
    head, _, _ = text.partition("五、存在的主要问题及改进情况")
    whole = f"{head}五、存在的主要问题及改进情况\n{five}\n六、其他需要报告的事项\n{six}\n"
    result = extract_document(read_bytes(whole.encode(), "样例.txt"))
    return {f.rule for f in result.findings} & {"handling_fee_is_stated", "problems_are_described"}


def test_chapter_six_of_the_2021_edition_says_whether_a_handling_fee_was_charged():
    assert chapters("本年度未收取信息处理费。") == set()
    assert chapters("无其他需要报告的事项。") == {"handling_fee_is_stated"}
    assert chapters("无。", edition="2019") == set()


def test_chapter_five_says_more_than_nothing():
    assert chapters("本年度未收取信息处理费。", five="无。") == {"problems_are_described"}


def test_two_rows_in_one_are_told_by_the_numbers_in_their_cells():
    it = damaged()
    grid = it.grid(TABLE3)
    at = HEAD3 + it.rows3.index("refused_internal_affairs")
    for place in range(-7, 0):
        put(grid[at], place, f"{grid[at][place][0]}\n{grid[at + 1][place][0]}")
    for place in range(-7, 0):
        put(grid[at + 1], place, "")
    result = read(as_html(it.finished()), "x.html")
    (finding,) = [f for f in result.findings if f.rule == "row_stands_alone"]
    assert {cell.row for cell in finding.cells} == {"5.属于三类内部事务信息"}
    assert all(o.doubtful for o in result.observations if o.indicator == "refused_internal_affairs")


@pytest.mark.parametrize("empty", ["outcome_granted", "unprocessed_repeated"])
def test_one_empty_total_beside_zeros_is_a_question(empty):
    it = damaged(zeros=0.3)
    line = it.grid(TABLE3)[HEAD3 + it.rows3.index(empty)]
    for place in range(-7, 0):
        put(line, place, "0" if place < -1 else "")
    result = read(as_md(it.finished()), "x.md")
    assert all(o.doubtful for o in result.observations if o.indicator == empty and o.value is not None)


def test_an_office_that_leaves_totals_of_zeros_empty_is_asked_nothing():
    it = damaged(zeros=1.0)
    leave_blank(it, lambda kind, text: kind == "total" and text == "0")
    result = read(as_html(it.finished()), "x.html")
    assert not [o for o in result.observations if o.locator.table and o.doubtful and o.value is not None]


@pytest.mark.parametrize("slip", ["drop_cell", "shift_right", "split_number"])
@pytest.mark.parametrize(("name", "form"), [TXT, MD, HTML])
@pytest.mark.parametrize("seed", range(3))
def test_a_slip_beside_cells_left_empty_for_zeros_is_seen(seed, name, form, slip):
    it = damaged(zeros=0.7, seed=seed)
    leave_blank(it, lambda kind, text: text == "0")
    DAMAGES[slip](it)
    assert silent(read(form(it.finished()), name), it.truth) == {}


def test_a_printed_sum_that_its_parts_do_not_give_is_named_with_them():
    it = damaged(zeros=0.7)
    leave_blank(it, lambda kind, text: text == "0")
    grid = it.grid(TABLE3)
    at = HEAD3 + it.rows3.index("closed_other")
    grid.insert(at + 1, [("（六）其他处理", 1, 1), *[(text, 1, 1) for text in ("", "", "", "", "", "240", "240")]])
    result = read(as_md(it.finished()), "x.md")
    assert silent(result, it.truth) == {}
