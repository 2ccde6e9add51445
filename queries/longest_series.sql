-- One row is one series (agency, indicator, scope) of a topic, those with most exact years first.
-- param topic: text
-- param but: text =
-- param limit: integer = 6
select
    o.agency_id, a.short_name as agency_short, o.indicator_id, i.name as indicator, o.scope, o.period_kind,
    count(distinct o.year) as years, max(o.year) as last_year, max(i.headline) as headline
from observation o
join indicator i on i.indicator_id = o.indicator_id
join agency a on a.agency_id = o.agency_id
where i.topic = $topic and o.state = 'reported' and o.applicant_type = 'total' and o.value > 0
    and ($but is null or o.agency_id <> $but)
group by o.agency_id, a.short_name, o.indicator_id, i.name, o.scope, o.period_kind
having count(distinct o.year) > 1
order by count(distinct o.year) desc, max(i.headline) nulls last, max(o.year) desc, o.agency_id, o.indicator_id
limit $limit
