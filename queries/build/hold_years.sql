-- Adds the agencies (all, if none is named) to table held_year; with sign -1 takes them out again.
-- param agencies: texts
-- param sign: integer = 1
merge into held_year h
using (
    select
        a.kind, a.level, o.indicator_id, o.year, o.scope, o.period_kind,
        $sign * count(*) as agencies, $sign * count(case when o.value > 0 then 1 end) as nonzero
    from observation o
    join agency a on a.agency_id = o.agency_id
    where o.state = 'reported' and o.applicant_type = 'total' and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
    group by a.kind, a.level, o.indicator_id, o.year, o.scope, o.period_kind
) d
on h.kind = d.kind and h.level = d.level and h.indicator_id = d.indicator_id and h.year = d.year
    and h.scope = d.scope and h.period_kind = d.period_kind
when matched and h.agencies + d.agencies = 0 then delete
when matched then update set agencies = h.agencies + d.agencies, nonzero = h.nonzero + d.nonzero
when not matched then insert (kind, level, indicator_id, year, scope, period_kind, agencies, nonzero)
    values (d.kind, d.level, d.indicator_id, d.year, d.scope, d.period_kind, d.agencies, d.nonzero)
