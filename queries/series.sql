-- One row is one cell of one agency: an indicator in a year, with the year before and what may be said of the change.
-- Years with the same segment share one definition: it counts the breaks up to the year.
-- Years before a pure renaming stand in the line of the agency of today, held_by says whose they were. A renaming is pure
-- where the old agency has one successor of the same kind, level, region and coverage; a break at the seam ends the line.
-- param agencies: texts
-- param indicators: texts
-- param topics: texts
-- param year_from: integer = 1900
-- param year_to: integer = 2200
-- param applicant_types: texts = total
-- param headline_only: boolean = false
with asked as (
    select o.agency_id as line_id, o.*
    from observation o
    join agency a on a.agency_id = o.agency_id
    join indicator i on i.indicator_id = o.indicator_id
    where list_contains($agencies, a.agency_id)
        and o.year between $year_from - 1 and $year_to
        and list_contains($applicant_types, o.applicant_type)
        and (len($indicators) = 0 or list_contains($indicators, o.indicator_id))
        and (len($topics) = 0 or list_contains($topics, i.topic))
        and (not $headline_only or i.headline is not null)
),
renamed as (
    select s.agency_id as line_id, p.agency_id
    from agency s
    join agency p
        on p.agency_id = s.successor_of and p.kind = s.kind and p.level = s.level and p.consolidates = s.consolidates
        and coalesce(p.region_code, '') = coalesce(s.region_code, '')
    where list_contains($agencies, s.agency_id) and not list_contains($agencies, s.successor_of)
        and not exists ( -- one that was split, or also went into a merger, has no single line to go on with
            select 1 from agency t
            where concat(';', t.successor_of, ';') like concat('%;', s.successor_of, ';%') and t.agency_id <> s.agency_id
        )
),
started as (
    select
        r.line_id, r.agency_id, c.indicator_id, c.applicant_type, c.scope, c.period_kind, min(c.year) as first_year
    from renamed r
    join asked c on c.agency_id = r.line_id
    group by r.line_id, r.agency_id, c.indicator_id, c.applicant_type, c.scope, c.period_kind
),
seam as (
    select
        s.line_id, s.agency_id, s.indicator_id, s.applicant_type, s.scope, s.period_kind, s.first_year,
        max(o.year) as last_year
    from started s
    join observation o
        on o.agency_id = s.agency_id and o.indicator_id = s.indicator_id and o.applicant_type = s.applicant_type
        and o.scope = s.scope and o.period_kind = s.period_kind and o.year < s.first_year
    group by s.line_id, s.agency_id, s.indicator_id, s.applicant_type, s.scope, s.period_kind, s.first_year
),
chosen as (
    select *
    from asked
    union all
    select s.line_id, o.*
    from seam s
    join observation o
        on o.agency_id = s.agency_id and o.indicator_id = s.indicator_id and o.applicant_type = s.applicant_type
        and o.scope = s.scope and o.period_kind = s.period_kind and o.year between $year_from - 1 and s.last_year
    where not exists (
        select 1 from series_break b
        where b.indicator_id = s.indicator_id and b.agency_id in (s.line_id, s.agency_id)
            and b.year > s.last_year and b.year <= s.first_year
    )
),
breaking as (
    select
        c.line_id, c.year, c.indicator_id,
        max(case when b.year = c.year then b.reason end) as reason,
        count(distinct b.year) as segment
    from (select distinct line_id, year, indicator_id from chosen) c
    left join renamed r on r.line_id = c.line_id
    join series_break b
        on b.indicator_id = c.indicator_id and b.year <= c.year
        and (b.agency_id is null or b.agency_id in (c.line_id, r.agency_id))
    group by c.line_id, c.year, c.indicator_id
),
failing as (
    select c.agency_id, c.year, c.indicator_id, c.applicant_type, count(*) as failures
    from chosen c
    join comparison f
        on f.agency_id = c.agency_id and f.year = c.year and f.outcome = 'fails' and f.severity = 'error'
        and contains(concat(';', f.cells, ';'), concat(';', c.indicator_id, '/', c.applicant_type, ';'))
    group by c.agency_id, c.year, c.indicator_id, c.applicant_type
),
paired as (
    select
        n.*,
        p.value as previous_value, p.low as previous_low, p.high as previous_high,
        p.qualifier as previous_qualifier, p.state as previous_state,
        k.reason as break_reason,
        coalesce(k.segment, 0) as segment,
        n.low - p.high as change_low,
        n.high - p.low as change_high
    from chosen n
    left join chosen p
        on p.line_id = n.line_id and p.year = n.year - 1 and p.indicator_id = n.indicator_id
        and p.applicant_type = n.applicant_type and p.scope = n.scope and p.period_kind = n.period_kind
    left join breaking k
        on k.line_id = n.line_id and k.year = n.year and k.indicator_id = n.indicator_id
)
select
    q.line_id as agency_id, q.agency_id as held_by, h.name as agency, a.short_name as agency_short,
    a.kind, a.level, a.province, a.consolidates,
    q.indicator_id, i.name as indicator, i.short_name as indicator_short, i.topic, i.unit, i.value_type,
    i.direction, i.comparable, i.headline, i.position, i.definition,
    q.year, q.applicant_type, q.scope, q.period_kind, q.period_start, q.as_of,
    q.value, q.low, q.high, q.low_open, q.high_open, q.qualifier, q.state,
    q.previous_value, q.previous_qualifier, q.previous_state, q.break_reason, q.segment,
    case
        when q.state <> 'reported' then 'no_value'
        when q.break_reason is not null then 'break'
        when q.previous_state is null then 'no_previous'
        when q.previous_state <> 'reported' then 'previous_empty'
        when q.qualifier = 'about' or q.previous_qualifier = 'about' then 'undecidable'
        when q.qualifier = 'exact' and q.previous_qualifier = 'exact' then 'comparable'
        when q.change_low > 0 then 'rise_at_least'
        when q.change_high < 0 then 'fall_at_least'
        else 'undecidable'
    end as verdict,
    case
        when q.break_reason is not null or q.previous_state is null then null
        when q.qualifier = 'exact' and q.previous_qualifier = 'exact' then q.value - q.previous_value
        when q.change_low > 0 then q.change_low
        when q.change_high < 0 then q.change_high
    end as change,
    case
        when q.break_reason is null and q.qualifier = 'exact' and q.previous_qualifier = 'exact'
            and i.value_type in ('count', 'money')
        then cast(100 * (q.value - q.previous_value) as double) / cast(nullif(q.previous_value, 0) as double)
    end as change_percent,
    q.readings, q.disagree, q.choice_rule, q.reading_id, q.report_id,
    coalesce(f.failures, 0) as failures,
    s.source_id, s.title as source_title, s.source_kind, s.published as source_published
from paired q
join agency a on a.agency_id = q.line_id
join agency h on h.agency_id = q.agency_id
join indicator i on i.indicator_id = q.indicator_id
left join failing f
    on f.agency_id = q.agency_id and f.year = q.year and f.indicator_id = q.indicator_id
    and f.applicant_type = q.applicant_type
left join report r on r.report_id = q.report_id
left join source s on s.source_id = r.source_id
where q.year >= $year_from
order by i.position, q.line_id, q.applicant_type, q.scope, q.period_kind, q.year
