"""Table 2: which column a head names, and in which unit its money is printed."""

import pytest

from nianbao.money_units import unit_in, unit_of_captions
from tests.bench.damaged import TABLE2, put
from tests.printed import HTML, LINES, LOOSE_HTML, MD, PIPED_CELLS, PIPED_LINES, SHORT_LINES, SPACES, TABS, TXT
from tests.reading import damaged, findings, read, silent, values
from tests.samples import as_html

FEES = ("administrative_fees", "total")
AMOUNT = ("procurement_amount", "total")


def head_of_fees(it, words):
    for row in it.grid(TABLE2):
        for at, cell in enumerate(row):
            if "收费金额" in cell[0]:
                put(row, at, words)


def test_two_rows_of_table_2_in_one_are_not_taken_for_the_first():
    it = damaged()
    grid = it.grid(TABLE2)
    at = next(number for number, row in enumerate(grid) if row[0][0] == "行政处罚")
    put(grid[at], 0, "行政处罚、行政强制")
    del grid[at + 1]
    found = values(read(as_html(it.finished()), "x.html"))
    assert ("penalty_decisions", "total") not in found


def test_a_row_printed_twice_is_doubtful_as_a_whole():
    it = damaged()
    grid = it.grid(TABLE2)
    at = next(number for number, row in enumerate(grid) if row[0][0] == "规章")
    grid.insert(at, [("全县规章", 1, 1), *[(str(number), 1, 1) for number in (7, 8, 9)]])
    result = read(as_html(it.finished()), "x.html")
    assert all(o.doubtful for o in result.observations if o.indicator.startswith("regulations"))


def test_a_column_of_last_year_is_not_a_column_of_the_old_form():
    it = damaged()
    for row in it.grid(TABLE2):
        if row[0][0] == "信息内容":
            row.append(("上年数", 1, 1))
        elif len(row) > 1:
            row.append(("7", 1, 1))
    found = values(read(as_html(it.finished()), "x.html"))
    assert not [place for place in found if place[0].endswith("_previous")]


@pytest.mark.parametrize(
    "head",
    [
        "本年收费金额（元）",
        "本年收费金额/元",
        "本年收费金额 单位：人民币元",
        "本年收费金额【元】",
        "单位：元",
        "注：金额单位为元",
    ],
)
def test_fees_in_yuan_are_yuan_wherever_it_is_said(head):
    it = damaged()
    sign = head if "收费" in head else "本年收费金额"
    for row in it.grid(TABLE2):
        for at, cell in enumerate(row):
            if "收费金额" in cell[0]:
                put(row, at, sign)
    if sign != head:
        it.printed.insert(it.index(TABLE2) + ("注" in head), head)
    found = values(read(as_html(it.finished()), "x.html"))
    assert found["administrative_fees", "total"] == it.truth["administrative_fees", "total"] / 10_000


@pytest.mark.parametrize(
    "office", ["填报单位：广元市审计局", "填报单位：三元区审计局", "编制单位：元氏县人民政府办公室", "单位：示例公司元旦"]
)
@pytest.mark.parametrize(("edition", "place"), [("2019", AMOUNT), ("2021", FEES)])
def test_an_office_named_after_a_place_is_no_unit(edition, place, office):
    it = damaged(edition)
    if edition == "2021":
        head_of_fees(it, "本年收费金额")
    it.printed.insert(it.index(TABLE2), office)
    result = read(as_html(it.finished()), "x.html")
    assert values(result)[place] == it.truth[place]
    # The form of 2021 prints a unit: without one the amount of the fees stays a question.
    assert ("amount_has_a_unit" in findings(result)) == (edition == "2021")


@pytest.mark.parametrize(("name", "form"), [HTML, MD, TXT, LINES])
def test_a_column_that_is_not_printed_is_missed(name, form):
    it = damaged()
    for row in it.grid(TABLE2):
        if any("废止" in cell[0] for cell in row) or row[0][0] in ("规章", "行政规范性文件"):
            del row[2]
    result = read(form(it.finished()), name)
    missed = [finding for finding in result.findings if finding.rule == "column_is_printed"]
    assert [place.row for finding in missed for place in finding.cells] == ["规章", "行政规范性文件"]
    assert all("废止" in finding.message for finding in missed)


@pytest.mark.parametrize("unit", ["单位:仟元", "单位：万美元", "单位：w元", "单位：元/万元", "单位：百元"])
def test_an_unknown_unit_is_refused(unit):
    it = damaged()
    head_of_fees(it, f"本年收费金额（{unit}）")
    assert values(read(as_html(it.finished()), "x.html"))[FEES] is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("本年收费金额（单位：万元，保留两位小数）", "万元"),
        ("本年收费金额（单位：万元人民币）", "万元"),
        ("本年收费金额（以元为单位）", "元"),
        ("收费金额（人民币万元）", "万元"),
        ("收费金额（RMB万元）", "万元"),
        ("总收入万元", "万元"),
        ("本年收费金额元", "元"),
        ("金额（仟万元）", "仟万元"),
        ("金额（美元）", "美元"),
        ("填报单位：广元", "广元"),
        ("单位：万元）注：1万元=10000元", "万元"),
        ("本年收费金额（不足1元按1元计）", ""),
        ("公元2023年", ""),
    ],
)
def test_the_unit_that_a_head_prints(text, unit):
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：件、万元", "万元"),
        ("（单位：件，金额单位：万元）", "万元"),
        ("填表单位：示例局 金额单位：元", "元"),
        ("计量单位：件、项、元", "元"),
        ("单位：件", ""),
        ("单位：示例局，收费100元", ""),
    ],
)
def test_the_unit_that_a_caption_prints(text, unit):
    assert unit_of_captions([text]) == unit


