-- One row is one agency, year and topic with what is held of it.
-- param agencies: texts
-- param search: text =
-- param kind: text =
-- param level: text =
-- param topic: text =
-- param year_from: integer = 1900
-- param year_to: integer = 2200
-- param limit: integer = 60
with ranked as (
    select c.agency_id, c.numbers, c.years
    from covered c
    join agency a on a.agency_id = c.agency_id
    where c.topic = coalesce($topic, '')
        and coalesce(c.first_year, $year_from) <= $year_to and coalesce(c.last_year, $year_to) >= $year_from
        and ($kind is null or a.kind = $kind)
        and ($level is null or a.level = $level)
        and ($search is null
            or contains(a.name, $search) or contains(a.short_name, $search) or contains(a.aliases, $search))
        and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
    order by c.years desc, c.numbers desc, c.agency_id
    limit $limit
)
select
    c.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level, a.province,
    c.year, c.topic, c.cells, c.numbers, c.disagreements, c.failures
from ranked k
join coverage c on c.agency_id = k.agency_id
join agency a on a.agency_id = c.agency_id
where c.year between $year_from and $year_to and ($topic is null or c.topic = $topic)
order by k.years desc, k.numbers desc, c.agency_id, c.year, c.topic
