-- What a licence has used of a limit. period is 'now' for the jobs that are open, a day like 2026-11-29
-- or a month like 2026-11, in UTC. money is in millionths. There are rows only for what is limited.
create table quota (
  licence text   not null,
  period  text   not null,
  jobs    bigint not null,
  seconds bigint not null,
  money   bigint not null,
  primary key (licence, period)
);

-- What a job has reserved in these rows, as JSON; null where its licence has no such limit.
alter table job add column reserved text;

-- What an ended job has delivered, for the usage: seconds of video, and bytes.
alter table job add column seconds bigint;
alter table job add column bytes bigint;
create index job_ended on job (ended_at) where ended_at is not null;
