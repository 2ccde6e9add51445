-- The rules have run: table reading is the whole one again.
drop table temp.reading
