-- A caller without a key has left, or was answered that its job continues: until this time, an equal
-- request may join that job. Null where the caller has an answer, or still waits for one.
alter table request_key add column rejoin_until bigint;
