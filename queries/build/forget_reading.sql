-- Forgets everything that table reading holds of the agencies.
-- param agencies: texts
delete from reading where list_contains($agencies, agency_id)
