-- Claims take jobs by licence in turn, and each upstream has workers of its own: an index for each.
drop index job_due;
drop index job_queue;
drop index job_waiting;
drop index job_open;
create index job_ready on job (licence, priority, due) where state = 'queued' and wait_queue is null;
create index job_waiting on job (wait_queue, licence, priority desc, created_at)
  where wait_queue is not null;
create index job_submitting on job (upstream, due) where state = 'submitting';
create index job_rendering on job (upstream, due) where state = 'rendering';
create index job_rendered on job (upstream, licence, due) where state = 'rendered';
create index job_open on job (upstream, credential)
  where state in ('submitting', 'rendering') and done_at is null;

-- How many renders an upstream accepts at once under one credential, as its refusals have shown.
-- version tells the processes that share the ledger what is new. Times are milliseconds since 1970.
create table upstream_bound (
  upstream      text    not null,
  credential    text    not null,
  bound         integer not null,
  step          integer not null,
  accepted      integer not null,
  failed_trials integer not null,
  refusals      integer not null,
  paused_until  bigint  not null,
  trial_from    bigint  not null,
  trial_by      bigint  not null,
  version       bigint  not null,
  primary key (upstream, credential)
);
