-- One row is one agency and year whose comparisons are to be made again.
-- A year's comparisons also look one year back, so the year after a changed one is touched too.
-- An agency that adds up its subordinates is touched with all of them.
-- param agencies: texts
-- param years: integers
create or replace temp table touched as
with wanted as (
    select agency_id
    from agency
    where len($agencies) = 0
    union
    select unnest($agencies) as agency_id
    union
    select relative.agency_id
    from agency named
    join agency parent on parent.consolidates = 'subordinate' and parent.agency_id in (named.agency_id, named.parent_id)
    join agency relative on parent.agency_id in (relative.agency_id, relative.parent_id)
    where list_contains($agencies, named.agency_id)
)
select distinct known.agency_id, known.year
from (
    -- joined part by part: so the few agencies of an import let DuckDB skip the rest of a nation
    select o.agency_id, o.year from observation o join wanted w on w.agency_id = o.agency_id
    union all
    select r.agency_id, r.report_year as year from report r join wanted w on w.agency_id = r.agency_id
    union all
    select c.agency_id, c.year from comparison c join wanted w on w.agency_id = c.agency_id
) as known
where len($years) = 0 or list_contains($years, known.year) or list_contains($years, known.year - 1)
