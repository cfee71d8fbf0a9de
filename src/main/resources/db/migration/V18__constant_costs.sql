-- Whether a batch has an open job is one look-up, however many jobs it has.
create index job_batch_open on job (batch)
  where batch is not null and state in ('queued', 'submitting', 'rendering', 'rendered');
create index batch_read on batch (created_at) where closed_at is null and total is not null;
create index batch_cancelled on batch (id) where closed_at is null and cancelled_at is not null;

-- Many jobs of a batch have one deadline: the index has the whole order of the sweep.
drop index job_deadline;
create index job_deadline on job (deadline, id)
  where state in ('queued', 'submitting', 'rendering', 'rendered');

-- The refused copies of a file, whose total is 0, are not read to find its last accepted one.
drop index batch_digest;
create index batch_digest on batch (digest, licence, id)
  where digest is not null and (total is null or total > 0);

-- The ended orders of an open batch over HTTP. A batch has several rows, whose sum counts: a
-- transaction adds to one that no other has locked, so that none waits for another.
create table batch_count (
  batch     text    not null,
  slot      text    not null,
  completed integer not null,
  failed    integer not null,
  primary key (batch, slot)
);
insert into batch_count (batch, slot, completed, failed)
select b.id, 'before',
  (select count(*) from job where job.batch = b.id and job.state = 'delivered'),
  (select count(*) from job where job.batch = b.id and job.state = 'failed')
    + (select count(*) from refusal where refusal.batch = b.id)
from batch b join api_batch c on c.id = b.id
where b.closed_at is null;

-- Batches are read by licence in turn.
drop index api_batch_unread;
create index api_batch_unread on api_batch (licence, reading_until, id) where read_at is null;
