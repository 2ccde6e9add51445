"""The table as a file: Chinese opens in Excel, numbers are numbers, and nothing a report says becomes a formula."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from openpyxl import load_workbook

from nianbao import store
from nianbao.exporters.table import to_csv, to_xlsx

TABLE = pd.DataFrame(
    {
        "机构": ["示例市审批局", "=HYPERLINK(\"http://x\")", "@样例县", "-37"],
        "年份": [2023, 2023, 2024, 2024],
        "数值": [1190000.0, 542.55, None, 0.0],
        "原文": ["119", "+1+1", "\t=1", "-"],
    }
)  # fmt: skip
ABOUT = {"数据集": "公开数据", "数据版本": "20240101-1", "公式": "=1+1"}


def sheets(data: bytes):
    return load_workbook(io.BytesIO(data))


def test_csv_begins_with_a_byte_order_mark_and_reads_back():
    data = to_csv(TABLE)
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["机构", "年份", "数值", "原文"]
    assert rows[1] == ["示例市审批局", "2023", "1190000.0", "119"]
    assert rows[3][2] == "", "no number is an empty cell, not a zero"


def test_no_csv_cell_starts_a_formula():
    rows = list(csv.reader(io.StringIO(to_csv(TABLE).decode("utf-8-sig"))))
    texts = [row[0] for row in rows[1:]] + [row[3] for row in rows[1:]]
    assert texts == ["示例市审批局", '\'=HYPERLINK("http://x")', "'@样例县", "'-37", "119", "'+1+1", "'\t=1", "-"]


def test_xlsx_numbers_are_numbers_and_text_is_text():
    sheet = sheets(to_xlsx(TABLE, ABOUT))["数据"]
    assert [cell.value for cell in sheet[1]] == ["机构", "年份", "数值", "原文"]
    assert [sheet.cell(row, 3).value for row in range(2, 6)] == [1190000, 542.55, None, 0]
    assert [sheet.cell(row, 2).data_type for row in range(2, 6)] == ["n"] * 4
    assert [sheet.cell(row, 1).data_type for row in range(2, 6)] == ["s"] * 4
    assert sheet.cell(3, 1).value == '=HYPERLINK("http://x")'
    assert (sheet.cell(2, 3).number_format, sheet.cell(3, 3).number_format) == ("#,##0", "#,##0.##")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D5")


def test_xlsx_has_a_sheet_that_says_how_to_read_it():
    book = sheets(to_xlsx(TABLE, ABOUT))
    assert book.sheetnames == ["数据", "说明"]
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert {key: notes[key] for key in ABOUT} == ABOUT and "空着不等于零" in notes["读法"]
    assert all(cell.data_type == "s" for row in book["说明"].iter_rows() for cell in row)


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_every_way_a_frame_writes_null_is_an_empty_cell(nothing):
    table = pd.DataFrame({"数值": [nothing, 1], "机构": ["示例市", nothing]}, dtype=object)
    sheet = sheets(to_xlsx(table, {}))["数据"]
    assert [sheet.cell(2, 1).value, sheet.cell(3, 1).value, sheet.cell(3, 2).value] == [None, 1, None]


def test_a_control_character_from_a_pdf_does_not_stop_the_export():
    table = pd.DataFrame({"原文": ["全年受理\x0b42456\x00次"]})
    assert sheets(to_xlsx(table, {"来源": "第1页\x0c"}))["数据"]["A2"].value == "全年受理42456次"


def test_an_empty_table_is_still_a_file():
    empty = TABLE.head(0)
    assert to_csv(empty).decode("utf-8-sig").strip() == "机构,年份,数值,原文"
    assert sheets(to_xlsx(empty, ABOUT))["数据"].max_row == 1


def test_the_whole_demonstration_table_goes_out_and_comes_back(demo):
    table = store.query(demo, "observations", agencies=["demo-slsh-xzspfwj"], limit=100000)
    sheet = sheets(to_xlsx(table, ABOUT))["数据"]
    assert sheet.max_row == len(table) + 1 > 300
    column = list(table.columns).index("value") + 1
    back = [sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)]
    assert [v for v in back if v is not None] == [v for v in table["value"] if v == v]
    assert len(to_csv(table).decode("utf-8-sig").splitlines()) >= len(table) + 1
