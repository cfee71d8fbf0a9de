-- One row a job. Times are milliseconds since 1970; order and film are JSON.
create table job (
  id           text   primary key,
  licence      text   not null,
  batch        text,
  line         integer,
  wish         text   not null,
  state        text   not null,
  due          bigint not null,
  fence        bigint not null,
  owner        text,
  attempts     integer not null,
  upstream     text,
  credential   text,
  model        text,
  task         text,
  progress     integer not null,
  link         text,
  film         text,
  failure_code text,
  failure      text,
  created_at   bigint not null,
  deadline     bigint not null,
  ended_at     bigint,
  deleted_at   bigint
);

-- The queue, the poll timer and the retry delay, all in one.
create index job_due on job (state, due)
  where state in ('queued', 'submitting', 'rendering', 'rendered');
create index job_deadline on job (deadline)
  where state in ('queued', 'submitting', 'rendering', 'rendered');
create index job_owner on job (owner) where owner is not null;
create index job_licence on job (licence, id) where deleted_at is null;

-- A dropped file's line becomes a job once; an upstream's task belongs to one job.
create unique index job_line on job (batch, line) where batch is not null;
create unique index job_task on job (upstream, credential, task) where task is not null;

-- A dropped file. total is null until its last line has been read; closed_at until its results lie
-- beside it.
create table batch (
  id         text    primary key,
  licence    text    not null,
  source     text    not null,
  name       text    not null unique,
  total      integer,
  created_at bigint  not null,
  closed_at  bigint
);
create index batch_open on batch (created_at) where closed_at is null;

-- A line that no job could be made of, and why.
create table refusal (
  batch   text    not null,
  line    integer not null,
  param   text,
  message text    not null,
  primary key (batch, line)
);
