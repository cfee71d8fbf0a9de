-- The jobs that repeat the order of a failed one. Few jobs do, and no other job has an entry.
create index job_retry on job (retry_of, licence, id) where retry_of is not null;

-- A page of the files of one purpose is one range of an index.
create index file_purpose on file (licence, purpose, id);

-- The URLs that have answered 410 are forgotten with the events of that time.
create index disabled_webhook_since on disabled_webhook (since);
