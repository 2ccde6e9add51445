-- Fills table coverage: one row per agency, year and topic that has any observation.
-- param agencies: texts
insert into coverage
with failing as (
    select agency_id, year, count(*) as failures
    from comparison
    where outcome = 'fails' and severity = 'error'
    group by agency_id, year
)
select
    o.agency_id, o.year, i.topic,
    count(*) as cells,
    sum(case when o.state = 'reported' then 1 else 0 end) as numbers,
    sum(case when o.state = 'reported' and o.applicant_type = 'total' then 1 else 0 end) as totals,
    sum(case when o.disagree then 1 else 0 end) as disagreements,
    case when i.topic = 'disclosure' then coalesce(max(f.failures), 0) else 0 end as failures
from observation o
join indicator i on i.indicator_id = o.indicator_id
left join failing f on f.agency_id = o.agency_id and f.year = o.year
where len($agencies) = 0 or list_contains($agencies, o.agency_id)
group by o.agency_id, o.year, i.topic
