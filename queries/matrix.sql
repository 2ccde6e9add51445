-- One row is one cell agency × year of one indicator over a like group, agencies without any number left out.
-- The named agencies stand in the table whatever their kind; years with the same segment share one definition.
-- Of a group larger than the limit, the named agencies and those with most numbers.
-- param indicator: text
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param scope: text =
-- param period_kind: text =
-- param year_from: integer = 1900
-- param year_to: integer = 2200
-- param limit: integer = 500
with cell as (
    select o.*, list_contains($agencies, a.agency_id) as named
    from observation o
    join agency a on a.agency_id = o.agency_id
    join indicator i on i.indicator_id = o.indicator_id
    where o.indicator_id = $indicator and o.applicant_type = 'total'
        and o.year between $year_from and $year_to
        and ($scope is null or o.scope = $scope)
        and o.period_kind = coalesce($period_kind, i.period_kind)
        and (
            list_contains($agencies, a.agency_id)
            or (
                not $named_only
                and (len($kinds) = 0 or list_contains($kinds, a.kind))
                and (len($levels) = 0 or list_contains($levels, a.level))
                and (len($provinces) = 0 or list_contains($provinces, a.province))
            )
        )
),
best as (
    select agency_id, named
    from cell
    group by agency_id, named
    order by named desc, sum(case when state = 'reported' then 1 else 0 end) desc, agency_id
    limit $limit
),
breaking as (
    select o.agency_id, o.year, count(distinct b.year) as segment
    from (select distinct c.agency_id, c.year from cell c join best t on t.agency_id = c.agency_id) as o
    join series_break b
        on b.indicator_id = $indicator and b.year <= o.year and (b.agency_id is null or b.agency_id = o.agency_id)
    group by o.agency_id, o.year
)
select
    a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level, t.named,
    o.year, o.indicator_id, i.name as indicator, i.short_name as indicator_short, o.applicant_type, o.scope, o.period_kind,
    o.value, o.low, o.high, o.qualifier, o.state, o.disagree, 0 as failures, o.choice_rule,
    o.reading_id, o.report_id, i.unit, i.value_type, i.direction, coalesce(k.segment, 0) as segment,
    s.title as source_title, s.source_kind
from best t
join cell o on o.agency_id = t.agency_id
join agency a on a.agency_id = o.agency_id
join indicator i on i.indicator_id = o.indicator_id
left join breaking k on k.agency_id = o.agency_id and k.year = o.year
left join report r on r.report_id = o.report_id
left join source s on s.source_id = r.source_id
order by a.region_code nulls last, a.name, a.agency_id, o.year, o.scope
