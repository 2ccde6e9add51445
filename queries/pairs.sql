-- One row is one agency in one year with its values on two indicators of the same scope.
-- Of a group larger than the limit, the named agencies and every n-th by the first value, so that the cloud keeps its shape.
-- param indicator_x: text
-- param indicator_y: text
-- param year: integer
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param scope: text =
-- param limit: integer = 2000
with across as (
    select o.agency_id, o.year, o.scope, o.value, o.qualifier, o.reading_id, o.report_id, o.period_kind
    from observation o
    join indicator i on i.indicator_id = o.indicator_id and o.period_kind = i.period_kind
    where o.indicator_id = $indicator_x and o.year = $year and o.applicant_type = 'total' and o.state = 'reported'
        and o.value is not null and ($scope is null or o.scope = $scope)
),
upward as (
    select o.agency_id, o.scope, o.value, o.qualifier, o.reading_id
    from observation o
    join indicator i on i.indicator_id = o.indicator_id and o.period_kind = i.period_kind
    where o.indicator_id = $indicator_y and o.year = $year and o.applicant_type = 'total' and o.state = 'reported'
        and o.value is not null and ($scope is null or o.scope = $scope)
),
paired as (
    select
        a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level,
        x.year, x.scope, x.value as x, y.value as y, x.qualifier as x_qualifier, y.qualifier as y_qualifier,
        x.reading_id as x_reading, y.reading_id as y_reading, x.period_kind, x.report_id,
        list_contains($agencies, a.agency_id) as named,
        row_number() over (order by x.value desc, a.name, a.agency_id, x.scope) as line,
        count(*) over () as pairs
    from across x
    join upward y on y.agency_id = x.agency_id and y.scope = x.scope
    join agency a on a.agency_id = x.agency_id
    where list_contains($agencies, a.agency_id)
        or (
            not $named_only
            and (len($kinds) = 0 or list_contains($kinds, a.kind))
            and (len($levels) = 0 or list_contains($levels, a.level))
            and (len($provinces) = 0 or list_contains($provinces, a.province))
        )
)
select
    p.agency_id, p.agency, p.agency_short, p.kind, p.level,
    p.year, p.scope, p.x, p.y, p.x_qualifier, p.y_qualifier, p.x_reading, p.y_reading, p.period_kind,
    s.title as source_title, s.source_kind, p.pairs
from paired p
left join report r on r.report_id = p.report_id
left join source s on s.source_id = r.source_id
where p.named or (p.line - 1) % cast(ceil(p.pairs / cast($limit as double)) as bigint) = 0
order by p.line
