-- One row is one of the named agencies, with the years in which it has numbers.
-- param agencies: texts
select
    a.agency_id, a.name, a.short_name, a.kind, a.level, a.region_code, a.region_name, a.province, a.consolidates, a.aliases,
    a.successor_of,
    coalesce(
        (select list_sort(list(distinct c.year)) from coverage c where c.agency_id = a.agency_id and c.numbers > 0),
        []
    ) as years
from agency a
where list_contains($agencies, a.agency_id)
