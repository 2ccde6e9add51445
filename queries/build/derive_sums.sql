-- Adds the derived sums: only where every operand is a known number, and no figure was printed for the cell.
-- param agencies: texts
insert into observation
with operand as (
    select
        d.indicator_id, d.operand, d.operands, o.agency_id, o.year - d.year_offset as year, o.applicant_type, o.scope,
        o.value, o.low, o.high, o.low_open, o.high_open, o.qualifier
    from derivation d
    join observation o on o.indicator_id = d.operand and o.state = 'reported'
    join agency a on a.agency_id = o.agency_id
    where d.part = 'sum' and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
),
summed as (
    select
        indicator_id, agency_id, year, applicant_type, scope,
        sum(value) as value,
        case when count(low) = max(operands) then sum(low) end as low,
        case when count(high) = max(operands) then sum(high) end as high,
        max(case when low_open then 1 else 0 end) = 1 as low_open,
        max(case when high_open then 1 else 0 end) = 1 as high_open,
        max(case when qualifier = 'about' then 1 else 0 end) = 1 as about
    from operand
    group by indicator_id, agency_id, year, applicant_type, scope
    having count(*) = max(operands) and count(distinct operand) = max(operands) and count(value) = max(operands)
)
select
    s.agency_id, s.year, s.indicator_id, s.applicant_type, s.scope, i.period_kind,
    null as period_start, null as as_of,
    s.value,
    case when s.about then null else s.low end as low,
    case when s.about then null else s.high end as high,
    s.low_open, s.high_open,
    case
        when s.about then 'about'
        when s.low = s.high then 'exact'
        when s.low is not null and s.high is not null then 'range'
        when s.low is not null and s.low_open then 'more_than'
        when s.low is not null then 'at_least'
        when s.high is not null and s.high_open then 'less_than'
        else 'at_most'
    end as qualifier,
    'reported' as state, null as reading_id, null as report_id, 0 as readings, false as disagree,
    'derived' as choice_rule
from summed s
join indicator i on i.indicator_id = s.indicator_id
where (s.about or s.low is not null or s.high is not null)
    and not exists (
        select 1 from observation o
        join agency a on a.agency_id = o.agency_id and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
        where o.agency_id = s.agency_id and o.year = s.year and o.indicator_id = s.indicator_id
            and o.applicant_type = s.applicant_type and o.scope = s.scope and o.period_kind = i.period_kind
    )
