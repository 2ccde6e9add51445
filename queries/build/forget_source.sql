-- Forgets the sources that only the agencies' reports use; runs before the reports themselves go.
-- param agencies: texts
delete from source
where exists (select 1 from report r where r.source_id = source.source_id and list_contains($agencies, r.agency_id))
