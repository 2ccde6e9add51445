-- One row is one indicator of one agency in one year: value, state, qualifier, findings and report.
-- param indicator: text
-- param agency: text =
-- param year_from: integer = 1900
-- param year_to: integer = 2200
select
    o.agency_id, a.name as agency, o.year, o.indicator_id, i.name as indicator, i.unit, o.applicant_type,
    o.scope, o.period_kind, o.value, o.low, o.high, o.qualifier, o.state, o.disagree, o.report_id, o.reading_id
from observation o
join agency a on a.agency_id = o.agency_id
join indicator i on i.indicator_id = o.indicator_id
where o.indicator_id = $indicator
    and ($agency is null or o.agency_id = $agency or a.name = $agency)
    and o.year between $year_from and $year_to
order by o.agency_id, o.year, o.applicant_type, o.scope, o.period_kind
