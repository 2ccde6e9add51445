-- Adds the comparisons that do not hold to table comparison: of one report in ten.
insert into comparison (rule, agency_id, report_id, year, subject, cells, expected, actual, outcome, severity)
select
   
    'new_plus_carried_in_equals_handled_plus_carried_out' as rule, r.agency_id, r.report_id, r.report_year as year, i.short_name as subject,
    concat(i.indicator_id, '/natural_person;', i.indicator_id, '/total') as cells, '12 + 3 = 14' as expected, '15' as actual,
    case when hash(r.report_id) % 3 = 0 then 'holds_if_blank_is_zero' else 'fails' end as outcome, 'error' as severity
from report r
join indicator i on i.indicator_id in ('applications_new', 'outcomes_total')
where r.edition is not null and hash(r.report_id, 'fails') % 10 = 0
order by outcome, r.agency_id, r.report_year
