-- Lets go of sorted_observation.
drop table sorted_observation
