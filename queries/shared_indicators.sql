-- One row is one indicator of an agency and year, with how many like agencies, and how many agencies at all, have it then.
-- param agency: text
-- param year: integer
-- param topic: text =
with mine as (
    select o.indicator_id, o.scope, o.period_kind, i.position, i.headline, i.comparable
    from observation o
    join indicator i on i.indicator_id = o.indicator_id and i.period_kind = o.period_kind
    where o.agency_id = $agency and o.year = $year and o.applicant_type = 'total' and o.state = 'reported'
        and ($topic is null or i.topic = $topic)
),
held as (
    select m.indicator_id, m.scope, count(distinct o.agency_id) as agencies,
        count(distinct case when a.kind = me.kind and a.level = me.level then o.agency_id end) as like_agencies,
        count(distinct case when a.kind = me.kind then o.agency_id end) as kind_agencies,
        count(distinct case when o.value > 0 then o.agency_id end) as nonzero
    from mine m
    join observation o
        on o.indicator_id = m.indicator_id and o.year = $year and o.scope = m.scope
        and o.period_kind = m.period_kind and o.applicant_type = 'total' and o.state = 'reported'
    join agency a on a.agency_id = o.agency_id
    cross join (select kind, level from agency where agency_id = $agency) me
    group by m.indicator_id, m.scope
)
select m.indicator_id, m.scope, m.period_kind, m.headline, m.comparable, h.agencies, h.like_agencies, h.kind_agencies, h.nonzero
from mine m
join held h on h.indicator_id = m.indicator_id and h.scope = m.scope
order by h.like_agencies desc, h.nonzero desc, m.headline nulls last, m.position
