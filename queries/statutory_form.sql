-- One row is one cell of the statutory form that is held for an agency and year; what the year before carried out too.
-- A figure printed in a table goes before one from running text, which counts only where it covers what the tables cover.
-- param agency: text
-- param year: integer
select
    o.year, o.indicator_id, o.applicant_type, o.value, o.qualifier, o.state, d.raw_text,
    d.locator_table is not null as in_table, d.rule = 'correction' as corrected, s.title as source_title
from observation o
join agency a on a.agency_id = o.agency_id
join indicator i on i.indicator_id = o.indicator_id
join reading d on d.reading_id = o.reading_id
join report r on r.report_id = o.report_id
join source s on s.source_id = r.source_id
where o.agency_id = $agency
    and i.section is not null
    and o.period_kind = i.period_kind
    and (o.year = $year or (o.year = $year - 1 and o.indicator_id = 'applications_carried_out'))
    and (d.locator_table is not null or o.scope = a.consolidates)
qualify row_number() over (
    partition by o.year, o.indicator_id, o.applicant_type
    order by d.locator_table is not null desc, o.scope = a.consolidates desc, o.scope
) = 1
order by o.year, i.position, o.applicant_type
