-- One row is one agency of the data set, with the years it covers.
-- param search: text =
-- param kind: text =
-- param level: text =
-- param province: text =
-- param covered_only: boolean = false
-- param limit: integer = 100000
select
    a.agency_id, a.name, a.short_name, a.kind, a.level, a.region_code, a.region_name, a.province,
    a.parent_id, a.aliases, a.consolidates,
    c.first_year, c.last_year, coalesce(c.years, 0) as years, coalesce(c.topics, 0) as topics,
    coalesce(c.numbers, 0) as numbers
from agency a
left join covered c on c.agency_id = a.agency_id and c.topic = '' and c.numbers > 0
where ($search is null
        or contains(a.name, $search) or contains(a.short_name, $search) or contains(a.aliases, $search))
    and ($kind is null or a.kind = $kind)
    and ($level is null or a.level = $level)
    and ($province is null or a.province = $province)
    and (not $covered_only or c.numbers > 0)
order by coalesce(c.topics, 0) desc, coalesce(c.numbers, 0) desc, a.region_code nulls last, a.name, a.agency_id
limit $limit
