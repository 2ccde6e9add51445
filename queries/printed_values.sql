-- One row is one figure that a person corrected, with what its report printed and the reason given.
-- param agencies: texts
select
    c.agency_id, c.year, c.indicator_id, c.applicant_type, c.scope, c.period_kind,
    case
        when p.reading_id is null then '报告中没有读到'
        when trim(p.raw_text) = '' then '未填'
        else concat(trim(p.raw_text), p.unit_printed)
    end as printed,
    c.evidence as correction
from reading c
join observation o on o.reading_id = c.reading_id
left join reading p
    on p.report_id = c.report_id and p.rule <> 'correction' and p.year = c.year and p.indicator_id = c.indicator_id
    and p.applicant_type = c.applicant_type and p.scope = c.scope and p.period_kind = c.period_kind
where c.rule = 'correction' and list_contains($agencies, c.agency_id)
qualify row_number() over (partition by c.reading_id order by p.reading_id) = 1
order by c.agency_id, c.year, c.indicator_id, c.applicant_type, c.scope, c.period_kind
