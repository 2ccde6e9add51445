"""Each file of queries/: what one row is, plain SQL for another engine, and an answer on full and empty warehouses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot.errors import ErrorLevel

from nianbao import store
from nianbao.catalogue import load_catalogue
from nianbao.errors import QueryError
from nianbao.paths import QUERIES
from nianbao.queries import Parameter, Query, load_query, query_names
from nianbao.rows import WarehouseRows
from nianbao.store import Generation
from tests.conftest import records

FILES = sorted(path.relative_to(QUERIES).with_suffix("").as_posix() for path in QUERIES.rglob("*.sql"))
BOARD = sorted(query_names())
ARGUMENTS: dict[str, Any] = {
    "agency": "demo-slsh-xzspfwj", "agencies": ["demo-slsh-xzspfwj", "demo-ylsh-xzspfwj"], "year": 2024,
    "indicator": "registered_users", "indicators": ["registered_users"], "topic": "online_services", "kind": "approval_service",
    "indicator_x": "wechat_posts", "indicator_y": "weibo_posts",
}  # fmt: skip
OTHER_ARGUMENTS = {"rank_changes": {"indicator": "applications_new"}}
NOTHING_TO_SHOW = {"operands", "agencies_of_findings", "printed_values"}


def arguments(query: Query) -> dict[str, Any]:
    given = ARGUMENTS | OTHER_ARGUMENTS.get(query.name, {})
    return {p.name: given[p.name] for p in query.parameters if p.default is None and p.name in given}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """A warehouse without a single agency."""
    path = tmp_path_factory.mktemp("empty") / "000001.duckdb"
    with duckdb.connect(str(path)) as con:
        store._fill(con, "own", WarehouseRows(), load_catalogue(), "test", 1)
    return Generation("own", path)


@pytest.mark.parametrize("name", FILES)
def test_a_query_says_first_what_one_row_is(name):
    first = (QUERIES / f"{name}.sql").read_text("utf-8").splitlines()[0]
    assert (first.startswith("-- ") and first.endswith((".", ":"))) or "One row is" in first
    if name in BOARD or name.startswith("checks/"):
        assert first.startswith("-- One row is ")


@pytest.mark.parametrize("name", FILES)
def test_a_query_can_be_written_for_spark(name):
    sql = (QUERIES / f"{name}.sql").read_text("utf-8").replace("/* rule */", "select 1 as agency_id, 2 as year")
    written = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    assert len(written) == 1 or name == "schema"


@pytest.mark.parametrize("name", FILES)
def test_every_parameter_is_declared_and_used(name):
    text = (QUERIES / f"{name}.sql").read_text("utf-8")
    body = "\n".join(line.split("--")[0] for line in text.splitlines())
    declared = {parameter.name for parameter in load_query(name).parameters}
    assert set(re.findall(r"\$(\w+)", body)) == declared
    assert text.count("-- param ") == len(declared), "a parameter line is misspelt"


@pytest.mark.parametrize("name", BOARD)
def test_a_query_answers_on_the_demonstration_data(demo, name):
    rows = records(demo, name, **arguments(load_query(name)))
    assert rows or records(demo, name) or name in NOTHING_TO_SHOW
    assert len(store.query(demo, name, **arguments(load_query(name)))) == len(rows)


@pytest.mark.parametrize("name", BOARD)
def test_a_query_answers_on_an_empty_warehouse(empty, name):
    rows = records(empty, name, **arguments(load_query(name)))
    held = {"status_tables", "indicators"}
    assert bool(rows) == (name in held)


@pytest.mark.parametrize("name", BOARD)
def test_a_query_without_any_argument_gives_an_answer_too(demo, empty, name):
    for generation in (demo, empty):
        store.fetch(generation, name)


@pytest.mark.parametrize("name", BOARD)
def test_a_query_gives_the_same_order_twice(demo, name):
    given = arguments(load_query(name))
    assert store.fetch(demo, name, **given) == store.fetch(demo, name, **given)


def test_an_unknown_query_is_refused_with_the_known_ones():
    with pytest.raises(QueryError, match="没有名为“agencys”的查询；可用查询：agencies、agencies_of_findings、agency_names、"):
        load_query("agencys")
    for name in ("../schema", "build/../agencies", "", "Agencies", "checks/x"):
        with pytest.raises(QueryError):
            load_query(name)


def test_an_unknown_parameter_is_refused_with_the_known_ones():
    with pytest.raises(QueryError) as error:
        load_query("years").bind({"year": 2024})
    assert str(error.value) == "查询 years 没有参数 year；可用参数：（无）。"
    with pytest.raises(QueryError) as error:
        load_query("like_agencies").bind({"size": 3, "sort": "x"})
    assert str(error.value) == "查询 like_agencies 没有参数 size、sort；可用参数：agency、limit、year。"


@pytest.mark.parametrize(
    ("type_", "given", "parsed"),
    [
        ("text", 2024, "2024"), ("text", None, None),
        ("integer", "2024", 2024), ("number", "1.5", 1.5),
        ("boolean", "true", True), ("boolean", "1", True), ("boolean", "是", True), ("boolean", "false", False), ("boolean", True, True),
        ("texts", "a,b,,c", ["a", "b", "c"]), ("texts", ("a", "b"), ["a", "b"]), ("texts", None, []), ("texts", "", []),
        ("integers", "2023,2024", [2023, 2024]), ("integers", [2023], [2023]), ("integers", None, []),
    ],
)  # fmt: skip
def test_a_parameter_is_parsed_from_text(type_, given, parsed):
    assert Parameter("x", type_, None).parse(given) == parsed


@pytest.mark.parametrize(
    ("type_", "given", "message"),
    [
        ("integer", "二〇二四", "参数 x 的值“二〇二四”不是整数。"),
        ("integer", "", "参数 x 的值“”不是整数。"),
        ("number", "1万", "参数 x 的值“1万”不是数字。"),
        ("integers", "2023,x", "参数 x 的值“2023,x”不是整数列表（逗号分隔）。"),
    ],
)
def test_a_parameter_of_the_wrong_type_is_refused(type_, given, message):
    with pytest.raises(QueryError) as error:
        Parameter("x", type_, None).parse(given)
    assert str(error.value) == message


def test_a_parameter_is_bound_never_written_into_the_statement(demo):
    sly = "x') or 1=1 --"
    assert records(demo, "agencies", search=sly) == []
    assert records(demo, "agencies", search="'") == []


def test_a_search_is_words_and_allows_gaps(public):
    def first(words: str) -> str:
        return records(public, "agencies", search=words, limit=1)[0]["agency_id"]

    assert first("西安审批局") == first("审批 西安") == first("西安市行政审批服务局") == "xian-xzspfwj"
    assert records(public, "agencies", search="局批审安西") == [] and len(records(public, "agencies", search="　 ")) > 400
    assert records(public, "agencies", search="%") == records(public, "agencies", search="_^") == []


def test_agencies_are_found_by_name_and_alias_and_have_id_and_name(demo, public):
    assert [row["agency_id"] for row in records(demo, "agencies", search="示例市审批局")] == ["demo-slsh-xzspfwj"]
    assert "xian-xzspfwj" in [row["agency_id"] for row in records(public, "agencies", search="西安市行政审批")]
    assert {"agency_id", "name"} <= set(records(demo, "agencies", limit=1)[0])


def test_every_query_is_a_file_of_the_board_or_a_build_step():
    assert {Path(name).parts[0] for name in FILES if "/" in name} == {"build", "changes", "checks"}
    assert set(BOARD) == {name for name in FILES if "/" not in name} - {"schema"}
