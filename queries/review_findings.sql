-- One row is one comparison that asks for a person's word: it does not hold, or only with blanks as zero.
-- param search: text =
-- param agency: text =
-- param agencies: texts
-- param year: integer =
-- param rule: text =
-- param questions: boolean = false
-- param limit: integer = 2000
select
    c.rule, c.agency_id, a.name as agency, c.report_id, c.year, c.subject, c.cells, c.expected, c.actual,
    c.outcome, c.severity, c.fingerprint, coalesce(i.section, 'text') as part
from comparison c
join agency a on a.agency_id = c.agency_id
left join indicator i on i.indicator_id = split_part(c.cells, '/', 1)
where c.outcome in ('fails', 'holds_if_blank_is_zero')
    and (c.severity = 'question') = $questions
    and ($search is null or contains(a.name, $search) or contains(a.short_name, $search))
    and ($agency is null or c.agency_id = $agency)
    and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
    and ($year is null or c.year = $year)
    and ($rule is null or c.rule = $rule)
order by c.year desc, a.name, c.agency_id, case c.outcome when 'fails' then 0 else 1 end,
    case c.severity when 'error' then 0 else 1 end, c.rule, c.subject
limit $limit
