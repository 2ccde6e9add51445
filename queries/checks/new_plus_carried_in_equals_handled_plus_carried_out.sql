-- One row is one applicant column of table 3 in one report.
-- rule: A
-- severity: error
-- sentence: 本年新收＋上年结转＝办理总计＋结转下年度
with balance as (
    select
        agency_id, report_id, year, applicant_name as subject,
        string_agg(cell, ';' order by position) as cells,
        max(case when indicator_id = 'applications_new' then shown end) as new_shown,
        max(case when indicator_id = 'applications_carried_in' then shown end) as carried_in_shown,
        max(case when indicator_id = 'outcomes_total' then shown end) as handled_shown,
        max(case when indicator_id = 'applications_carried_out' then shown end) as carried_out_shown,
        coalesce(sum(case when indicator_id in ('applications_new', 'applications_carried_in') then value end), 0)
            as to_handle,
        coalesce(sum(case when indicator_id in ('outcomes_total', 'applications_carried_out') then value end), 0)
            as accounted_for,
        sum(case when gap = 'empty' then 1 else 0 end) as empty_cells,
        sum(case when gap = 'unknown' then 1 else 0 end) as unknown_cells
    from statutory_cell
    where indicator_id in (
        'applications_new', 'applications_carried_in', 'outcomes_total', 'applications_carried_out'
    )
    group by agency_id, report_id, year, applicant_name
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        new_shown, ' + ', carried_in_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(to_handle as varchar), '[.]?0+$', '') end
    ) as expected,
    concat(
        handled_shown, ' + ', carried_out_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(accounted_for as varchar), '[.]?0+$', '') end
    ) as actual,
    case when unknown_cells = 0 then to_handle - accounted_for end as delta,
    case
        when unknown_cells > 0 then 'not_assessable'
        when empty_cells = 0 and to_handle = accounted_for then 'holds'
        when empty_cells = 0 then 'fails'
        when to_handle = accounted_for then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from balance
