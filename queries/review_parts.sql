-- One row is one agency, year and part of its report (table2, table3, table4, text) with what was read of it.
-- param search: text =
-- param year_from: integer = 1900
-- param year_to: integer = 2200
-- param limit: integer = 40
with chosen as (
    select a.agency_id, a.name, a.short_name
    from agency a
    where ($search is null
            or contains(a.name, $search) or contains(a.short_name, $search) or contains(a.aliases, $search))
        and a.agency_id in (select agency_id from report)
    order by a.name, a.agency_id
    limit $limit
),
standing as (
    select r.report_id, r.agency_id, r.report_year, s.kind as carrier
    from chosen c
    join report r on r.agency_id = c.agency_id
    join source s on s.source_id = r.source_id
    where not exists (select 1 from report later where later.supersedes = r.report_id)
),
printed as (
    -- the readings by their agencies first: few enough of them to skip all the others
    select d.report_id, d.indicator_id, d.locator_table, d.state
    from chosen c
    join reading d on d.agency_id = c.agency_id
    where d.rule <> 'correction'
),
parts as (
    select
        t.agency_id, t.report_year as year, t.report_id, d.state,
        case
            when d.locator_table is null and t.carrier = 'document' then 'text'
            else coalesce(i.section, case when d.locator_table is null then 'text' else 'table3' end)
        end as part
    from printed d
    join standing t on t.report_id = d.report_id
    join indicator i on i.indicator_id = d.indicator_id
    where t.report_year between $year_from and $year_to
)
select
    c.agency_id, c.name as agency, c.short_name as agency_short, p.year, p.part,
    list_sort(list(distinct p.report_id)) as reports,
    count(*) as cells,
    sum(case when p.state = 'reported' then 1 else 0 end) as numbers,
    sum(case when p.state = 'unreadable' then 1 else 0 end) as unreadable
from chosen c
join parts p on p.agency_id = c.agency_id
group by c.agency_id, c.name, c.short_name, p.year, p.part
order by c.name, c.agency_id, p.year, p.part
