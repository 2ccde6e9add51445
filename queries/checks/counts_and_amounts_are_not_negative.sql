-- One row is one statutory table of one report; cells names the offending ones, or the table if it holds.
-- rule: E
-- severity: error
-- sentence: 件数、项数和金额不为负数（本年增减除外）
select
    agency_id, report_id, year,
    case section when 'table2' then '表二' when 'table3' then '表三' else '表四' end as subject,
    coalesce(string_agg(case when value < 0 then cell end, ';' order by position, applicant_position), section) as cells,
    '≥ 0' as expected,
    coalesce(
        string_agg(case when value < 0 then shown end, '、' order by position, applicant_position),
        concat(cast(count(value) as varchar), ' 格均不为负')
    ) as actual,
    min(case when value < 0 then value end) as delta,
    case
        when min(value) < 0 then 'fails'
        when count(value) = 0 then 'not_assessable'
        else 'holds'
    end as outcome
from statutory_cell
where value_type <> 'signed'
group by agency_id, report_id, year, section
