-- One row is one agency and year whose comparisons are to be made again.
-- A year's comparisons also look one year back, so the year after a changed one is touched too.
-- An agency that adds up its subordinates is touched with all of them.
-- param agencies: texts
-- param years: integers
create or replace temp table touched as
select agency_id, year
from (
    select agency_id, year from observation
    union
    select agency_id, report_year as year from report
    union
    select agency_id, year from comparison
) as known
where (
    len($agencies) = 0
    or list_contains($agencies, agency_id)
    or agency_id in (
        select relative.agency_id
        from agency named
        join agency parent on parent.consolidates = 'subordinate' and parent.agency_id in (named.agency_id, named.parent_id)
        join agency relative on parent.agency_id in (relative.agency_id, relative.parent_id)
        where list_contains($agencies, named.agency_id)
    )
)
    and (len($years) = 0 or list_contains($years, year) or list_contains($years, year - 1))
