"""The counts that pages read instead of counting: true after a build, and after one agency's rows were replaced."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from nianbao import store
from nianbao.demo import demo_rows
from nianbao.rows import WarehouseRows
from nianbao.store import Generation
from tests.conftest import records

CITY = "demo-slsh-xzspfwj"
COUNTS = {
    "held_series": "select * from held_series order by all",
    "held_year": "select * from held_year where agencies > 0 order by all",
    "held_lines": "select * from held_lines where lines > 0 order by all",
    "compared": "select * from compared order by all",
    "covered": "select * from covered order by all",
    "coverage": "select * from coverage order by all",
    "observation": "select * from observation order by all",
    "comparison": "select * from comparison order by all",
}


def asked(generation: Generation, sql: str) -> list[tuple]:
    with store.connection(generation).cursor() as cursor:
        return cursor.execute(sql).fetchall()


def only(rows: WarehouseRows, keep) -> WarehouseRows:
    """The rows for which `keep` holds, sources and reports no more than those need."""
    kept = replace(rows, agency=[r for r in rows.agency if keep(r)], reading=[r for r in rows.reading if keep(r)])
    kept.report = [r for r in rows.report if keep(r)]
    sources = {r["source_id"] for r in kept.report}
    kept.source = [r for r in rows.source if r["source_id"] in sources]
    return kept


def test_counts_are_kept_up_when_one_agency_is_replaced_and_when_it_leaves(own_state):
    every = demo_rows()
    younger = only(every, lambda r: r["agency_id"] != CITY or r.get("year", r.get("report_year", 0)) < 2022)
    fresh = store.ensure("draft", lambda: every, inputs=lambda: "every")
    store.ensure("own", lambda: younger, inputs=lambda: "younger")
    with store.writer_lock("own"):
        mine = only(every, lambda r: r["agency_id"] == CITY)
        amended = store.amend("own", mine, [CITY], "every")
    for table, sql in COUNTS.items():
        assert asked(amended, sql) == asked(fresh, sql), table

    without = store.ensure("draft", lambda: only(every, lambda r: r["agency_id"] != CITY), force=True, inputs=lambda: "without")
    with store.writer_lock("own"):
        left = store.amend("own", WarehouseRows(), [CITY], "without")
    for table, sql in COUNTS.items():
        assert asked(left, sql) == asked(without, sql), table
    assert [f.name for f in fields(WarehouseRows) if not getattr(every, f.name)] == []


def test_counts_are_what_counting_gives(demo):
    for scope, agencies in asked(
        demo,
        "select scope, count(distinct agency_id) from observation join agency using (agency_id)"
        " where kind = 'approval_service' and level = 'city' and year = 2023 and indicator_id = 'applications_new'"
        " and applicant_type = 'total' and state = 'reported' and period_kind = 'year' group by scope",
    ):
        rows = records(demo, "comparable_indicators", kinds=["approval_service"], levels=["city"])
        found = [r for r in rows if (r["indicator_id"], r["year"], r["scope"]) == ("applications_new", 2023, scope)]
        assert [r["agencies"] for r in found] == ([agencies] if agencies > 1 else [])
    held = {
        r["indicator_id"]: (r["agencies"], r["years"], r["numbers"], r["last_year"])
        for r in records(demo, "indicators", held_only=True)
    }
    assert held == {
        name: tuple(rest)
        for name, *rest in asked(
            demo,
            "select indicator_id, count(distinct agency_id), count(distinct year), count(*), max(year) from observation"
            " where state = 'reported' and applicant_type = 'total' group by indicator_id",
        )
    }


def test_a_large_group_shows_its_fullest_agencies_and_always_the_named_one(demo):
    every = records(demo, "matrix", indicator="applications_new")
    names = {r["agency_id"] for r in every}
    last = sorted(names, key=lambda a: (sum(r["state"] == "reported" for r in every if r["agency_id"] == a), a))[0]
    few = records(demo, "matrix", indicator="applications_new", agencies=[last], limit=3)
    assert len({r["agency_id"] for r in few}) == 3 and last in {r["agency_id"] for r in few}
    ranked = records(demo, "ranking", indicator="applications_new", year=2023)
    lowest = ranked[-1]["agency_id"]
    short = records(demo, "ranking", indicator="applications_new", year=2023, agencies=[lowest], limit=2)
    assert [r["agency_id"] for r in short] == [ranked[0]["agency_id"], ranked[1]["agency_id"], lowest]
    assert short[-1]["place"] == ranked[-1]["place"] and short[0]["members"] == len(ranked)


@pytest.mark.parametrize("limit", [1, 50, 700])
def test_a_limited_table_is_the_beginning_of_the_whole(demo, limit):
    whole = records(demo, "observations", limit=1_000_000)
    assert records(demo, "observations", limit=limit) == whole[:limit]
    found = records(demo, "observations", search="新收", limit=1_000_000)
    assert records(demo, "observations", search="新收", limit=limit) == found[:limit]


def test_the_observations_of_one_agency_lie_together(demo):
    """Clustered by ranges of agencies: a small warehouse has one range, and there indicator after indicator."""
    order = [row[0] for row in asked(demo, "select applicant_type || '/' || indicator_id from observation order by rowid")]
    assert order == sorted(order)
