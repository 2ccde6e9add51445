-- One row is one cell agency × year of one indicator over a like group, agencies without any number left out.
-- param indicator: text
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param scope: text =
-- param period_kind: text =
-- param year_from: integer = 1900
-- param year_to: integer = 2200
select
    a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level,
    o.year, o.indicator_id, i.name as indicator, o.applicant_type, o.scope, o.period_kind,
    o.value, o.low, o.high, o.qualifier, o.state, o.disagree, 0 as failures, o.choice_rule,
    o.reading_id, o.report_id, i.unit, i.value_type, i.direction, s.title as source_title, s.source_kind
from observation o
join agency a on a.agency_id = o.agency_id
join indicator i on i.indicator_id = o.indicator_id
left join report r on r.report_id = o.report_id
left join source s on s.source_id = r.source_id
where o.indicator_id = $indicator and o.applicant_type = 'total'
    and o.year between $year_from and $year_to
    and ($scope is null or o.scope = $scope)
    and o.period_kind = coalesce($period_kind, i.period_kind)
    and (len($kinds) = 0 or list_contains($kinds, a.kind))
    and (len($levels) = 0 or list_contains($levels, a.level))
    and (len($provinces) = 0 or list_contains($provinces, a.province))
    and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
order by a.region_code nulls last, a.name, o.year
