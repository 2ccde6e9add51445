-- One row is one comparison made on the figures of an agency and year, those that hold too.
-- param agencies: texts
-- param year_from: integer = 1900
-- param year_to: integer = 2200
-- param outcome: text =
-- param limit: integer = 5000
select
    c.comparison_id, c.rule, c.agency_id, a.name as agency, c.report_id, c.year, c.subject, c.cells,
    c.expected, c.actual, c.outcome, c.severity, c.fingerprint
from comparison c
join agency a on a.agency_id = c.agency_id
where (len($agencies) = 0 or list_contains($agencies, a.agency_id))
    and c.year between $year_from and $year_to
    and ($outcome is null or c.outcome = $outcome)
order by case c.outcome when 'fails' then 0 when 'not_assessable' then 1 when 'holds_if_blank_is_zero' then 2 else 3 end,
    case c.severity when 'error' then 0 when 'warning' then 1 else 2 end, c.agency_id, c.year, c.rule, c.subject
limit $limit
