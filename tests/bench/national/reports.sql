-- Fills report and source: one report of each agency and year; one in twenty-five was never collected.
insert into report
select
    concat(a.agency_id, '/', y.year) as report_id, a.agency_id, y.year as report_year,
    case when a.kind = 'hotline' then null when y.year < 2021 then '2019' else '2021' end as edition,
    1 as version, null as supersedes, 'published' as status, concat(a.agency_id, '/', y.year) as source_id
from agency a
cross join range(2016, 2025) as y (year)
where hash(a.agency_id, y.year) % 25 <> 0
order by a.agency_id, y.year;

insert into source
select
    r.source_id, 'document' as kind, concat(a.name, r.report_year, '年政府信息公开工作年度报告') as title, null as url,
    null as sha256, concat(r.report_year + 1, '-01-2', r.report_year % 9) as published, 'invented' as source_kind
from report r
join agency a on a.agency_id = r.agency_id
order by r.source_id
