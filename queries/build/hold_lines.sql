-- Adds the agencies (all, if none is named) to table held_lines; with sign -1 takes them out again.
-- param agencies: texts
-- param sign: integer = 1
merge into held_lines h
using (
    with line as (
        select o.agency_id, a.kind, a.level, o.indicator_id, o.scope, count(distinct o.year) as years
        from observation o
        join agency a on a.agency_id = o.agency_id
        where o.state = 'reported' and o.applicant_type = 'total' and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
        group by o.agency_id, a.kind, a.level, o.indicator_id, o.scope
    )
    select kind, level, indicator_id, years, $sign * count(*) as lines
    from line
    group by kind, level, indicator_id, years
    union all
    select kind, level, indicator_id, 0 as years, $sign * count(distinct agency_id) as lines
    from line
    group by kind, level, indicator_id
) d
on h.kind = d.kind and h.level = d.level and h.indicator_id = d.indicator_id and h.years = d.years
when matched and h.lines + d.lines = 0 then delete
when matched then update set lines = h.lines + d.lines
when not matched then insert (kind, level, indicator_id, years, lines) values (d.kind, d.level, d.indicator_id, d.years, d.lines)
