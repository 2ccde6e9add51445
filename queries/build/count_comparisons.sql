-- Fills table compared for the agencies, or for all if none is named.
-- param agencies: texts
insert into compared
select c.agency_id, c.severity = 'question' as question, c.outcome, count(*) as comparisons
from comparison c
where len($agencies) = 0 or list_contains($agencies, c.agency_id)
group by c.agency_id, c.severity = 'question', c.outcome
order by c.agency_id
