-- One row is one agency in one year with its values on two indicators of the same scope.
-- param indicator_x: text
-- param indicator_y: text
-- param year: integer
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param scope: text =
select
    a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level,
    x.year, x.scope, x.value as x, y.value as y, x.qualifier as x_qualifier, y.qualifier as y_qualifier,
    x.reading_id as x_reading, y.reading_id as y_reading, x.period_kind, sx.title as source_title, sx.source_kind
from observation x
join indicator ix on ix.indicator_id = x.indicator_id and x.period_kind = ix.period_kind
join observation y
    on y.agency_id = x.agency_id and y.year = x.year and y.scope = x.scope and y.applicant_type = 'total'
join indicator iy on iy.indicator_id = y.indicator_id and y.period_kind = iy.period_kind
join agency a on a.agency_id = x.agency_id
left join report rx on rx.report_id = x.report_id
left join source sx on sx.source_id = rx.source_id
where x.indicator_id = $indicator_x and y.indicator_id = $indicator_y and x.year = $year
    and x.applicant_type = 'total' and x.state = 'reported' and y.state = 'reported'
    and x.value is not null and y.value is not null
    and ($scope is null or x.scope = $scope)
    and (
        list_contains($agencies, a.agency_id)
        or (
            not $named_only
            and (len($kinds) = 0 or list_contains($kinds, a.kind))
            and (len($levels) = 0 or list_contains($levels, a.level))
            and (len($provinces) = 0 or list_contains($provinces, a.province))
        )
    )
order by x.value desc, a.name, a.agency_id
