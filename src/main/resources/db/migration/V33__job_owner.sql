-- PostgreSQL takes it instead of the primary key where it takes the owners for few, and each lease
-- is two entries. Only the start of a ledger of one process looks for owners: among the open jobs.
drop index job_owner;
