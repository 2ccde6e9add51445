-- One row is one observation with its source, the table behind every chart.
-- param agencies: texts
-- param topics: texts
-- param indicators: texts
-- param year_from: integer = 1900
-- param year_to: integer = 2200
-- param state: text =
-- param search: text =
-- param total_only: boolean = true
-- param limit: integer = 2000
with held as (
    -- how many totals an agency brings at least: by whole topics where no indicator is singled out, else by its series
    select agency_id, sum(numbers) as numbers
    from (
        select a.agency_id, c.totals as numbers
        from covered c
        join agency a on a.agency_id = c.agency_id
        where len($indicators) = 0 and c.topic <> ''
            and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
            and (len($topics) = 0 or list_contains($topics, c.topic))
            and ($search is null or contains(a.name, $search))
        union all
        select a.agency_id, h.numbers
        from held_series h
        join indicator i on i.indicator_id = h.indicator_id
        join agency a on a.agency_id = h.agency_id
        where (len($indicators) > 0 or $search is not null)
            and (len($agencies) = 0 or list_contains($agencies, a.agency_id))
            and (len($topics) = 0 or list_contains($topics, i.topic))
            and (len($indicators) = 0 or list_contains($indicators, i.indicator_id))
            and (
                $search is null
                or (contains(i.name, $search) and not (len($indicators) = 0 and contains(a.name, $search)))
            )
    ) as found
    group by agency_id
),
counted as (
    select a.agency_id, coalesce(h.numbers, 0) as numbers,
        sum(coalesce(h.numbers, 0)) over (order by a.agency_id rows between unbounded preceding and current row) as upto
    from agency a
    left join held h on h.agency_id = a.agency_id
    where len($agencies) = 0 or list_contains($agencies, a.agency_id)
),
needed as (
    -- the first agencies that fill the limit by their totals alone: of a nation, the others need not be read
    select agency_id
    from counted
    where $state is not null or $year_from > 1900 or $year_to < 2200 or upto - numbers < $limit
),
shown as (
    select
        o.agency_id, a.name as agency, o.year, i.topic, o.indicator_id, i.name as indicator, i.unit, i.value_type, i.position,
        o.applicant_type, o.scope, o.period_kind, o.period_start, o.as_of,
        o.value, o.low, o.high, o.qualifier, o.state, o.readings, o.disagree, o.choice_rule, o.reading_id, o.report_id
    from needed n
    join observation o on o.agency_id = n.agency_id
    join agency a on a.agency_id = o.agency_id
    join indicator i on i.indicator_id = o.indicator_id
    where (len($topics) = 0 or list_contains($topics, i.topic))
        and (len($indicators) = 0 or list_contains($indicators, i.indicator_id))
        and o.year between $year_from and $year_to
        and ($state is null or o.state = $state)
        and ($search is null or contains(i.name, $search) or contains(a.name, $search))
        and (not $total_only or o.applicant_type = 'total')
    order by o.agency_id, o.year, i.position, o.applicant_type, o.scope, o.period_kind
    limit $limit
)
select
    o.agency_id, o.agency, o.year, o.topic, o.indicator_id, o.indicator, o.unit, o.value_type,
    o.applicant_type, o.scope, o.period_kind, o.period_start, o.as_of,
    o.value, o.low, o.high, o.qualifier, o.state, o.readings, o.disagree, o.choice_rule,
    d.raw_text, d.unit_printed, d.locator, d.evidence, o.reading_id, o.report_id,
    s.title as source_title, s.kind as source_carrier, s.source_kind, s.published as source_published, s.url, s.sha256
from shown o
left join reading d on d.agency_id = o.agency_id and d.reading_id = o.reading_id
left join report r on r.report_id = o.report_id
left join source s on s.source_id = r.source_id
order by o.agency_id, o.year, o.position, o.applicant_type, o.scope, o.period_kind
