-- One row is one statutory table that was read as a table: agency, year, section and the report it stands in.
-- A figure or two quoted in prose is no table: table 3 must hold at least 10 cells of an applicant column,
-- table 4 at least 10 cells, table 2 (10 cells in the 2021 edition) at least 8.
create or replace temp table statutory_sheet as
select agency_id, year, section, scope, report_id, edition, splits_other_handling
from (
    select
        counted.*,
        row_number() over (partition by agency_id, year, section order by cells desc, report_id, scope) as place
    from (
        select
            o.agency_id, r.report_year as year, i.section, o.scope, o.report_id, r.edition,
            sum(case when i.section <> 'table3' or o.applicant_type <> 'total' then 1 else 0 end) as cells,
            -- the 2021 edition prints (六) in three rows, but some offices kept the one row of 2019
            max(case when o.indicator_id = 'outcome_other_handling' then 1 else 0 end) = 0
            or max(case when o.indicator_id like 'closed%' then 1 else 0 end) = 1 as splits_other_handling
        from observation o
        join report r on r.report_id = o.report_id
        join indicator i on i.indicator_id = o.indicator_id
        where i.section is not null and r.edition is not null
            and o.agency_id in (select agency_id from touched)
        group by o.agency_id, r.report_year, i.section, o.scope, o.report_id, r.edition
    ) as counted
    where cells >= case section when 'table2' then 8 else 10 end
) as placed
where place = 1
