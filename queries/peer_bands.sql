-- One row is one year of one indicator over a like group without the focus agency: how many exact numbers, their quartiles.
-- Neither the focus agency's own predecessor is its peer. Bounds and “about” are left out: half a number moves a median.
-- param indicators: texts
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param focus: text =
-- param year_from: integer = 1900
-- param year_to: integer = 2200
with peer as (
    select a.agency_id
    from agency a
    where coalesce(a.agency_id <> $focus, true)
        and not exists (
            select 1 from agency f
            where f.agency_id = $focus and concat(';', f.successor_of, ';') like concat('%;', a.agency_id, ';%')
        )
        and case
            when $named_only then list_contains($agencies, a.agency_id)
            else (len($kinds) = 0 or list_contains($kinds, a.kind))
                and (len($levels) = 0 or list_contains($levels, a.level))
                and (len($provinces) = 0 or list_contains($provinces, a.province))
        end
),
figure as (
    select
        o.indicator_id, o.year, o.scope, o.period_kind, cast(o.value as double) as value,
        row_number() over (
            partition by o.indicator_id, o.year, o.scope, o.period_kind order by o.value, o.agency_id
        ) - 1 as place,
        count(*) over (partition by o.indicator_id, o.year, o.scope, o.period_kind) as peers
    from observation o
    join peer p on p.agency_id = o.agency_id
    join indicator i on i.indicator_id = o.indicator_id and i.comparable
    where (len($indicators) = 0 or list_contains($indicators, o.indicator_id))
        and o.applicant_type = 'total' and o.state = 'reported' and o.qualifier = 'exact' and o.value is not null
        and o.year between $year_from and $year_to
)
-- a quartile between two numbers takes from each the nearer the more: the same in every engine, no function needed
select
    f.indicator_id, f.year, f.scope, f.period_kind, max(f.peers) as peers,
    cast(round(sum(f.value * greatest(1 - abs(f.place - 0.25 * (f.peers - 1)), 0)), 4) as decimal(20, 4)) as lower_quartile,
    cast(round(sum(f.value * greatest(1 - abs(f.place - 0.5 * (f.peers - 1)), 0)), 4) as decimal(20, 4)) as median,
    cast(round(sum(f.value * greatest(1 - abs(f.place - 0.75 * (f.peers - 1)), 0)), 4) as decimal(20, 4)) as upper_quartile
from figure f
group by f.indicator_id, f.year, f.scope, f.period_kind
order by f.indicator_id, f.scope, f.period_kind, f.year
