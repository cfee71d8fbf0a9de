-- What lies in a sink, or may lie there, and is to be removed when it is due: a job's files by the
-- key of its sidecar, kept bytes by their own. owner has it until due; error is why it failed last.
create table removal (
  sink  text    not null,
  key   text    not null,
  due   bigint  not null,
  tries integer not null,
  error text,
  owner text,
  fence bigint  not null,
  primary key (sink, key)
);
create index removal_due on removal (sink, due);

-- Where kept bytes lie. A row from before is of the sink that is configured at the next start, which
-- writes it down, and its key is made of the hash alone.
alter table media add column sink text;
alter table media add column key text;
