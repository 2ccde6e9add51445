-- Forgets the reports of the agencies.
-- param agencies: texts
delete from report where list_contains($agencies, agency_id)
