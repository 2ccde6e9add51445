-- Fills table observation from sorted_observation, in that order.
insert into observation
select * from sorted_observation
