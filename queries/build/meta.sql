-- One row is one fact about the generation itself.
select key, value from meta
