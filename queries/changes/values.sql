-- One row is one cell whose printed figure, bound or state is not the same in two generations (attached as before and after).
-- param agencies: texts
-- param limit: integer = 2000
with told as (
    select
        coalesce(n.agency_id, o.agency_id) as agency_id, coalesce(n.indicator_id, o.indicator_id) as indicator_id,
        coalesce(n.year, o.year) as year, coalesce(n.applicant_type, o.applicant_type) as applicant_type,
        coalesce(n.scope, o.scope) as scope, coalesce(n.period_kind, o.period_kind) as period_kind,
        o.value as old_value, o.low as old_low, o.high as old_high, o.qualifier as old_qualifier, o.state as old_state,
        n.value, n.low, n.high, n.qualifier, n.state,
        coalesce(n.choice_rule, o.choice_rule) = 'derived' as derived,
        coalesce(n.choice_rule = 'correction', false) as corrected,
        case when o.state is null then 'new' when n.state is null then 'gone' else 'changed' end as what
    from before.observation o
    full join after.observation n
        on n.agency_id = o.agency_id and n.year = o.year and n.indicator_id = o.indicator_id
        and n.applicant_type = o.applicant_type and n.scope = o.scope and n.period_kind = o.period_kind
    where o.state is distinct from n.state or o.value is distinct from n.value or o.qualifier is distinct from n.qualifier
        or o.low is distinct from n.low or o.high is distinct from n.high
)
select
    t.*, coalesce(a.name, b.name) as agency, coalesce(a.short_name, b.short_name) as agency_short,
    coalesce(i.name, j.name) as indicator, coalesce(i.short_name, j.short_name) as indicator_short,
    coalesce(i.unit, j.unit) as unit, coalesce(i.value_type, j.value_type) as value_type,
    sum(case when t.what = 'new' then 1 else 0 end) over () as new_cells,
    sum(case when t.what = 'gone' then 1 else 0 end) over () as gone_cells,
    sum(case when t.what = 'changed' then 1 else 0 end) over () as changed_cells
from told t
left join after.agency a on a.agency_id = t.agency_id
left join before.agency b on b.agency_id = t.agency_id
left join after.indicator i on i.indicator_id = t.indicator_id
left join before.indicator j on j.indicator_id = t.indicator_id
where len($agencies) = 0 or list_contains($agencies, t.agency_id)
order by
    t.what, t.derived, coalesce(a.name, b.name), t.agency_id, t.year, coalesce(i.position, j.position),
    t.applicant_type, t.scope, t.period_kind
limit $limit
