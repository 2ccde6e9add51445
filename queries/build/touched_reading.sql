-- The readings of the touched agencies alone, under the table's own name: while the rules run, they see no others.
create or replace temp table reading as
select d.*
from main.reading d
join (select distinct agency_id from touched) t on t.agency_id = d.agency_id
