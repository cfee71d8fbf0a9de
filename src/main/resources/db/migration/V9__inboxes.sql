-- The inbox that a file was dropped into; null for the hot folder.
alter table batch add column inbox text;

-- Where a job's files go, null for the usual sink; and what they are called there besides.
alter table job add column sink text;
alter table job add column output_name text;

-- Queued jobs of a higher priority go first, and so do they in a line.
alter table job add column priority integer not null default 0;
create index job_queue on job (priority, due) where state = 'queued';
drop index job_waiting;
create index job_waiting on job (waits_for, priority desc, created_at) where waits_for is not null;
