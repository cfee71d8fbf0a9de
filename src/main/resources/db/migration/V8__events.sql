-- What is told of a job's end, once a job, written with the end itself. Times are milliseconds
-- since 1970.
create table event (
  id         text   primary key,
  licence    text   not null,
  job        text   not null unique,
  type       text   not null,
  created_at bigint not null
);
create index event_licence on event (licence, id);
create index event_age on event (created_at);

-- An event on its way to one receiver. due is null once it has ended; target tells receivers apart
-- that can be slow or away by themselves; log is a JSON list of what was tried.
create table letter (
  event    text    not null,
  receiver text    not null,
  licence  text    not null,
  target   text    not null,
  url      text,
  state    text    not null,
  tries    integer not null,
  due      bigint,
  owner    text,
  fence    bigint  not null,
  log      text    not null,
  primary key (event, receiver)
);
create index letter_due on letter (target, due) where due is not null;
create index letter_owner on letter (owner) where owner is not null;

-- What has answered 410 Gone: nothing is sent there until a replay arrives.
create table switched_off (
  licence text   not null,
  url     text   not null,
  since   bigint not null,
  primary key (licence, url)
);
