-- A ledger of V14 with a job in every state. @past, @now and @later are milliseconds since 1970;
-- nobody has worked on it since @past.
insert into batch (id, licence, source, name, total, created_at, digest) values
  ('batch_01a222027c528a703ff9', 'demo', 'lines.txt', 'lines.txt', 1, @past, 'd1');
insert into refusal (batch, line, param, message, code) values
  ('batch_01a222027c528a703ff9', 2, 'prompt', 'The prompt is empty.', 'invalid_value');
insert into batch (id, licence, source, name, total, created_at, closed_at) values
  ('batch_0000000000000000000000000000000b', 'demo', 'file-1', 'batch_0000000000000000000000000000000b', 1, @past, @now);
insert into api_batch (id, licence, input_file, input_sha256, endpoint, completion_window, metadata,
                       link_base, expires_at, reading_until, read_at, completed, failed) values
  ('batch_0000000000000000000000000000000b', 'demo', 'file-1', 'ab', '/v1/videos', '24h', '{}',
   'http://127.0.0.1', @later, 0, @past, 1, 0);

insert into job (id, licence, batch, line, request, state, due, fence, owner, attempts, upstream,
                 credential, model, task, progress, links, files, failure_code, failure, created_at,
                 deadline, ended_at, submitted_at, done_at, intent_at, lookup_until, wait_queue,
                 expires_at) values
  ('video_00000000000000000000000000000001', 'demo', null, null, @order(queued), 'queued', @past, 0,
   null, 0, null, null, null, null, 0, null, null, null, null, @past, @later, null, null, null,
   null, null, null, null),
  ('video_00000000000000000000000000000002', 'demo', 'batch_01a222027c528a703ff9', 1,
   @order(line), 'queued', @past, 1, null, 0, null, null, null, null, 0, null, null, null, null,
   @past, @later, null, null, null, null, null, 'old,key,m', null),
  ('video_00000000000000000000000000000003', 'demo', null, null, @order(unsent), 'submitting', @past,
   1, 'gone', 1, 'old', 'key', 'm', null, 0, null, null, null, null, @past, @later, null, null, null,
   null, null, null, null),
  ('video_00000000000000000000000000000004', 'demo', null, null, @order(sent), 'submitting', @past, 1,
   'gone', 0, 'old', 'key', 'm', null, 0, null, null, null, null, @past, @later, null, null, null,
   @past, null, null, null),
  ('video_00000000000000000000000000000005', 'demo', null, null, @order(unsure), 'submitting', @past,
   3, null, 2, 'old', 'key', 'm', null, 0, null, null, null, null, @past, @later, null, null, null,
   @past, @past, null, null),
  ('video_00000000000000000000000000000006', 'demo', null, null, @order(rendering), 'rendering',
   @past, 2, null, 0, 'old', 'key', 'm', 'task-6', 40, null, null, null, null, @past, @later, null,
   @past, null, null, null, null, null),
  ('video_00000000000000000000000000000007', 'demo', null, null, @order(rendered), 'rendered', @past,
   3, 'gone', 0, 'old', 'key', 'm', 'task-7', 99, '[]', null, null, null, @past, @later, null, @past,
   @past, null, null, null, null),
  ('video_00000000000000000000000000000008', 'demo', null, null, @order(delivered), 'delivered',
   @past, 4, null, 0, 'old', 'key', 'm', 'task-8', 100, null,
   '[{"sink":"file","key":"old/8.mp4","type":"video/mp4","bytes":@bytes,"sha256":"@sha256","thumbnail":null}]',
   null, null, @past, @later, @past, @past, @past, null, null, null, null),
  ('video_00000000000000000000000000000009', 'demo', null, null, @order(failed), 'failed', @past, 2,
   null, 0, 'old', 'key', 'm', 'task-9', 0, null, null, 'failed', 'A lamp broke.', @past, @later,
   @past, @past, null, null, null, null, null);

insert into event (id, licence, job, type, created_at) values
  ('evt_00000000000000000000000000000008', 'demo', 'video_00000000000000000000000000000008',
   'video.completed', @past);
insert into event_delivery (event, receiver, licence, target, url, state, attempts, due, owner,
                            fence, log) values
  ('evt_00000000000000000000000000000008', 'licence', 'demo', 'demo 127.0.0.1', '@hook', 'waiting', 1,
   @past, 'gone', 3, '[]');

insert into media (sha256, type, bytes, width, height, used_at, sink, key) values
  ('@sha256', 'image/png', 77, 640, 480, @now, 'file', '.media/old.png');
insert into file (id, licence, name, purpose, sha256, type, bytes, created_at) values
  ('file-0000000000000000000000000000000a', 'demo', 'old.png', 'vision', '@sha256', 'image/png', 77,
   @past);
insert into removal (sink, key, due, attempts, owner, fence) values
  ('file', 'old/removed.mp4', @past, 1, 'gone', 1);
