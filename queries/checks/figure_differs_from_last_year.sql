-- One row is one full-year count of two successive years, exact and above 100 in both.
-- The same number twice is a question to a person (copied from last year's report?), never an error.
-- rule: O2
-- severity: question
-- sentence: 全年数与上年不完全相同
select
    o.agency_id, o.report_id, o.year,
    concat(
        i.name,
        case o.scope when 'jurisdiction' then '（全辖区）' when 'subordinate' then '（本机关及所属）' else '' end
    ) as subject,
    concat(o.indicator_id, '/total') as cells,
    concat('不同于上年的 ', regexp_replace(cast(p.value as varchar), '[.]?0+$', '')) as expected,
    regexp_replace(cast(o.value as varchar), '[.]?0+$', '') as actual,
    o.value - p.value as delta,
    case when o.value = p.value then 'fails' else 'holds' end as outcome
from observation o
join observation p
    on p.agency_id = o.agency_id and p.year = o.year - 1 and p.indicator_id = o.indicator_id
    and p.applicant_type = o.applicant_type and p.scope = o.scope and p.period_kind = o.period_kind
    and p.report_id is not null
join indicator i on i.indicator_id = o.indicator_id
where o.applicant_type = 'total' and o.report_id is not null
    and i.value_type = 'count' and i.aggregation = 'sum' and o.period_kind = 'year'
    and o.qualifier = 'exact' and p.qualifier = 'exact'
    and o.value > 100 and p.value > 100
