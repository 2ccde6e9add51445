-- Adds the derived rates in percent: every operand exact and the denominator above zero; a rate of bounds says nothing.
-- param agencies: texts
insert into observation
with operand as (
    select
        d.indicator_id, d.part, d.operand, d.operands, o.agency_id, o.year - d.year_offset as year, o.scope, o.value
    from derivation d
    join observation o
        on o.indicator_id = d.operand and o.state = 'reported' and o.qualifier = 'exact'
        and o.applicant_type = 'total'
    join agency a on a.agency_id = o.agency_id
    where d.part in ('numerator', 'denominator') and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
),
part as (
    select indicator_id, part, agency_id, year, scope, sum(value) as value
    from operand
    group by indicator_id, part, agency_id, year, scope
    having count(*) = max(operands) and count(distinct operand) = max(operands)
)
select
    n.agency_id, n.year, n.indicator_id, 'total' as applicant_type, n.scope, i.period_kind,
    null as period_start, null as as_of,
    round(100 * n.value / nullif(d.value, 0), 4) as value,
    round(100 * n.value / nullif(d.value, 0), 4) as low,
    round(100 * n.value / nullif(d.value, 0), 4) as high,
    false as low_open, false as high_open, 'exact' as qualifier, 'reported' as state,
    null as reading_id, null as report_id, 0 as readings, false as disagree, 'derived' as choice_rule
from part n
join part d
    on d.indicator_id = n.indicator_id and d.part = 'denominator' and d.agency_id = n.agency_id
    and d.year = n.year and d.scope = n.scope
join indicator i on i.indicator_id = n.indicator_id
where n.part = 'numerator' and d.value > 0
    and not exists (
        select 1 from observation o
        join agency a on a.agency_id = o.agency_id and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
        where o.agency_id = n.agency_id and o.year = n.year and o.indicator_id = n.indicator_id
            and o.applicant_type = 'total' and o.scope = n.scope and o.period_kind = i.period_kind
    )
