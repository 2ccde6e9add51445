-- One row is one indicator, year and scope that at least two agencies of a group have a number on.
-- param kinds: texts
-- param levels: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param focus: text =
select
    o.indicator_id, o.year, o.scope, count(distinct o.agency_id) as agencies,
    max(case when o.agency_id = $focus then 1 else 0 end) = 1 as focus_has
from observation o
join indicator i on i.indicator_id = o.indicator_id and i.period_kind = o.period_kind and i.comparable
join agency a on a.agency_id = o.agency_id
where o.state = 'reported' and o.applicant_type = 'total'
    and (
        list_contains($agencies, a.agency_id)
        or (
            not $named_only
            and (len($kinds) = 0 or list_contains($kinds, a.kind))
            and (len($levels) = 0 or list_contains($levels, a.level))
        )
    )
group by o.indicator_id, o.year, o.scope
having count(distinct o.agency_id) > 1
order by count(distinct o.agency_id) desc, o.year desc, o.indicator_id, o.scope
