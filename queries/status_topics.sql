-- One row is one topic with its agencies, years and numbers.
select topic, count(distinct agency_id) as agencies, min(year) as first_year, max(year) as last_year,
    sum(numbers) as numbers
from coverage
group by topic
order by topic
