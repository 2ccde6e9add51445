"""Every query of the board on a Spark cluster gives what DuckDB gives: names, order, exact values, bounds and states."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="没有装 pyspark：运行 make parity")
if shutil.which("java") is None:
    pytest.skip("没有 Java 17：Spark 4 需要它", allow_module_level=True)

from nianbao import store
from nianbao.lake import write_lake
from nianbao.paths import APP
from nianbao.queries import load_query, query_names
from nianbao.spark import spark_sql
from nianbao.store import Generation
from tests.bench.questions import CASES, Focus
from tests.spark.cluster import spark_cluster
from tests.test_queries import NOTHING_TO_SHOW, arguments

pytestmark = pytest.mark.timeout(900)
CITY = Focus("demo-slsh-xzspfwj", "approval_service", "city", "own", "示例市审批局")
SLY = "\\' or 1=1 --"
# asked in other ways than the table of arguments does, where the answer goes other ways too
MORE: list[tuple[str, dict[str, Any]]] = [
    ("series", {"agencies": ["demo-slsh-xzspfwj", "demo-ylx-rmzf"], "applicant_types": ["natural_person", "total"]}),
    ("indicator_by_year", {"indicator": "registered_users"}),
    ("readings", {"agency": CITY.agency_id, "year": 2023, "indicator": "applications_new"}),
    ("agencies", {"search": "示例", "covered_only": True}),
    ("agencies", {"search": SLY}),
    ("comparable_indicators", {"agencies": [CITY.agency_id], "focus": CITY.agency_id, "kinds": ["government"]}),
    ("ranking", {"indicator": "registered_users", "year": 2023, "kinds": ["approval_service"], "agencies": [CITY.agency_id]}),
    ("review_findings", {}),
    (
        "peer_bands",
        {"indicators": ["applications_new", "outcomes_total"], "focus": CITY.agency_id, "kinds": ["approval_service"]},
    ),
]


@pytest.fixture(scope="module")
def lake(demo: Generation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """演示数据 written as a lake and read by a master and two workers."""
    folder = tmp_path_factory.mktemp("spark")
    written = write_lake(demo, folder / "lake")
    with spark_cluster(folder) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIANBAO_SPARK_MASTER", address)
        patch.setenv("NIANBAO_LAKE", str(folder / "lake"))
        yield Generation("demo", written.path)
        from pyspark.sql import SparkSession

        SparkSession.builder.getOrCreate().stop()


def same(demo: Generation, lake: Generation, name: str, asked: dict[str, Any]) -> int:
    expected, found = store.fetch(demo, name, **asked), store.fetch(lake, name, **asked)
    assert found[0] == expected[0]
    assert found[1] == expected[1]
    return len(found[1])


@pytest.mark.parametrize("name", query_names())
def test_a_query_answers_the_same_on_both_engines(demo, lake, name):
    asked = arguments(load_query(name))
    assert same(demo, lake, name, asked) or name in NOTHING_TO_SHOW | {other for other, _ in MORE}


@pytest.mark.parametrize(("name", "asked"), MORE, ids=[f"{name}-{number}" for number, (name, _) in enumerate(MORE)])
def test_a_query_asked_in_another_way_answers_the_same(demo, lake, name, asked):
    assert same(demo, lake, name, asked) or asked.get("search") == SLY


def test_two_workers_do_the_work(lake):
    from nianbao.spark import session

    context = session(lake.path).sparkContext
    assert context.master.startswith("spark://127.0.0.1:")
    assert context._jsc.sc().getExecutorMemoryStatus().size() == 3  # the driver and two executors


def test_a_parameter_stays_bound_and_has_its_type():
    query = load_query("agencies")
    written = spark_sql(query.sql, tuple((p.name, p.type) for p in query.parameters))
    assert "CAST(:search AS STRING)" in written and "$" not in written


def test_every_page_question_can_be_asked_of_spark():
    for ask in CASES.values():
        name, asked = ask(CITY)
        query = load_query(name)
        assert set(asked) <= {p.name for p in query.parameters}
        assert spark_sql(query.sql, tuple((p.name, p.type) for p in query.parameters))


def test_one_setting_lets_the_board_read_from_spark(lake, monkeypatch):
    monkeypatch.setenv("NIANBAO_ENGINE", "spark")
    live = store.current("demo")
    assert live is not None and live.path == lake.path and live.number == int(lake.path.name)
    assert store.ensure("demo", rows=lambda: pytest.fail("nothing is built")) == live
    assert store.current("public") is None

    from streamlit.testing.v1 import AppTest

    board = AppTest.from_file(str(APP), default_timeout=600)
    board.query_params["data"] = "demo"
    board.run()
    assert not board.exception and not board.error
    assert any("示例" in str(part.value) for part in board.get("html"))


def test_a_lake_is_read_only(lake, monkeypatch):
    from nianbao.errors import WarehouseError
    from nianbao.rows import WarehouseRows

    monkeypatch.setenv("NIANBAO_ENGINE", "spark")
    with pytest.raises(WarehouseError, match="只读"):
        store.amend("demo", WarehouseRows(), [], "x")
