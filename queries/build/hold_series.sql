-- Fills table held_series for the agencies, or for all if none is named.
-- param agencies: texts
insert into held_series
select
    o.agency_id, o.indicator_id, o.scope, o.period_kind, count(*) as numbers,
    count(case when o.value > 0 then 1 end) as positive,
    max(case when o.value > 0 then o.year end) as last_positive
from observation o
join agency a on a.agency_id = o.agency_id
where o.state = 'reported' and o.applicant_type = 'total' and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
group by o.agency_id, o.indicator_id, o.scope, o.period_kind
order by o.indicator_id, o.agency_id, o.scope, o.period_kind
