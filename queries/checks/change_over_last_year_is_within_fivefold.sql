-- One row is one total of two successive years, the larger of them at least 30, no break between.
-- An outlier is a question to a person (a unit slipped? 万 lost?), never an error.
-- rule: O1
-- severity: question
-- sentence: 与上年相比不超过五倍、不少于五分之一
select
    o.agency_id, o.report_id, o.year,
    concat(
        i.name,
        case o.scope when 'jurisdiction' then '（全辖区）' when 'subordinate' then '（本机关及所属）' else '' end,
        case o.period_kind
            when 'cumulative_since' then '（累计数）' when 'as_of' then '（时点数）' when 'year_end_stock' then '（年末数）'
            else ''
        end
    ) as subject,
    concat(o.indicator_id, '/total') as cells,
    concat(
        regexp_replace(cast(cast(p.value / 5 as decimal(20, 1)) as varchar), '[.]?0+$', ''), ' 至 ',
        regexp_replace(cast(p.value * 5 as varchar), '[.]?0+$', ''),
        '（上年 ', regexp_replace(cast(p.value as varchar), '[.]?0+$', ''), '）'
    ) as expected,
    regexp_replace(cast(o.value as varchar), '[.]?0+$', '') as actual,
    o.value - p.value as delta,
    case when o.value > p.value * 5 or o.value * 5 < p.value then 'fails' else 'holds' end as outcome
from observation o
join observation p
    on p.agency_id = o.agency_id and p.year = o.year - 1 and p.indicator_id = o.indicator_id
    and p.applicant_type = o.applicant_type and p.scope = o.scope and p.period_kind = o.period_kind
    and p.report_id is not null
join indicator i on i.indicator_id = o.indicator_id
where o.applicant_type = 'total' and o.report_id is not null
    and i.value_type in ('count', 'money')
    and o.value > 0 and p.value > 0 and greatest(o.value, p.value) >= 30
    and not exists (
        select 1 from series_break b
        where b.indicator_id = o.indicator_id and b.year = o.year
            and (b.agency_id is null or b.agency_id = o.agency_id)
    )
