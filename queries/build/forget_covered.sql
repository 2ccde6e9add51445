-- Forgets everything that table covered holds of the agencies.
-- param agencies: texts
delete from covered where list_contains($agencies, agency_id)
