-- One row is one applicant column of table 3, last year's carried out against this year's carried in.
-- rule: X1
-- severity: error
-- sentence: 上年报告的结转下年度＝本年报告的上年结转
select
    n.agency_id, n.report_id, n.year, n.applicant_name as subject,
    concat('applications_carried_out/', n.applicant_type, ';', n.cell) as cells,
    concat(
        coalesce(p.shown, '缺'), '（', cast(n.year - 1 as varchar), '年报告',
        case when p.agency_id is null then '的表格未收录' else '结转下年度' end, '）'
    ) as expected,
    concat(n.shown, '（', cast(n.year as varchar), '年报告上年结转）') as actual,
    case when p.gap <> 'unknown' and n.gap <> 'unknown' then coalesce(p.value, 0) - coalesce(n.value, 0) end as delta,
    case
        when p.gap is null or p.gap = 'unknown' or n.gap = 'unknown' then 'not_assessable'
        when p.gap = 'none' and n.gap = 'none' and p.value = n.value then 'holds'
        when p.gap = 'none' and n.gap = 'none' then 'fails'
        when coalesce(p.value, 0) = coalesce(n.value, 0) then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from statutory_cell n
left join statutory_cell p
    on p.agency_id = n.agency_id
    and p.year = n.year - 1
    and p.applicant_type = n.applicant_type
    and p.indicator_id = 'applications_carried_out'
where n.indicator_id = 'applications_carried_in'
