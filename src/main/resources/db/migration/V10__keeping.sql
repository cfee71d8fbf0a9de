-- When a job's files are no longer kept, fixed when they were delivered; null for never. And when
-- they were taken out of their sink.
alter table job add column expires_at bigint;
alter table job add column removed_at bigint;
create index job_expires on job (expires_at)
  where expires_at is not null and removed_at is null and deleted_at is null;
