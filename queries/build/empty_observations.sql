-- Empties table observation; its rows wait in sorted_observation.
truncate table observation
