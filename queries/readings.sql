-- One row is one reading behind a cell: what was printed, where, and in which source.
-- param agency: text
-- param year: integer
-- param indicator: text
-- param applicant_type: text = total
-- param scope: text =
-- param period_kind: text =
select
    d.reading_id, d.agency_id, d.year, d.indicator_id, i.name as indicator, i.unit, i.value_type, d.applicant_type,
    d.scope, d.period_kind, d.period_start, d.as_of, d.value, d.low, d.high, d.qualifier, d.state,
    d.raw_text, d.unit_printed, d.locator, d.locator_table, d.locator_row, d.locator_column, d.evidence, d.rule,
    s.title as source_title, s.kind as source_carrier, s.source_kind, s.published as source_published, s.url, s.sha256,
    r.report_year, r.edition, r.status,
    case when o.reading_id = d.reading_id then true else false end as chosen, o.choice_rule
from reading d
join indicator i on i.indicator_id = d.indicator_id
join report r on r.report_id = d.report_id
join source s on s.source_id = r.source_id
left join observation o
    on o.agency_id = $agency and o.year = $year and o.indicator_id = $indicator and o.agency_id = d.agency_id and o.year = d.year and o.indicator_id = d.indicator_id
    and o.applicant_type = d.applicant_type and o.scope = d.scope and o.period_kind = d.period_kind
where d.agency_id = $agency and d.year = $year and d.indicator_id = $indicator
    and d.applicant_type = $applicant_type
    and ($scope is null or d.scope = $scope)
    and ($period_kind is null or d.period_kind = $period_kind)
order by chosen desc, s.source_kind, d.reading_id
