-- One row is one subtotal printed beside the form (不予公开合计 and the like) whose parts stand in the tables.
-- rule: F
-- severity: warning
-- sentence: 印出的合计＝各项之和
with parts as (
    select
        t.agency_id, t.report_id, t.year, t.indicator_id, t.applicant_type, i.name as subject,
        t.value as printed,
        t.qualifier,
        concat(t.indicator_id, '/', t.applicant_type, ';', string_agg(c.cell, ';' order by c.position)) as cells,
        string_agg(c.shown, ' + ' order by c.position) as parts_shown,
        coalesce(sum(c.value), 0) as parts_value,
        sum(case when c.gap = 'empty' then 1 else 0 end) as empty_cells,
        sum(case when c.gap = 'unknown' then 1 else 0 end) as unknown_cells,
        count(*) as found,
        max(d.operands) as wanted
    from observation t
    join derivation d on d.indicator_id = t.indicator_id and d.part = 'sum' and d.year_offset = 0
    join indicator i on i.indicator_id = t.indicator_id
    join statutory_cell c
        on c.agency_id = t.agency_id and c.year = t.year and c.scope = t.scope
        and c.indicator_id = d.operand and c.applicant_type = t.applicant_type
    where t.report_id is not null and t.value is not null and i.section is null
    group by
        t.agency_id, t.report_id, t.year, t.indicator_id, t.applicant_type, t.scope, i.name, t.value, t.qualifier
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        parts_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(parts_value as varchar), '[.]?0+$', '') end
    ) as expected,
    regexp_replace(cast(printed as varchar), '[.]?0+$', '') as actual,
    case when unknown_cells = 0 then parts_value - printed end as delta,
    case
        when unknown_cells > 0 or qualifier <> 'exact' then 'not_assessable'
        when empty_cells = 0 and parts_value = printed then 'holds'
        when empty_cells = 0 then 'fails'
        when parts_value = printed then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from parts
where found = wanted
