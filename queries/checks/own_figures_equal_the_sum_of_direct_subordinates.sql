-- One row is one total of a statutory table of an agency that reports for its subordinates, against their sum.
-- Only agencies whose reports cover 本机关及所属 are compared: what is registered below them is what they add up.
-- While a subordinate's table is not held there is one row a table, which says whose.
-- rule: H
-- severity: warning
-- sentence: 汇总机关的数＝各直属机关的数之和
with family as (
    select p.agency_id as parent_id, c.agency_id as child_id, c.short_name as child_name
    from agency p
    join agency c on c.parent_id = p.agency_id
    where p.consolidates = 'subordinate'
),
due as (
    select
        s.agency_id, s.year, s.report_id, s.edition, s.section,
        count(*) as children,
        count(t.agency_id) as held,
        string_agg(case when t.agency_id is null then f.child_name end, '、' order by f.child_name) as missing
    from (select distinct agency_id, year, report_id, edition, section from statutory_cell) as s
    join family f on f.parent_id = s.agency_id
    left join (select distinct agency_id, year, edition, section from statutory_cell) as t
        on t.agency_id = f.child_id and t.year = s.year and t.section = s.section and t.edition = s.edition
    group by s.agency_id, s.year, s.report_id, s.edition, s.section
),
compared as (
    select
        d.agency_id, d.report_id, d.year, own.name as subject, own.cell as cells, own.shown as own_shown,
        max(own.value) as own_value,
        string_agg(child.shown, ' + ' order by child.agency_id) as children_shown,
        coalesce(sum(child.value), 0) as children_value,
        max(case when 'unknown' in (own.gap, child.gap) then 1 else 0 end) as unknown_cells,
        max(case when 'empty' in (own.gap, child.gap) then 1 else 0 end) as empty_cells
    from due d
    join statutory_cell own
        on own.agency_id = d.agency_id and own.year = d.year and own.section = d.section
        and own.report_id = d.report_id and own.applicant_type = 'total'
    join family f on f.parent_id = d.agency_id
    join statutory_cell child
        on child.agency_id = f.child_id and child.year = d.year and child.cell = own.cell
    where d.held = d.children
    group by d.agency_id, d.report_id, d.year, own.name, own.cell, own.shown
)
select
    agency_id, report_id, year, subject, cells,
    concat(
        children_shown, ' = ',
        case when unknown_cells > 0 then '？' else regexp_replace(cast(children_value as varchar), '[.]?0+$', '') end
    ) as expected,
    own_shown as actual,
    case when unknown_cells = 0 then children_value - coalesce(own_value, 0) end as delta,
    case
        when unknown_cells > 0 then 'not_assessable'
        when empty_cells = 0 and children_value = own_value then 'holds'
        when empty_cells = 0 then 'fails'
        when children_value = coalesce(own_value, 0) then 'holds_if_blank_is_zero'
        else 'not_assessable'
    end as outcome
from compared
union all
select
    agency_id, report_id, year,
    case section when 'table2' then '表二' when 'table3' then '表三' else '表四' end as subject,
    section as cells,
    concat('缺 ', missing, ' 的报告') as expected,
    concat(cast(children as varchar), ' 家直属机关中收录 ', cast(held as varchar), ' 家') as actual,
    cast(null as decimal(20, 4)) as delta,
    'not_assessable' as outcome
from due
where held < children
