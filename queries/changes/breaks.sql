-- One row is one registered break that only one of two generations (attached as before and after) knows.
-- param agencies: texts
-- param limit: integer = 2000
with told as (
    select
        coalesce(n.indicator_id, o.indicator_id) as indicator_id, coalesce(n.agency_id, o.agency_id) as agency_id,
        coalesce(n.year, o.year) as year, coalesce(n.reason, o.reason) as reason,
        case when o.year is null then 'new' else 'gone' end as what
    from before.series_break o
    full join after.series_break n
        on n.indicator_id = o.indicator_id and n.year = o.year and coalesce(n.agency_id, '') = coalesce(o.agency_id, '')
    where o.year is null or n.year is null
)
select t.*, coalesce(a.name, b.name) as agency, coalesce(i.name, j.name) as indicator, count(*) over () as breaks
from told t
left join after.agency a on a.agency_id = t.agency_id
left join before.agency b on b.agency_id = t.agency_id
left join after.indicator i on i.indicator_id = t.indicator_id
left join before.indicator j on j.indicator_id = t.indicator_id
where t.agency_id is null or len($agencies) = 0 or list_contains($agencies, t.agency_id)
order by t.what, t.year, coalesce(i.position, j.position), t.agency_id nulls first
limit $limit
