-- Adds to table comparison what one rule compared, for every touched agency and year.
-- The rule's own statement takes the place of the marker below.
-- param rule: text
-- param severity: text
insert into comparison (rule, agency_id, report_id, year, subject, cells, expected, actual, outcome, severity)
select
    $rule as rule, c.agency_id, c.report_id, c.year, c.subject, c.cells, c.expected, c.actual, c.outcome,
    $severity as severity
from (
    /* rule */
) as c
join touched t on t.agency_id = c.agency_id and t.year = c.year
-- DuckDB skips row groups by their smallest and largest value: what does not hold lies together, then agency by agency
order by c.outcome, c.agency_id, c.year, c.subject, c.cells
