-- Forgets everything that table coverage holds of the agencies.
-- param agencies: texts
delete from coverage where list_contains($agencies, agency_id)
