-- One row is one agency of a like group with an exact number in the year and the year before: its place in both, among these only.
-- Who has a break between the two years is not compared. A renamed agency counts as present from its second year on.
-- param indicator: text
-- param year: integer
-- param kinds: texts
-- param levels: texts
-- param provinces: texts
-- param agencies: texts
-- param named_only: boolean = false
-- param scope: text =
-- param period_kind: text =
with both_years as (
    select n.agency_id, n.value as value_now, b.value as value_before
    from observation n
    join indicator i on i.indicator_id = n.indicator_id and i.comparable
    join observation b
        on b.agency_id = n.agency_id and b.year = n.year - 1 and b.indicator_id = n.indicator_id
        and b.applicant_type = n.applicant_type and b.scope = n.scope and b.period_kind = n.period_kind
    join agency a on a.agency_id = n.agency_id
    where n.indicator_id = $indicator and n.year = $year and n.applicant_type = 'total'
        and n.state = 'reported' and b.state = 'reported' and n.qualifier = 'exact' and b.qualifier = 'exact'
        and ($scope is null or n.scope = $scope)
        and n.period_kind = coalesce($period_kind, i.period_kind)
        and (
            list_contains($agencies, a.agency_id)
            or (
                not $named_only
                and (len($kinds) = 0 or list_contains($kinds, a.kind))
                and (len($levels) = 0 or list_contains($levels, a.level))
                and (len($provinces) = 0 or list_contains($provinces, a.province))
            )
        )
        and not exists (
            select 1 from series_break k
            where k.indicator_id = n.indicator_id and k.year = n.year and (k.agency_id is null or k.agency_id = n.agency_id)
        )
),
placed as (
    select
        agency_id,
        rank() over (order by value_now desc) as place_now,
        rank() over (order by value_before desc) as place_before,
        count(*) over () as compared
    from both_years
)
select agency_id, place_now, place_before, place_before - place_now as rank_change, compared
from placed
order by place_now, agency_id
