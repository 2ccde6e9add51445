"""Workbooks as the sheet shows them: hidden rows, formats, colours and zeros that are not printed."""

import io

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill

from nianbao.readers import read_bytes


def test_hidden_rows_and_columns_of_a_workbook_are_not_read():
    book = Workbook()
    sheet = book.active
    for row in [["信息内容", "上年", "本年处理决定数量"], ["行政许可", 7, 12], ["行政处罚", 8, 13], ["行政处罚", 9, 14]]:
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[4].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    (table,) = read_bytes(stream.getvalue(), "x.xlsx").tables
    assert [[cell.text for cell in row if cell.text] for row in table.rows] == [
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "12"],
        ["行政处罚", "13"],
    ]


def test_a_merged_cell_that_begins_in_a_hidden_place_stands_in_the_first_one_shown():
    book = Workbook()
    sheet = book.active
    for row in [
        ["隐", "信息内容", "", "本年处理决定数量", ""],
        ["", "行政许可", "", 12, ""],
        ["", "隐", "隐", "隐", "隐"],
        ["", "", "", "", 5],
    ]:
        sheet.append(row)
    for span in ("A1:C1", "B2:C2", "D2:E2", "B3:C4"):
        sheet.merge_cells(span)
    sheet["A1"] = "信息内容"
    sheet["B3"] = "行政处罚"
    for column in "ABD":
        sheet.column_dimensions[column].hidden = True
    sheet.row_dimensions[3].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    (table,) = read_bytes(stream.getvalue(), "x.xlsx").tables
    assert [[(cell.text, cell.column, cell.colspan, cell.rowspan) for cell in row if cell.text] for row in table.rows] == [
        [("信息内容", 2, 1, 1)],
        [("行政许可", 2, 1, 1), ("12", 4, 1, 1)],
        [("行政处罚", 2, 1, 1), ("5", 4, 1, 1)],
    ]


def test_a_sheet_shows_parts_and_formats(tmp_path):
    sheet = (book := Workbook()).active
    red, white, note, gone = InlineFont(color="FFFF0000"), InlineFont(color="FFFFFFFF"), InlineFont(sz=6), InlineFont(strike=True)
    small = InlineFont(vertAlign="superscript")
    cells = [
        (CellRichText(TextBlock(gone, "9"), "12"), "General", "12"),
        (CellRichText(TextBlock(white, "9"), "12"), "General", "〔9〕12"),
        (CellRichText(TextBlock(red, "1"), "2"), "General", "12"),
        (CellRichText("12", TextBlock(small, "1")), "General", "12¹"),
        (CellRichText("12", TextBlock(note, "1")), "General", "12¹"),
        (2388400, "#,##0.00,", "2388.40"),
        (2388400, "0!.0000", "〔2388400〕"),
        (12, ";;;", "〔12〕"),
        (12, '[>9]0!.0,"万";0', "〔12〕"),
        (12, '[>9]"";[>5]0;0', "〔12〕"),
        (5, '[=0]"";General', "5"),
        (-5, '[=0]"";General', "-5"),
        (0, '[=0]"";General', ""),
        (0, "0;-0;;@", ""),
        (0, "#", ""),
        (0, "General", "0"),
        (0, "#,##0", "0"),
        (0, '#,##0;-#,##0;"无"', "无"),
        (0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (5, '"无"', "〔5〕"),
        (5.4, "0", "5"),
        (238.844, "#,##0.00", "238.84"),
        (238.844, "General", "238.844"),
        (0.98734, "0.00%", "98.73%"),
        (5, '[<>0]"";General', "〔5〕"),
        (500, '[>=10000]0!.0,"万";0', "500"),
        (500, '[Red][>=10000]0!.0,"万";[>100]0"件";0', "500件"),
        (500, '[<10000]0"件";0"."00', "500件"),
        (50000, '[<=10000]0"件";0"."00', "〔50000〕"),
        (-5, "[<0](0);0", "-5"),
        (5, "[>9]0;[<-9]0", "〔5〕"),
        (5, '[>9]0"件"', "5"),
        (5, '[>n]0!.0,"万";0', "〔5〕"),
        (-5, '[>9]0"件";"";0', "〔-5〕"),
        (12, '0"万元"', "12万元"),
        (-12, '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ', "-12"),
        (-12, "0_);(0)", "-12"),
        (0.95, "0%", "95%"),
        (95, '0"%"', "95%"),
        (1e300, "0.00,", str(int(1e300))),
    ]
    for at, (value, form, _) in enumerate(cells, start=1):
        sheet.cell(at, 1, value).number_format = form
        sheet.cell(at, 2, "件")
    sheet.cell(len(cells) + 1, 1, 12).font = Font(strike=True)
    sheet.cell(len(cells) + 2, 1, 12).font = Font(color="FFFFFFFF")
    (dark := sheet.cell(len(cells) + 3, 1, 12)).font = Font(color="FFFFFFFF")
    dark.fill = PatternFill("solid", fgColor="FF1F4E79")
    book.save(file := tmp_path / "x.xlsx")
    (table,) = read_bytes(file.read_bytes(), "x.xlsx").tables
    assert [row[0].text for row in table.rows] == [text for _, _, text in cells] + ["〔12〕", "〔12〕", "12"]


def test_a_zero_that_the_sheet_does_not_show_is_no_zero(tmp_path):
    sheet = (book := Workbook()).active
    for row in [("规章", 0, 0, 7), ("文件", 3, 0, 8)]:
        sheet.append(row)
    white = Font(color="FFFFFF")
    sheet.conditional_formatting.add("B1:B9", CellIsRule(operator="equal", formula=["0"], font=white))
    sheet.conditional_formatting.add("D1:D9", CellIsRule(operator="greaterThan", formula=["7"], font=white))
    sheet.conditional_formatting.add("D1", FormulaRule(formula=["LEN(A1)>9"], font=white))
    book.save(file := tmp_path / "x.xlsx")
    texts = [[cell.text for cell in row[:4]] for row in read_bytes(file.read_bytes(), "x.xlsx").tables[0].rows]
    assert texts == [["规章", "", "0", "〔7〕"], ["文件", "3", "0", "〔8〕"]]
    sheet.sheet_view.showZeros = False
    book.save(file)
    assert [row[2].text for row in read_bytes(file.read_bytes(), "x.xlsx").tables[0].rows] == ["", ""]
