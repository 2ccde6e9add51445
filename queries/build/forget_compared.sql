-- Forgets everything that table compared holds of the agencies.
-- param agencies: texts
delete from compared where list_contains($agencies, agency_id)
