-- When a process that answers callers was last alive, by its own word. It says so once a second while
-- callers wait for it, and for a while afterwards.
create table heartbeat (
  process text   not null primary key,
  seen_at bigint not null
);

-- The process that the caller waits for; null where no caller waits, and in rows from before.
alter table request_key add column process text;
