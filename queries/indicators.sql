-- One row is one indicator of the catalogue with how many agencies and years have a number on it.
-- param topic: text =
-- param held_only: boolean = false
with by_year as (
    select indicator_id, year, sum(agencies) as numbers
    from held_year
    group by indicator_id, year
    having sum(agencies) > 0
),
held as (
    select indicator_id, count(*) as years, sum(numbers) as numbers, max(year) as last_year
    from by_year
    group by indicator_id
),
owners as (
    select indicator_id, sum(lines) as agencies
    from held_lines
    where years = 0
    group by indicator_id
)
select
    i.indicator_id, i.topic, i.name, i.short_name, i.unit, i.value_type, i.direction, i.aggregation, i.period_kind,
    i.section, i.definition, i.edition_from, i.edition_to, i.comparable, i.by_applicant, i.headline, i.position,
    cast(coalesce(w.agencies, 0) as bigint) as agencies, coalesce(h.years, 0) as years,
    cast(coalesce(h.numbers, 0) as bigint) as numbers, h.last_year
from indicator i
left join held h on h.indicator_id = i.indicator_id
left join owners w on w.indicator_id = i.indicator_id
where ($topic is null or i.topic = $topic)
    and (not $held_only or h.numbers > 0)
order by i.position
