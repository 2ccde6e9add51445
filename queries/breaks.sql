-- One row is one break: from that year on a series is not comparable with the years before.
select b.indicator_id, b.agency_id, b.year, b.reason
from series_break b
order by b.indicator_id, b.year, b.agency_id
