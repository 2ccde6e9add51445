-- Empties table comparison for every touched agency and year.
delete from comparison
where exists (
    select 1 from touched t where t.agency_id = comparison.agency_id and t.year = comparison.year
)
