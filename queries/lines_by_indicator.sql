-- One row is one indicator with how many agencies of a kind have two or more years on it in one scope.
-- param kind: text
select indicator_id, cast(sum(lines) as bigint) as line_count, max(years) as years
from held_lines
where kind = $kind and years > 1 and lines > 0
group by indicator_id
order by indicator_id
