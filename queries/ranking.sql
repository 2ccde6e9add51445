-- One row is one agency of a like group in one year: its place on one indicator, or the state that explains its absence.
-- param indicator: text
-- param year: integer
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param scope: text =
-- param period_kind: text =
-- param limit: integer = 500
with cell as (
    select o.*
    from observation o
    join indicator i on i.indicator_id = o.indicator_id
    where o.indicator_id = $indicator and o.year = $year and o.applicant_type = 'total'
        and ($scope is null or o.scope = $scope)
        and o.period_kind = coalesce($period_kind, i.period_kind)
),
grouped as (
    select a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level, a.province, c.*
        exclude (agency_id),
        case when c.state = 'reported' then coalesce(c.value, c.low, c.high) end as sort_value
    from agency a
    left join cell c on c.agency_id = a.agency_id
    where (len($kinds) = 0 or list_contains($kinds, a.kind))
        and (len($levels) = 0 or list_contains($levels, a.level))
        and (len($provinces) = 0 or list_contains($provinces, a.province))
)
select
    g.agency_id, g.agency, g.agency_short, g.kind, g.level, g.province,
    $year as year, $indicator as indicator_id, i.name as indicator, i.unit, i.value_type, i.direction, i.comparable,
    'total' as applicant_type, g.scope, g.period_kind, g.value, g.low, g.high, g.qualifier,
    coalesce(g.state, 'not_collected') as state, g.disagree, 0 as failures, g.choice_rule, g.reading_id, g.report_id,
    s.title as source_title, s.source_kind,
    case when g.sort_value is not null then rank() over (order by g.sort_value desc nulls last) end as place,
    case when g.sort_value is not null then count(*) over (partition by g.sort_value) end as ties,
    count(g.sort_value) over () as ranked,
    count(*) over () as members
from grouped g
join indicator i on i.indicator_id = $indicator
left join report r on r.report_id = g.report_id
left join source s on s.source_id = r.source_id
order by g.sort_value desc nulls last, g.agency
limit $limit
