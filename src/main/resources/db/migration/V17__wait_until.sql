-- Until when a job may wait to be submitted; null for jobs from before, whose deadline says it.
alter table job add column wait_until bigint;
