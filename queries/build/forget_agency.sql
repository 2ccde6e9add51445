-- Forgets the agencies themselves.
-- param agencies: texts
delete from agency where list_contains($agencies, agency_id)
