-- One row is one cell that the form asks for, in a table that was read; absent from the report or not.
-- value: null unless an exact number is printed. gap: none | empty (blank, not applicable) | unknown.
create or replace temp table statutory_cell as
select
    s.agency_id, s.year, s.report_id, s.edition, s.section, s.scope, i.indicator_id, i.name, i.position, i.value_type,
    a.applicant_type, a.applicant_name, a.applicant_position,
    concat(i.indicator_id, '/', a.applicant_type) as cell,
    case when o.state = 'reported' and o.qualifier = 'exact' then o.value end as value,
    case
        when o.state = 'reported' and o.qualifier = 'exact' then 'none'
        when o.state in ('blank', 'not_applicable') then 'empty'
        else 'unknown'
    end as gap,
    case
        when o.state is null then '缺'
        when o.state = 'blank' then '空'
        when o.state = 'not_applicable' then '／'
        when o.state = 'unreadable' then '？'
        when o.value is null then '？'
        when o.value < 0 then concat('(', regexp_replace(cast(o.value as varchar), '[.]?0+$', ''), ')')
        else concat(
            case o.qualifier
                when 'more_than' then '＞' when 'at_least' then '≥' when 'less_than' then '＜'
                when 'at_most' then '≤' when 'about' then '约' else ''
            end,
            regexp_replace(cast(o.value as varchar), '[.]?0+$', '')
        )
    end as shown
from statutory_sheet s
join indicator i
    on i.section = s.section and i.edition_from <= s.edition and coalesce(i.edition_to, s.edition) >= s.edition
join (
    values
        ('natural_person', '自然人', 1),
        ('business', '商业企业', 2),
        ('research', '科研机构', 3),
        ('social', '社会公益组织', 4),
        ('legal', '法律服务机构', 5),
        ('other', '其他', 6),
        ('total', '总计', 7)
) as a (applicant_type, applicant_name, applicant_position)
    on a.applicant_type = 'total' or i.by_applicant
left join observation o
    on o.agency_id = s.agency_id
    -- the form of 2019 prints the item counts of the year before
    and o.year = case when i.indicator_id like '%items_previous' then s.year - 1 else s.year end
    and o.indicator_id = i.indicator_id
    and o.applicant_type = a.applicant_type
    and o.scope = s.scope
    and o.period_kind = i.period_kind
    and o.report_id is not null
where s.edition < '2021'
    or (i.indicator_id <> 'outcome_other_handling' and i.indicator_id not like 'closed%')
    or (i.indicator_id = 'outcome_other_handling' and not s.splits_other_handling)
    or (i.indicator_id like 'closed%' and s.splits_other_handling)
