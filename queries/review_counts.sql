-- One row is one outcome with the number of comparisons; questions are counted apart.
select c.severity = 'question' as question, c.outcome, count(*) as comparisons
from comparison c
group by c.severity = 'question', c.outcome
order by question, c.outcome
