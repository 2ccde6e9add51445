-- The rules have run: table observation is the whole one again.
drop table temp.observation
