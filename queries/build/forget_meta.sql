-- Forgets the facts about the generation; the new one's are written next.
delete from meta
