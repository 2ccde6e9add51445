-- Forgets everything that table held_series holds of the agencies.
-- param agencies: texts
delete from held_series where list_contains($agencies, agency_id)
