"""Figures of another year printed beside those of the report: never taken for this year's."""

import pytest

from nianbao.readers import read_bytes
from nianbao.statutory import read_statutory
from nianbao.templates import load_templates
from tests.bench.damaged import TABLE2, TABLE4, Damaged, put
from tests.printed import DOCX, HTML, LINES, LOOSE_HTML, MD, PIPED_CELLS, SPACES, TXT
from tests.reading import damaged, findings, read, silent, values
from tests.samples import as_html, make_sample, parts

FORMS = [
    TXT,
    LINES,
    SPACES,
    PIPED_CELLS,
    MD,
    HTML,
    LOOSE_HTML,
    DOCX,
]

SHORT = [
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "1", "2", "3"),
    ("示例备案", "77", "2023年5件", "99"),
]


def last_years(it, table):
    return Damaged.of(make_sample(99, it.edition), it.chance).grid(table)


def leave_empty(it, table):
    template = load_templates()[it.edition]
    if table == TABLE4:
        rows = [(it.grid(table)[-1], 0, [name for ids in template.table4.values() for name in ids])]
    else:
        rows = [(row, 1, template.table2[row[0][0]]) for row in it.grid(table) if row[0][0] in template.table2]
    for row, first, ids in rows:
        for at, name in enumerate(ids, first):
            put(row, at, "")
            it.truth[name, "total"] = None


@pytest.mark.parametrize(("name", "form"), FORMS)
@pytest.mark.parametrize("table", [TABLE2, TABLE4])
@pytest.mark.parametrize("line", ["2022年度情况：", "上年情况：", "（2022年数据）", "附：2022年度情况"])
def test_last_years_table_below_an_empty_one_is_not_this_years(line, table, name, form):
    it = damaged()
    leave_empty(it, table)
    at = it.index(table) + 1
    it.printed[at:at] = [line, last_years(it, table)]
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), FORMS)
@pytest.mark.parametrize("table", [TABLE2, TABLE4])
def test_last_years_table_above_this_years_makes_both_doubtful(table, name, form):
    it = damaged()
    leave_empty(it, table)
    at = it.index(table)
    it.printed[at:at] = [last_years(it, table), "2023年度情况："]
    assert silent(read(form(it.finished()), name), it.truth) == {}


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_last_years_table_beside_a_filled_one_takes_nothing_from_it(name, form):
    it = damaged()
    at = it.index(TABLE4) + 1
    it.printed[at:at] = ["2022年度情况：", last_years(it, TABLE4)]
    result = read(form(it.finished()), name)
    assert values(result) == it.truth
    assert findings(result) == set()


@pytest.mark.parametrize(("name", "form"), FORMS)
@pytest.mark.parametrize("zeros", [0.3, 1.0])
def test_last_years_report_behind_this_years_is_left_alone(zeros, name, form):
    it = damaged(zeros=zeros)
    leave_empty(it, TABLE4)
    it.printed += [part.replace("2023", "2022") if isinstance(part, str) else part for part in parts(make_sample(99))]
    assert silent(read(form(it.finished()), name), it.truth) == {}


def test_a_table_only_under_a_line_of_last_year_is_doubtful():
    it = damaged()
    it.printed.insert(it.index(TABLE4), "2022年度情况：")
    result = read(as_html(it.finished()), "x.html")
    assert "table_is_of_this_year" in findings(result)
    assert all(o.doubtful for o in result.observations if o.rule == "table4")


@pytest.mark.parametrize("line", ["2023年度情况：", "2023年情况如下：", "2022年政府信息公开工作年度报告已按时公布。"])
def test_a_line_of_this_year_or_a_sentence_changes_nothing(line):
    it = damaged()
    it.printed.insert(it.index(TABLE4), line)
    result = read(as_html(it.finished()), "x.html")
    assert values(result) == it.truth
    assert findings(result) == set()


@pytest.mark.parametrize("title", ["示例局2022年政府信息公开工作年度报告", "政府信息公开年度报告（2022年）"])
def test_a_row_that_is_not_the_forms_is_told_of_below_a_title_of_another_year_too(title):
    rows = "".join(f"<tr><td>{name}</td><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for name, a, b, c in SHORT)
    head = f"<p>{title}</p><h1>示例局政府信息公开工作情况</h1><p>二、主动公开政府信息情况</p>"
    reading, _ = read_statutory(read_bytes(f"{head}<table>{rows}</table>".encode(), "x.html"), 2023)
    (told,) = [finding.message for finding in reading.findings if finding.rule == "every_number_is_placed"]
    assert all(f"“{text}”" in told for text in ("77", "2023年5件", "99"))
