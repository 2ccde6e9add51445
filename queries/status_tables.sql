-- One row is one table of the warehouse with its number of rows.
select 'source' as name, count(*) as row_count from source
union all select 'agency', count(*) from agency
union all select 'indicator', count(*) from indicator
union all select 'report', count(*) from report
union all select 'reading', count(*) from reading
union all select 'observation', count(*) from observation
union all select 'comparison', count(*) from comparison
