"""Read this first: one number on its way from data/published/ to a line in a figure, and back to the printed text."""

from __future__ import annotations

import csv
from decimal import Decimal

from nianbao import store
from nianbao.charts import Frame, plain_text, trend
from nianbao.paths import DATA
from nianbao.view import View, cell_key, from_params, to_params
from nianbao.wording import figure
from tests.conftest import records

BUREAU = "xian-xzspfwj"  # 西安市行政审批服务局, whose report of 2019 this project began with
REPORT = "西安市行政审批服务局关于2019年度政府信息公开工作的报告"


def test_a_number_lies_in_a_file_that_people_edit():
    with (DATA / "published" / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = [r for r in csv.DictReader(file) if r["indicator"] == "consultations_desk_phone"]
    assert (row["agency_id"], row["year"], row["value"]) == (BUREAU, "2019", "42456")
    assert (row["scope"], row["period_kind"], row["qualifier"], row["state"]) == ("own", "year", "exact", "reported")
    assert (row["raw_text"], row["unit_printed"], row["locator"]) == ("42456", "次", "一、（六）积极处理群众咨询")


def test_the_warehouse_keeps_the_number_exactly(public):
    (row,) = records(public, "indicator_by_year", indicator="consultations_desk_phone", agency=BUREAU)
    assert (row["year"], row["value"], row["unit"], row["scope"], row["period_kind"]) == (
        2019, Decimal("42456.0000"), "次", "own", "year",
    )  # fmt: skip


def test_a_bound_travels_as_an_interval(public):
    """“累计办件量超119万件”: at least 1,190,000, cumulative, of the whole city; never the bureau's own year."""
    (row,) = records(public, "series", agencies=[BUREAU], indicators=["cases_received_cumulative"])
    assert (row["year"], row["scope"], row["period_kind"]) == (2019, "jurisdiction", "cumulative_since")
    assert (row["value"], row["low"], row["high"], row["low_open"]) == (1190000, 1190000, None, True)
    assert (row["qualifier"], row["verdict"], row["change"]) == ("more_than", "no_previous", None)
    assert figure(row) == "＞119万件"
    assert figure(row, exact=True) == "＞1,190,000件"


def test_last_years_count_belongs_to_last_year(public):
    """The report of 2019 prints 上一年项目数量 329 and 本年增/减 −37: 329 is 2018's, 292 is derived for 2019."""
    cells = {
        (row["indicator_id"], row["year"]): (row["value"], row["choice_rule"])
        for row in records(
            public, "series", agencies=[BUREAU],
            indicators=["permit_items_previous", "permit_items_change", "permit_items_year_end"],
        )
    }  # fmt: skip
    assert cells == {
        ("permit_items_previous", 2018): (329, "only"),
        ("permit_items_change", 2019): (-37, "only"),
        ("permit_items_year_end", 2019): (292, "derived"),
    }
    operands = records(public, "operands", agency=BUREAU, year=2019, indicator="permit_items_year_end")
    assert [(o["indicator_id"], o["year"], o["value"]) for o in operands] == [
        ("permit_items_previous", 2018, 329),
        ("permit_items_change", 2019, -37),
    ]


def test_the_figure_shows_the_number_its_bound_and_its_source(public):
    series = store.query(public, "series", agencies=[BUREAU], indicators=["cases_received_cumulative"])
    frame = Frame("西安累计办件超119万", "累计办件量", source=f"《{REPORT}》", note="累计数，全辖区", version="数据版本 1")
    drawn = trend(series, frame, focus=BUREAU, years=(2017, 2020))
    (line,) = drawn.data
    assert (list(line.x), list(line.y)) == ([2019], [119.0]) and drawn.layout.xaxis.range == (2016.65, 2020.35)
    assert [(a.x, a.y) for a in drawn.layout.annotations if a.showarrow and a.ay > 0] == [(2019, 119.0)], "an arrow upwards"
    assert "＞1,190,000件" in line.text[0] and REPORT in line.text[0]
    words = "".join(a.text for a in drawn.layout.annotations).replace("<br>", "")
    for part in ("西安累计办件超119万", "单位：万件", "＞119万", "累计数，全辖区", f"《{REPORT}》", "数据版本 1", "↑ 为下限"):
        assert part in words
    assert plain_text(frame) == "西安累计办件超119万；累计办件量"


def test_a_click_on_the_point_leads_back_to_the_printed_text(public):
    series = store.query(public, "series", agencies=[BUREAU], indicators=["cases_received_cumulative"])
    (line,) = trend(series, Frame("累计办件"), years=(2019, 2019)).data
    cell = cell_key(*line.customdata[0])
    assert cell == "xian-xzspfwj~2019~cases_received_cumulative~total~jurisdiction~cumulative_since"
    view, problems = from_params(to_params(View(agencies=(BUREAU,), year=2019, cell=cell)))
    assert (view.cell, problems) == (cell, [])
    agency, year, indicator, applicant, scope, kind = view.cell.split("~")
    (reading,) = records(
        public, "readings", agency=agency, year=int(year), indicator=indicator, applicant_type=applicant,
        scope=scope, period_kind=kind,
    )  # fmt: skip
    assert (reading["raw_text"], reading["unit_printed"], reading["chosen"]) == ("119", "万件", True)
    assert reading["locator"] == "一、（四）完善西安政务服务网功能"
    assert "累计办件量超119万件" in reading["evidence"]
    assert (reading["source_title"], reading["source_carrier"], reading["source_kind"]) == (REPORT, "document", "official")
    assert len(reading["sha256"]) == 64
