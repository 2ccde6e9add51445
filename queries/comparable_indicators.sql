-- One row is one indicator, year and scope that at least two agencies of a group have a number on.
-- The group is counted beforehand (held_year); only the named agencies outside it, and the focus, are looked up.
-- param kinds: texts
-- param levels: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param focus: text =
with member as (
    select
        a.agency_id, list_contains($agencies, a.agency_id) as named, coalesce(a.agency_id = $focus, false) as focus,
        not $named_only
        and (len($kinds) = 0 or list_contains($kinds, a.kind))
        and (len($levels) = 0 or list_contains($levels, a.level)) as inside
    from agency a
    where list_contains($agencies, a.agency_id) or a.agency_id = $focus
),
had as (
    select h.indicator_id, h.year, h.scope, h.period_kind, h.agencies as members, 0 as focus_has
    from held_year h
    where not $named_only
        and (len($kinds) = 0 or list_contains($kinds, h.kind))
        and (len($levels) = 0 or list_contains($levels, h.level))
    union all
    select
        o.indicator_id, o.year, o.scope, o.period_kind,
        case when m.named and not m.inside then 1 else 0 end as members,
        case when m.focus and (m.named or m.inside) then 1 else 0 end as focus_has
    from member m
    join observation o on o.agency_id = m.agency_id
    where o.state = 'reported' and o.applicant_type = 'total'
)
select h.indicator_id, h.year, h.scope, cast(sum(h.members) as bigint) as agencies, max(h.focus_has) = 1 as focus_has
from had h
join indicator i on i.indicator_id = h.indicator_id and i.period_kind = h.period_kind and i.comparable
group by h.indicator_id, h.year, h.scope
having sum(h.members) > 1
order by agencies desc, h.year desc, h.indicator_id, h.scope
