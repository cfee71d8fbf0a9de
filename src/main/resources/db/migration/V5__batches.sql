-- Tells dropped files of one content; what was dropped before it was kept is like no other.
alter table batch add column digest text;
create index batch_digest on batch (digest) where digest is not null;

-- When somebody wished that nothing more be made of it.
alter table batch add column cancelled_at bigint;
