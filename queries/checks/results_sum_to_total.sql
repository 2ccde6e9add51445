-- One row is one group of table 4 (review, litigation direct, litigation after review) in one report.
-- rule: D
-- severity: error
-- sentence: 结果维持＋结果纠正＋其他结果＋尚未审结＝总计
with grouped as (
    select
        *,
        case
            when indicator_id like 'review%' then '行政复议'
            when indicator_id like 'litigation_direct%' then '行政诉讼：未经复议直接起诉'
            else '行政诉讼：复议后起诉'
        end as subject
    from statutory_cell
    where section = 'table4'
),
parts as (
    select
        agency_id, report_id, year, subject,
        string_agg(cell, ';' order by position) as cells,
        string_agg(case when indicator_id not like '%total' then shown end, ' + ' order by position) as parts_shown,
        max(case when indicator_id like '%total' then shown end) as total_shown,
        coalesce(sum(case when indicator_id not like '%total' then value end), 0) as parts,
        coalesce(sum(case when indicator_id like '%total' then value end), 0) as total,
        sum(case when gap = 'empty' then 1 else 0 end) as empty_cells,
        sum(case when gap = 'unknown' then 1 else 0 end) as unknown_cells
    from grouped
    group by agency_id, report_id, year, subject
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        parts_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(parts as varchar), '[.]?0+$', '') end
    ) as expected,
    total_shown as actual,
    case when unknown_cells = 0 then parts - total end as delta,
    case
        when unknown_cells > 0 then 'not_assessable'
        when empty_cells = 0 and parts = total then 'holds'
        when empty_cells = 0 then 'fails'
        when parts = total then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from parts
