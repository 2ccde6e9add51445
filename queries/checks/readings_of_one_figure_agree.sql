-- One row is one figure that more than one source states; the chosen reading against all of them.
-- rule: R
-- severity: warning
-- sentence: 不同来源对同一数字的记载一致
select
    o.agency_id, o.report_id, o.year,
    concat(
        max(i.name),
        case o.applicant_type
            when 'natural_person' then '·自然人' when 'business' then '·商业企业' when 'research' then '·科研机构'
            when 'social' then '·社会公益组织' when 'legal' then '·法律服务机构' when 'other' then '·其他' else ''
        end,
        case o.scope when 'jurisdiction' then '（全辖区）' when 'subordinate' then '（本机关及所属）' else '' end,
        case o.period_kind
            when 'cumulative_since' then '（累计数）' when 'as_of' then '（时点数）' when 'year_end_stock' then '（年末数）'
            else ''
        end
    ) as subject,
    concat(o.indicator_id, '/', o.applicant_type) as cells,
    max(case when r.reading_id = o.reading_id then concat('采用：', r.raw_text) end) as expected,
    concat('各来源：', string_agg(concat(r.raw_text, r.unit_printed), '、' order by r.reading_id)) as actual,
    max(r.value) - min(r.value) as delta,
    case
        when max(case when o.disagree then 1 else 0 end) = 1 then 'fails'
        when count(r.value) < 2 then 'not_assessable'
        else 'holds'
    end as outcome
from observation o
join indicator i on i.indicator_id = o.indicator_id
join reading r
    on r.agency_id = o.agency_id and r.year = o.year and r.indicator_id = o.indicator_id
    and r.applicant_type = o.applicant_type and r.scope = o.scope and r.period_kind = o.period_kind
join report p
    on p.report_id = r.report_id and p.status = 'published'
    and not exists (select 1 from report later where later.supersedes = p.report_id and later.status = 'published')
where o.readings > 1
group by o.agency_id, o.report_id, o.year, o.indicator_id, o.applicant_type, o.scope, o.period_kind
