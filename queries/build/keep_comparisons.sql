-- Adds to table comparison what one rule compared, for every touched agency and year.
-- The rule's own statement takes the place of the marker below.
-- param rule: text
-- param severity: text
insert into comparison
select
    substr(sha256(concat_ws('|', $rule, c.agency_id, cast(c.year as varchar), c.subject, c.cells)), 1, 16)
        as comparison_id,
    $rule as rule, c.agency_id, c.report_id, c.year, c.subject, c.cells, c.expected, c.actual, c.outcome,
    $severity as severity,
    -- of whom, of when and of the values: a decision on one report must not settle another's
    substr(sha256(concat_ws('|', $rule, c.agency_id, cast(c.year as varchar), c.subject, c.cells, c.expected, c.actual)), 1, 16)
        as fingerprint
from (
    /* rule */
) as c
join touched t on t.agency_id = c.agency_id and t.year = c.year
