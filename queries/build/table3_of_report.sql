-- One row is one printed cell of table 3 of a report: its exact number, or null.
-- param report_id: text
select
    o.indicator_id, o.applicant_type, r.edition,
    case when o.state = 'reported' and o.qualifier = 'exact' then o.value end as value
from observation o
join report r on r.report_id = o.report_id
join indicator i on i.indicator_id = o.indicator_id
where o.report_id = $report_id and i.section = 'table3' and o.year = r.report_year
order by i.position, o.applicant_type
