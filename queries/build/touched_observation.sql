-- The observations of the touched agencies alone, under the table's own name: while the rules run, they see no others.
create or replace temp table observation as
select o.*
from main.observation o
join (select distinct agency_id from touched) t on t.agency_id = o.agency_id
