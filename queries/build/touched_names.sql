-- One row is one agency whose comparisons were made again: those of an import, and the relatives whose sums hang on them.
select distinct agency_id from touched
order by agency_id
