-- One row is one indicator with how many agencies of a kind have two or more years on it in one scope.
-- param kind: text
with lines as (
    select o.indicator_id, o.agency_id, o.scope, count(distinct o.year) as years
    from observation o
    join agency a on a.agency_id = o.agency_id
    where a.kind = $kind and o.state = 'reported' and o.applicant_type = 'total'
    group by o.indicator_id, o.agency_id, o.scope
    having count(distinct o.year) > 1
)
select indicator_id, count(*) as line_count, max(years) as years
from lines
group by indicator_id
order by indicator_id
