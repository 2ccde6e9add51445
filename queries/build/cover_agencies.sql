-- Fills table covered from table coverage, for the agencies, or for all if none is named.
-- param agencies: texts
insert into covered
select
    agency_id, coalesce(topic, '') as topic,
    min(case when numbers > 0 then year end) as first_year, max(case when numbers > 0 then year end) as last_year,
    count(distinct case when numbers > 0 then year end) as years,
    count(distinct case when numbers > 0 then topic end) as topics,
    sum(numbers) as numbers, sum(totals) as totals
from coverage
where len($agencies) = 0 or list_contains($agencies, agency_id)
group by grouping sets ((agency_id), (agency_id, topic))
order by agency_id, coalesce(topic, '')
