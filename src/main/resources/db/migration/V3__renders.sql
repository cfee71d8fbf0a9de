-- The order as its upstream got it, as JSON, where that is only near to what was wished.
alter table job add column sent text;

-- When the upstream took the order on.
alter table job add column submitted_at bigint;
