-- The failed job whose order a job repeats.
alter table job add column retry_of text;

-- A page of the videos of one batch is one range of an index. It begins with the licence, as SQLite would
-- otherwise prefer it to that of a batch's open jobs.
create index job_batch on job (licence, batch, id, deleted_at)
  where batch is not null and deleted_at is null;

-- What was deleted lately, for those who follow the videos of a licence at another node.
create index job_deleted on job (deleted_at) where deleted_at is not null;
