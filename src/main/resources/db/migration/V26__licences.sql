-- The licences that are made by calls, beside those of the configuration. terms is what they allow, as
-- JSON. version grows with each change of any of them, so that a node reads only what has changed. A
-- revoked one stays for good: its name owns jobs, and must not become another's.
create table licence (
  name       text   not null primary key,
  terms      text   not null,
  version    bigint not null,
  created_at bigint not null,
  revoked_at bigint
);
create index licence_version on licence (version);

-- Their keys: the HMAC-SHA256 of each, never the key itself, and its last characters for display. A
-- licence has several while an earlier one is valid beside its successor. secret tells with which secret
-- of the service the HMAC was made, without showing it.
create table licence_key (
  digest     text   not null primary key,
  secret     text   not null,
  licence    text   not null,
  hint       text   not null,
  created_at bigint not null,
  expires_at bigint
);
create index licence_key_licence on licence_key (licence);
