-- One row is one indicator of an agency and year (all years where none is given), with how many like agencies, and how many agencies at all, have it then.
-- param agency: text
-- param year: integer =
-- param topic: text =
with mine as (
    select o.year, o.indicator_id, o.scope, o.period_kind, i.position, i.headline, i.comparable
    from observation o
    join agency me on me.agency_id = o.agency_id
    join indicator i on i.indicator_id = o.indicator_id and i.period_kind = o.period_kind
    where me.agency_id = $agency and ($year is null or o.year = $year) and o.applicant_type = 'total' and o.state = 'reported'
        and ($topic is null or i.topic = $topic)
),
held as (
    select h.year, h.indicator_id, h.scope, h.period_kind, sum(h.agencies) as agencies,
        sum(case when h.kind = me.kind and h.level = me.level then h.agencies else 0 end) as like_agencies,
        sum(case when h.kind = me.kind then h.agencies else 0 end) as kind_agencies,
        sum(h.nonzero) as nonzero
    from held_year h
    cross join (select kind, level from agency where agency_id = $agency) as me
    where $year is null or h.year = $year
    group by h.year, h.indicator_id, h.scope, h.period_kind
)
select
    m.year, m.indicator_id, m.scope, m.period_kind, m.headline, m.comparable, cast(h.agencies as bigint) as agencies,
    cast(h.like_agencies as bigint) as like_agencies, cast(h.kind_agencies as bigint) as kind_agencies,
    cast(h.nonzero as bigint) as nonzero
from mine m
join held h on h.year = m.year and h.indicator_id = m.indicator_id and h.scope = m.scope and h.period_kind = m.period_kind
order by m.year, h.like_agencies desc, h.nonzero desc, m.headline nulls last, m.position, m.scope
