-- What a job has cost so far, in millionths of cost_currency; null as long as that is not known. It is
-- the sum of its charges in that currency: one for each render that is billed, as JSON.
alter table job add column cost bigint;
alter table job add column cost_currency text;
alter table job add column charges text;

-- The costs of a closed batch over HTTP, as JSON: a list of amounts, one for each currency.
alter table api_batch add column costs text;
