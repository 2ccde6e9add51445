-- Adds to each derived indicator the breaks of what it is made of: a rate is not comparable where its denominator is not.
insert into series_break
with recursive inherited as (
    select d.indicator_id, b.agency_id, b.year - d.year_offset as year, b.reason
    from series_break b
    join derivation d on d.operand = b.indicator_id
    union
    select d.indicator_id, i.agency_id, i.year - d.year_offset as year, i.reason
    from inherited i
    join derivation d on d.operand = i.indicator_id
)
select i.indicator_id, i.agency_id, i.year, min(i.reason) as reason
from inherited i
where not exists (
    select 1 from series_break b
    where b.indicator_id = i.indicator_id and b.agency_id is not distinct from i.agency_id and b.year = i.year
)
group by i.indicator_id, i.agency_id, i.year
