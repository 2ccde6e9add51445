-- Forgets everything that table observation holds of the agencies.
-- param agencies: texts
delete from observation where list_contains($agencies, agency_id)
