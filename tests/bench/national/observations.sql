-- Fills table observation from temp table figure, in the order of queries/build/sort_observations.sql.
insert into observation
select
    agency_id, year, indicator_id, applicant_type, scope, period_kind, null as period_start, null as as_of,
    value, low, high, low_open, false as high_open, qualifier, state, reading_id, report_id,
    case when derived then 0 else 1 end as readings, false as disagree, case when derived then 'derived' else 'only' end as choice_rule
from figure
order by applicant_type, indicator_id, year, agency_id
