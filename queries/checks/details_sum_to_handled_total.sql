-- One row is one applicant column of table 3 in one report.
-- rule: B
-- severity: error
-- sentence: 各项办理结果之和＝办理总计
with parts as (
    select
        agency_id, report_id, year, applicant_name as subject,
        string_agg(cell, ';' order by position) as cells,
        string_agg(case when indicator_id <> 'outcomes_total' then shown end, ' + ' order by position) as parts_shown,
        max(case when indicator_id = 'outcomes_total' then shown end) as total_shown,
        coalesce(sum(case when indicator_id <> 'outcomes_total' then value end), 0) as parts,
        coalesce(sum(case when indicator_id = 'outcomes_total' then value end), 0) as total,
        sum(case when gap = 'empty' then 1 else 0 end) as empty_cells,
        sum(case when gap = 'unknown' then 1 else 0 end) as unknown_cells
    from statutory_cell
    where section = 'table3'
        and indicator_id not in ('applications_new', 'applications_carried_in', 'applications_carried_out')
    group by agency_id, report_id, year, applicant_name
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
