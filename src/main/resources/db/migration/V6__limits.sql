-- The targets that a queued job has found no room at; while it waits there, due is only when it
-- looks by itself whether it waits in vain.
alter table job add column waits_for text;
create index job_waiting on job (waits_for, created_at) where waits_for is not null;

-- How many renders are open at an upstream.
create index job_open on job (upstream) where state in ('submitting', 'rendering');
