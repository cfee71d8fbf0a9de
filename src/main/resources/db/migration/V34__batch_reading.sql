-- Until when one process reads the file of a dropped batch; afterwards another one may.
alter table batch add column reading_until bigint not null default 0;

-- When the file of a batch over HTTP had been checked, and how many orders it has.
alter table api_batch add column checked_at bigint;
alter table api_batch add column orders integer;
