-- One row is one operand of a derived value, with the observation that was used.
-- param agency: text
-- param year: integer
-- param indicator: text
-- param applicant_type: text = total
-- param scope: text =
select
    d.part, d.operand as indicator_id, i.name as indicator, i.unit, i.value_type,
    o.year, o.scope, o.period_kind, o.value, o.low, o.high, o.qualifier, o.state, o.reading_id, o.choice_rule
from derivation d
join indicator i on i.indicator_id = d.operand
left join observation o
    on o.indicator_id = d.operand and o.agency_id = $agency and o.year = $year + d.year_offset
    and o.applicant_type = $applicant_type and ($scope is null or o.scope = $scope)
where d.indicator_id = $indicator
order by d.part desc, i.position
