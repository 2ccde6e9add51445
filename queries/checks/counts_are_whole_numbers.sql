-- One row is one statutory table of one report; cells names the offending ones, or the table if it holds.
-- rule: E
-- severity: warning
-- sentence: 件数、项数为整数
select
    agency_id, report_id, year,
    case section when 'table2' then '表二' when 'table3' then '表三' else '表四' end as subject,
    coalesce(
        string_agg(case when value <> floor(value) then cell end, ';' order by position, applicant_position), section
    ) as cells,
    '整数' as expected,
    coalesce(
        string_agg(case when value <> floor(value) then shown end, '、' order by position, applicant_position),
        concat(cast(count(value) as varchar), ' 格均为整数')
    ) as actual,
    cast(null as decimal(20, 4)) as delta,
    case
        when max(case when value <> floor(value) then 1 else 0 end) = 1 then 'fails'
        when count(value) = 0 then 'not_assessable'
        else 'holds'
    end as outcome
from statutory_cell
where value_type <> 'money'
group by agency_id, report_id, year, section
