-- One row is one indicator of the catalogue with how many agencies and years have a number on it.
-- param topic: text =
-- param held_only: boolean = false
with held as (
    select indicator_id, count(distinct agency_id) as agencies, count(distinct year) as years, count(*) as numbers,
        max(year) as last_year
    from observation
    where state = 'reported' and applicant_type = 'total'
    group by indicator_id
)
select
    i.indicator_id, i.topic, i.name, i.short_name, i.unit, i.value_type, i.direction, i.aggregation, i.period_kind,
    i.section, i.definition, i.edition_from, i.edition_to, i.comparable, i.by_applicant, i.headline, i.position,
    coalesce(h.agencies, 0) as agencies, coalesce(h.years, 0) as years, coalesce(h.numbers, 0) as numbers, h.last_year
from indicator i
left join held h on h.indicator_id = i.indicator_id
where ($topic is null or i.topic = $topic)
    and (not $held_only or h.numbers > 0)
order by i.position
