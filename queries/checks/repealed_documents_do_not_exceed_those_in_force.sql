-- One row is one kind of document (regulations, normative documents) in two successive reports of the 2021 edition.
-- rule: X3
-- severity: warning
-- sentence: 本年废止件数≤上年现行有效件数＋本年制发件数
with kind (prefix, kind_name) as (
    values ('regulations', '规章'), ('normative_documents', '行政规范性文件')
),
compared as (
    select
        r.agency_id, r.report_id, r.year, k.kind_name as subject,
        concat(p.cell, ';', m.cell, ';', r.cell) as cells,
        p.shown as before_shown, m.shown as made_shown, r.shown as repealed_shown,
        coalesce(p.value, 0) + coalesce(m.value, 0) as most,
        coalesce(r.value, 0) as repealed,
        case when 'unknown' in (p.gap, m.gap, r.gap) then 1 else 0 end as unknown_cells,
        case when 'empty' in (p.gap, m.gap, r.gap) then 1 else 0 end as empty_cells
    from kind k
    join statutory_cell r on r.indicator_id = concat(k.prefix, '_repealed')
    join statutory_cell m
        on m.agency_id = r.agency_id and m.year = r.year and m.indicator_id = concat(k.prefix, '_made')
    join statutory_cell p
        on p.agency_id = r.agency_id and p.year = r.year - 1 and p.indicator_id = concat(k.prefix, '_valid')
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        '≤ ', before_shown, ' + ', made_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(most as varchar), '[.]?0+$', '') end
    ) as expected,
    repealed_shown as actual,
    case when unknown_cells = 0 then most - repealed end as delta,
    case
        when unknown_cells > 0 then 'not_assessable'
        when empty_cells = 0 and repealed <= most then 'holds'
        when empty_cells = 0 then 'fails'
        when repealed <= most then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from compared
