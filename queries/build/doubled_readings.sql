-- One row is one reading id of the agencies (of all, if none is named) that stands more than once; there must be none.
-- A primary key would say the same and cost more than all the columns together: 109 bytes of index to a reading.
-- param agencies: texts
select d.reading_id, count(*) as readings
from reading d
where len($agencies) = 0 or list_contains($agencies, d.agency_id)
group by d.reading_id
having count(*) > 1
order by d.reading_id
limit 1
