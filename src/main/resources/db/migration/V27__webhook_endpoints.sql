-- The webhook endpoints that licences register by calls. event_types is a JSON list of what each of
-- them gets. The signing secret is in no row: it is derived from a secret of the service, the id and
-- secret_version, which grows with each rotation; the one before it signs too until previous_until.
-- secret tells which secret of the service that is, without showing it.
create table webhook_endpoint (
  id             text   not null primary key,
  licence        text   not null,
  name           text   not null,
  url            text   not null,
  event_types    text   not null,
  state          text   not null,
  secret         text   not null,
  secret_version bigint not null,
  previous_until bigint,
  created_at     bigint not null,
  updated_at     bigint not null
);
create index webhook_endpoint_licence on webhook_endpoint (licence, id);
