-- One row is one statutory table of two successive reports of one edition with at least five non-zero cells.
-- All of them the same as last year is a question to a person; an office with zeros everywhere is not suspicious.
-- rule: O3
-- severity: question
-- sentence: 整张表的非零数字与上年不完全相同
select
    n.agency_id, n.report_id, n.year,
    case n.section when 'table2' then '表二' when 'table3' then '表三' else '表四' end as subject,
    n.section as cells,
    concat('与', cast(n.year - 1 as varchar), '年不完全相同') as expected,
    concat(
        cast(sum(case when n.value <> 0 then 1 else 0 end) as varchar), ' 个非零数字中 ',
        cast(sum(case when n.value <> 0 and n.value = p.value then 1 else 0 end) as varchar), ' 个相同'
    ) as actual,
    cast(null as decimal(20, 4)) as delta,
    case when max(case when coalesce(n.value, 0) <> coalesce(p.value, 0) then 1 else 0 end) = 1 then 'holds' else 'fails' end
        as outcome
from statutory_cell n
join statutory_cell p
    on p.agency_id = n.agency_id and p.year = n.year - 1 and p.edition = n.edition and p.cell = n.cell
group by n.agency_id, n.report_id, n.year, n.section
having sum(case when n.value <> 0 then 1 else 0 end) >= 5
