-- One row is one agency of a like group in one year: its place on one indicator, or the state that explains its absence.
-- place is the best and place_last the worst place the printed figures allow: they differ only where bounds leave it open.
-- The named agencies stand in the list whatever their kind; a predecessor that its successor has replaced does not.
-- denominator is the exact figure that a rate is a share of, where the catalogue says which and it is held; underived
-- are those that hold parts of a derived figure but not enough to derive it (a part missing, or a denominator of zero).
-- param indicator: text
-- param year: integer
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param scope: text =
-- param period_kind: text =
-- param limit: integer = 500
with wanted as (
    select i.*, coalesce($period_kind, i.period_kind) as wanted_kind
    from indicator i
    where i.indicator_id = $indicator
),
held as (
    select o.*
    from observation o
    where o.indicator_id = $indicator and o.year = $year and o.applicant_type = 'total'
),
cell as (
    select h.*
    from held h
    cross join wanted w
    where ($scope is null or h.scope = $scope) and h.period_kind = w.wanted_kind
),
unlike as (
    select h.agency_id, min(h.scope) as other_scope, min(h.period_kind) as other_period_kind
    from held h
    cross join wanted w
    where h.state = 'reported' and not (($scope is null or h.scope = $scope) and h.period_kind = w.wanted_kind)
    group by h.agency_id
),
replaced as (
    select distinct unnest(string_split(s.successor_of, ';')) as agency_id
    from agency s
    where s.successor_of is not null
),
sample as (
    select o.agency_id, o.scope, sum(o.value) as denominator
    from derivation d
    join observation o
        on o.indicator_id = d.operand and o.year = $year + d.year_offset and o.applicant_type = 'total'
        and o.state = 'reported' and o.qualifier = 'exact'
    where d.indicator_id = $indicator and d.part = 'denominator'
    group by o.agency_id, o.scope
    having count(*) = max(d.operands) and count(distinct o.indicator_id) = max(d.operands)
),
part as (
    select distinct o.agency_id
    from derivation d
    join observation o
        on o.indicator_id = d.operand and o.year = $year + d.year_offset and o.applicant_type = 'total'
    where d.indicator_id = $indicator
),
grouped as (
    select
        a.agency_id, a.name as agency, a.short_name as agency_short, a.kind, a.level, a.province,
        c.scope, c.period_kind, c.value, c.low, c.high, c.low_open, c.high_open, c.qualifier, c.state, c.disagree,
        c.choice_rule, c.reading_id, c.report_id, u.other_scope, u.other_period_kind, m.denominator,
        c.agency_id is null and p.agency_id is not null as underived,
        list_contains($agencies, a.agency_id) as named,
        case when c.state = 'reported' then coalesce(c.value, c.low, c.high) end as sort_value,
        -- "about" is no bound: it is ranked by the printed number and carries its mark
        case when c.qualifier in ('exact', 'about') then c.value else c.low end as floor_value,
        case when c.qualifier in ('exact', 'about') then c.value else c.high end as ceiling_value,
        c.state = 'reported' and c.qualifier not in ('exact', 'about') as bounded
    from agency a
    left join cell c on c.agency_id = a.agency_id
    left join unlike u on u.agency_id = a.agency_id
    left join replaced r on r.agency_id = a.agency_id
    left join sample m on m.agency_id = c.agency_id and m.scope = c.scope
    left join part p on p.agency_id = a.agency_id
    where (
            list_contains($agencies, a.agency_id)
            or (
                not $named_only
                and (len($kinds) = 0 or list_contains($kinds, a.kind))
                and (len($levels) = 0 or list_contains($levels, a.level))
                and (len($provinces) = 0 or list_contains($provinces, a.province))
            )
        )
        and (r.agency_id is null or c.agency_id is not null)
),
members as (
    select *, row_number() over (order by agency_id, scope nulls last) as id
    from grouped
),
-- Who is surely, and who may be above whom is counted along one sorted line instead of pair by pair: a group may be a nation.
line_of_floors as (
    select
        id, probe,
        sum(1 - probe) over (order by value desc, turn rows between unbounded preceding and current row) as above
    from (
        select id, floor_value as value, 0 as probe, case when low_open then 0 else 2 end as turn
        from members
        where sort_value is not null and floor_value is not null
        union all
        select id, ceiling_value as value, 1 as probe, case when high_open then 3 else 1 end as turn
        from members
        where sort_value is not null and ceiling_value is not null
    ) as met
),
line_of_ceilings as (
    select
        id, probe,
        sum(1 - probe) over (order by value desc, turn rows between unbounded preceding and current row) as above
    from (
        select id, ceiling_value as value, 0 as probe, 1 as turn
        from members
        where sort_value is not null and ceiling_value is not null
        union all
        select id, floor_value as value, 1 as probe, 0 as turn
        from members
        where sort_value is not null and floor_value is not null
    ) as met
),
boundless as (
    select
        sum(case when sort_value is not null and ceiling_value is null then 1 else 0 end) as upward,
        sum(case when sort_value is not null then 1 else 0 end) as ranked
    from members
),
placed as (
    select
        g.*,
        case when g.sort_value is not null then 1 + coalesce(f.above, 0) end as place,
        case
            when g.sort_value is null then null
            when g.floor_value is null then u.ranked
            -- itself is never above itself
            else 1 + c.above + u.upward - case when g.ceiling_value is null or g.ceiling_value > g.floor_value then 1 else 0 end
        end as place_last
    from members g
    cross join boundless u
    left join line_of_floors f on f.id = g.id and f.probe = 1
    left join line_of_ceilings c on c.id = g.id and c.probe = 1
),
counted as (
    select
        *,
        case
            when sort_value is not null and not bounded then count(*) over (partition by sort_value, bounded, place, place_last)
            when bounded then 1
        end as ties,
        count(sort_value) over () as ranked,
        count(*) over () as members,
        row_number() over (order by sort_value desc nulls last, place nulls last, agency, agency_id, scope nulls last) as line
    from placed
)
select
    g.agency_id, g.agency, g.agency_short, g.kind, g.level, g.province, g.named,
    $year as year, $indicator as indicator_id, i.name as indicator, i.short_name as indicator_short, i.unit, i.value_type,
    i.direction, i.comparable, 'total' as applicant_type, g.scope, g.period_kind, g.value, g.low, g.high, g.qualifier,
    coalesce(g.state, 'not_collected') as state, g.other_scope, g.other_period_kind,
    g.disagree, 0 as failures, g.choice_rule, g.reading_id, g.report_id,
    s.title as source_title, s.source_kind, cast(g.place as bigint) as place, cast(g.place_last as bigint) as place_last,
    g.ties, g.ranked, g.members, g.denominator, g.underived
from counted g
cross join wanted i
left join report r on r.report_id = g.report_id
left join source s on s.source_id = r.source_id
where g.line <= $limit or g.named -- a group may be a nation; the named are always shown
order by g.line
