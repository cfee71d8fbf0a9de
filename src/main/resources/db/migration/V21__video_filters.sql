-- The model as ordered, suffixes included, by which a licence's videos are listed; null only for jobs
-- that a node of an earlier version inserts. It is the first value of the order's JSON.
alter table job add column ordered_model text;
with recursive place (n) as (select 1 union all select n + 1 from place where n < 250)
update job set ordered_model =
  substr(request, 26, (select n from place where substr(request, 26 + n, 10) = '","base":"' limit 1))
where request like '{"kind":"_____","model":"%';
with recursive place (n) as (select 1 union all select n + 1 from place where n < 250)
update job set ordered_model =
  substr(request, 11, (select n from place where substr(request, 11 + n, 10) = '","base":"' limit 1))
where request like '{"model":"%';

-- A page of videos of one state, or of one model and state, is one range of an index. SQLite prefers
-- them to the licence's index only because they have all columns of the query, deleted_at too.
create index job_state on job (licence, state, id, deleted_at) where deleted_at is null;
create index job_model on job (licence, ordered_model, state, id, deleted_at)
  where deleted_at is null;

-- The metadata of jobs that are not deleted: pair is a hash of key and value, so that an entry of the
-- index is short whatever they are. The order's JSON has them in plain text.
create table job_metadata (
  licence text not null,
  pair    text not null,
  job     text not null,
  primary key (licence, pair, job)
);
