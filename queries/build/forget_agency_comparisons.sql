-- Forgets everything that table comparison holds of the agencies.
-- param agencies: texts
delete from comparison where list_contains($agencies, agency_id)
