-- Puts the observations in an order in which both one agency and one indicator lie close together.
-- DuckDB skips row groups (122,880 rows) by their smallest and largest value. Agencies are cut into as many ranges as
-- a range then has row groups, and some more; inside a range the rows go by applicant type and indicator. So either
-- question reads about the root of them all.
create or replace temp table sorted_observation as
with placed as (
    select
        agency_id,
        floor(
            (row_number() over (order by agency_id) - 1) * ceil(sqrt((select count(*) from observation) / 61440))
            / count(*) over ()
        ) as bucket
    from (select distinct agency_id from observation) as every
)
select o.*
from observation o
join placed p on p.agency_id = o.agency_id
order by p.bucket, o.applicant_type, o.indicator_id, o.year, o.agency_id, o.scope, o.period_kind
