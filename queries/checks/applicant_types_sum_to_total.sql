-- One row is one line of table 3 in one report.
-- rule: C
-- severity: error
-- sentence: 六类申请人之和＝总计
with parts as (
    select
        agency_id, report_id, year, name as subject,
        string_agg(cell, ';' order by applicant_position) as cells,
        string_agg(case when applicant_type <> 'total' then shown end, ' + ' order by applicant_position) as parts_shown,
        max(case when applicant_type = 'total' then shown end) as total_shown,
        coalesce(sum(case when applicant_type <> 'total' then value end), 0) as parts,
        coalesce(sum(case when applicant_type = 'total' then value end), 0) as total,
        sum(case when gap = 'empty' then 1 else 0 end) as empty_cells,
        sum(case when gap = 'unknown' then 1 else 0 end) as unknown_cells
    from statutory_cell
    where section = 'table3'
    group by agency_id, report_id, year, name, position
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
