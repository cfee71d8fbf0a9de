-- What a batch that was called for over HTTP says of itself, beside its row in batch. It is unread
-- until read_at; who reads it has it until reading_until.
create table batch_call (
  id                text    primary key,
  licence           text    not null,
  input_file        text    not null,
  input_sha256      text    not null,
  endpoint          text    not null,
  completion_window text    not null,
  metadata          text    not null,
  link_base         text    not null,
  output_keep       bigint,
  expires_at        bigint  not null,
  reading_until     bigint  not null,
  read_at           bigint,
  faults            text,
  output_file       text,
  error_file        text,
  completed         integer,
  failed            integer
);
create index batch_call_licence on batch_call (licence, id);
create index batch_call_unread on batch_call (reading_until) where read_at is null;
