-- One row is one agency whose place among those of its kind and level is not the same in two generations (before and after).
-- Only where a figure of that indicator, year and scope changed; exact figures, indicators comparable across agencies.
-- param agencies: texts
-- param limit: integer = 2000
with touched as (
    select distinct
        coalesce(n.indicator_id, o.indicator_id) as indicator_id, coalesce(n.year, o.year) as year,
        coalesce(n.scope, o.scope) as scope, coalesce(n.period_kind, o.period_kind) as period_kind
    from before.observation o
    full join after.observation n
        on n.agency_id = o.agency_id and n.year = o.year and n.indicator_id = o.indicator_id
        and n.applicant_type = o.applicant_type and n.scope = o.scope and n.period_kind = o.period_kind
    where coalesce(n.applicant_type, o.applicant_type) = 'total'
        and (o.value is distinct from n.value or o.qualifier is distinct from n.qualifier or o.state is distinct from n.state)
),
old_place as (
    select
        o.agency_id, o.indicator_id, o.year, o.scope, o.period_kind, o.value,
        rank() over (
            partition by o.indicator_id, o.year, o.scope, o.period_kind, a.kind, a.level order by o.value desc
        ) as place,
        count(*) over (partition by o.indicator_id, o.year, o.scope, o.period_kind, a.kind, a.level) as members
    from before.observation o
    join touched t
        on t.indicator_id = o.indicator_id and t.year = o.year and t.scope = o.scope and t.period_kind = o.period_kind
    join before.agency a on a.agency_id = o.agency_id
    where o.applicant_type = 'total' and o.state = 'reported' and o.qualifier = 'exact'
),
new_place as (
    select
        o.agency_id, o.indicator_id, o.year, o.scope, o.period_kind, o.value, a.name as agency,
        rank() over (
            partition by o.indicator_id, o.year, o.scope, o.period_kind, a.kind, a.level order by o.value desc
        ) as place,
        count(*) over (partition by o.indicator_id, o.year, o.scope, o.period_kind, a.kind, a.level) as members
    from after.observation o
    join touched t
        on t.indicator_id = o.indicator_id and t.year = o.year and t.scope = o.scope and t.period_kind = o.period_kind
    join after.agency a on a.agency_id = o.agency_id
    where o.applicant_type = 'total' and o.state = 'reported' and o.qualifier = 'exact'
)
select
    n.agency_id, n.agency, n.indicator_id, i.name as indicator, n.year, n.scope, n.period_kind,
    o.place as old_place, o.members as old_members, n.place, n.members, o.value <> n.value as own_figure_changed,
    count(*) over () as moved
from new_place n
join old_place o
    on o.agency_id = n.agency_id and o.indicator_id = n.indicator_id and o.year = n.year and o.scope = n.scope
    and o.period_kind = n.period_kind
join after.indicator i on i.indicator_id = n.indicator_id and i.comparable
where o.place <> n.place and (len($agencies) = 0 or list_contains($agencies, n.agency_id))
order by abs(n.place - o.place) desc, n.agency, n.agency_id, n.year, i.position, n.scope, n.period_kind
limit $limit
