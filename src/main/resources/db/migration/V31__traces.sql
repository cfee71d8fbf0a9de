-- The trace that the steps of a job and the deliveries of its event belong to: the traceparent of the
-- span that they are within; null while traces are off, and in rows from before.
alter table job add column trace text;
alter table event add column trace text;
