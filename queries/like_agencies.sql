-- One row is one agency of the same kind and level as the given one that has numbers in the year.
-- param agency: text
-- param year: integer
-- param limit: integer = 12
select
    a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level, a.province,
    count(distinct c.topic) as topics, sum(c.numbers) as numbers
from agency me
join agency a on a.kind = me.kind and a.level = me.level and a.agency_id <> me.agency_id
join coverage c on c.agency_id = a.agency_id and c.year = $year and c.numbers > 0
where me.agency_id = $agency
group by a.agency_id, a.name, a.short_name, a.kind, a.level, a.province
order by count(distinct c.topic) desc, sum(c.numbers) desc, a.agency_id
limit $limit
