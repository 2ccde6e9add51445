-- Fills table comparison with what the rules would have compared in temp table figure, about seventy to a report.
insert into comparison (rule, agency_id, report_id, year, subject, cells, expected, actual, outcome, severity)
with compared as (
    select f.agency_id, f.year, f.report_id, f.indicator_id, f.short_name, f.value, f.state, r.rule, r.severity
    from figure f
    join (values ('applicant_types_sum_to_total', 'error', 'table3'), ('figure_differs_from_last_year', 'question', null),
        ('change_over_last_year_is_within_fivefold', 'question', null)) as r (rule, severity, section)
        on r.section = f.section or r.section is null and f.section is not null and f.value > 0
    where f.applicant_type = 'total' and f.report_id is not null
)
select
    rule, agency_id, report_id, year,
    short_name as subject, concat(indicator_id, '/total') as cells,
    coalesce(cast(cast(value as double) as varchar), '空') as expected, coalesce(cast(cast(value as double) as varchar), '空') as actual,
    case when state = 'reported' then 'holds' else 'not_assessable' end as outcome,
    severity
from compared
order by outcome, agency_id, year, rule, indicator_id
