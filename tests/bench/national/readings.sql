-- Fills table reading from temp table figure, report by report as imports do.
insert into reading
select
    reading_id, report_id, agency_id, year, indicator_id, applicant_type, scope, period_kind,
    null as period_start, null as as_of, value, low, high, low_open, false as high_open, qualifier, state,
    case state when 'reported' then cast(cast(value as double) as varchar) when 'not_applicable' then '／' when 'unreadable' then '１O' else '' end as raw_text,
    unit as unit_printed,
    concat(coalesce(section, '正文'), ' ', short_name, ' / ', column_name) as locator,
    section as locator_table, short_name as locator_row, column_name as locator_column, '' as evidence, 'national' as rule
from figure
where not derived
order by agency_id, year, position, applicant_type