@pytest.mark.parametrize(
    ("items", "amount", "asked"),
    [
        ("2", "1500", False),
        ("20", "12345.67", False),
        ("3", "251000", True),  # 251000 元 for three purchases, or 25 亿元
        ("1", "1500", True),
        ("", "1500", True),
        ("0", "999", False),
    ],
)
def test_an_amount_without_any_unit_is_a_question_where_it_may_be_in_yuan(items, amount, asked):
    it = damaged("2019")
    for row in it.grid(TABLE2):
        if row[0][0] == "政府集中采购":
            put(row, 1, items)
            put(row, 2, amount)
    result = read(as_html(it.finished()), "x.html")
    (item,) = [o for o in result.observations if (o.indicator, o.applicant_type) == AMOUNT]
    assert item.doubtful == asked
    assert ("amount_has_a_unit" in findings(result)) == asked


@pytest.mark.parametrize(
    ("name", "form"),
    [
        TABS,
        SHORT_LINES,
        LINES,
        SPACES,
        PIPED_CELLS,
        PIPED_LINES,
        MD,
        HTML,
        LOOSE_HTML,
    ],
)
@pytest.mark.parametrize("head", ["上年有效件数", "上一年制发件数", "去年末有效件数"])
@pytest.mark.parametrize("figure", ["", "7"])
def test_a_column_of_last_year_gives_no_figure_away(figure, head, name, form):
    it = damaged()
    for row in it.grid(TABLE2):
        if any("制发" in cell[0] for cell in row):
            row.insert(1, (head, 1, 1))
        elif row[0][0] in ("规章", "行政规范性文件"):
            row.insert(1, (figure, 1, 1))
            put(row, 4, "")
    it.truth["regulations_valid", "total"] = it.truth["normative_documents_valid", "total"] = None
    result = read(form(it.finished()), name)
    assert silent(result, it.truth) == {}


BY_ORDER = [
    SHORT_LINES,
    LINES,
    SPACES,
    PIPED_CELLS,
    MD,
    HTML,
]


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize("at", [1, 4])
@pytest.mark.parametrize("empty", [1, 3])
@pytest.mark.parametrize("head", ["2022年制发件数", "上半年制发件数", "前一年制发件数", "较上年增减", "备注", "累计有效"])
def test_a_column_that_is_not_the_forms_gives_its_figures_to_none(head, empty, at, name, form):
    it = damaged()
    for row in it.grid(TABLE2):
        if any("制发" in cell[0] for cell in row):
            row.insert(at, (head, 1, 1))
        elif row[0][0] in ("规章", "行政规范性文件"):
            put(row, empty, "")
            row.insert(at, ("77", 1, 1))
    for row in ("regulations", "normative_documents"):
        it.truth[f"{row}_{'made' if empty == 1 else 'valid'}", "total"] = None
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize("head", ["本年受理数量", "2022年处理决定数量", "准予许可决定数量", "其中：行政处罚决定书"])
def test_decisions_are_not_read_from_the_column_beside_them(head, name, form):
    it = damaged()
    for row in it.grid(TABLE2):
        if any("处理决定" in cell[0] for cell in row):
            row[1:] = [(head, 1, 1), ("本年处理决定数量", 1, 1), ("", 1, 1)]
        elif row[0][0] in ("行政许可", "行政处罚", "行政强制"):
            row[1:] = [("77", 1, 1), ("", 1, 1), ("", 1, 1)]
    for kind in ("permit", "penalty", "compulsion"):
        it.truth[f"{kind}_decisions", "total"] = None
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
def test_columns_under_unknown_words_are_in_no_order(name, form):
    it = damaged(zeros=0.0)
    for row in it.grid(TABLE2):
        if any("制发" in cell[0] for cell in row):
            row[1:] = [(word, 1, 1) for word in ("现存件数", "本年清理件数", "本年印发件数")]
        elif row[0][0] in ("规章", "行政规范性文件"):
            row[1:] = row[:0:-1]
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("行政事业性收费（元）", ""),
        ("行政事业性收费", "单位：元"),
        ("行政事业性收费", "注：收费金额以元为单位填报。"),
        ("行政事业性收费", "（收费按元计）"),
    ],
)
def test_two_units_for_one_amount_are_refused(row, line, name, form):
    it = damaged()
    head_of_fees(it, "本年收费金额（单位：万元）")
    for cells in it.grid(TABLE2):
        if cells[0][0] == "行政事业性收费":
            put(cells, 0, row)
    it.printed.insert(it.index(TABLE2), line)
    assert values(read(form(it.finished()), name))[FEES] is None


@pytest.mark.parametrize(("name", "form"), BY_ORDER)
def test_one_row_in_two_parts_is_not_read_from_the_first(name, form):
    it = damaged()
    grid = it.grid(TABLE2)
    at = next(number for number, row in enumerate(grid) if row[0][0] == "行政强制")
    rest = grid[at][1:]
    grid[at : at + 1] = [[("行政强制措施", 1, 1), *rest], [("行政强制执行", 1, 1), *rest]]
    it.truth["compulsion_decisions", "total"] *= 2
    assert silent(read(form(it.finished()), name), it.truth) == {}
