-- What a repeated request is recognised by: name is the hash of its Idempotency-Key, or of its path
-- and parameters. origin is the object of one of several equal requests without a key, else empty. A
-- refused request has no object, but the status and the body of its answer. retries is the highest
-- retry count that was answered with the object.
create table request_key (
  licence     text    not null,
  name        text    not null,
  origin      text    not null,
  fingerprint text,
  object      text,
  status      integer,
  answer      text,
  retries     integer not null,
  created_at  bigint  not null,
  expires_at  bigint  not null,
  primary key (licence, name, origin)
);
create index request_key_expires on request_key (expires_at);
