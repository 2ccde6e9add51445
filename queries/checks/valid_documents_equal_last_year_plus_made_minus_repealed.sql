-- One row is one kind of document (regulations, normative documents) in two successive reports of the 2021 edition.
-- Clean-ups, transfers and mergers of agencies break this legitimately: a warning, not an error.
-- rule: X2
-- severity: warning
-- sentence: 本年现行有效件数＝上年现行有效件数＋本年制发件数－本年废止件数
with kind (prefix, kind_name) as (
    values ('regulations', '规章'), ('normative_documents', '行政规范性文件')
),
compared as (
    select
        v.agency_id, v.report_id, v.year, k.kind_name as subject,
        concat(v.cell, ';', m.cell, ';', r.cell) as cells,
        p.shown as before_shown, m.shown as made_shown, r.shown as repealed_shown, v.shown as valid_shown,
        coalesce(p.value, 0) + coalesce(m.value, 0) - coalesce(r.value, 0) as expected_value,
        coalesce(v.value, 0) as valid_value,
        case when 'unknown' in (p.gap, m.gap, r.gap, v.gap) then 1 else 0 end as unknown_cells,
        case when 'empty' in (p.gap, m.gap, r.gap, v.gap) then 1 else 0 end as empty_cells
    from kind k
    join statutory_cell v on v.indicator_id = concat(k.prefix, '_valid')
    join statutory_cell m
        on m.agency_id = v.agency_id and m.year = v.year and m.indicator_id = concat(k.prefix, '_made')
    join statutory_cell r
        on r.agency_id = v.agency_id and r.year = v.year and r.indicator_id = concat(k.prefix, '_repealed')
    join statutory_cell p
        on p.agency_id = v.agency_id and p.year = v.year - 1 and p.indicator_id = v.indicator_id
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        before_shown, ' + ', made_shown, ' - ', repealed_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(expected_value as varchar), '[.]?0+$', '') end
    ) as expected,
    valid_shown as actual,
    case when unknown_cells = 0 then expected_value - valid_value end as delta,
    case
        when unknown_cells > 0 then 'not_assessable'
        when empty_cells = 0 and expected_value = valid_value then 'holds'
        when empty_cells = 0 then 'fails'
        when expected_value = valid_value then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from compared
