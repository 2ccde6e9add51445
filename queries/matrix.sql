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
with held as (
    select h.agency_id, sum(h.numbers) as numbers
    from held_series h
    where h.indicator_id = $indicator and ($scope is null or h.scope = $scope)
    group by h.agency_id
),
best as (
    select a.agency_id, list_contains($agencies, a.agency_id) as named
    from agency a
    left join held h on h.agency_id = a.agency_id
    where list_contains($agencies, a.agency_id)
        or (
            not $named_only
            and (len($kinds) = 0 or list_contains($kinds, a.kind))
            and (len($levels) = 0 or list_contains($levels, a.level))
            and (len($provinces) = 0 or list_contains($provinces, a.province))
        )
    order by named desc, coalesce(h.numbers, 0) desc, a.agency_id
    limit $limit
),
cell as (
    select o.*, b.named
    from best b
    join observation o on o.agency_id = b.agency_id
    join indicator i on i.indicator_id = o.indicator_id
    where o.indicator_id = $indicator and o.applicant_type = 'total'
        and o.year between $year_from and $year_to
        and ($scope is null or o.scope = $scope)
        and o.period_kind = coalesce($period_kind, i.period_kind)
),
breaking as (
    select o.agency_id, o.year, count(distinct b.year) as segment
    from (select distinct agency_id, year from cell) as o
    join series_break b
        on b.indicator_id = $indicator and b.year <= o.year and (b.agency_id is null or b.agency_id = o.agency_id)
    group by o.agency_id, o.year
)
select
    a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level, o.named,
    o.year, o.indicator_id, i.name as indicator, i.short_name as indicator_short, o.applicant_type, o.scope, o.period_kind,
    o.value, o.low, o.high, o.qualifier, o.state, o.disagree, 0 as failures, o.choice_rule,
    o.reading_id, o.report_id, i.unit, i.value_type, i.direction, coalesce(k.segment, 0) as segment,
    s.title as source_title, s.source_kind
from cell o
join agency a on a.agency_id = o.agency_id
join indicator i on i.indicator_id = o.indicator_id
left join breaking k on k.agency_id = o.agency_id and k.year = o.year
left join report r on r.report_id = o.report_id
left join source s on s.source_id = r.source_id
order by a.region_code nulls last, a.name, a.agency_id, o.year, o.scope
