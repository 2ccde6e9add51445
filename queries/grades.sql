-- One row is one agency and year with the four parts of its grade: how many there are of each, and how many are good.
-- param agencies: texts
-- param year_from: integer = 1900
-- param year_to: integer = 2200
with cells as (
    select
        o.agency_id, o.year,
        count(*) as cells,
        sum(case when o.state in ('reported', 'not_applicable') then 1 else 0 end) as cells_filled,
        sum(case when o.disagree then 0 else 1 end) as cells_agreed,
        sum(case when o.state = 'reported' then 1 else 0 end) as numbers,
        sum(case when o.state = 'reported' and s.source_kind <> 'press' then 1 else 0 end) as numbers_first_hand
    from observation o
    left join report r on r.report_id = o.report_id
    left join source s on s.source_id = r.source_id
    where list_contains($agencies, o.agency_id) and o.year between $year_from and $year_to and o.choice_rule <> 'derived'
    group by o.agency_id, o.year
),
compared as (
    select
        c.agency_id, c.year,
        sum(case when c.outcome = 'holds' then 1 else 0 end) as checks_held,
        sum(case when c.outcome in ('holds', 'fails') then 1 else 0 end) as checks,
        sum(case when c.outcome = 'holds_if_blank_is_zero' then 1 else 0 end) as checks_if_blank_is_zero
    from comparison c
    where list_contains($agencies, c.agency_id) and c.year between $year_from and $year_to and c.severity <> 'question'
    group by c.agency_id, c.year
)
select
    k.agency_id, k.year, k.cells, k.cells_filled, k.cells_agreed, k.numbers, k.numbers_first_hand,
    coalesce(c.checks, 0) as checks, coalesce(c.checks_held, 0) as checks_held,
    coalesce(c.checks_if_blank_is_zero, 0) as checks_if_blank_is_zero
from cells k
left join compared c on c.agency_id = k.agency_id and c.year = k.year
order by k.agency_id, k.year
