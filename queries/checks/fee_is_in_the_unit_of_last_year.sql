-- One row is the fee (or procurement amount) of two successive years; some ten thousand times more or less is a slip of units.
-- rule: O4
-- severity: question
-- sentence: 金额与上年同一单位（不相差约一万倍）
select
    o.agency_id, o.report_id, o.year, i.name as subject,
    concat(o.indicator_id, '/total') as cells,
    concat('上年 ', regexp_replace(cast(p.value as varchar), '[.]?0+$', '')) as expected,
    regexp_replace(cast(o.value as varchar), '[.]?0+$', '') as actual,
    o.value - p.value as delta,
    case
        when o.value between p.value * 2000 and p.value * 50000 or p.value between o.value * 2000 and o.value * 50000
            then 'fails'
        else 'holds'
    end as outcome
from observation o
join observation p
    on p.agency_id = o.agency_id and p.year = o.year - 1 and p.indicator_id = o.indicator_id
    and p.applicant_type = o.applicant_type and p.scope = o.scope and p.report_id is not null
join indicator i on i.indicator_id = o.indicator_id
where i.value_type = 'money' and i.section is not null and o.report_id is not null
    and o.value > 0 and p.value > 0
