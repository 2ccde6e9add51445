-- One row is one outcome with the number of comparisons; questions are counted apart.
select c.question, c.outcome, cast(sum(c.comparisons) as bigint) as comparisons
from compared c
group by c.question, c.outcome
order by c.question, c.outcome
