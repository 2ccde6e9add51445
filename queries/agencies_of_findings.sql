-- One row is one agency whose figures were compared under one of the named fingerprints.
-- param fingerprints: texts
select distinct fingerprint, agency_id
from comparison
where list_contains($fingerprints, fingerprint)
order by fingerprint, agency_id
