-- PostgreSQL used this index instead of the primary key where it believed that few jobs had an owner,
-- and each lease wrote two entries to it. Only the start of a ledger of one process looks for owners:
-- among the open jobs.
drop index job_owner;
