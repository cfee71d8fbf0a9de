-- A job may have several files: the pictures of an image order. Both columns hold JSON lists.
alter table job rename column film to files;
alter table job rename column link to links;

-- What was about to be fetched is asked for once more, and so comes with its list of links.
update job set state = 'rendering', links = null where state = 'rendered';

-- Bytes that callers gave, kept once under their SHA-256, and when somebody last wanted them.
create table media (
  sha256  text    primary key,
  type    text    not null,
  bytes   bigint  not null,
  width   integer,
  height  integer,
  used_at bigint  not null
);
create index media_used on media (used_at);

-- Files that callers have uploaded, by the names that we gave them.
create table file (
  id         text   primary key,
  licence    text   not null,
  name       text   not null,
  purpose    text   not null,
  sha256     text   not null,
  type       text   not null,
  bytes      bigint not null,
  created_at bigint not null,
  expires_at bigint
);
create index file_licence on file (licence, id);
create index file_content on file (sha256);
create index file_expires on file (expires_at) where expires_at is not null;

-- What the nodes that share this ledger sign with, in hex.
create table secret (
  name  text primary key,
  bytes text not null
);
