-- One row is one year with how many agencies have a number in it.
select year, count(distinct agency_id) as agencies, sum(numbers) as numbers
from coverage
where numbers > 0
group by year
order by year
