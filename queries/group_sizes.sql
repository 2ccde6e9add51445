-- One row is the size of two groups in a year: how many agencies of one kind and level, and of that kind alone, have a number on a cell.
-- The named agencies count whatever their kind, as they stand in every group of queries/ranking.sql.
-- param indicator: text
-- param scope: text =
-- param period_kind: text =
-- param kind: text
-- param level: text
-- param agencies: texts
select
    o.year,
    count(distinct case when a.level = $level or list_contains($agencies, a.agency_id) then a.agency_id end) as like_agencies,
    count(distinct a.agency_id) as kind_agencies
from observation o
join agency a on a.agency_id = o.agency_id
join indicator i on i.indicator_id = o.indicator_id
where o.indicator_id = $indicator
    and ($scope is null or o.scope = $scope) and o.period_kind = coalesce($period_kind, i.period_kind)
    and o.applicant_type = 'total' and o.state = 'reported' and coalesce(o.value, o.low, o.high) is not null
    and (a.kind = $kind or list_contains($agencies, a.agency_id))
group by o.year
order by o.year
