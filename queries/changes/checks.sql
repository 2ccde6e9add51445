-- One row is one relation of an agency, year and subject that fails in one of two generations (before, after) only.
-- param agencies: texts
-- param limit: integer = 2000
with old_rows as (
    select
        rule, agency_id, year, subject, min(severity) as severity,
        case when max(case when outcome = 'fails' then 1 else 0 end) = 1 then 'fails' else min(outcome) end as outcome,
        max(case when outcome = 'fails' then expected end) as expected, max(case when outcome = 'fails' then actual end) as actual
    from before.comparison
    group by rule, agency_id, year, subject
),
new_rows as (
    select
        rule, agency_id, year, subject, min(severity) as severity,
        case when max(case when outcome = 'fails' then 1 else 0 end) = 1 then 'fails' else min(outcome) end as outcome,
        max(case when outcome = 'fails' then expected end) as expected, max(case when outcome = 'fails' then actual end) as actual
    from after.comparison
    group by rule, agency_id, year, subject
),
told as (
    select
        coalesce(n.rule, o.rule) as rule, coalesce(n.agency_id, o.agency_id) as agency_id,
        coalesce(n.year, o.year) as year, coalesce(n.subject, o.subject) as subject,
        coalesce(n.severity, o.severity) as severity, o.outcome as old_outcome, n.outcome,
        coalesce(n.expected, o.expected) as expected, coalesce(n.actual, o.actual) as actual
    from old_rows o
    full join new_rows n on n.agency_id = o.agency_id and n.year = o.year and n.rule = o.rule and n.subject = o.subject
    where o.outcome is distinct from n.outcome and (o.outcome = 'fails' or n.outcome = 'fails')
)
select
    t.*, coalesce(a.name, b.name) as agency,
    sum(case when t.outcome = 'fails' then 1 else 0 end) over () as newly_failing,
    sum(case when t.old_outcome = 'fails' then 1 else 0 end) over () as no_longer_failing
from told t
left join after.agency a on a.agency_id = t.agency_id
left join before.agency b on b.agency_id = t.agency_id
where len($agencies) = 0 or list_contains($agencies, t.agency_id)
order by
    case when t.outcome = 'fails' then 0 else 1 end, t.severity, coalesce(a.name, b.name), t.agency_id, t.year, t.rule,
    t.subject, t.old_outcome, t.expected, t.actual
limit $limit
