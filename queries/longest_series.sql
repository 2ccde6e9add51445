-- One row is one series (agency, indicator, scope) of a topic, those with most exact years first.
-- param topic: text
-- param but: text =
-- param limit: integer = 6
with longest as (
    select h.agency_id, h.indicator_id, h.scope, h.period_kind, h.positive as years, h.last_positive as last_year,
        i.name as indicator, i.headline
    from held_series h
    join indicator i on i.indicator_id = h.indicator_id
    where i.topic = $topic and h.positive > 1
        and ($but is null or h.agency_id <> $but)
    order by h.positive desc, i.headline nulls last, h.last_positive desc, h.agency_id, h.indicator_id, h.scope, h.period_kind
    limit $limit
)
select
    l.agency_id, a.short_name as agency_short, l.indicator_id, l.indicator, l.scope, l.period_kind,
    l.years, l.last_year, l.headline
from longest l
join agency a on a.agency_id = l.agency_id
order by l.years desc, l.headline nulls last, l.last_year desc, l.agency_id, l.indicator_id, l.scope, l.period_kind
