-- One row is one kind of item (permits, penalties, …) in two successive reports of the 2019 edition.
-- rule: X4
-- severity: warning
-- sentence: 上年报告的上一年项目数量＋本年增减＝本年报告的上一年项目数量
with kind (prefix, kind_name) as (
    values
        ('permit', '行政许可'),
        ('other_management', '其他对外管理服务事项'),
        ('penalty', '行政处罚'),
        ('compulsion', '行政强制'),
        ('fee', '行政事业性收费')
),
compared as (
    select
        n.agency_id, n.report_id, n.year, k.kind_name as subject,
        concat(n.cell, ';', c.cell) as cells,
        p.shown as items_shown, c.shown as change_shown, n.shown as next_shown,
        coalesce(p.value, 0) + coalesce(c.value, 0) as expected_value,
        coalesce(n.value, 0) as next_value,
        case when 'unknown' in (p.gap, c.gap, n.gap) then 1 else 0 end as unknown_cells,
        case when 'empty' in (p.gap, c.gap, n.gap) then 1 else 0 end as empty_cells
    from kind k
    join statutory_cell n on n.indicator_id = concat(k.prefix, '_items_previous')
    join statutory_cell p
        on p.agency_id = n.agency_id and p.year = n.year - 1 and p.indicator_id = n.indicator_id
    join statutory_cell c
        on c.agency_id = n.agency_id and c.year = n.year - 1
        and c.indicator_id = concat(k.prefix, '_items_change')
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        items_shown, ' + ', change_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(expected_value as varchar), '[.]?0+$', '') end
    ) as expected,
    next_shown as actual,
    case when unknown_cells = 0 then expected_value - next_value end as delta,
    case
        when unknown_cells > 0 then 'not_assessable'
        when empty_cells = 0 and expected_value = next_value then 'holds'
        when empty_cells = 0 then 'fails'
        when expected_value = next_value then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from compared
