-- Fills table observation: one row per cell, chosen from its readings.
-- The rule, in this order: official over press; document over page; a number over no number; an exact
-- figure over a bound over an approximate one; later published; reading id. A person's correction comes first.
-- param agencies: texts
insert into observation
with standing as (
    select
        r.*,
        s.source_kind,
        s.kind as carrier,
        s.published,
        case r.rule when 'correction' then 0 else 1 end as rank_correction,
        case s.source_kind when 'press' then 1 else 0 end as rank_source,
        case s.kind when 'document' then 0 when 'entry' then 1 else 2 end as rank_carrier,
        case r.state when 'reported' then 0 else 1 end as rank_state,
        case r.qualifier when 'exact' then 0 when 'about' then 2 else 1 end as rank_qualifier
    from reading r
    join report p on p.report_id = r.report_id
    join source s on s.source_id = p.source_id
    where p.status = 'published'
        and (len($agencies) = 0 or list_contains($agencies, r.agency_id))
        and not exists (select 1 from report later where later.supersedes = p.report_id and later.status = 'published')
),
ranked as (
    select
        *,
        row_number() over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
            order by rank_correction, rank_source, rank_carrier, rank_state, rank_qualifier, published desc nulls last, reading_id
        ) as place,
        count(*) over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
        ) as readings,
        max(low) over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
        ) as highest_low,
        min(high) over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
        ) as lowest_high,
        max(rank_source) over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
        ) as worst_source,
        max(rank_carrier) over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
        ) as worst_carrier,
        max(rank_qualifier) over (
            partition by agency_id, year, indicator_id, applicant_type, scope, period_kind
        ) as worst_qualifier
    from standing
)
select
    agency_id, year, indicator_id, applicant_type, scope, period_kind, period_start, as_of,
    value, low, high, low_open, high_open, qualifier, state, reading_id, report_id,
    readings,
    rank_correction = 1 and coalesce(highest_low > lowest_high, false) as disagree,
    case
        when rank_correction = 0 then 'correction'
        when readings = 1 then 'only'
        when worst_source > rank_source then 'official'
        when worst_carrier > rank_carrier then 'document'
        when worst_qualifier > rank_qualifier then 'exact'
        else 'newest'
    end as choice_rule
from ranked
where place = 1
