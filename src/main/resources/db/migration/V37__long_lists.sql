-- The jobs that repeat the order of a failed one. Few jobs do, and no other job has an entry.
create index job_retry on job (retry_of, licence, id) where retry_of is not null;
