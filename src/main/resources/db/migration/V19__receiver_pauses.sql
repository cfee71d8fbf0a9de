-- Until when nothing is sent to a receiver, which is a URL of a target; the operator's endpoint has
-- the empty URL. The deliveries that wait stay as they are, however many there are.
create table receiver_pause (
  target       text   not null,
  url          text   not null,
  paused_until bigint not null,
  primary key (target, url)
);
create index receiver_pause_until on receiver_pause (paused_until);

-- The deliveries of one receiver are found beside any number of others to the same target.
create index event_delivery_receiver on event_delivery (target, coalesce(url, ''), due)
  where due is not null;

-- Each sink has deliver workers of its own.
create index job_rendered_sink on job (upstream, coalesce(sink, ''), licence, due)
  where state = 'rendered';
