-- What an operator has paused: an upstream, which gets no orders then, or an inbox, whose files are not
-- read then. paused_at is null once it is resumed; the row stays, so that each node learns of that.
-- version grows with each change.
create table pause (
  kind      text   not null,
  name      text   not null,
  paused_at bigint,
  version   bigint not null,
  primary key (kind, name)
);

-- What has ended is summed up by upstream, state and cost without a look at the jobs themselves.
drop index job_ended;
create index job_ended on job (ended_at, state, upstream, cost_currency, cost) where ended_at is not null;
