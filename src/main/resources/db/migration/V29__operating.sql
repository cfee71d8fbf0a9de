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

-- What has ended is summed up by time, upstream, state and cost without a look at the jobs themselves.
drop index job_ended;
create index job_ended on job (ended_at, state, upstream, cost_currency, cost, created_at)
  where ended_at is not null;

-- Operators list open jobs by age, and failed ones by their end; each index has the filters too.
create index job_age on job (created_at, id, state, licence, upstream, ordered_model)
  where state in ('queued', 'submitting', 'rendering', 'rendered');
create index job_failed on job (ended_at, id, licence, upstream, ordered_model, created_at)
  where state = 'failed' and deleted_at is null;

-- Of deliveries, they ask for those that are on their way, and for those that were given up.
create index event_delivery_pending on event_delivery (event, receiver)
  where due is not null and url is not null;
create index event_delivery_given_up on event_delivery (event, receiver)
  where due is null and state <> 'delivered' and url is not null;

-- The processes that share the ledger, and when each of them was there last.
create table node (
  id      text   not null primary key,
  seen_at bigint not null
);
